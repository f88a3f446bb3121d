"""The demo as it is right after it was made: made once in a run, copied for each test."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from atexit import register
from functools import cache
from pathlib import Path

from config.environment import ROOT
from tests.operations.running import surroundings


@cache
def _made() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="dengta-demo-"))
    register(shutil.rmtree, folder, ignore_errors=True)
    run(folder / "data", "prepare")
    return folder / "data"


def demo_copied_to(data: Path) -> Path:
    """A data folder with keys and the demo on SQLite, ready to serve; returns ``data``."""
    shutil.copytree(_made(), data)
    return data


def run(data: Path, *words: str, **more: str) -> str:
    """``dengta WORDS`` in the demo at ``data``; what it said. Fails when it refuses."""
    done = subprocess.run(
        [sys.executable, "-m", *(words if "." in words[0] else ("dengta.operations", *words))],
        cwd=ROOT,
        env=surroundings(data, 8922, DENGTA_MODE="demo", **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
