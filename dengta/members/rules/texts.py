"""What people may type into a line of text."""

from __future__ import annotations

import re
import unicodedata

_BLANKS = re.compile("[ \u00a0\u3000]+")
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def clean(text: str) -> str:
    """``text`` without blanks at its ends, with single ordinary blanks inside."""
    return _BLANKS.sub(" ", text).strip(" ")


def problem(text: str, label: str, at_most: int) -> str | None:
    """The sentence that says why ``text`` cannot be stored as ``label``; None when it can.

    Refuses more than ``at_most`` characters and characters that nobody sees. Rare ideographs
    outside the basic plane (𠮷, 䶮) are characters like any other.
    """
    if len(text) > at_most:
        return f"{label}最多{at_most}个字，现在有{len(text)}个，请缩短。"
    if any(unicodedata.category(character) in _INVISIBLE for character in text):
        return f"{label}里有看不见的字符，请删去后重新输入。"
    return None
