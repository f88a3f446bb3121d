from __future__ import annotations

from uuid import UUID

import pytest

from dengta.imports.rules.tree_file import TreeRow
from dengta.imports.rules.tree_plan import (
    Ground,
    Plan,
    Planned,
    Standing,
    StandingUnit,
    category_at,
    plan,
)
from dengta.organizations.rules.seeds import UnitChoice, UnitEntry

ROOT = Standing("037", "", frozenset({"中共东海省委员会"}), "东海省", 0)
FACTORY = UUID("01900000-0000-7000-8000-000000000001")


def ground(
    *standing: Standing,
    category: str = "121",
    unit_names: tuple[str, ...] = (),
    units: dict[str, StandingUnit] | None = None,
) -> Ground:
    known = {one.code: one for one in (ROOT, *standing)}
    return Ground(ROOT, category, known, frozenset(unit_names), units or {})


def rows(*cells: tuple[str, str, str], **columns: str) -> list[TreeRow]:
    """Rows of code, parent_code and label, numbered from line 2; ``columns`` go to the last."""
    made = [TreeRow(number, *each) for number, each in enumerate(cells, start=2)]
    if columns:
        last = made[-1]
        made[-1] = TreeRow(last.number, last.code, last.parent_code, last.label, **columns)
    return made


def planned(result: Plan) -> dict[str, Planned]:
    return {one.seed.code: one for level in result.levels for one in level}


def refused(result: Plan) -> dict[int, str]:
    return {one.number: one.sentence for one in result.refused}


def unit_of(one: Planned) -> UnitEntry:
    (entry,) = one.seed.units
    assert isinstance(entry, UnitEntry)
    return entry


VILLAGE = (
    ("37", "", "东海省"),
    ("3701", "37", "临河市"),
    ("370102", "3701", "东平川县"),
    ("370102001", "370102", "青石镇"),
    ("370102001201", "370102001", "柳园村"),
)


@pytest.mark.spec("ORG-05")
def test_a_single_row_without_a_parent_is_the_root_itself() -> None:
    result = plan(rows(*VILLAGE), ground())
    assert result.unchanged == 1
    assert "37" not in planned(result)
    assert planned(result)["3701"].superior == "037"
    assert [[one.seed.code for one in level] for level in result.levels] == [
        ["3701"],
        ["370102"],
        ["370102001"],
        ["370102001201"],
    ]


def test_several_rows_without_a_parent_hang_below_the_root() -> None:
    result = plan(rows(("3701", "", "临河市"), ("3702", "", "南岭市")), ground())
    assert {one.superior for one in planned(result).values()} == {"037"}
    assert result.unchanged == 0


def test_superiors_come_first_whatever_the_order_in_the_file() -> None:
    result = plan(rows(*reversed(VILLAGE)), ground())
    assert [[one.seed.code for one in level] for level in result.levels][-1] == ["370102001201"]
    assert not result.refused


def test_without_a_category_the_depth_decides() -> None:
    result = planned(plan(rows(*VILLAGE), ground()))
    assert [result[code].seed.category for code, *_ in VILLAGE[1:]] == ["131", "141", "611", "631"]


@pytest.mark.parametrize(
    ("root", "categories"),
    [
        ("111", ["121", "131", "141", "611", "631", "631"]),
        ("121", ["131", "141", "611", "631", "631"]),
        ("131", ["141", "611", "631", "631"]),
        ("141", ["611", "631", "631"]),
        ("241", ["611", "631", "631"]),
        ("611", ["631", "631"]),
        ("621", ["631", "631"]),
    ],
)
def test_the_depth_is_counted_from_the_roots_own_category(root: str, categories: list[str]) -> None:
    assert [category_at(depth, root) for depth in range(1, len(categories) + 1)] == categories


def test_a_unit_of_the_same_name_its_category_by_its_ending() -> None:
    result = planned(plan(rows(*VILLAGE), ground()))
    assert result["370102"].seed.units == ()
    town, village = unit_of(result["370102001"]), unit_of(result["370102001201"])
    assert (town.name, town.category, town.establishment, town.code) == ("青石镇", "13", "11", "")
    assert (village.name, village.category, village.establishment) == ("柳园村", "15", "13")
    strange = plan(rows(*VILLAGE[:-1], ("9", "370102001", "某某")), ground())
    assert unit_of(planned(strange)["9"]).category == "9"


