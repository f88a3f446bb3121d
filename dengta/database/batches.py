"""Many values in batches: a statement holds only so many parameters."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

Value = TypeVar("Value")

IN_ONE_QUERY = 500


def batches(values: Sequence[Value], size: int = IN_ONE_QUERY) -> Iterator[Sequence[Value]]:
    """``values`` in their order, at most ``size`` at a time; nothing for no values."""
    for start in range(0, len(values), size):
        yield values[start : start + size]
