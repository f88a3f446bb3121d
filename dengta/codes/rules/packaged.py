"""The data that travels with the program: official code tables, and small tables of our own.

``tables/`` holds what the loader copies into the database (``code,parent_code,label,basis``);
``data/`` holds rows that only pure functions read (probation periods, surnames, name endings).
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_ROOM = Path(__file__).resolve().parent.parent
_TABLES = _ROOM / "tables"
_DATA = _ROOM / "data"


@dataclass(frozen=True, slots=True)
class PackagedRow:
    """One row of a code table as it is packaged; ``position`` counts from 0 in file order."""

    table: str
    code: str
    parent_code: str
    label: str
    basis: str
    position: int
    valid_from: date | None
    valid_until: date | None


def table_names() -> list[str]:
    """Names of the packaged code tables, sorted (``"org_category"`` …)."""
    return sorted(path.stem for path in _TABLES.glob("*.csv"))


@cache
def table_rows(table: str) -> tuple[PackagedRow, ...]:
    """All rows of ``table`` in file order; ``FileNotFoundError`` for a table we do not have."""
    validity = _validity()
    return tuple(
        PackagedRow(
            table=table,
            code=row["code"],
            parent_code=row["parent_code"],
            label=row["label"],
            basis=row["basis"],
            position=position,
            valid_from=validity.get((table, row["code"]), (None, None))[0],
            valid_until=validity.get((table, row["code"]), (None, None))[1],
        )
        for position, row in enumerate(_read(_TABLES / f"{table}.csv"))
    )


def data_rows(name: str) -> list[dict[str, str]]:
    """Rows of ``data/<name>.csv`` as dictionaries, every value a string."""
    return _read(_DATA / f"{name}.csv")


@cache
def _validity() -> dict[tuple[str, str], tuple[date | None, date | None]]:
    return {
        (row["table"], row["code"]): (_date(row["valid_from"]), _date(row["valid_until"]))
        for row in data_rows("validity")
    }


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
