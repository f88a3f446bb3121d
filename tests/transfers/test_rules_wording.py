"""Types, validity and the strings of the letter (TRF-16, TRF-17, TRF-18)."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

import dengta.codes
from dengta.refusal import Refusal
from dengta.transfers.rules import types, validity, wording
from dengta.transfers.rules.law import Verb
from dengta.transfers.rules.types import OutType
from tests.transfers.places import CATEGORIES, PATHS

TABLES = Path(dengta.codes.__file__).parent / "tables"


def codes(table: str) -> set[str]:
    with (TABLES / f"{table}.csv").open(encoding="utf-8") as rows:
        return {row["code"] for row in csv.DictReader(rows)}


@pytest.mark.spec("TRF-02", "TRF-11")
def test_the_types_and_their_records_are_those_of_the_code_tables() -> None:
    assert {each.value for each in OutType} == codes("transfer_out_type")
    assert set(types.DECREASE_WAY.values()) <= codes("member_decrease_way")
    assert set(types.INCREASE_WAY.values()) <= codes("member_increase_way")
    assert set(types.DECREASE_WAY) == set(types.INCREASE_WAY) == set(OutType)


@pytest.mark.spec("TRF-18")
@pytest.mark.parametrize(
    ("source", "target", "proposal"),
    [
        ("B1", "GB1", "1"),
        ("B1", "CB1", "1"),
        ("B1", "B2", "2"),
        ("B1", "C2", "2"),
        ("B1", "P", "3"),
    ],
)
def test_the_two_places_propose_the_type(source: str, target: str, proposal: str) -> None:
    found = types.proposed(
        types.city_of(PATHS[source], CATEGORIES),
        types.city_of(PATHS[target], CATEGORIES),
        any_city=True,
    )
    assert found == proposal


@pytest.mark.spec("TRF-18")
def test_an_installation_without_a_city_is_one_city() -> None:
    assert types.proposed(None, None, any_city=False) is OutType.SAME_CITY
    assert types.proposed(None, None, any_city=True) is OutType.PROVINCE_DIRECT


@pytest.mark.spec("TRF-02")
def test_another_type_than_the_proposed_warns_except_those_chosen_by_hand() -> None:
    said = types.warning(OutType.SAME_CITY, OutType.OTHER_CITY, "转往本省（区、市）内的其他地")
    assert said is not None
    assert "2 转往本省" in said
    assert types.warning(OutType.OTHER_CITY, OutType.OTHER_CITY, "") is None
    assert types.warning(OutType.SAME_SYSTEM, OutType.OTHER_CITY, "") is None


@pytest.mark.spec("TRF-18")
def test_a_letter_holds_7_days_inside_one_city_else_45() -> None:
    assert validity.APPLICATION_DAYS == 7
    assert validity.letter_days(OutType.SAME_CITY) == 7
    assert validity.letter_days(OutType.OTHER_CITY) == 45
    assert validity.letter_days(OutType.PROVINCE_DIRECT) == 45


@pytest.mark.spec("TRF-18")
@pytest.mark.parametrize(("days", "outside"), [(0, False), (91, False), (0, True), (181, True)])
def test_days_beyond_the_bounds_are_refused(days: int, outside: bool) -> None:
    with pytest.raises(Refusal, match="有效期应为"):
        validity.check_days(days, outside=outside)


@pytest.mark.spec("TRF-18")
@pytest.mark.parametrize(("days", "outside"), [(1, False), (90, False), (180, True)])
def test_days_within_the_bounds_hold(days: int, outside: bool) -> None:
    assert validity.check_days(days, outside=outside) == days


@pytest.mark.spec("TRF-14", "TRF-13")
def test_the_last_day_is_the_day_of_opening_plus_the_days() -> None:
    until = validity.last_day(date(2017, 6, 18), 7)
    assert until == date(2017, 6, 25)
    assert validity.last_day_words(until, date(2017, 6, 23)) == "还剩 2 天"
    assert validity.last_day_words(until, until) == "今天到期"
    assert validity.last_day_words(until, date(2017, 6, 27)) == "已超时 2 天"
    assert validity.expired_days(until, until) == 0
    assert validity.expired_days(until, date(2017, 6, 27)) == 2


@pytest.mark.spec("TRF-17")
def test_the_number_is_year_month_and_twelve_digits() -> None:
    assert wording.number_words(date(2017, 6, 16), 27000001) == "第201706000027000001号"


@pytest.mark.spec("TRF-17")
@pytest.mark.parametrize(
    ("name", "line", "struck"),
    [
        ("中共东平川县文庙街道桂花社区党支部", "中共东平川县文庙街道桂花社区党", False),
        ("中共东平川县青石镇柳园第一支部委员会", "中共东平川县青石镇柳园第一支部委员会", True),
        ("中共东平川县委员会", "中共东平川县委员会", True),
        ("支部", "支部", True),
    ],
)
def test_a_name_gives_its_ending_to_the_printed_word(name: str, line: str, struck: bool) -> None:
    assert wording.branch_words(name) == wording.BranchWords(line, struck)


@pytest.mark.spec("TRF-17")
@pytest.mark.parametrize(
    ("name", "category", "preset", "said"),
    [
        ("中共东平川县委员会", "141", "", "中共东平川县委组织部"),
        ("中共东平川县委员会", "141", "中共东平川县委干部科", "中共东平川县委干部科"),
        ("中共东平川县青石镇委员会", "611", "", "中共东平川县青石镇委员会"),
    ],
)
def test_committees_sign_as_their_organisation_department(
    name: str, category: str, preset: str, said: str
) -> None:
    assert wording.letter_name(name, category, preset) == said


@pytest.mark.spec("TRF-17", "TRF-07")
def test_paper_to_another_province_is_written_in_capitals() -> None:
    june = date(2017, 6, 1)
    assert wording.month_words(june, capitals=True) == wording.MonthWords("贰零壹柒", "陆")
    assert wording.days_words(45, capitals=True) == "肆拾伍"
    assert wording.month_words(june) == wording.MonthWords("2017", "6")
    assert wording.days_words(45) == "45"


@pytest.mark.spec("TRF-16", "TRF-10")
@pytest.mark.parametrize(
    ("verb", "by_itself", "reason", "note"),
    [
        (Verb.SEND, False, "", "申请组织关系转出"),
        (Verb.AGREE, False, "", "同意并开新信"),
        (Verb.AGREE, True, "", "同意并开新信（自动审核）"),
        (Verb.CHOOSE_BRANCH, False, "", "同意并开新信"),
        (Verb.SEND_BACK, False, "信息不全", "不同意：信息不全"),
        (Verb.SEND_BACK, True, "信息不全", "不同意：信息不全（自动退回）"),
        (Verb.RECEIVE, False, "", "接收"),
        (Verb.VOID, False, "", "废件"),
        (Verb.WITHDRAW, False, "", "撤回"),
    ],
)
def test_the_note_of_each_step(verb: Verb, by_itself: bool, reason: str, note: str) -> None:
    assert wording.note_of(verb, by_itself=by_itself, reason=reason) == note


def test_the_printed_word_of_an_ethnicity_is_left_out_of_its_name() -> None:
    assert wording.ethnicity_words("汉族") == "汉"
    assert wording.ethnicity_words("其他") == "其他"
