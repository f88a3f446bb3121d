"""Periods in which the statutes knew no probation or a shorter one (MEM-04): rows, not code."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from dengta.codes.rules.packaged import data_rows


@dataclass(frozen=True, slots=True)
class Period:
    """From ``valid_from`` to ``valid_until``, both days included, ``months`` were the least.

    ``months`` is 0 where the statutes knew no probation; ``basis`` says it in Chinese.
    """

    valid_from: date
    valid_until: date
    months: int
    basis: str


@cache
def periods() -> tuple[Period, ...]:
    """All rows of ``data/probation_periods.csv``, earliest first."""
    return tuple(
        Period(
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_until=date.fromisoformat(row["valid_until"]),
            months=int(row["months"]),
            basis=row["basis"],
        )
        for row in data_rows("probation_periods")
    )


def period_of(joined_on: date) -> Period | None:
    """The period in which somebody joined, None where a year of probation was the rule."""
    for period in periods():
        if period.valid_from <= joined_on <= period.valid_until:
            return period
    return None
