"""How far an account sees in the tree, as ranges of paths (ACC-02). Pure arithmetic on strings.

A path is a row of segments of three characters in base 36; the root's path is ``000``. Everything
at or below ``own`` lies in the half-open range ``[own, next_of(own))``.
"""

from __future__ import annotations

from collections.abc import Container
from enum import StrEnum

SEGMENT = 3
DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ROOT_PATH = "0" * SEGMENT
CHILDREN_AT_MOST = len(DIGITS) ** SEGMENT
LEVELS_AT_MOST = 20
PATH_LENGTH = LEVELS_AT_MOST * SEGMENT
"""The width of every column that holds a path."""


class Reach(StrEnum):
    """Which places a permission covers, seen from the account's own organisation."""

    OWN = "own"
    BELOW = "below"
    OWN_AND_BELOW = "own and below"
    DESK = "desk"
    """A transfer's desk (TRF-12): its desk_path at own or above, its holder_path own or below."""


def segment(number: int) -> str:
    """The segment of child ``number`` (0 … 46,655); refuses others with ``ValueError``."""
    if not 0 <= number < CHILDREN_AT_MOST:
        raise ValueError(f"a superior holds at most {CHILDREN_AT_MOST} children, not {number}")
    digits = ""
    for _ in range(SEGMENT):
        number, rest = divmod(number, len(DIGITS))
        digits = DIGITS[rest] + digits
    return digits


def next_of(path: str) -> str:
    """The end of the range of ``path``: its last character + 1 (``00Z`` → ``00[``)."""
    return path[:-1] + chr(ord(path[-1]) + 1)


def lineage(path: str) -> list[str]:
    """``path`` and every path above it, the root first."""
    return [path[:end] for end in range(SEGMENT, len(path) + 1, SEGMENT)]


def nearest(path: str, among: Container[str]) -> str:
    """The lowest of ``among`` at or above ``path``; the root where there is none."""
    line = lineage(path)
    return next((each for each in reversed(line) if each in among), line[0])


def parent_of(path: str) -> str:
    """The superior's path; ``""`` for the root."""
    return path[:-SEGMENT]


def depth_of(path: str) -> int:
    """1 for the root."""
    return len(path) // SEGMENT


def at_or_below(path: str, own: str) -> bool:
    """Whether ``path`` is ``own`` or lies below it."""
    return path.startswith(own) and own != ""


def below(path: str, own: str) -> bool:
    """Whether ``path`` lies below ``own``."""
    return path != own and at_or_below(path, own)


def common(one: str, other: str) -> str:
    """The path of the lowest common superior (or equal) of both; ``""`` when there is none."""
    shared = ""
    for mine, theirs in zip(lineage(one), lineage(other), strict=False):
        if mine != theirs:
            break
        shared = mine
    return shared
