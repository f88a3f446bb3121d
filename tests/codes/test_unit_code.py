"""党组织所在单位代码 (UNT-04)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn.uscc import calc_check_digit

from dengta.codes.rules import unit_code
from dengta.codes.rules.unit_code import Kind, UnitCode
from dengta.refusal import Refusal

CREDIT = "91350100M000100Y43"
"""The example of GB 32100-2015."""
ORGANIZATION = "D2143569X"
"""The example of GB 11714-1997."""

LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit(body: str) -> str:
    return body + str(calc_check_digit(body))


credit_bodies = st.builds(
    lambda head, region, rest: head + region + rest,
    st.sampled_from(sorted(unit_code.ENTITY_TYPES)),
    st.integers(0, 999999).map(lambda number: f"{number:06d}"),
    st.text(LETTERS, min_size=9, max_size=9),
)
organization_bodies = st.text("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=8, max_size=8)


@pytest.mark.spec("UNT-04")
def test_the_examples_of_both_standards_are_right() -> None:
    assert unit_code.check(CREDIT) == UnitCode(CREDIT, Kind.CREDIT)
    assert unit_code.check(ORGANIZATION) == UnitCode(ORGANIZATION, Kind.ORGANIZATION)


@pytest.mark.spec("UNT-04")
@pytest.mark.parametrize(
    "text", ["D2143569-X", " D2143569-X ", "Ｄ２１４３５６９－Ｘ", "D2143569—X"]
)
def test_an_organization_code_with_its_hyphen_is_the_same_code(text: str) -> None:
    assert unit_code.check(text) == UnitCode(ORGANIZATION, Kind.ORGANIZATION)


@pytest.mark.spec("UNT-04")
@pytest.mark.parametrize("head", ["54", "N2", "N1", "Y1", "11", "52", "81", "35"])
def test_codes_of_every_registrar_are_let_in_without_warning(head: str) -> None:
    code = credit(head + "370999" + "MA0000001")
    assert unit_code.check(code) == UnitCode(code, Kind.CREDIT)


@pytest.mark.spec("UNT-04")
@pytest.mark.parametrize(
    ("head", "words"),
    [("01", "登记管理部门"), ("B1", "登记管理部门"), ("18", "机构类别"), ("A1", "机构类别")],
)
def test_an_unknown_registrar_or_kind_only_warns(head: str, words: str) -> None:
    code = credit(head + "370999" + "MA0000001")
    checked = unit_code.check(code)
    assert checked.code == code
    assert [words in warning for warning in checked.warnings] == [True]
    assert unit_code.warnings(code) == checked.warnings


@pytest.mark.spec("UNT-04")
def test_the_known_registrars_can_be_given() -> None:
    code = credit("B1370999MA0000001")
    assert unit_code.check(code, registrars={"B"}, entity_types={"B1"}).warnings == ()


@pytest.mark.spec("UNT-04")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "请填写党组织所在单位代码"),
        (CREDIT[:17] + "4", "校验码"),
        ("91350100M000100Y34", "校验码"),
        ("D21435690", "校验码"),
        ("D2143569Y", "数字或字母X"),
        ("D21435690X", "10位"),
        ("9135 0100M000100Y43", "空格"),
        ("91350100-M000100Y4-3", "不用写“-”"),
        ("D214-3569X", "不用写“-”"),
        ("123-456", "不用写“-”"),
        ("91350100m000100y43", "大写"),
        ("d2143569-x", "大写"),
        ("91350100M000100Y4！", "数字和大写字母"),
        ("9135O100M000100Y43", "不会有字母O，请检查是否应为数字0"),
        ("9I350100M000100Y43", "不会有字母I，请检查是否应为数字1"),
        ("91350100Z000100Y43", "不会有字母Z，请检查是否应为数字2"),
        ("91350100S000100Y43", "不会有字母S，请检查是否应为数字5"),
        ("91350100V000100Y43", "不会有字母V，请检查是否应为字母U"),
        ("91A50100M000100Y43", "行政区划"),
        (CREDIT + "0", "最长18位，现在是19位"),
        ("东平川县石桥镇", "数字和大写字母"),
        ("𠮷" * 9, "数字和大写字母"),
        ("1234\x005678", "数字和大写字母"),
    ],
)
def test_each_fault_has_its_own_sentence(text: str, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        unit_code.check(text)
    assert words in refused.value.sentence
    assert refused.value.complaints[0].field == "unit_code"
    assert unit_code.problem(text) == refused.value.sentence


@pytest.mark.spec("UNT-04")
@pytest.mark.parametrize("length", [1, 5, 8, 11, 15, 17])
def test_other_lengths_are_saved_with_a_warning(length: int) -> None:
    checked = unit_code.check("A1" * 9 if length == 18 else ("A1" * 9)[:length])
    assert checked.kind is Kind.OTHER
    assert len(checked.warnings) == 1
    assert f"{length}位" in checked.warnings[0]


@pytest.mark.spec("UNT-04")
@given(credit_bodies)
def test_every_credit_code_that_adds_up_is_let_in(body: str) -> None:
    assert unit_code.check(credit(body)) == UnitCode(credit(body), Kind.CREDIT)


@pytest.mark.spec("UNT-04")
@given(credit_bodies, st.integers(0, 17), st.sampled_from(LETTERS))
def test_one_wrong_character_of_a_credit_code_is_noticed(body: str, place: int, other: str) -> None:
    code = credit(body)
    changed = code[:place] + other + code[place + 1 :]
    assert (unit_code.problem(changed) is None) == (changed == code)


@pytest.mark.spec("UNT-04")
@given(organization_bodies)
def test_organization_codes_may_hold_any_letter(body: str) -> None:
    code = body + unit_code.organization_check_digit(body)
    assert unit_code.check(code) == UnitCode(code, Kind.ORGANIZATION)
    wrong = {other for other in "0123456789X" if unit_code.problem(body + other) is not None}
    assert wrong == set("0123456789X") - {code[8]}


@given(st.text(max_size=25))
def test_any_text_is_refused_or_stored_plainly(text: str) -> None:
    sentence = unit_code.problem(text)
    if sentence is not None:
        assert sentence.endswith("。")
        return
    checked = unit_code.check(text)
    assert checked.code.isascii()
    assert checked.code.isalnum()
    assert checked.code == checked.code.upper()
    assert unit_code.check(checked.code) == checked
