"""How text fits on the lines of a printed form: long names shrink or wrap, never run over."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_STEPS: tuple[tuple[float, str], ...] = (
    (1.0, ""),
    (0.9, "fit-90"),
    (0.8, "fit-80"),
    (0.7, "fit-70"),
    (0.6, "fit-60"),
    (0.33, "fit-wrap"),
)
"""Share of the line's room that the text may need at most, and the class that makes it fit."""

SMALLEST = "fit-tiny"


@dataclass(frozen=True, slots=True)
class Fitted:
    """A text with the class of its size, "" for the usual one."""

    text: str
    size: str = ""

    def __str__(self) -> str:
        return self.text


def width(text: str) -> float:
    """How wide ``text`` is in characters as wide as high; narrow ones count half."""
    return sum(
        1.0 if unicodedata.east_asian_width(each) in {"W", "F", "A"} else 0.5 for each in text
    )


def fitted(text: str, room: float) -> Fitted:
    """``text`` for a line with room for ``room`` wide characters of the usual size."""
    share = room / max(width(text), 0.5)
    for least, size in _STEPS:
        if share >= least:
            return Fitted(text, size)
    return Fitted(text, SMALLEST)
