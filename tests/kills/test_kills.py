"""kill -9 in the middle of writes: what was answered is there, nothing else is half there."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.demo_folder import demo_copied_to
from tests.kills.database import own_postgresql
from tests.kills.office import Office, at_work, reckon, standing
from tests.operations.running import Server, free_port, kill, serving

TIMES = 3
SEED = int(os.environ.get("DENGTA_RACE_SEED", "1"))


def kill_a_web_process(server: Server, chance: random.Random) -> None:
    """One of the processes that answer, whichever it hits."""
    kill(chance.choice(server.everybody()[3:]))


def kill_the_worker(server: Server, _chance: random.Random) -> None:
    """The process that folds the counts."""
    server.wait_until_well()
    kill(server.children()["worker"])


@pytest.mark.spec("GEN-11")
def test_what_was_answered_is_there_when_web_processes_and_workers_die(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    data, chance = demo_copied_to(tmp_path / "data"), random.Random(SEED)
    with serving(data, free_port(), DENGTA_MODE="demo") as server:
        with at_work(server, data, SEED) as office:
            for strike in (kill_a_web_process, kill_the_worker) * TIMES:
                office.wait_for(chance.randrange(3, 9))
                strike(server, chance)
            office.wait_for(4)
        server.wait_until_well()
    found = reckon(office, standing(data))
    judge(office, found, record_property)


@pytest.mark.spec("GEN-11")
def test_what_was_answered_is_there_when_postgresql_dies(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    data, chance = tmp_path / "data", random.Random(SEED)
    with own_postgresql() as database:
        where = {"DATABASE_URL": database.url, "DENGTA_MODE": "demo"}
        with serving(data, free_port(), **where) as server:
            with at_work(server, data, SEED, DATABASE_URL=database.url) as office:
                for _ in range(TIMES):
                    office.wait_for(chance.randrange(3, 9))
                    database.kill()
                    database.start()
                office.wait_for(4)
            server.wait_until_well()
        found = reckon(office, standing(data, DATABASE_URL=database.url))
    judge(office, found, record_property)


def judge(office: Office, wrong: list[str], record_property: Callable[[str, object], None]) -> None:
    """Print how much was written, and how much of it without an answer; fail for what is wrong."""
    counted = {kind: len(office.attempts(kind)) for kind in ("edit", "enrol", "send", "agree")}
    print(f"{counted}, {sum(counted.values()) - office.done} without an answer")
    record_property("rounds", TIMES)
    record_property("wrong", len(wrong))
    assert wrong == []
