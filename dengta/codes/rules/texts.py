"""What people may type into a line of text: names, addresses, reasons."""

from __future__ import annotations

import unicodedata

PERSON_LENGTH = 50
"""Characters of a person's name, everywhere."""

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def clean(text: str) -> str:
    """``text`` without blanks at its ends, with single ordinary blanks inside; a tab, a wide blank
    or the end of a line is a blank."""
    return " ".join(text.split())


def is_visible(text: str) -> bool:
    """Whether ``text`` holds only characters that a person can see.

    Rare ideographs outside the basic plane (𠮷, 䶮) are characters like any other, and so are
    those that this Python does not know yet.
    """
    return not any(unicodedata.category(character) in _INVISIBLE for character in text)


def problem(text: str, label: str, at_most: int, *, required: bool = False) -> str | None:
    """The sentence that says why ``text`` (cleaned) is no ``label``; None when it may be stored.

    Refuses more than ``at_most`` characters, characters that nobody sees, and nothing at all when
    it is ``required``.
    """
    if not text and required:
        return f"请填写{label}。"
    if len(text) > at_most:
        return f"{label}最多{at_most}个字，现在有{len(text)}个，请缩短。"
    if not is_visible(text):
        return f"{label}里有看不见的字符，请删去后重新输入。"
    return None
