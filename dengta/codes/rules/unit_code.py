"""党组织所在单位代码: credit codes, organisation codes and whatever else units carry (UNT-04).

18 characters are a unified social credit code (GB 32100-2015), 9 an organisation code
(GB 11714-1997, also written as 8 characters, a hyphen and the check digit). Both must add up.
Codes of other lengths up to 17 are kept with a warning.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from stdnum.cn.uscc import calc_check_digit

from dengta.codes.rules.characters import narrow
from dengta.codes.rules.packaged import table_rows
from dengta.refusal import Refusal

CREDIT_LENGTH = 18
ORGANIZATION_LENGTH = 9
FORBIDDEN_LETTERS = "IOZSV"
"""Letters that no credit code holds, because they look like 1 0 2 5 U."""

REGISTRARS = frozenset(row.code for row in table_rows("uscc_registrar"))
ENTITY_TYPES = frozenset(row.code for row in table_rows("uscc_entity_type"))


class Kind(StrEnum):
    """By which standard a code was checked."""

    CREDIT = "credit"
    ORGANIZATION = "organization"
    OTHER = "other"


KIND_LABELS = {
    Kind.CREDIT: "统一社会信用代码",
    Kind.ORGANIZATION: "组织机构代码",
    Kind.OTHER: "其他代码",
}

_LOOKS_LIKE = {"I": "数字1", "O": "数字0", "Z": "数字2", "S": "数字5", "V": "字母U"}
_HYPHENS = re.compile("[-‐‑‒–—―−]")
_WITH_HYPHEN = re.compile(r"[0-9A-Z]{8}-[0-9X]", re.ASCII)
_ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_BY_HEART = "请对照单位的证照检查。"


@dataclass(frozen=True, slots=True)
class UnitCode:
    """A code that may be saved.

    ``code`` is as stored: upper case, an organisation code without its hyphen, so that two ways
    of writing one code meet in the uniqueness of UNT-03. ``warnings`` are sentences for the form
    and the data check; they stop nothing.
    """

    code: str
    kind: Kind
    warnings: tuple[str, ...] = ()


def check(
    text: str,
    *,
    registrars: Collection[str] = REGISTRARS,
    entity_types: Collection[str] = ENTITY_TYPES,
) -> UnitCode:
    """``text`` as a unit's code; refuses with a sentence what UNT-04 does not let in.

    ``registrars`` (one character) and ``entity_types`` (registrar and kind, two characters) are
    the known ones; by default those of the packaged tables. Unknown ones only warn.
    """
    code = narrow(text)
    wrong = _character_problem(code)
    if wrong is None:
        code = _HYPHENS.sub("", code)
        wrong = _code_problem(code)
    if wrong is not None:
        raise Refusal(wrong, field="unit_code")
    if len(code) == CREDIT_LENGTH:
        return UnitCode(code, Kind.CREDIT, _credit_warnings(code, registrars, entity_types))
    if len(code) == ORGANIZATION_LENGTH:
        return UnitCode(code, Kind.ORGANIZATION)
    return UnitCode(code, Kind.OTHER, (_other_warning(len(code)),))


def problem(text: str) -> str | None:
    """The sentence with which :func:`check` would refuse ``text``, None when it would not."""
    code = narrow(text)
    return _character_problem(code) or _code_problem(_HYPHENS.sub("", code))


def warnings(code: str) -> tuple[str, ...]:
    """The warnings of a stored code, for the data check; of one that is wrong, what is wrong."""
    wrong = problem(code)
    return (wrong,) if wrong is not None else check(code).warnings


def organization_check_digit(body: str) -> str:
    """The check digit of the first 8 characters of an organisation code (GB 11714-1997)."""
    total = sum(
        int(character, 36) * weight
        for character, weight in zip(body, _ORGANIZATION_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def _character_problem(code: str) -> str | None:
    """What is wrong with the characters, whatever standard the code follows."""
    if code.isascii() and code.isalnum() and code == code.upper():
        return None
    if not code:
        return "请填写党组织所在单位代码。"
    if any(character.isspace() for character in code):
        return "单位代码中间有空格，请去掉空格。"
    if _HYPHENS.search(code) and not _WITH_HYPHEN.fullmatch(_HYPHENS.sub("-", code)):
        letters = _HYPHENS.sub("", code)
        if not (len(letters) == ORGANIZATION_LENGTH and letters != letters.upper()):
            return "单位代码里不用写“-”，请去掉（只有9位的组织机构代码可以在最后一位前写“-”）。"
    if any("a" <= character <= "z" for character in code):
        return "单位代码中的字母要大写，请改成大写字母。"
    bare = _HYPHENS.sub("", code)
    if not (bare.isascii() and bare.isalnum()):
        return "单位代码只能由数字和大写字母组成，请去掉其他字符。"
    return None


def _code_problem(code: str) -> str | None:
    """What is wrong with length, letters or check digit of digits and capital letters."""
    if len(code) == CREDIT_LENGTH:
        return _credit_problem(code)
    if len(code) == ORGANIZATION_LENGTH:
        return _organization_problem(code)
    if len(code) == ORGANIZATION_LENGTH + 1:
        return (
            "组织机构代码是9位（写“-”时8位加“-”再加1位），现在是10位数字或字母，"
            f"请检查是否多填了一位。{_BY_HEART}"
        )
    if len(code) > CREDIT_LENGTH:
        return f"单位代码最长18位，现在是{len(code)}位，请检查是否多填了字符。{_BY_HEART}"
    return None


def _credit_problem(code: str) -> str | None:
    for letter in FORBIDDEN_LETTERS:
        if letter in code:
            return (
                f"18位的统一社会信用代码里不会有字母{letter}，"
                f"请检查是否应为{_LOOKS_LIKE[letter]}。{_BY_HEART}"
            )
    if not code[2:8].isdigit():
        return f"统一社会信用代码第3至8位是行政区划代码，只能是数字。{_BY_HEART}"
    if calc_check_digit(code) != code[17]:
        return (
            f"统一社会信用代码的最后一位（校验码）与前17位对不上，请检查是否输错了字符。{_BY_HEART}"
        )
    return None


def _organization_problem(code: str) -> str | None:
    if not (code[8].isdigit() or code[8] == "X"):
        return f"9位组织机构代码的最后一位只能是数字或字母X。{_BY_HEART}"
    if organization_check_digit(code[:8]) != code[8]:
        return f"组织机构代码的最后一位（校验码）与前8位对不上，请检查是否输错了字符。{_BY_HEART}"
    return None


def _credit_warnings(
    code: str, registrars: Collection[str], entity_types: Collection[str]
) -> tuple[str, ...]:
    if code[0] not in registrars:
        return (f"统一社会信用代码第1位“{code[0]}”不是已知的登记管理部门，请核对。",)
    if code[:2] not in entity_types:
        return (f"统一社会信用代码前2位“{code[:2]}”不是已知的机构类别，请核对。",)
    return ()


def _other_warning(length: int) -> str:
    return (
        f"单位代码有{length}位，既不是18位的统一社会信用代码，"
        "也不是9位的组织机构代码，请核对后补正。"
    )
