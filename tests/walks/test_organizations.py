"""Random walks over every verb of organisations (ORG-10 … ORG-20)."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from time import monotonic

import pytest
from django.db import connection
from hypothesis import seed
from hypothesis.stateful import run_state_machine_as_test

from tests.walks.organizations import Reorganizing
from tests.walks.test_walk import SEED, STRIDE
from tests.world import Province

SECONDS = float(os.environ.get("DENGTA_WALK_SECONDS", "15"))
LEAST = 150
"""Steps that even a slow machine makes."""


@pytest.mark.spec("ORG-06", "ORG-12", "ORG-13", "ORG-17", "ORG-18", "ORG-19", "ORG-20")
def test_whatever_is_done_to_organisations_the_invariants_hold(
    province: Province, record_property: Callable[[str, object], None]
) -> None:
    Reorganizing.province, Reorganizing.steps, Reorganizing.went = province, 0, {}
    chance = random.Random(SEED)
    end = monotonic() + SECONDS
    while monotonic() < end or Reorganizing.steps < LEAST:
        run_state_machine_as_test(seed(chance.randrange(2**31))(Reorganizing), settings=STRIDE)
    told = ", ".join(f"{name} {times}" for name, times in sorted(Reorganizing.went.items()))
    print(f"{Reorganizing.steps} steps on {connection.vendor}: {told}")
    record_property("rounds", Reorganizing.steps)
