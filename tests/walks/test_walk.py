"""Random walks over every verb of members, organisations and transfers."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from time import monotonic

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.walks.province import Walk
from tests.world import Province

SECONDS = float(os.environ.get("DENGTA_WALK_SECONDS", "12"))
SEED = int(os.environ.get("DENGTA_RACE_SEED", "1"))
AT_LEAST = 10
"""Walks that even a slow machine makes."""

STRIDE = settings(
    max_examples=10,
    stateful_step_count=25,
    derandomize=False,
    database=None,
    deadline=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)


@pytest.mark.spec("TRF-08", "TRF-12", "MEM-03", "MEM-25", "ORG-02")
def test_whatever_is_tried_the_invariants_hold(
    province: Province, record_property: Callable[[str, object], None]
) -> None:
    Walk.province, Walk.walks, Walk.steps, Walk.went = province, 0, 0, {}
    chance = random.Random(SEED)
    end = monotonic() + SECONDS
    while monotonic() < end or Walk.walks < AT_LEAST:
        run_state_machine_as_test(seed(chance.randrange(2**31))(Walk), settings=STRIDE)
    told = ", ".join(f"{name} {times}" for name, times in sorted(Walk.went.items()))
    print(f"{Walk.walks} walks of {Walk.steps} steps on {connection.vendor}: {told}")
    record_property("rounds", Walk.steps)
    record_property("wrong", 0)
    for verb in ("enrol", "send", "agree", "send_back"):
        assert Walk.went.get(verb), f"no walk came as far as {verb}"
