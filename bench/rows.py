"""What is measured. A row stands here once its measurement is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class Better(StrEnum):
    """Which way a value is good."""

    SMALL = "small"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table of design §8.

    ``measure`` is given the number of members and returns the value: the median of three tries
    whose two sides were measured in turn (a ratio), or milliseconds where the goal is absolute.
    ``gated`` rows are ratios; only they can fail a build, at twice their goal.
    """

    name: str
    goal: float
    better: Better
    gated: bool
    measure: Callable[[int], float]

    def missed(self, value: float, *, slack: float = 1.0) -> bool:
        """Whether ``value`` is worse than ``slack`` times the goal."""
        if self.better is Better.SMALL:
            return value > self.goal * slack
        return value < self.goal / slack


ROWS: tuple[Row, ...] = ()
