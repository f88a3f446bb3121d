"""The goals as values: what is measured against which goal, and how it is printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.site import Site


class Better(StrEnum):
    """Which way a value is good."""

    SMALL = "small"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Measured:
    """What came out: ``value`` is held against the goal; ``own`` and ``limit`` are the two sides of
    a ratio as they are read, ``note`` how it was measured. ``wrong`` is "" unless the answer itself
    was wrong, which no speed excuses."""

    value: float
    own: str = ""
    limit: str = ""
    note: str = ""
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    ``measure`` gives the median of three tries whose two sides were measured in turn (a ratio,
    ``unit`` "×"), or an absolute value in ``unit``. ``gated`` rows are ratios; only they can fail a
    build, at twice their goal. ``goal`` None is for numbers that are told without a goal.
    """

    name: str
    goal: float | None
    better: Better
    unit: str
    gated: bool
    measure: Callable[[Site], Measured]

    def missed(self, value: float, *, slack: float = 1.0) -> bool:
        """Whether ``value`` is worse than ``slack`` times the goal."""
        if self.goal is None:
            return False
        if self.better is Better.SMALL:
            return value > self.goal * slack
        return value < self.goal / slack


@dataclass(frozen=True, slots=True)
class Line:
    """A row as it came out on one database."""

    database: str
    name: str
    value: float
    unit: str
    goal: float | None
    better: str
    own: str
    limit: str
    note: str
    wrong: str
    verdict: str
    stops: bool
    """Whether it fails a gated run."""

    def plain(self) -> dict[str, Any]:
        return asdict(self)


NOISE = 2.0
"""A gated row fails at so many times its goal, so that a noisy machine alone stops nothing."""

LATER: tuple[str, ...] = (
    "the member list against the same page with Django templates and model instances: ≥ 2.2 ×",
    "import of 200,000 member rows from xlsx: ≥ 0.25 × raw COPY, ≥ 50 × save(), ≤ 600 MB",
)
"""Goals whose subject is not built yet."""


def line_of(row: Row, measured: Measured, database: str, *, judged: bool = True) -> Line:
    """The line of ``row``; without ``judged`` (a smoke run) no time counts, only right answers."""
    if measured.wrong:
        verdict = "wrong"
    elif row.goal is None:
        verdict = "–"
    elif not judged:
        verdict = "works"
    else:
        verdict = "missed" if row.missed(measured.value) else "reached"
    return Line(
        database=database,
        name=row.name,
        value=measured.value,
        unit=row.unit,
        goal=row.goal,
        better=row.better.value,
        own=measured.own,
        limit=measured.limit,
        note=measured.note,
        wrong=measured.wrong,
        verdict=verdict,
        stops=bool(measured.wrong)
        or (judged and row.gated and row.missed(measured.value, slack=NOISE)),
    )


HEAD = ("What", "Value", "Goal", "Own", "Limit", "Verdict")


def text(lines: Sequence[Line]) -> str:
    """The lines as a table in Markdown, one table a database, followed by what comes later."""
    parts: list[str] = []
    for database in dict.fromkeys(line.database for line in lines):
        rows = [HEAD, *(_cells(line) for line in lines if line.database == database)]
        widths = [max(len(row[at]) for row in rows) for at in range(len(HEAD))]
        drawn = [
            "| "
            + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            + " |"
            for row in rows
        ]
        drawn.insert(1, "| " + " | ".join("-" * width for width in widths) + " |")
        parts.append(f"{database}\n\n" + "\n".join(drawn))
    parts.append("Later: " + "; ".join(LATER) + ".")
    return "\n\n".join(parts) + "\n"


def _cells(line: Line) -> tuple[str, ...]:
    sign = "≤" if line.better == Better.SMALL else "≥"
    goal = "–" if line.goal is None else f"{sign} {line.goal:g} {line.unit}".strip()
    what = f"{line.name} ({line.note})" if line.note else line.name
    verdict = f"{line.verdict}: {line.wrong}" if line.wrong else line.verdict
    return (what, f"{number(line.value)} {line.unit}".strip(), goal, line.own, line.limit, verdict)


def number(value: float) -> str:
    """Three significant digits, without an exponent."""
    if value >= 1_000:
        return f"{value:,.0f}"
    if value >= 100:
        return f"{value:.0f}"
    if value >= 10:
        return f"{value:.1f}"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.4f}"
