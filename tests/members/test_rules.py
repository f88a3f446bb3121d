"""The sixteen items and where a member stands, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dengta.codes.rules import packaged, texts
from dengta.counts.rules import Dimension
from dengta.members.rules import standing
from dengta.members.rules.counting import counted, difference
from dengta.members.rules.facts import (
    FIELDS,
    LABELS,
    PART_LABELS,
    Facts,
    differing,
    settle,
    sixteen,
    text_of,
)
from tests.members.builders import facts

TODAY = date(2026, 6, 1)


def complained(person: Facts, on: date = TODAY) -> dict[str, str]:
    """Field → sentence."""
    return {each.field: each.sentence for each in settle(person, on).complaints}


def warned(person: Facts) -> set[str]:
    return {each.rule for each in settle(person, TODAY).warnings}


@pytest.mark.spec("MEM-01")
def test_the_items_are_sixteen_in_the_order_of_the_form() -> None:
    assert list(LABELS.values()) == [
        "姓名",
        "性别",
        "民族",
        "公民身份证号",
        "出生日期",
        "学历",
        "人员类别",
        "所在党支部",
        "加入党组织日期",
        "转为正式党员日期",
        "工作岗位",
        "联系电话",
        "家庭住址",
        "党籍状态",
        "是否为失联党员",
        "是否流动党员",
    ]
    assert {*LABELS, *PART_LABELS} - {"branch"} == set(FIELDS)


@pytest.mark.spec("MEM-01", "GEN-13")
def test_each_missing_item_says_so_beside_itself() -> None:
    assert set(complained(Facts(status=""))) == {
        "name",
        "sex",
        "ethnicity",
        "id_number",
        "birth_date",
        "education",
        "category",
        "joined_on",
        "post",
        "phone",
        "address",
        "status",
        "lost",
        "floating",
    }
    assert complained(facts()) == {}


@pytest.mark.spec("MEM-01")
def test_the_day_of_becoming_full_is_asked_of_full_members_and_dropped_for_others() -> None:
    assert "full_on" in complained(facts(full_on=None))
    probationary = settle(facts(category="2", joined_on=date(2026, 1, 1)), TODAY)
    assert probationary.complaints == ()
    assert probationary.facts.full_on is None


@pytest.mark.spec("MEM-01")
def test_lost_and_floating_ask_for_month_and_place() -> None:
    assert set(complained(facts(lost=True))) == {"lost_since"}
    assert set(complained(facts(floating=True))) == {"floating_province", "floating_city"}
    kept = settle(facts(lost=True, lost_since=date(2020, 5, 17)), TODAY)
    assert kept.complaints == ()
    assert kept.facts.lost_since == date(2020, 5, 1)
    dropped = settle(facts(lost_since=date(2020, 5, 1), floating_city="云台市"), TODAY).facts
    assert (dropped.lost_since, dropped.floating_city) == (None, "")


@pytest.mark.spec("MEM-02")
def test_sex_and_birth_date_follow_the_number_and_may_differ_with_a_warning() -> None:
    person = facts(sex="2", birth_date=date(1985, 12, 31))
    filled = settle(replace(person, sex="", birth_date=None), TODAY)
    assert (filled.facts.sex, filled.facts.birth_date) == ("2", date(1985, 12, 31))
    assert filled.warnings == ()
    assert warned(replace(person, sex="1")) == {"MEM-02.sex"}
    assert warned(replace(person, birth_date=date(1985, 12, 30))) == {"MEM-02.birth_date"}


@pytest.mark.spec("MEM-03")
@pytest.mark.parametrize(
    "wrong", ["", "37099919900101001", "370999199001010013", "370999199002300012", "1" * 18]
)
def test_a_number_that_does_not_hold_together_is_refused(wrong: str) -> None:
    assert "id_number" in complained(facts(id_number=wrong) if wrong else _without_number())


def _without_number() -> Facts:
    return replace(facts(), id_number="")


@pytest.mark.spec("MEM-03")
def test_x_is_stored_as_a_capital_and_full_width_digits_are_read_as_digits() -> None:
    person = facts(id_number="37099919900101001x".replace("x", "２"), birth_date=date(1990, 1, 1))
    assert settle(person, TODAY).facts.id_number == "370999199001010012"


@pytest.mark.spec("MEM-03")
def test_nobody_under_eighteen_whatever_the_number_says() -> None:
    born = date(2008, 6, 2)
    young = facts(birth_date=born, joined_on=date(2024, 6, 2), category="2")
    assert set(complained(young)) == {"birth_date"}
    assert complained(young, date(2026, 6, 2)) == {}
    unknown = replace(young, id_number="0" * 18)
    assert set(complained(unknown)) == {"birth_date"}


@pytest.mark.spec("MEM-04")
def test_dates_of_joining_and_becoming_full() -> None:
    late = facts(joined_on=date(1994, 3, 20), full_on=date(2004, 7, 1))
    assert set(complained(late)) == {"joined_on"}
    soon = facts(joined_on=date(2003, 7, 2), full_on=date(2004, 7, 1))
    assert set(complained(soon)) == {"full_on"}
    assert set(complained(facts(joined_on=date(2026, 6, 2)))) == {"joined_on"}
    assert set(complained(facts(full_on=date(2026, 6, 2)))) == {"full_on"}
    leap = facts(joined_on=date(2004, 2, 29), full_on=date(2005, 2, 28))
    assert complained(leap) == {}


@pytest.mark.spec("MEM-04")
def test_in_the_years_without_probation_a_short_interval_only_warns() -> None:
    born = date(1950, 1, 1)
    for joined, warns in ((date(1969, 4, 14), True), (date(1977, 8, 18), False)):
        person = facts(birth_date=born, joined_on=joined, full_on=joined)
        assert ("full_on" in complained(person)) is not warns
        assert ("MEM-04.interval" in warned(person)) is warns


@pytest.mark.spec("MEM-04")
def test_the_month_of_losing_contact_lies_between_joining_and_now() -> None:
    for month, right in (
        (date(2003, 6, 1), False),
        (date(2003, 7, 1), True),
        (date(2026, 6, 1), True),
        (date(2026, 7, 1), False),
    ):
        found = complained(facts(lost=True, lost_since=month))
        assert ("lost_since" in found) is not right


@given(text=some.text(max_size=80))
def test_no_text_breaks_the_judgement(text: str) -> None:
    person = replace(
        Facts(),
        name=text,
        id_number=text,
        phone=text,
        address=text,
        floating=True,
        floating_city=text,
    )
    settled = settle(person, TODAY)
    assert all(each.sentence.endswith("。") for each in settled.complaints)
    assert "\0" not in settled.facts.name or any(
        each.field == "name" for each in settled.complaints
    )


some_day = some.none() | some.dates()


@given(
    birth=some_day, joined=some_day, full=some_day, lost=some_day, category=some.sampled_from("12")
)
def test_no_date_breaks_the_judgement(
    birth: date | None,
    joined: date | None,
    full: date | None,
    lost: date | None,
    category: str,
) -> None:
    person = replace(
        facts(),
        birth_date=birth,
        joined_on=joined,
        full_on=full,
        lost=True,
        lost_since=lost,
        category=category,
    )
    found = complained(person)
    assert "birth_date" in found or (birth is None) or date(1880, 1, 1) <= birth <= TODAY
    assert "joined_on" in found or (joined is not None and joined <= TODAY)
    if category == "1":
        assert "full_on" in found or (full is not None and full <= TODAY)


@pytest.mark.spec("ORG-16")
def test_a_telephone_is_stored_in_ordinary_digits() -> None:
    settled = settle(facts(phone=" １３９00000000 "), TODAY)
    assert (settled.complaints, settled.facts.phone) == ((), "13900000000")


def test_rare_characters_are_characters_and_invisible_ones_are_not() -> None:
    assert texts.problem("王𠮷䶮", "姓名", 50) is None
    for text in ("王\0", "王\u200b", "王\n一", "\ud800"):
        assert texts.problem(text, "姓名", 50) is not None
    assert texts.problem("王" * 51, "姓名", 50) is not None
    assert texts.clean("　王  一 ") == "王 一"


@pytest.mark.spec("MEM-13")
def test_sixteen_items_as_people_read_them() -> None:
    class Shown:
        facts = settle(
            globals()["facts"](
                name="孙桂芝",
                category="2",
                floating=True,
                floating_province="330000",
                floating_city="某市",
                lost=True,
                lost_since=date(2020, 5, 1),
            ),
            TODAY,
        ).facts
        branch_name = "柳园第一党支部"

    labels = dict(sixteen(Shown(), lambda table, code: f"{table}:{code}" if code else ""))
    assert len(labels) == 16
    assert labels["姓名"] == "孙桂芝"
    assert labels["学历"] == "education_2017_template:22"
    assert labels["所在党支部"] == "柳园第一党支部"
    assert labels["转为正式党员日期"] == ""
    assert labels["是否为失联党员"] == "是（2020-05起）"
    assert labels["是否流动党员"] == "是（region_province:330000 某市）"
    assert text_of(facts(), "lost", lambda *_: "") == "否"


@pytest.mark.spec("MEM-12")
def test_active_members_count_once_in_each_dimension_and_suspended_ones_apart() -> None:
    person = facts(sex="2", birth_date=date(1985, 12, 31))
    change = counted(person)
    assert set(change.values()) == {1}
    assert {dimension for dimension, _ in change} == {
        Dimension.MEMBERS,
        Dimension.SEX,
        Dimension.CATEGORY,
        Dimension.EDUCATION,
        Dimension.ETHNICITY,
        Dimension.POST,
        Dimension.BIRTH_YEAR,
    }
    assert counted(replace(person, status="2")) == {(Dimension.SUSPENDED, "1"): 1}
    assert difference(change, counted(replace(person, sex="1"))) == {
        (Dimension.SEX, "1"): 1,
        (Dimension.SEX, "2"): -1,
    }


def test_differing_names_fields_in_the_order_of_the_form() -> None:
    person = facts()
    assert differing(person, person) == ()
    assert differing(person, replace(person, phone="13800000000", sex="2")) == ("sex", "phone")


@pytest.mark.parametrize(
    ("labels", "table"),
    [
        (standing.CATEGORY_LABELS, "member_category"),
        (standing.STATUS_LABELS, "membership_status"),
        (standing.INCREASE_WAY_LABELS, "member_increase_way"),
    ],
)
def test_labels_agree_with_the_code_tables(labels: dict[str, str], table: str) -> None:
    rows = {row.code: row.label for row in packaged.table_rows(table)}
    assert {code: rows[code] for code in labels} == {str(k): v for k, v in labels.items()}
