"""Folding, writing and reading at the same time: never a wrong number, none lost or doubled."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable
from time import monotonic

import pytest
from django.db import connection, transaction

from dengta.counts import actions, effects, queries
from dengta.counts.rules import Dimension
from tests.audit.people import NOON

MEMBERS = Dimension.MEMBERS
ROOT = "000"
BRANCHES = [f"000{city:03d}{branch:03d}" for city in range(3) for branch in range(4)]
CITIES = sorted({branch[:6] for branch in BRANCHES})
AT_FIRST = 40
SECONDS = 2.0


def at_once(*works: Callable[[], None]) -> None:
    """Run all ``works`` in threads of their own; raise what one of them raised."""
    faults: list[BaseException] = []

    def guarded(work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=guarded, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_numbers_are_exact_while_two_fold_four_move_and_one_reads() -> None:
    with transaction.atomic():
        for path in (ROOT, *CITIES, *BRANCHES):
            effects.load_totals({path: {}})
        for branch in BRANCHES:
            effects.add(branch, {(MEMBERS, "1"): AT_FIRST})
    everybody = AT_FIRST * len(BRANCHES)
    stop_at = monotonic() + SECONDS
    moved: Counter[str] = Counter()
    rounds: Counter[str] = Counter()
    one_at_a_time = threading.Lock()

    def move(seed: int) -> None:
        chance = random.Random(seed)
        while monotonic() < stop_at:
            source, target = chance.sample(BRANCHES, 2)
            with transaction.atomic():
                effects.move(source, target, {(MEMBERS, "1"): 1})
            with one_at_a_time:
                moved.update({target: 1})
                moved.subtract({source: 1})
                rounds["moves"] += 1

    def fold() -> None:
        while monotonic() < stop_at:
            if actions.fold(NOON, at_most=50):
                with one_at_a_time:
                    rounds["folds"] += 1

    def read() -> None:
        while monotonic() < stop_at:
            found = queries.totals([ROOT, *CITIES, *BRANCHES])
            assert found[ROOT].of(MEMBERS) == everybody
            assert sum(found[city].of(MEMBERS) for city in CITIES) == everybody
            assert sum(found[branch].of(MEMBERS) for branch in BRANCHES) == everybody
            rounds["reads"] += 1

    at_once(*(lambda seed=seed: move(seed) for seed in range(4)), fold, fold, read)
    expected = {branch: AT_FIRST + moved[branch] for branch in BRANCHES}

    def standing() -> dict[str, int]:
        found = queries.totals(BRANCHES)
        return {branch: found[branch].of(MEMBERS) for branch in BRANCHES}

    assert standing() == expected
    while actions.fold(NOON):
        pass
    assert standing() == expected
    assert queries.total(ROOT).of(MEMBERS) == everybody
    print(f"counts under way: {dict(rounds)}, 0 wrong")
    assert rounds["moves"] > 20
    assert rounds["folds"] > 2
    assert rounds["reads"] > 5


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_not_committed_yet_is_left_for_the_next_fold() -> None:
    with transaction.atomic():
        effects.load_totals({ROOT: {}})
        effects.add(ROOT, {(MEMBERS, "1"): 1})
    written, folded = threading.Event(), threading.Event()
    taken: list[int] = []

    def writes() -> None:
        with transaction.atomic():
            effects.add(ROOT, {(MEMBERS, "1"): 10})
            written.set()
            # SQLite's fold waits for the write lock instead, and takes both
            if connection.vendor == "postgresql":
                assert folded.wait(20)

    def folds() -> None:
        assert written.wait(20)
        taken.append(actions.fold(NOON))
        folded.set()

    at_once(writes, folds)
    assert taken == [1 if connection.vendor == "postgresql" else 2]
    assert queries.total(ROOT).of(MEMBERS) == 11
    actions.fold(NOON)
    assert queries.total(ROOT).of(MEMBERS) == 11
