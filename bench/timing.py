"""Times of small things: two sides in turn, medians of three tries, percentiles."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any, TypeVar

from django.db import connection
from django.db.backends.utils import CursorWrapper

from bench.table import Measured, number

Argument = TypeVar("Argument")
TRIES = 3

Side = Callable[[Argument], object]


@dataclass(frozen=True, slots=True)
class Pair:
    """Medians over the tries: the ratio of the two sides, and each side in milliseconds."""

    ratio: float
    own: float
    limit: float


@dataclass(slots=True)
class Sample:
    """Times of many calls in milliseconds: what their statements take, and the calls as a whole
    (the ORM, unsealing, labels)."""

    sql: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)

    def take(self, do: Callable[[], object], times: int) -> None:
        """Call ``do`` once, then send its statements again ``times`` times."""
        sent: list[Statement] = []
        self.whole.append(milliseconds(lambda: sent.extend(statements(do))))
        for _ in range(times):
            self.sql.append(milliseconds(lambda: [each.run() for each in sent]))

    def p95(self, note: str = "") -> Measured:
        """The 95th percentile of the statements, with the medians beside it."""
        whole = f"whole call p50 {number(percentile(self.whole, 0.5))} ms"
        return Measured(
            percentile(self.sql, 0.95),
            own=f"p50 {number(percentile(self.sql, 0.5))} ms",
            note=", ".join(part for part in (note, whole) if part),
        )


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement as it was sent."""

    sql: str
    parameters: Any

    def run(self) -> list[Any]:
        """Send it again and read every row."""
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.parameters)
            return list(cursor.fetchall()) if cursor.description else []


def milliseconds(do: Callable[[], object]) -> float:
    """How long ``do`` takes."""
    began = time.perf_counter_ns()
    do()
    return (time.perf_counter_ns() - began) / 1e6


def alternately(
    own: Side[Argument], limit: Side[Argument], arguments: Sequence[Argument], repeat: int = 1
) -> Pair:
    """Run both sides in turn over ``arguments``, ``repeat`` times each; each try takes medians.

    Who begins changes from call to call, so that neither side always finds the other's pages warm.
    """
    pairs: list[Pair] = []
    for _ in range(TRIES):
        mine: list[float] = []
        theirs: list[float] = []
        turn = 0
        for argument in arguments:
            for _again in range(repeat):
                turn += 1
                sides = [(own, mine), (limit, theirs)]
                for side, times in sides if turn % 2 else reversed(sides):
                    began = time.perf_counter_ns()
                    side(argument)
                    times.append((time.perf_counter_ns() - began) / 1e6)
        pairs.append(Pair(median(mine) / median(theirs), median(mine), median(theirs)))
    return Pair(
        median(pair.ratio for pair in pairs),
        median(pair.own for pair in pairs),
        median(pair.limit for pair in pairs),
    )


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest value that is at least as large as ``share`` of all."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def statements(do: Callable[[], object]) -> list[Statement]:
    """Every statement that ``do`` sends, in order, but for those about the time it may take: sent
    again, one that is stopped would leave its limit behind."""
    sent: list[Statement] = []

    def note(
        execute: Callable[..., CursorWrapper],
        sql: str,
        parameters: Any,
        many: bool,
        context: dict[str, Any],
    ) -> CursorWrapper:
        if "statement_timeout" not in sql:
            sent.append(Statement(sql, parameters))
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        do()
    return sent
