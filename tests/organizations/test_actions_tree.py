from __future__ import annotations

import pytest

from tests.world import Province

pytestmark = pytest.mark.django_db


def test_the_province_stands(province: Province) -> None:
    assert province["GB1"].path.startswith(province["T1"].path)
