"""Cells and identifiers drawn by lot: a second of it in the suite, minutes in the long proofs."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable

import pytest

from tests.reach.asking import Browser
from tests.reach.ground import ABOVE, BESIDE, Ground
from tests.reach.table import rows
from tests.reach.test_swapped import compared, there
from tests.reach.walking import taken_back, tried

__all__ = ["there"]

SECONDS = float(os.environ.get("DENGTA_WALK_SECONDS", "1"))
SEED = int(os.environ.get("DENGTA_RACE_SEED", "1"))


@pytest.mark.django_db
@pytest.mark.spec("ACC-01", "ACC-02")
def test_whatever_is_drawn_by_lot_stands_in_the_table(
    there: Ground, record_property: Callable[[str, object], None]
) -> None:
    lots, browser, table = random.Random(SEED), Browser(), rows()
    end, rounds, wrong = time.monotonic() + SECONDS, 0, []
    while time.monotonic() < end:
        row = lots.choice(table)
        name, place = lots.choice(sorted(row.cells))
        kind = there.kinds[name]
        for found, letter in tried(row, kind, there, browser):
            if letter != row.cells[name, found]:
                wrong.append(f"{row.name} {name} {found} {letter}")
        if kind.account is not None and place in {ABOVE, BESIDE}:
            with taken_back():
                difference = compared(there, browser, row, name, place)
            if difference:
                wrong.append(f"{row.name} {name} {place} {difference}")
        rounds += 1
    record_property("rounds", rounds)
    record_property("wrong", len(wrong))
    assert rounds > 0
    assert wrong == [], "\n".join(wrong)
