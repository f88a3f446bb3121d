"""``script/soak``: the long proofs, sharing the time; one line each in docs/operations/soak.md."""

from __future__ import annotations

import argparse
import secrets
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

LEDGER = Path(__file__).resolve().parent.parent / "docs" / "operations" / "soak.md"
HEAD = """# Long proofs

One line a proof and run, appended by `script/soak`: when, at which commit, for how long, how much
was tried, how much of it came out wrong, and the seed.

| When (UTC) | Commit | Proof | Seconds | Rounds | Wrong | Seed |
| --- | --- | --- | --- | --- | --- | --- |
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rounds a proof made, and in how many something was wrong."""

    rounds: int
    wrong: int


Proof = Callable[[float, int], Outcome]
"""Runs for so many seconds with this seed."""

PROOFS: dict[str, Proof] = {}
"""Name → proof; a proof stands here once it is written."""


def main(words: Sequence[str] | None = None) -> int:
    """Run the proofs; the exit status is 1 when one of them found something wrong."""
    parser = argparse.ArgumentParser(prog="script/soak")
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--seed", type=int, help="repeat a run")
    parser.add_argument("names", nargs="*", metavar="NAME")
    asked = parser.parse_args(words)
    unknown = sorted(set(asked.names) - set(PROOFS))
    if unknown:
        parser.error(f"no proof is called {unknown[0]}; there are: {', '.join(PROOFS) or 'none'}")
    chosen = {name: PROOFS[name] for name in asked.names} or PROOFS
    if not chosen:
        print("长时间验证：还没有可运行的项目，什么也没有验证。")
        return 0
    share = asked.minutes * 60 / len(chosen)
    wrong = 0
    for name, proof in chosen.items():
        seed = asked.seed if asked.seed is not None else secrets.randbelow(2**31)
        outcome = proof(share, seed)
        wrong += outcome.wrong
        write(name, share, outcome, seed)
    return 1 if wrong else 0


def write(name: str, seconds: float, outcome: Outcome, seed: int, ledger: Path = LEDGER) -> None:
    """Append the line of one proof, and print it."""
    if not ledger.exists():
        ledger.write_text(HEAD, encoding="utf-8")
    moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M")
    line = (
        f"| {moment} | {commit()} | {name} | {seconds:.0f} | {outcome.rounds} | {outcome.wrong} "
        f"| {seed} |"
    )
    with ledger.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    print(line, flush=True)


def commit() -> str:
    """The short name of the commit at hand; "-" outside a repository."""
    said = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return said.stdout.strip() or "-"


if __name__ == "__main__":
    sys.exit(main())
