"""The picture code and its sum in words (ACC-14): the question and its answer, without pixels."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from random import Random

from dengta.codes.rules.characters import narrow

LETTERS = "2345678ABCDEFGHJKLMNPQRSTUVWXYZ"
"""No character that looks like another one (0 O, 1 I, 9 g)."""
LENGTH = 4
NUMERALS = "零一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Question:
    """``shown`` is what the picture draws or the sentence asks, ``answer`` what to type."""

    shown: str
    answer: str
    in_words: bool


def picture(random: Random | None = None) -> Question:
    """Four characters to read from a picture."""
    text = "".join((random or secrets.SystemRandom()).choices(LETTERS, k=LENGTH))
    return Question(shown=text, answer=text, in_words=False)


def sum_in_words(random: Random | None = None) -> Question:
    """A small sum in Chinese words, for those who cannot read the picture."""
    chance = random or secrets.SystemRandom()
    one, other = chance.randint(2, 10), chance.randint(1, 10)
    if chance.random() < 0.5:
        return Question(f"{NUMERALS[one]}加{NUMERALS[other]}等于几？", str(one + other), True)
    large, small = max(one, other), min(one, other)
    return Question(f"{NUMERALS[large]}减{NUMERALS[small]}等于几？", str(large - small), True)


def is_right(answer: str, typed: str) -> bool:
    """Whether ``typed`` answers the question; case, blanks and full-width forms do not matter."""
    return bool(answer) and _folded(typed) == _folded(answer)


def _folded(text: str) -> str:
    return narrow(text).replace(" ", "").upper()