def test_a_taken_name_of_a_unit_gets_its_superiors_labels_in_front() -> None:
    double = (*VILLAGE, ("2", "370102", "白石镇"), ("21", "2", "柳园村"))
    result = planned(plan(rows(*double), ground()))
    assert unit_of(result["21"]).name == "白石镇柳园村"
    crowded = ground(unit_names=("柳园村", "白石镇柳园村"))
    assert unit_of(planned(plan(rows(*double), crowded))["21"]).name == "东平川县白石镇柳园村"
    assert planned(plan(rows(*double), crowded))["21"].seed.name == "柳园村"


def test_columns_that_are_there_are_taken() -> None:
    result = plan(
        rows(
            *VILLAGE,
            category="632",
            secretary="田禾秋",
            contact="赵麦香",
            phone="13900000000",
            unit_name="柳园商贸有限公司",
            unit_category="22",
            unit_code="91370999MA0000023Y",
        ),
        ground(),
    )
    seed = planned(result)["370102001201"].seed
    assert (seed.category, seed.secretary, seed.contact) == ("632", "田禾秋", "赵麦香")
    assert (seed.phone, seed.situation) == ("13900000000", "3")
    unit = unit_of(planned(result)["370102001201"])
    assert (unit.name, unit.category, unit.code, unit.establishment) == (
        "柳园商贸有限公司",
        "22",
        "91370999MA0000023Y",
        "2",
    )


def test_the_superiors_unit_is_linked_when_the_row_names_it() -> None:
    result = plan(rows(*VILLAGE, unit_name="青石镇"), ground())
    seed = planned(result)["370102001201"].seed
    assert (seed.situation, seed.units) == ("1", ())


def test_a_unit_that_exists_with_name_and_code_is_linked() -> None:
    known = ground(unit_names=("柳园厂",), units={"A1": StandingUnit(FACTORY, "柳园厂")})
    result = plan(rows(*VILLAGE, unit_name="柳园厂", unit_code="A1"), known)
    assert planned(result)["370102001201"].seed.units == (UnitChoice(FACTORY),)
    other = plan(rows(*VILLAGE, unit_name="柳园厂", unit_code="B2"), known)
    assert unit_of(planned(other)["370102001201"]).name == "青石镇柳园厂"


@pytest.mark.spec("ORG-05")
def test_what_stands_already_is_left_as_it_is() -> None:
    city = Standing("3701", "037", frozenset({"临河市", "旧河市"}), "临河市", 1)
    for label in ("临河市", "旧河市"):
        result = plan(rows(("37", "", "东海省"), ("3701", "37", label)), ground(city))
        assert (result.new, result.unchanged, result.refused) == (0, 2, [])
    result = plan(rows(*VILLAGE), ground(city))
    assert planned(result)["370102"].superior == "3701"
    assert planned(result)["370102"].seed.category == "141"


def test_a_code_that_is_anothers_is_refused_with_everything_below() -> None:
    for other in (
        Standing("3701", "037", frozenset({"别的市"}), "别的市", 1),
        Standing("3701", "0370001", frozenset({"临河市"}), "临河市", 2),
    ):
        result = plan(rows(*VILLAGE), ground(other))
        assert result.new == 0
        assert "已是另一个党组织的编码" in refused(result)[3]
        assert refused(result)[4] == "它的上级（第3行）没有导入，请先改正那一行。"
        assert set(refused(result)) == {3, 4, 5, 6}


def test_a_part_of_a_tree_hangs_below_what_exists() -> None:
    town = Standing("370102001", "370102", frozenset({"青石镇"}), "青石镇", 3)
    result = plan(
        rows(("1", "370102001", "柳园村"), ("2", "370102001", "槐树村")),
        ground(town, unit_names=("槐树村",)),
    )
    assert [one.seed.category for one in planned(result).values()] == ["631", "631"]
    assert unit_of(planned(result)["2"]).name == "青石镇槐树村"


def test_rows_that_hang_on_nothing_are_told_with_their_numbers() -> None:
    result = plan(
        rows(
            ("37", "", "东海省"),
            ("1", "404", "无上级"),
            ("2", "3", "互为上级甲"),
            ("3", "2", "互为上级乙"),
            ("4", "4", "自为上级"),
            ("5", "1", "上级无着落"),
            ("", "37", "没有代码"),
            ("37", "37", "重复代码"),
        ),
        ground(),
    )
    assert result.new == 0
    told = refused(result)
    assert list(told) == [3, 4, 5, 6, 7, 8, 9]
    assert "“404”在文件里和系统里都没有" in told[3]
    for number in (4, 5, 6, 7):
        assert "没有着落" in told[number]
    assert "缺少代码" in told[8]
    assert "与第2行重复" in told[9]
