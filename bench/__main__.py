"""``script/bench``: measure every row, print value and goal, fail only where ``--gate`` says so."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.databases import drop_database, make_database, named
from bench.leg import SMOKE
from bench.table import LATER, Line, text
from config.environment import ROOT
from dengta.operations.sizes import MOST_ON_SQLITE, members_of


def main(words: Sequence[str] | None = None) -> int:
    """Measure; the exit status is 1 when something was wrong, or a gated row missed twice its
    goal."""
    parser = argparse.ArgumentParser(prog="script/bench")
    parser.add_argument("--members", type=members_of, default=70_000, metavar="N")
    parser.add_argument("--gate", action="store_true", help="fail at twice a goal")
    parser.add_argument("--smoke", action="store_true", help="only whether it works")
    parser.add_argument("--only", default="", metavar="WORDS", help="only rows with these words")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the lines here as well")
    parser.add_argument(
        "--made", type=Path, metavar="FOLDER", help="the data folder of a province made before"
    )
    asked = parser.parse_args(words)
    members = SMOKE if asked.smoke else asked.members
    address = os.environ.get("BENCH_DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="dengta-bench-") as folder:
        wanted: list[tuple[Path, str]] = []
        if address:
            wanted.append((asked.made or Path(folder) / "postgresql", address))
        if not asked.made and members <= MOST_ON_SQLITE:
            wanted.append((Path(folder) / "sqlite", ""))
        # whether it works, one database tells
        legs = [_leg(asked, members, *each) for each in (wanted[:1] if asked.smoke else wanted)]
    if not address:
        print("没有找到 PostgreSQL，只测了 SQLite。")
    lines = [Line(**line) for leg in legs for line in leg["lines"]]
    for leg in legs:
        print(json.dumps(leg["facts"], ensure_ascii=False))
    print("\n" + text(lines))
    if asked.json:
        said = {"facts": [leg["facts"] for leg in legs], "lines": [x.plain() for x in lines]}
        said["later"] = list(LATER)
        asked.json.write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
    return stopped(lines, gate=asked.gate)


def stopped(lines: Sequence[Line], *, gate: bool) -> int:
    """1 with a sentence for each line that was wrong or, under ``gate``, missed twice its goal."""
    bad = [line for line in lines if line.wrong or (gate and line.stops)]
    for line in bad:
        print(f"没有通过：{line.name}（{line.wrong or '低于目标的一半'}）", file=sys.stderr)
    return 1 if bad else 0


def _leg(asked: argparse.Namespace, members: int, data: Path, address: str) -> dict[str, Any]:
    """Measure one database in a process of its own; "" is SQLite in the folder ``data``.

    On the server a database is made beside the one of ``address`` and taken away afterwards.
    """
    environ = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environ |= {"DENGTA_DATA": str(data), "DENGTA_MODE": "demo"}
    own = named(address, "bench") if address and not asked.made else ""
    if own:
        make_database(own)
    if address:
        environ["DATABASE_URL"] = own or address
    try:
        with tempfile.NamedTemporaryFile(suffix=".json") as result:
            command = [sys.executable, "-m", "bench.leg", "--members", str(members)]
            command += ["--lines", result.name, "--only", asked.only]
            command += ["--smoke"] * asked.smoke + ["--made"] * bool(asked.made)
            subprocess.run(command, env=environ, cwd=ROOT, check=True)
            leg: dict[str, Any] = json.loads(Path(result.name).read_text(encoding="utf-8"))
    finally:
        if own:
            drop_database(own)
    return leg


if __name__ == "__main__":
    sys.exit(main())
