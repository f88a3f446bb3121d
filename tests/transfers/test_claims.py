"""Everybody at once (TRF-12); the races of one item each stand in ``tests/races``."""

from __future__ import annotations

import pytest

from tests.races.transfers import race_everything
from tests.world import Province


@pytest.mark.race
@pytest.mark.spec("TRF-12", "TRF-09")
def test_everybody_doing_everything_breaks_nothing(lasting_province: Province) -> None:
    result = race_everything(lasting_province, 2)
    print(f"race_everything: {result}")
    assert result.rounds > 0
    assert (result.doubled, result.lost) == (0, 0)
