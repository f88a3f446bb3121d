"""Short names beside each other; the full one stands in the tooltip."""

from __future__ import annotations

import pytest

from dengta.web.transfers.naming import short

COUNTY = "中共东平川县委员会"
TOWN = "中共东平川县青石镇委员会"
BRANCH = "中共东平川县青石镇柳园第一支部委员会"


@pytest.mark.parametrize(
    ("name", "beside", "expected"),
    [
        (BRANCH, (TOWN,), "柳园第一支部委员会"),
        (BRANCH, (COUNTY, TOWN), "柳园第一支部委员会"),
        (BRANCH, (COUNTY,), "青石镇柳园第一支部委员会"),
        (BRANCH, (BRANCH,), "东平川县青石镇柳园第一支部委员会"),
        (TOWN, (BRANCH, COUNTY), "青石镇委员会"),
        (COUNTY, (TOWN,), "东平川县委员会"),
        ("柳园党支部", (), "柳园党支部"),
        ("中共", (), "中共"),
    ],
)
def test_a_name_leaves_out_what_its_neighbour_says(
    name: str, beside: tuple[str, ...], expected: str
) -> None:
    assert short(name, *beside) == expected
