"""How many rows a page of a list has, as its address says it (GEN-05)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dengta.web.components import Segment

SIZES = (12, 20, 50, 100)


def size_of(text: str, among: Sequence[int] = SIZES) -> int:
    """The size that an address names; the first for none and for any other."""
    return int(text) if text in {str(size) for size in among} else among[0]


def choices(
    now: int, address: Callable[[int | str], str], among: Sequence[int] = SIZES
) -> list[Segment]:
    """The sizes to choose from; ``address`` is asked with each, with "" for the first."""
    return [
        Segment(str(size), address("" if size == among[0] else size), size == now) for size in among
    ]
