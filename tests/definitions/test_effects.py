"""Storing, clearing, giving back and deleting what stands in the sets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from dengta.codes.models import CodeRow
from dengta.codes.queries import tables
from dengta.database.uids import new_uid
from dengta.definitions import effects
from dengta.definitions.actions import forget_cleared
from dengta.definitions.models import ClearedSet, SetRow, SetValue
from dengta.definitions.queries import choices, rows, soundness
from dengta.definitions.rules.packaged import definition
from dengta.definitions.rules.shapes import Holder
from dengta.refusal import Overtaken, Refusal
from tests.audit.people import CITY, COUNTY, NOON, actor

pytestmark = pytest.mark.django_db

BASIC, TEAM, TERMS = definition("unit_basic"), definition("team"), definition("terms")
VILLAGE = {"households": "312", "is_poor_village": "0", "phone": "0699-8880011", "head": "田禾秋"}
TERM = {"number": "第三届", "elected_on": "2021-03-01", "years": "3", "due_on": "2024-03-01"}


def holder() -> Holder:
    return Holder("unit", new_uid(), COUNTY)


def village(it: Holder, **texts: str) -> effects.Put:
    return effects.put(it, BASIC, "15", {**VILLAGE, **texts}, at=NOON)


@pytest.mark.spec("UNT-09")
def test_what_was_typed_stands_sealed_with_its_version_and_is_told_in_words() -> None:
    it = holder()
    put = village(it, employees="9")
    assert [change.label for change in put.changes] == [
        *("联系电话", "单位负责人（法定代表人）", "户数", "是否建档立卡贫困村")
    ]
    row = rows.only_row(BASIC, it.uid)
    assert row is not None
    assert (row.values, row.version, row.category, row.step) == (VILLAGE, 1, "15", 0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT values FROM definitions_setrow"
            if connection.vendor == "postgresql"
            else 'SELECT "values" FROM definitions_setrow'
        )
        assert b"0699" not in bytes(cursor.fetchone()[0])
    said = {each.label: each.text for each in rows.printed(BASIC, "15", row)}
    assert (said["户数"], said["是否建档立卡贫困村"], said["单位地址"]) == ("312 户", "否", "")
    assert [each.text for each in rows.printed(BASIC, "15", None)] == [""] * len(said)
    header, line = rows.exported(BASIC, "15", [row])
    assert dict(zip(header, line, strict=True))["户数"] == "312 户"
    assert rows.how_many_missing(BASIC, "15", row) == len(header) - len(VILLAGE)


@pytest.mark.spec("GEN-10")
def test_the_second_to_save_sees_what_stands_and_overwrites_nothing() -> None:
    it = holder()
    village(it)
    with pytest.raises(Overtaken) as first:
        effects.put(it, BASIC, "15", {"households": "1"}, at=NOON)
    assert first.value.complaints[0].field == ""
    put = effects.put(it, BASIC, "15", {**VILLAGE, "households": "313"}, seen=0, at=NOON)
    assert [(each.old, each.new) for each in put.changes] == [("312 户", "313 户")]
    with pytest.raises(Overtaken) as late:
        effects.put(it, BASIC, "15", {**VILLAGE, "households": "9"}, seen=0, at=NOON)
    assert {(each.field, each.sentence) for each in late.value.complaints[1:]} == {
        ("households", "现在的内容：313 户")
    }
    assert effects.put(it, BASIC, "15", {**VILLAGE, "households": "313"}, seen=1, at=NOON) == (
        effects.Put(put.uid, ())
    ), "nothing changed, nothing written"
    assert SetRow.objects.get().step == 1


@pytest.mark.spec("UNT-09", "GEN-13")
def test_everything_wrong_is_told_at_once_and_nothing_stored() -> None:
    it = holder()
    with pytest.raises(Refusal) as refused:
        effects.put(it, BASIC, "15", {"households": "x", "region": "999999"}, at=NOON)
    assert {each.field for each in refused.value.complaints} == {"households", "region"}
    assert not SetRow.objects.exists()
    assert effects.put(it, BASIC, "15", {}, at=NOON).changes == ()
    assert not SetRow.objects.exists(), "an empty form leaves no row"


@pytest.mark.spec("UNT-09")
def test_a_choice_lies_below_the_groups_of_its_field() -> None:
    control = BASIC.field("control")
    offered = [each.code for each in choices.choices(control)]
    assert offered == ["261", "262", "263", "264", "265", "266", "267"]
    assert choices.problem(control, "271") == "这一项不属于这类单位，请从列表中重新选择。"
    assert choices.problem(control, "26") is not None
    region = BASIC.field("region")
    county = next(each for each in choices.choices(region) if each.code == "370102")
    assert (county.depth, county.why_not) == (2, "")
    assert choices.label(region, "370102") == "山东省 济南市 历下区"


@pytest.mark.spec("GEN-09")
def test_a_disabled_value_stays_readable_and_cannot_be_chosen_anew() -> None:
    it = holder()
    tables_row = {"table": "unit_affiliation_gbt12404", "code": "50"}
    effects.put(it, BASIC, "15", {"affiliation": "50"}, at=NOON)
    if not CodeRow.objects.filter(**tables_row).update(enabled=False):
        CodeRow.objects.create(**tables_row, label="县", position=0, enabled=False)
    tables.forget()
    try:
        field = BASIC.field("affiliation")
        assert "50" not in {each.code for each in choices.choices(field)}
        assert "50" in {each.code for each in choices.choices(field, "50")}
        put = effects.put(
            it, BASIC, "15", {"affiliation": "50", "households": "3"}, seen=0, at=NOON
        )
        assert [each.label for each in put.changes] == ["户数"]
        with pytest.raises(Refusal):
            effects.put(holder(), BASIC, "15", {"affiliation": "50"}, at=NOON)
    finally:
        tables.forget()


@pytest.mark.spec("ORG-14")
def test_rows_come_and_go_one_by_one() -> None:
    it = holder()
    people = [
        effects.put(it, TEAM, "", {"person": name, "post": "1", "since": "2024-01-01"}, at=NOON).uid
        for name in ("甲", "乙")
    ]
    put = effects.put(
        it,
        TEAM,
        "",
        {"person": "甲", "post": "2", "since": "2024-01-01"},
        row=people[0],
        seen=0,
        at=NOON,
    )
    assert [(each.label, each.old, each.new) for each in put.changes] == [
        ("班子成员“甲”·党内职务", "书记", "副书记")
    ]
    with pytest.raises(Overtaken):
        effects.remove(it, TEAM, row=people[0], seen=0)
    gone = effects.remove(it, TEAM, row=people[0], seen=1)
    assert {each.new for each in gone} == {""}
    assert [(each.position, each.values["person"]) for each in rows.rows(TEAM, it.uid)] == [
        (2, "乙")
    ]
    with pytest.raises(Overtaken):
        effects.remove(it, TEAM, row=people[0], seen=2)
    other = holder()
    with pytest.raises(Overtaken):
        effects.remove(other, TEAM, row=people[1], seen=0)


@pytest.mark.spec("ORG-14")
def test_what_is_searched_is_found_by_place_and_value() -> None:
    it, other = holder(), Holder("organization", new_uid(), CITY + "999")
    effects.put(it, TERMS, "", TERM, at=NOON)
    effects.put(other, TERMS, "", {**TERM, "due_on": "2023-01-01"}, at=NOON)

    def due(path: str, day: str) -> set[object]:
        after = path[:-1] + chr(ord(path[-1]) + 1)
        return set(rows.with_value_before(TERMS, "due_on", (path, after), day))

    assert due(COUNTY, "2024-03-02") == {it.uid}
    assert due(COUNTY, "2024-03-01") == set()
    assert due(CITY, "2024-03-02") == {it.uid, other.uid}
    effects.put(it, TERMS, "", {**TERM, "due_on": "2027-03-01"}, at=NOON)
    assert due(COUNTY, "2024-03-02") == set(), "the latest term counts"
    effects.move(other.uid, COUNTY)
    assert due(COUNTY, "2024-03-02") == {other.uid}
    with pytest.raises(ValueError, match="not searched"):
        rows.with_value_before(TERMS, "number", (CITY, COUNTY), "")


@pytest.mark.spec("ORG-17")
def test_what_was_cleared_comes_back_once_within_30_days() -> None:
    it, by = holder(), actor()
    village(it)
    gone = effects.clear(it, ["unit_basic", "team"], by=by, at=NOON)
    assert {each.new for each in gone} == {""}
    assert rows.only_row(BASIC, it.uid) is None
    (kept,) = rows.cleared(it.uid, NOON)
    assert (kept.label, kept.by_name, kept.until) == (
        "单位基本信息",
        by.name,
        NOON + timedelta(days=30),
    )
    with pytest.raises(Refusal) as other:
        effects.give_back(it, kept.uid, "13", at=NOON)
    assert "现在的类别不同" in other.value.sentence
    back = effects.give_back(it, kept.uid, "15", at=NOON + timedelta(days=29))
    assert {each.label for each in back} == {each.label for each in gone}
    row = rows.only_row(BASIC, it.uid)
    assert row is not None
    assert row.values == VILLAGE
    assert rows.cleared(it.uid, NOON) == []
    with pytest.raises(Refusal):
        effects.give_back(it, kept.uid, "15", at=NOON)


@pytest.mark.spec("ORG-17")
def test_nothing_comes_back_over_new_values_or_after_30_days() -> None:
    it, by = holder(), actor()
    village(it)
    effects.clear(it, ["unit_basic"], by=by, at=NOON)
    (kept,) = rows.cleared(it.uid, NOON)
    effects.put(it, BASIC, "15", {"households": "1"}, at=NOON)
    with pytest.raises(Refusal) as filled:
        effects.give_back(it, kept.uid, "15", at=NOON)
    assert "已经重新填写" in filled.value.sentence
    late = NOON + timedelta(days=30)
    with pytest.raises(Refusal) as over:
        effects.give_back(it, kept.uid, "15", at=late)
    assert "超过30天" in over.value.sentence
    assert forget_cleared(late - timedelta(seconds=1)) == 0
    assert forget_cleared(late) == 1


@pytest.mark.spec("UNT-07", "ORG-12")
def test_a_deleted_record_leaves_nothing_and_tells_what_stood() -> None:
    it, by = holder(), actor()
    village(it)
    effects.put(it, TERMS, "", TERM, at=NOON)
    effects.clear(it, ["unit_basic"], by=by, at=NOON)
    village(it)
    gone = effects.drop(it.uid)
    assert {each.old for each in gone} >= {"312 户", "第三届"}
    for model in (SetRow, SetValue, ClearedSet):
        assert not model._default_manager.exists()


def test_rows_of_a_newer_program_stop_the_start() -> None:
    village(holder())
    assert soundness.problems() == []
    SetRow.objects.update(version=7)
    assert soundness.problems() == ["unit_basic: 数据库中的版本7比程序的版本1新"]
    SetRow.objects.update(set="colours", version=1)
    assert soundness.problems() == ["colours: 数据库中有这个信息集，程序中没有它的定义"]
