from __future__ import annotations

import pytest

from dengta.codes.rules.packaged import table_rows
from dengta.organizations.rules import categories
from dengta.organizations.rules.categories import Kind, may_hold, why_not

ALL = categories.CATEGORIES


@pytest.mark.spec("ORG-04")
def test_the_matrix_knows_exactly_the_leaves_of_the_code_table() -> None:
    rows = table_rows("org_category")
    groups = {row.parent_code for row in rows}
    assert set(ALL) == {row.code for row in rows} - groups
    labels = {row.code: row.label for row in rows}
    assert {code: labels[code] for code in categories.CLASSES} == categories.CLASSES


@pytest.mark.spec("ORG-04")
@pytest.mark.parametrize(
    ("superior", "held"),
    [
        ("111", {c for c in ALL if c != "111"}),
        ("121", {c for c in ALL if c not in {"111", "121"}}),
        ("131", {c for c in ALL if c not in {"111", "121", "131"}}),
        ("141", {c for c in ALL if c[0] != "1"}),
        ("211", {c for c in ALL if c[0] in "3469"} | {"221", "231", "241"}),
        ("231", {c for c in ALL if c[0] in "3469"} | {"241"}),
        ("241", {c for c in ALL if c[0] in "3469"}),
        ("341", {c for c in ALL if c[0] in "69"}),
        ("411", {c for c in ALL if c[0] in "469"}),
        ("421", {c for c in ALL if c[0] in "469"}),
        ("412", {"413", "423", "631", "632", "931", "932"}),
        ("422", {"413", "423", "631", "632", "931", "932"}),
        ("511", {"511", "611", "621", "631", "632"}),
        ("611", {"611", "621", "631", "632", "911", "921", "931", "932"}),
        ("911", {"611", "621", "631", "632", "911", "921", "931", "932"}),
        ("621", {"631", "632", "931", "932"}),
        ("921", {"631", "632", "931", "932"}),
        *((branch, set()) for branch in sorted(categories.BRANCHES)),
    ],
)
def test_each_superior_holds_what_the_rule_says(superior: str, held: set[str]) -> None:
    assert {c for c in ALL if may_hold(superior, c)} == held


@pytest.mark.spec("ORG-04")
def test_whatever_may_not_stand_there_is_told_why_and_nothing_else_is() -> None:
    for superior in ALL:
        for category in ALL:
            assert bool(why_not(superior, category)) is not may_hold(superior, category)
    assert not may_hold("121", "999")
    assert not may_hold("", "121")
    assert why_not("121", "6") == "不是组织类别表中可选的类别"


@pytest.mark.spec("ORG-04")
def test_the_chooser_below_a_general_branch_reads_as_drawn() -> None:
    assert categories.allowed_below("621") == ["631", "632", "931", "932"]
    assert categories.refused_below("621") == [
        ("1", "级别高于上级党组织"),
        ("2", "级别高于上级党组织"),
        ("3", "只能设在 1、2 类下"),
        ("4", "只能设在 1、2、4 类下"),
        ("5", "只能设在 1、5 类下"),
        ("611", "高于党总支"),
        ("621", "与上级同级，不能再设"),
        ("911", "高于党总支"),
        ("921", "与上级同级，不能再设"),
    ]


@pytest.mark.spec("ORG-04")
def test_the_chooser_below_a_city_names_the_higher_and_the_equal_level() -> None:
    assert categories.refused_below("131") == [
        ("111", "级别高于上级党组织"),
        ("121", "级别高于上级党组织"),
        ("131", "与上级同级，不能再设"),
    ]
    assert {why for _, why in categories.refused_below("631")} == {"支部下面不能再设党组织"}


@pytest.mark.spec("ORG-04")
def test_chooser_offers_and_refusals_cover_every_category_once() -> None:
    for superior in ALL:
        told = categories.allowed_below(superior) + [
            category
            for code, _ in categories.refused_below(superior)
            for category in ALL
            if category.startswith(code)
        ]
        assert sorted(told) == sorted(ALL), superior


@pytest.mark.spec("ORG-06")
def test_categories_6_and_9_need_a_unit_the_others_never() -> None:
    assert {c for c in ALL if categories.needs_unit(c)} == {
        "611", "621", "631", "632", "911", "921", "931", "932",
    }  # fmt: skip
    assert {c for c in ALL if categories.is_joint(c)} == {"632", "932"}


@pytest.mark.spec("TRF-06", "TRF-07", "TRF-10")
def test_the_flags_that_an_organisation_begins_with() -> None:
    def having(flag: str) -> set[str]:
        return {c for c in ALL if getattr(categories.default_flags(c), flag)}

    assert having("is_transfer_node") == {
        "111", "121", "131", "141", "211", "221", "231", "241", "411", "421", "511", "611", "911",
    }  # fmt: skip
    assert having("can_transfer_directly") == {"111", "121", "131", "141", "211", "221", "231"}
    assert having("auto_approve") == {"121", "131"}


@pytest.mark.spec("TRF-07")
def test_a_county_work_committee_is_of_county_level_only_with_its_flag() -> None:
    assert not categories.county_level("241", flag=False)
    assert categories.county_level("241", flag=True)
    assert categories.county_level("231", flag=False)
    assert not categories.default_flags("241").county_level


@pytest.mark.spec("ORG-02")
def test_the_badge_tells_the_category() -> None:
    badges = {c: categories.badge(c) for c in ALL}
    assert badges["121"] == badges["611"] == badges["911"] == badges["421"] == "委"
    assert badges["241"] == "工"
    assert badges["341"] == "组"
    assert badges["511"] == "军"
    assert badges["621"] == badges["412"] == "总"
    assert badges["423"] == badges["631"] == badges["931"] == "支"
    assert badges["632"] == badges["932"] == "联"
    assert categories.badge("6") == ""
    assert {c for c in ALL if categories.kind(c) in {Kind.BRANCH, Kind.JOINT_BRANCH}} == {
        c for c in ALL if categories.is_branch(c)
    }


@pytest.mark.spec("UNT-08")
def test_each_basic_category_has_its_establishment() -> None:
    assert not categories.ill_established("11", "611")
    assert not categories.ill_established("2", "932")
    assert categories.ill_established("13", "621")
    assert not categories.ill_established("13", "341")
