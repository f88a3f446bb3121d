"""Many at once over a few items (TRF-12); ``tests/races`` runs one race for each claim."""

from __future__ import annotations

import pytest

from tests.races.transfers import race_everything
from tests.world import Province


@pytest.mark.race
@pytest.mark.spec("TRF-12")
def test_everybody_doing_everything_breaks_nothing(lasting_province: Province) -> None:
    result = race_everything(lasting_province, 2)
    print(f"race_everything: {result}")
    assert result.won > 0
    assert result.wrong == 0
