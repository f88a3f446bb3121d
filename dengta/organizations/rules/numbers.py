"""党组织统一编码 (ORG-05): the superior's code and four digits; old codes of other shapes stay."""

from __future__ import annotations

import re

DIGITS = 4
LAST_NUMBER = 10**DIGITS - 1
STEM_LENGTH = 12
CODE_LENGTH = 100
ADOPTED_LENGTH = 64

_STEM = re.compile(rf"[0-9]{{1,{STEM_LENGTH}}}", re.ASCII)
_ADOPTED = re.compile(rf"[0-9A-Za-z][0-9A-Za-z.\-]{{0,{ADOPTED_LENGTH - 1}}}", re.ASCII)


def code_of(superior: str, number: int) -> str:
    """The code of child ``number`` (1 … 9,999) below the organisation with code ``superior``."""
    if not 1 <= number <= LAST_NUMBER:
        raise ValueError(f"a superior gives the numbers 1 to {LAST_NUMBER}, not {number}")
    return f"{superior}{number:0{DIGITS}d}"


def stem_problem(text: str) -> str:
    """Why ``text`` cannot be the stem of an installation (``037``); "" when it can."""
    if _STEM.fullmatch(text):
        return ""
    return f"编码前缀只能是1至{STEM_LENGTH}位数字，例如 037 或 037090，请检查。"


def adopted_problem(text: str) -> str:
    """Why ``text`` cannot be taken over as an organisation code on import; "" when it can."""
    if not text:
        return "缺少代码（code），请补上。"
    if _ADOPTED.fullmatch(text):
        return ""
    return (
        f"代码“{text[:ADOPTED_LENGTH]}”不能用作党组织编码："
        f"只能由数字、字母、点和“-”组成，最长{ADOPTED_LENGTH}位。"
    )
