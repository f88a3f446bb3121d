"""Capitals of the paper letter (TRF-17)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengta.codes.rules import numerals

PLACES = {"拾": 10, "佰": 100, "仟": 1000}


def read(text: str) -> int:
    """The number that capitals say, read back place by place."""
    total, digit = 0, 0
    for character in text:
        if character in PLACES:
            total += digit * PLACES[character]
            digit = 0
        else:
            digit = numerals.DIGITS.index(character)
    return total + digit


@pytest.mark.spec("TRF-17")
@pytest.mark.parametrize(
    ("year", "text"), [(2017, "贰零壹柒"), (2020, "贰零贰零"), (99, "零零玖玖")]
)
def test_years(year: int, text: str) -> None:
    assert numerals.capital_digits(year, width=4) == text


@pytest.mark.spec("TRF-17")
@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (7, "柒"),
        (10, "壹拾"),
        (15, "壹拾伍"),
        (45, "肆拾伍"),
        (90, "玖拾"),
        (100, "壹佰"),
        (105, "壹佰零伍"),
        (180, "壹佰捌拾"),
        (1001, "壹仟零壹"),
        (1010, "壹仟零壹拾"),
        (9999, "玖仟玖佰玖拾玖"),
    ],
)
def test_numbers(number: int, text: str) -> None:
    assert numerals.capital_number(number) == text


@pytest.mark.spec("TRF-17")
@given(st.integers(0, 9999))
def test_capitals_say_the_number(number: int) -> None:
    text = numerals.capital_number(number)
    assert read(text) == number
    assert "零零" not in text
    assert number == 0 or not text.endswith("零")


@pytest.mark.parametrize("number", [-1, 10000])
def test_numbers_beyond_the_places_are_an_error(number: int) -> None:
    with pytest.raises(ValueError, match="9999"):
        numerals.capital_number(number)
