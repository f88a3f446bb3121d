"""Many at once: each race for a second or two here, for long in the soak (TRF-12, GEN-11)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.races import transfers as races
from tests.races.transfers import Counts
from tests.world import Province


@pytest.mark.race
@pytest.mark.spec("TRF-12", "TRF-08", "TRF-09", "TRF-11")
@pytest.mark.parametrize(
    "race",
    [
        races.race_agree,
        races.race_withdraw,
        races.race_receive,
        races.race_two_transfers,
    ],
)
def test_one_of_many_goes_through(
    lasting_province: Province, race: Callable[[Province, float], Counts]
) -> None:
    counts = race(lasting_province, 1.5)
    print(f"{race.__name__}: {counts}")
    assert counts.rounds >= 2
    assert (counts.doubled, counts.lost) == (0, 0)
    assert counts.done == counts.rounds


@pytest.mark.race
@pytest.mark.spec("TRF-12")
def test_everybody_doing_everything_breaks_nothing(lasting_province: Province) -> None:
    counts = races.race_everything(lasting_province, 2)
    print(f"race_everything: {counts}")
    assert counts.done > 0
    assert (counts.doubled, counts.lost) == (0, 0)
