"""``script/bench``: measure every row, print value and goal, fail only where ``--gate`` says so."""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Sequence

from bench.rows import ROWS

SMOKE = 2_000
"""Members of a smoke run: it must work and count right, its times mean nothing."""

NOISE = 2.0


def members(text: str) -> int:
    """``70k``, ``7m`` or plain digits as a number."""
    factor = {"k": 1_000, "m": 1_000_000}.get(text[-1:].lower(), 1)
    return int(text[:-1] if factor > 1 else text) * factor


def main(words: Sequence[str] | None = None) -> int:
    """Measure; the exit status is 1 when a gated row missed twice its goal."""
    parser = argparse.ArgumentParser(prog="script/bench")
    parser.add_argument("--members", type=members, default=70_000)
    parser.add_argument("--gate", action="store_true", help="fail at twice a goal")
    parser.add_argument("--smoke", action="store_true", help="only whether it works")
    asked = parser.parse_args(words)
    if not ROWS:
        print("测速：还没有可测的项目，什么也没有测。")
        return 0
    size = SMOKE if asked.smoke else asked.members
    print(f"{size:,} members, Python {platform.python_version()}, {platform.machine()}")
    failed = False
    for row in ROWS:
        value = row.measure(size)
        missed = row.gated and asked.gate and not asked.smoke and row.missed(value, slack=NOISE)
        failed = failed or missed
        verdict = "missed" if row.missed(value) else "reached"
        print(f"{row.name:60} {value:10.3f}  goal {row.goal:g}  {verdict}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
