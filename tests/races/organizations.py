"""The race over numbers: many new organisations under one superior at once."""

from __future__ import annotations

import random
from functools import partial

from dengta.organizations.models import Organization
from tests.races.crowd import RaceResult, crowd, rounds
from tests.world import Province, organization

A_SUPERIOR_HOLDS = 9_000
"""Four digits: after so many the race goes on under another superior."""


def race_codes(province: Province, seconds: float, seed: int = 1) -> RaceResult:
    """New organisations under one superior by all at once: every one is there, each with a code
    and a path of its own, and no number left out."""
    result, chance = RaceResult(), random.Random(seed)
    superior, before = province["D1"], 2
    with crowd() as many:
        for number in rounds(seconds):
            if before + many.size > A_SUPERIOR_HOLDS:
                superior, before = organization(province["C2"], f"第{number}轮县委", "141"), 0
            names = [f"第{number}轮{one}号工委" for one in range(many.size)]
            chance.shuffle(names)
            answers = many.rush([partial(organization, superior, each, "241") for each in names])
            won = answers.count("")
            made = Organization.objects.filter(parent=superior)
            codes = set(made.values_list("code", flat=True))
            expected = {f"{superior.code}{at:04d}" for at in range(1, before + won + 1)}
            result.rounds += 1
            result.won += won
            result.refused += many.size - won
            result.doubled += before + won - made.values("path").distinct().count()
            result.lost += len(expected - codes) + many.size - won
            before += won
    return result
