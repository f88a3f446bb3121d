"""公民身份证号 (GB 11643-1999): 18 characters that hold birth date, sex and a check digit (MEM-03).

The import checks hundreds of thousands of numbers a second, so a right number costs no
exception and no regular expression; birth dates are kept once they were seen.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from stdnum.cn.ric import calc_check_digit

from dengta.codes.rules.characters import narrow
from dengta.refusal import Refusal

UNKNOWN = "0" * 18
"""Stands for a number that nobody knows yet (MEM-03); ``parse`` refuses it."""

LENGTH = 18
EARLIEST_YEAR = 1880
"""Nobody in the books was born before; a smaller year is a slip of the finger."""


class Sex(StrEnum):
    """Codes of the table ``gender``."""

    MALE = "1"
    FEMALE = "2"


SEX_LABELS = {Sex.MALE: "男", Sex.FEMALE: "女"}

_EMPTY = "请填写公民身份证号。"
_UNKNOWN = "18个0只表示身份证号暂时不知道，这里需要真实的公民身份证号。"
_BLANK_INSIDE = "公民身份证号中间有空格，请去掉空格。"
_OLD_LENGTH = "这是15位的旧号码，请填写身份证上的18位号码。"
_LETTER = "公民身份证号前17位只能是数字，最后一位只能是数字或字母X，请对照身份证检查。"
_DATE = "公民身份证号第7至14位是出生日期，现在填写的不是真实存在的日期，请对照身份证检查。"
_CHECK_DIGIT = "公民身份证号的最后一位（校验码）与前17位对不上，请检查是否输错了数字。"

_SEXES = (Sex.FEMALE, Sex.MALE)
_births: dict[str, date] = {}


class IdNumber(NamedTuple):
    """A right number (18 characters, X in upper case) and what it says."""

    number: str
    birth_date: date
    sex: Sex


def normalize(text: str) -> str:
    """``text`` as it is stored: no blanks around, ordinary digits, X in upper case."""
    return narrow(text).upper()


def is_unknown(text: str) -> bool:
    """Whether the 18 zeros of an unknown number were typed (MEM-03)."""
    return normalize(text) == UNKNOWN


def problem(text: str) -> str | None:
    """The sentence that says what is wrong with ``text`` as an ID number, None when it is right.

    Age is no business of the number: see ``dates.birth_date_problem``.
    """
    number = normalize(text)
    body = number[:17]
    if (
        len(number) == LENGTH
        and number.isascii()
        and body.isdigit()
        and (number[17].isdigit() or number[17] == "X")
    ):
        if _birth_date(number[6:14]) is None:
            return _UNKNOWN if number == UNKNOWN else _DATE
        return None if calc_check_digit(number) == number[17] else _CHECK_DIGIT
    return _problem_of_form(number)


def parse(text: str) -> IdNumber:
    """The number with the birth date and the sex in it; a :class:`Refusal` says what is wrong."""
    wrong = problem(text)
    if wrong is not None:
        raise Refusal(wrong, field="id_number")
    number = normalize(text)
    return IdNumber(number, _births[number[6:14]], _SEXES[ord(number[16]) & 1])


def mask(number: str) -> str:
    """The first two digits and stars: all that a list may show. Region, birth date, sex and the
    last four digits together would be the whole number. 未知 for :data:`UNKNOWN`."""
    if number == UNKNOWN:
        return "未知"
    return number[:2] + "*" * (LENGTH - 2) if number else ""


def check_digit(body: str) -> str:
    """The check digit of 17 digits, ``"0"`` … ``"9"`` or ``"X"``."""
    return calc_check_digit(body + "0")


def _birth_date(digits: str) -> date | None:
    """The date of eight ASCII digits, None when there is no such day."""
    known = _births.get(digits)
    if known is not None:
        return known
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    if day.year < EARLIEST_YEAR or day.year > 2999:
        return None
    _births[digits] = day
    return day


def _problem_of_form(number: str) -> str:
    if not number:
        return _EMPTY
    if any(character.isspace() for character in number):
        return _BLANK_INSIDE
    if len(number) == 15 and number.isascii() and number.isdigit():
        return _OLD_LENGTH
    if len(number) != LENGTH:
        return f"公民身份证号应为18位，现在是{len(number)}位，请对照身份证检查。"
    return _LETTER
