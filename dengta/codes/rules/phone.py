"""联系电话: a mobile number or an area code with a fixed line (ORG-16)."""

from __future__ import annotations

import re

from dengta.codes.rules.characters import narrow
from dengta.refusal import Refusal

HINT = "手机号或区号+号码的固话"

_MOBILE = re.compile(r"1[3-9][0-9]{9}", re.ASCII)
_FIXED = re.compile(r"0[0-9]{2,3}-?[0-9]{7,8}", re.ASCII)
_EXAMPLE = "手机号（11位）或区号加号码的固话，例如0699-8880011"


def problem(text: str) -> str | None:
    """The sentence that says what is wrong with ``text`` as a telephone number, None when right."""
    number = narrow(text)
    if _MOBILE.fullmatch(number) or _FIXED.fullmatch(number):
        return None
    if not number:
        return f"请填写联系电话：{_EXAMPLE}。"
    if any(character.isspace() for character in number):
        return "电话号码中间有空格，请去掉空格。"
    digits = number.replace("-", "")
    if not (digits.isascii() and digits.isdigit()):
        return f"电话号码只能有数字，区号后面可以加一个“-”。请填写{_EXAMPLE}。"
    if number.startswith("1") and "-" not in number:
        if len(number) != 11:
            return f"手机号应为11位，现在是{len(number)}位，请检查。"
        return "手机号第二位应为3至9，请检查。"
    if not number.startswith("0"):
        return f"固定电话前面要加区号。请填写{_EXAMPLE}。"
    return f"固定电话应为区号（3或4位）加7或8位号码。请填写{_EXAMPLE}。"


def check(text: str) -> str:
    """The number as it is stored, ordinary digits without blanks around; refuses what is none."""
    wrong = problem(text)
    if wrong is not None:
        raise Refusal(wrong, field="phone")
    return narrow(text)


def is_mobile(number: str) -> bool:
    """Whether a checked number is a mobile one (the printed form keeps the two kinds apart)."""
    return _MOBILE.fullmatch(number) is not None


def mask(number: str) -> str:
    """``139****0000``, ``0699-*****11``: what a list may show; "" stays ""."""
    if is_mobile(number):
        return f"{number[:3]}****{number[7:]}"
    if len(number) < 6:
        return "*" * len(number)
    head = number.index("-") + 1 if "-" in number else 3
    return number[:head] + "*" * (len(number) - head - 2) + number[-2:]
