"""Words of a PDF: enough of its syntax to see every name that a reader would see.

Names may be written with ``#xx`` for any letter, strings may hold anything, comments end with the
line. Whoever only searches for ``/JavaScript`` is fooled by each of the three.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SKIP = r"(?>(?:[\0\t\n\f\r ]++|%[^\r\n]*+)*+)"
_WORD = re.compile(
    (
        _SKIP + r"(?:(?P<name>/[^\0\t\n\f\r ()<>\[\]{}/%]*+)"
        r"|(?P<mark><<|>>|[\[\]{}])"
        r"|(?P<hex><[^<>]*+>)"
        r"|(?P<string>\()"
        r"|(?P<plain>[^\0\t\n\f\r ()<>\[\]{}/%]++)"
        r"|(?P<stray>[)<>]))"
    ).encode()
)
_IN_STRING = re.compile(rb"[()\\]")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


class TooLong(Exception):
    """The words overlap so often that reading them all would take for ever."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: ``kind`` is name, mark, hex, string, plain or stray; ``text`` is what stands there
    (names unescaped, without their slash; strings are left out); ``end`` the offset behind it."""

    kind: str
    text: bytes
    end: int


class Budget:
    """How many bytes may still be read in all, however often they are read."""

    def __init__(self, most: int) -> None:
        self._left = most

    def spend(self, count: int) -> None:
        """Raises :class:`TooLong` when more than there was is spent."""
        self._left -= count
        if self._left < 0:
            raise TooLong


def words(content: bytes, at: int, budget: Budget) -> Iterator[Word]:
    """The words of ``content`` from ``at`` on, until it ends."""
    while match := _WORD.match(content, at):
        kind = str(match.lastgroup)
        text, end = match[kind], match.end()
        if kind == "string":
            text, end = b"", _after_string(content, end)
        elif kind == "name":
            text = _ESCAPE.sub(lambda found: bytes.fromhex(found[1].decode()), text[1:])
        budget.spend(end - at)
        yield Word(kind, text, end)
        at = end


def _after_string(content: bytes, at: int) -> int:
    depth = 1
    while match := _IN_STRING.search(content, at):
        at = match.end()
        if match[0] == b"\\":
            at += 1
        elif match[0] == b"(":
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                return at
    return len(content)
