"""公民身份证号: form, date, check digit, what is in it, and what a list may show."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengta.codes.queries import tables
from dengta.codes.rules import id_number
from dengta.codes.rules.id_number import SEX_LABELS, IdNumber, Sex
from dengta.refusal import Refusal

MAN = "370999199001010012"
WOMAN = "370199198512310027"
LEAP_DAY = "370999196002290032"

days = st.dates(min_value=date(1930, 1, 1), max_value=date(2008, 12, 31))
cities = st.integers(min_value=0, max_value=99).map(lambda city: f"37{city:02d}99")


def build(city: str, birth: date, order: int) -> str:
    """A right number of an area that was never issued; ``order`` is odd for men."""
    body = f"{city}{birth:%Y%m%d}{order:03d}"
    return body + id_number.check_digit(body)


@pytest.mark.spec("MEM-02", "MEM-03")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (MAN, IdNumber(MAN, date(1990, 1, 1), Sex.MALE)),
        (WOMAN, IdNumber(WOMAN, date(1985, 12, 31), Sex.FEMALE)),
        (LEAP_DAY, IdNumber(LEAP_DAY, date(1960, 2, 29), Sex.MALE)),
        (f"  {MAN}\n", IdNumber(MAN, date(1990, 1, 1), Sex.MALE)),
        (
            "３７０９９９１９９００１０１００１２",
            IdNumber(MAN, date(1990, 1, 1), Sex.MALE),
        ),
    ],
)
def test_a_right_number_tells_birth_date_and_sex(text: str, expected: IdNumber) -> None:
    assert id_number.parse(text) == expected
    assert id_number.problem(text) is None


@pytest.mark.spec("MEM-03")
def test_a_small_x_is_stored_as_a_capital() -> None:
    ending_in_x = next(
        number
        for order in range(1, 999)
        if (number := build("370999", date(1990, 1, 1), order)).endswith("X")
    )
    assert id_number.parse(ending_in_x.lower()).number == ending_in_x
    assert id_number.parse(ending_in_x.replace("X", "ｘ")).number == ending_in_x


@pytest.mark.spec("MEM-03")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "请填写公民身份证号"),
        ("   ", "请填写公民身份证号"),
        (MAN[:17], "现在是17位"),
        (MAN + "0", "现在是19位"),
        ("370999900101001", "15位的旧号码"),
        ("370999 19900101001", "空格"),
        ("370999199002300012", "不是真实存在的日期"),
        ("370999199013010012", "不是真实存在的日期"),
        ("370999190002290012", "不是真实存在的日期"),
        ("370999000001010012", "不是真实存在的日期"),
        ("370999099001010012", "不是真实存在的日期"),
        (MAN[:17] + "3", "校验码"),
        ("370999199001010021", "校验码"),
        ("37099X199001010012", "前17位只能是数字"),
        (MAN[:17] + "A", "前17位只能是数字"),
        (MAN[:17] + "²", "前17位只能是数字"),
        ("3709991990010100𠮷2", "前17位只能是数字"),
        (MAN[:10] + "\x00" + MAN[11:], "前17位只能是数字"),
        ("٣" + MAN[1:], "前17位只能是数字"),
        (id_number.UNKNOWN, "暂时不知道"),
    ],
)
def test_a_wrong_number_is_refused_with_the_reason(text: str, words: str) -> None:
    sentence = id_number.problem(text)
    assert sentence is not None
    assert words in sentence
    with pytest.raises(Refusal) as refused:
        id_number.parse(text)
    assert refused.value.sentence == sentence
    assert refused.value.complaints[0].field == "id_number"


def test_no_sentence_repeats_the_number() -> None:
    for text in (MAN[:17], MAN[:17] + "3", "370999199002300012", MAN[:17] + "A"):
        assert text[:6] not in (id_number.problem(text) or "")
        assert text[6:14] not in (id_number.problem(text) or "")


@pytest.mark.spec("MEM-03")
def test_eighteen_zeros_mean_unknown() -> None:
    assert id_number.is_unknown("0" * 18)
    assert id_number.is_unknown("０" * 18)
    assert not id_number.is_unknown("0" * 17)
    assert not id_number.is_unknown(MAN)


@pytest.mark.spec("MEM-02", "MEM-03")
@given(cities, days, st.integers(min_value=0, max_value=999))
def test_every_number_that_is_put_together_is_taken_apart(
    city: str, birth: date, order: int
) -> None:
    number = build(city, birth, order)
    assert id_number.parse(number) == IdNumber(number, birth, Sex.MALE if order % 2 else Sex.FEMALE)


@pytest.mark.spec("MEM-03")
@given(cities, days, st.integers(0, 999), st.integers(0, 17), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(
    city: str, birth: date, order: int, place: int, step: int
) -> None:
    number = build(city, birth, order)
    digit = number[place]
    other = "0" if digit == "X" else str((int(digit) + step) % 10)
    assert id_number.problem(number[:place] + other + number[place + 1 :]) is not None


@pytest.mark.spec("MEM-03")
@given(cities, days, st.integers(0, 999), st.integers(0, 16))
def test_two_neighbours_exchanged_are_always_noticed(
    city: str, birth: date, order: int, place: int
) -> None:
    number = build(city, birth, order)
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert swapped == number or id_number.problem(swapped) is not None


@given(st.text(max_size=30))
def test_any_text_gets_a_sentence_or_is_right(text: str) -> None:
    sentence = id_number.problem(text)
    assert sentence is None or sentence.endswith("。")


@pytest.mark.spec("MEM-12")
@given(cities, days, st.integers(0, 999))
def test_a_masked_number_shows_two_digits_only(city: str, birth: date, order: int) -> None:
    number = build(city, birth, order)
    assert id_number.mask(number) == number[:2] + "*" * 16


def test_masking_nothing_shows_nothing() -> None:
    assert id_number.mask("") == ""


@pytest.mark.django_db
def test_sexes_are_those_of_the_code_table() -> None:
    assert {str(sex): text for sex, text in SEX_LABELS.items()} == tables.labels("gender")


def test_all_days_of_four_years_are_known() -> None:
    day = date(1999, 1, 1)
    while day.year < 2003:
        assert id_number.parse(build("370999", day, 1)).birth_date == day
        day += timedelta(days=1)
