"""Seven races, a few seconds each on each database; nothing doubled, nothing lost (GEN-11)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from dengta.operations import check
from tests.races.crowd import LEAST, RaceResult, seconds_here, seed_here
from tests.races.ending import race_dissolve
from tests.races.members import race_enrol
from tests.races.organizations import race_codes
from tests.races.transfers import race_agree, race_receive, race_two_transfers, race_withdraw
from tests.world import Province

Race = Callable[[Province, float, int], RaceResult]


@pytest.mark.spec("GEN-11", "TRF-08", "TRF-09", "TRF-11", "TRF-12", "MEM-03", "ORG-05", "ORG-13")
@pytest.mark.parametrize(
    "race",
    [
        race_agree,
        race_withdraw,
        race_receive,
        race_enrol,
        race_codes,
        race_two_transfers,
        race_dissolve,
    ],
)
def test_nothing_is_doubled_and_nothing_lost(
    lasting_province: Province,
    race: Race,
    record_property: Callable[[str, object], None],
) -> None:
    result = race(lasting_province, seconds_here(), seed_here())
    print(f"{race.__name__} on {connection.vendor}: {result}")
    record_property("rounds", result.rounds)
    record_property("wrong", result.wrong)
    assert (result.doubled, result.lost) == (0, 0)
    assert result.rounds >= LEAST
    assert check.broken() == []
