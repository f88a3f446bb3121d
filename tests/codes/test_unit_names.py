"""A unit's category by the ending of its name."""

from __future__ import annotations

import pytest

from dengta.codes.queries import tables
from dengta.codes.rules import unit_names
from dengta.codes.rules.packaged import data_rows


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("王家村", "15"),
        ("石桥镇王家村村民委员会", "15"),
        ("王家村村委会", "15"),
        ("东风社区", "12"),
        ("东风社区居委会", "12"),
        ("城南街道", "11"),
        ("城南街道办事处", "11"),
        ("石桥镇", "13"),
        ("柳河乡", "13"),
        ("石桥镇人民政府", "13"),
        ("东平川县人民政府", "4"),
        ("东平川县明灯有限公司", "23"),
        ("东平川县面粉厂", "23"),
        ("石桥镇中心小学", "3"),
        ("东平川县第一医院", "3"),
        ("石桥镇卫生院", "3"),
        ("东平川县法院", "4"),
        ("东平川县教育局", "4"),
        ("东平川县政府办公室", "4"),
        ("东平川县养蜂协会", "5"),
        ("东平川县商会", "5"),
        ("明灯律师事务所", "5"),
        ("王家村党支部", "15"),
        ("中共石桥镇委员会", "13"),
        ("城南街道党工委", "11"),
        ("历下区", "9"),
        ("", "9"),
        ("党支部", "9"),
        ("委员会", "9"),
    ],
)
def test_the_ending_tells_the_category(name: str, category: str) -> None:
    assert unit_names.category_of(name) == category


@pytest.mark.django_db
def test_every_ending_leads_to_a_category_that_may_be_chosen() -> None:
    choosable = {choice.code for choice in tables.choices("unit_category")}
    endings = [row["ending"] for row in data_rows("unit_name_endings")]
    assert len(set(endings)) == len(endings)
    assert {row["category"] for row in data_rows("unit_name_endings")} <= choosable
