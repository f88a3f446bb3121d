"""One database measured from making its data to the last row; a process of its own.

The surroundings (``DENGTA_DATA``, ``DATABASE_URL``) say which one; the lines go to a file as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import django
from django.db import connection

from bench.table import Line, line_of, number

SMOKE = 2_000
"""Members of a smoke run: it must work and count right, its times mean nothing."""


def main(words: Sequence[str] | None = None) -> int:
    """Make the data unless ``--made``, measure every row, write the lines."""
    parser = argparse.ArgumentParser(prog="python -m bench.leg")
    parser.add_argument("--members", type=int, required=True)
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--made", action="store_true", help="the data is there already")
    parser.add_argument("--only", default="", help="only rows whose name contains this")
    parser.add_argument("--lines", type=Path, required=True, help="where the result is written")
    asked = parser.parse_args(words)
    os.environ["DENGTA_MODE"] = "demo"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    began = time.monotonic()
    if not asked.made:
        command = [
            sys.executable,
            "-m",
            "dengta.operations",
            "demo",
            "--members",
            str(asked.members),
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    made = time.monotonic() - began
    django.setup()
    facts, lines = measure(asked.members, smoke=asked.smoke, only=asked.only)
    facts["seconds"] = {"data": round(made, 1), "rows": round(time.monotonic() - began - made, 1)}
    said = {"facts": facts, "lines": [line.plain() for line in lines]}
    asked.lines.write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
    return 0


def measure(members: int, *, smoke: bool, only: str = "") -> tuple[dict[str, Any], list[Line]]:
    """What the machine is, and the line of every row of the database at hand."""
    from bench import rows  # needs the settings
    from bench.site import site

    on_sqlite = connection.vendor == "sqlite"
    database = f"{connection.display_name} {_version()}"
    data = Path(os.environ["DENGTA_DATA"])
    url = os.environ.get("DATABASE_URL", "")
    here = site(members, data, url, on_sqlite=on_sqlite, quick=smoke)
    lines: list[Line] = []
    for row in rows.ON_SQLITE if on_sqlite else rows.ON_POSTGRESQL:
        if only in row.name:
            line = line_of(row, row.measure(here), database, judged=not smoke)
            lines.append(line)
            print(f"{line.name}: {number(line.value)} {line.unit} {line.verdict}", flush=True)
    return {
        "database": database,
        "members": members,
        "python": platform.python_version(),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "when": time.strftime("%Y-%m-%d %H:%M"),
        "load": os.getloadavg()[0],
    }, lines


def _version() -> str:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT sqlite_version()")
        else:
            cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0]).split()[0]


if __name__ == "__main__":
    sys.exit(main())
