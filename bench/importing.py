"""Importing a tree from its CSV, in a database of its own."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.databases import drop_database, make_database, named
from bench.site import Site
from bench.table import Better, Measured, Row, number
from config.environment import ROOT

ROWS_OF_A_TREE = 2_000


def tree_rows(site: Site) -> Measured:
    """Rows a second of ``dengta import organizations``, with every rule, counts, log and units."""
    rows = 300 if site.quick else ROWS_OF_A_TREE
    address = named(site.url, "import") if site.url else ""
    if address:
        make_database(address)
    with tempfile.TemporaryDirectory(prefix="dengta-bench-") as folder:
        file = Path(folder) / "tree.csv"
        _write(file, rows)
        environ = {**os.environ, "DENGTA_DATA": f"{folder}/data", "DENGTA_MODE": "test"}
        environ |= {"TEST_DATABASE_URL": address}
        _command(environ, "prepare")
        _command(
            environ, "install", "--name", "中共海岱省委员会", "--category", "121", "--stem", "037"
        )
        began = time.monotonic()
        said = _command(environ, "import", "organizations", str(file))
        took = time.monotonic() - began
    if address:
        drop_database(address)
    told = "" if str(rows) in said else f"it said: {said.strip()}"
    return Measured(rows / took, note=f"{number(rows)} rows, start included", wrong=told)


def _command(environ: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "dengta.operations", *words],
        cwd=ROOT,
        env=environ,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    return done.stdout


def _write(file: Path, rows: int) -> None:
    """A province of cities, counties, towns and villages, below the root."""
    with file.open("w", encoding="utf-8", newline="") as target:
        out = csv.writer(target)
        out.writerow(("code", "parent_code", "label"))
        written = 0
        for city in range(rows):
            for county in range(4):
                for town in range(4):
                    for village in range(12):
                        if written >= rows:
                            return
                        place = (city + 1, county + 1, town + 1, village + 1)
                        for code, parent, label in _new(*place):
                            if written < rows:
                                out.writerow((code, parent, label))
                                written += 1


def _new(city: int, county: int, town: int, village: int) -> list[tuple[str, str, str]]:
    """The village, with whatever stands above it for the first time."""
    codes = [f"{city:02d}", f"{city:02d}{county:02d}", f"{city:02d}{county:02d}{town:02d}"]
    labels = [f"第{city}市", f"第{county}县", f"第{town}镇"]
    last = [county == town == village == 1, town == village == 1, village == 1]
    found = [(codes[at], codes[at - 1] if at else "", labels[at]) for at in range(3) if last[at]]
    return [*found, (f"{codes[2]}{village:03d}", codes[2], f"第{village}村")]


TREE = Row("import of a tree", None, Better.LARGE, "rows/s", False, tree_rows)
