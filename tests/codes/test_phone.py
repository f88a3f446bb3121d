"""联系电话 (ORG-16)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengta.codes.rules import phone
from dengta.refusal import Refusal


@pytest.mark.spec("ORG-16")
@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("13900000000", "13900000000"),
        (" 19900000000 ", "19900000000"),
        ("０６９９－８８８００１１", "0699-8880011"),
        ("0699-8880011", "0699-8880011"),
        ("0699-88800110", "0699-88800110"),
        ("06998880011", "06998880011"),
        ("099-8880011", "099-8880011"),
        ("09988800110", "09988800110"),
    ],
)
def test_numbers_that_are_right(text: str, stored: str) -> None:
    assert phone.check(text) == stored


@pytest.mark.spec("ORG-16")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "请填写联系电话"),
        ("1390000000", "11位，现在是10位"),
        ("139000000000", "11位，现在是12位"),
        ("12900000000", "第二位"),
        ("8880011", "区号"),
        ("0699-888001", "7或8位"),
        ("0699-888001100", "7或8位"),
        ("06999-8880011", "7或8位"),
        ("0699--8880011", "7或8位"),
        ("0699 8880011", "空格"),
        ("139-0000-0000", "区号"),
        ("1390000000a", "只能有数字"),
        ("+8613900000000", "只能有数字"),
        ("٠6998880011", "只能有数字"),
        ("13900000000、13900000001", "只能有数字"),
    ],
)
def test_numbers_that_are_wrong_are_refused_with_the_reason(text: str, words: str) -> None:
    with pytest.raises(Refusal) as refused:
        phone.check(text)
    assert words in refused.value.sentence
    assert phone.problem(text) == refused.value.sentence


@pytest.mark.spec("ORG-16")
@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True))
def test_every_mobile_number(number: str) -> None:
    assert phone.check(number) == number
    assert phone.is_mobile(number)
    assert phone.mask(number) == number[:3] + "****" + number[7:]


@pytest.mark.spec("ORG-16")
@given(st.from_regex(r"0[0-9]{2,3}-?[0-9]{7,8}", fullmatch=True))
def test_every_fixed_number(number: str) -> None:
    assert phone.check(number) == number
    masked = phone.mask(number)
    assert len(masked) == len(number)
    assert masked.count("*") >= 5
    assert masked[-2:] == number[-2:]


@given(st.text(max_size=30))
def test_any_text_gets_a_sentence_or_is_right(text: str) -> None:
    sentence = phone.problem(text)
    assert sentence is None or sentence.endswith("。")


def test_masks() -> None:
    assert phone.mask("13900000000") == "139****0000"
    assert phone.mask("0699-8880011") == "0699-*****11"
    assert phone.mask("") == ""
    assert phone.mask("110") == "***"
