"""Sort keys of names: Chinese names in pinyin order on any database, as plain ASCII."""

from __future__ import annotations

from functools import cache, lru_cache

from pypinyin import Style, lazy_pinyin

from dengta.codes.rules.packaged import data_rows

MAX_KEY_LENGTH = 800
"""Enough for a name of 60 characters."""

_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_AFTER_ALL_PINYIN = "zz"


def key(name: str) -> str:
    """An ASCII key by which names sort as in a printed register, character by character.

    Syllable first, then tone, then the character itself, so that all 张 stand before all 章.
    Surnames take their reading as surnames (单 shan4, 曾 zeng1, 尉迟 yu4 chi2); ü is written v.
    Letters sort by themselves, before what follows; signs such as · and blanks are left out.
    """
    surname = name[: _surname_length(name)]
    parts = [
        reading + _tail(character)
        for character, reading in zip(surname, _surnames().get(surname, ()), strict=False)
    ]
    parts.extend(part for part in map(_part, name[len(surname) :]) if part)
    return " ".join(parts)


def _surname_length(name: str) -> int:
    surnames = _surnames()
    if name[:2] in surnames and len(name) > 2:
        return 2
    return 1 if name[:1] in surnames else 0


@cache
def _surnames() -> dict[str, tuple[str, ...]]:
    return {row["surname"]: tuple(row["reading"].split()) for row in data_rows("surname_readings")}


@lru_cache(maxsize=30_000)
def _part(character: str) -> str:
    """The part of the key for one character; "" when the character carries no order."""
    if not character.isalnum():
        return ""
    if character.isascii():
        return character.lower()
    readings = lazy_pinyin(
        character, style=Style.TONE3, neutral_tone_with_five=True, errors="ignore"
    )
    reading = readings[0] if readings else ""
    if not (reading.isascii() and reading.isalnum()):
        reading = _AFTER_ALL_PINYIN
    return reading + _tail(character)


def _tail(character: str) -> str:
    """The code point in base 36, at least four characters, so that keys compare by it."""
    number, digits = ord(character), ""
    while number:
        number, rest = divmod(number, 36)
        digits = _BASE36[rest] + digits
    return digits.rjust(4, "0")
