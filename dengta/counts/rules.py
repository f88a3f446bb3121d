"""How many, by dimension and code: arithmetic on plain values.

Only codes are counted, never computed bands: birth years are counted and age bands made when
reading, since bands move every year (MEM-28).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dengta.access.reach import parent_of

ONE = "1"
"""The code of a dimension that has only one: MEMBERS, SUSPENDED, ORGANIZATIONS, UNITS."""


class Dimension(StrEnum):
    """What is counted. Members' dimensions after SUSPENDED count active members only."""

    MEMBERS = "member"
    SUSPENDED = "suspended"
    SEX = "sex"
    CATEGORY = "category"
    EDUCATION = "education"
    ETHNICITY = "ethnicity"
    POST = "post"
    BIRTH_YEAR = "birth_year"
    ORGANIZATIONS = "organization"
    """Organisations at or below, the own one included: its subordinates are one fewer."""
    UNITS = "unit"


DIMENSION_LABELS: dict[Dimension, str] = {
    Dimension.MEMBERS: "在册党员",
    Dimension.SUSPENDED: "停止党籍",
    Dimension.SEX: "性别",
    Dimension.CATEGORY: "人员类别",
    Dimension.EDUCATION: "学历",
    Dimension.ETHNICITY: "民族",
    Dimension.POST: "工作岗位",
    Dimension.BIRTH_YEAR: "出生年份",
    Dimension.ORGANIZATIONS: "党组织",
    Dimension.UNITS: "单位",
}

Change = Mapping[tuple[Dimension, str], int]
"""By how much each (dimension, code) grows; negative numbers shrink it."""

Counts = dict[str, dict[str, int]]
"""dimension → code → how many, as a total's row stores it. Never holds a zero."""


@dataclass(frozen=True, slots=True)
class Totals:
    """The counts of one organisation and everything below it, at one moment."""

    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def of(self, dimension: Dimension, code: str = ONE) -> int:
        """How many of ``code``; 0 when there is none."""
        return self.counts.get(dimension, {}).get(code, 0)

    def codes(self, dimension: Dimension) -> dict[str, int]:
        """code → how many, in the order of the codes; codes without anyone are left out."""
        return dict(sorted(self.counts.get(dimension, {}).items()))


def add_to(counts: Counts, dimension: str, code: str, n: int) -> None:
    """Add ``n`` in place; a count that becomes zero goes, and so does an empty dimension."""
    codes = counts.setdefault(dimension, {})
    total = codes.get(code, 0) + n
    if total:
        codes[code] = total
    else:
        codes.pop(code, None)
        if not codes:
            del counts[dimension]


def merge_into(counts: Counts, other: Mapping[str, Mapping[str, int]]) -> None:
    """Add every count of ``other`` to ``counts`` in place."""
    for dimension, codes in other.items():
        for code, n in codes.items():
            add_to(counts, dimension, code, n)


def merged(changes: Iterable[tuple[str, Change]]) -> dict[tuple[str, str, str], int]:
    """(path, dimension, code) → n over all ``changes``, without zeros, in that order."""
    sums: dict[tuple[str, str, str], int] = {}
    for path, change in changes:
        for (dimension, code), n in change.items():
            key = (path, dimension.value, code)
            sums[key] = sums.get(key, 0) + n
    return {key: sums[key] for key in sorted(sums) if sums[key]}


def opposite(change: Change) -> dict[tuple[Dimension, str], int]:
    """The change that takes ``change`` back."""
    return {key: -n for key, n in change.items()}


def roll_up(own: Mapping[str, Counts]) -> dict[str, Counts]:
    """path → counts of it and everything below, for every path of ``own`` and every path above.

    Each path is merged into its superior once, the deepest first.
    """
    totals: dict[str, Counts] = {}
    waiting: dict[int, set[str]] = {}
    for path, counts in own.items():
        merge_into(totals.setdefault(path, {}), counts)
        waiting.setdefault(len(path), set()).add(path)
    while waiting:
        deepest = max(waiting)
        for path in waiting.pop(deepest):
            superior = parent_of(path)
            if superior:
                merge_into(totals.setdefault(superior, {}), totals[path])
                waiting.setdefault(len(superior), set()).add(superior)
    return totals
