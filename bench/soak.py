"""``script/soak``: the long proofs, sharing the time; one line each in docs/operations/soak.md."""

from __future__ import annotations

import argparse
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from xml.etree import ElementTree

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

RACES = ("agree", "withdraw", "receive", "enrol", "codes", "two_transfers", "dissolve")
DATABASES = ("postgresql", "sqlite")


def by_pytest(*selected: str, database: str = "sqlite") -> Proof:
    """The proof that some tests are: they are run, with new seeds each time, until the time is up.

    The tests say how many rounds they made and how many were wrong by ``record_property``; a test
    that fails is wrong at least once. ``selected`` are words for pytest.
    """

    def run(seconds: float, seed: int) -> Outcome:
        end, rounds, wrong = time.monotonic() + seconds, 0, 0
        while (left := end - time.monotonic()) > 0:
            outcome = _run_once(selected, database, left, seed)
            rounds, wrong, seed = rounds + outcome.rounds, wrong + outcome.wrong, seed + 1
        return Outcome(rounds, wrong)

    return run


def _run_once(selected: Sequence[str], database: str, seconds: float, seed: int) -> Outcome:
    with tempfile.TemporaryDirectory(prefix="dengta-proof-") as folder:
        report = Path(folder) / "report.xml"
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--create-db",
             "-o", "junit_family=xunit1", f"--junitxml={report}",
             f"--hypothesis-seed={seed}", *selected],
            env={
                **os.environ,
                "TEST_DATABASE_URL": os.environ.get(SERVER, "") if database == "postgresql" else "",
                "DENGTA_RACE_SECONDS": str(seconds),
                "DENGTA_WALK_SECONDS": str(seconds),
                "DENGTA_RACE_SEED": str(seed),
                "DENGTA_FAULTS_SHARE": "1",
                "DENGTA_HYPOTHESIS": "soak",
                "DENGTA_SOAK_EXAMPLES": os.environ.get("DENGTA_SOAK_EXAMPLES", "500"),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )  # fmt: skip
        outcome = outcome_of(report) if report.is_file() else Outcome(0, 0)
    if done.returncode != 0 or outcome.wrong:
        print(done.stdout, flush=True)
        return Outcome(outcome.rounds, max(1, outcome.wrong))
    return outcome


def outcome_of(report: Path) -> Outcome:
    """What the tests of a JUnit report say of themselves; a test without a number is one round."""
    rounds = wrong = 0
    for case in ElementTree.parse(report).iter("testcase"):
        said = {each.get("name"): int(each.get("value", "0")) for each in case.iter("property")}
        failed = case.find("failure") is not None or case.find("error") is not None
        rounds += said.get("rounds", 1)
        wrong += max(said.get("wrong", 0), int(failed))
    return Outcome(rounds, wrong)


SERVER = "SOAK_DATABASE_URL"
"""Where the PostgreSQL of ``script/soak`` is; without one its proofs are left out, and said."""

PROOFS: dict[str, Proof] = {
    **{
        f"race-{race.replace('_', '-')}-{database}": by_pytest(
            "tests/races/test_races.py", "-k", f"race_{race}", database=database
        )
        for race in RACES
        for database in DATABASES
    },
    **{
        f"race-accounts-{each}": by_pytest("tests/races/test_accounts.py", database=each)
        for each in DATABASES
    },
    "kills-processes": by_pytest("tests/kills", "-k", "web_processes"),
    "kills-postgresql": by_pytest("tests/kills", "-k", "postgresql_dies"),
    **{f"walk-{each}": by_pytest("tests/walks/test_walk.py", database=each) for each in DATABASES},
    **{
        f"walk-organizations-{each}": by_pytest("tests/walks/test_organizations.py", database=each)
        for each in DATABASES
    },
    **{
        f"drills-{each}": by_pytest("tests/operations/test_drills.py", database=each)
        for each in DATABASES
    },
    **{f"faults-{each}": by_pytest("tests/faults", database=each) for each in DATABASES},
    **{
        f"reach-{each}": by_pytest("tests/reach/test_random.py", database=each)
        for each in DATABASES
    },
    **{
        f"reach-invented-{each}": by_pytest("tests/reach/test_invented.py", database=each)
        for each in DATABASES
    },
    "any-input": by_pytest("tests", "-k", "any_input"),
}
"""Name → proof."""


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
    chosen = {name: PROOFS[name] for name in asked.names or PROOFS}
    left_out = [
        name for name in chosen if name.endswith("-postgresql") and SERVER not in os.environ
    ]
    if left_out:
        print(f"没有 PostgreSQL，没有运行的项目：{'、'.join(left_out)}", flush=True)
        chosen = {name: proof for name, proof in chosen.items() if name not in left_out}
    share = asked.minutes * 60 / len(chosen)
    wrong = 0
    for name, proof in chosen.items():
        seed = asked.seed if asked.seed is not None else secrets.randbelow(2**31)
        outcome = proof(share, seed)
        wrong += outcome.wrong
        write(name, share, outcome, seed)
    return 1 if wrong or left_out else 0


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
