"""Races over accounts, a few seconds each on each database (ACC-07, ACC-10, ACC-15)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from tests.races.accounts import (
    race_activate,
    race_authorise,
    race_forgotten,
    race_resend,
    race_sign_in,
    race_vpn,
)
from tests.races.crowd import LEAST, RaceResult, seconds_here, seed_here
from tests.world import Province

Race = Callable[[Province, float, int], RaceResult]


@pytest.mark.spec("ACC-01", "ACC-07", "ACC-08", "ACC-10", "ACC-15", "ACC-17", "ACC-21")
@pytest.mark.parametrize(
    "race",
    [race_activate, race_forgotten, race_resend, race_authorise, race_sign_in, race_vpn],
)
def test_one_success_and_never_more_than_five_looks(
    lasting_province: Province,
    race: Race,
    record_property: Callable[[str, object], None],
) -> None:
    result = race(lasting_province, seconds_here() / 5, seed_here())
    print(f"{race.__name__} on {connection.vendor}: {result}")
    record_property("rounds", result.rounds)
    record_property("wrong", result.wrong)
    assert (result.doubled, result.lost) == (0, 0)
    assert result.rounds >= LEAST
