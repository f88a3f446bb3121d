"""Loading the packaged code tables (GEN-09)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from dengta.codes.models import CodeRow, CodeTable
from dengta.codes.queries import tables
from dengta.codes.rules import packaged

_POSITION_GAP = 10
"""Between rows as packaged, so that an operator can move one without renumbering."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a start changed; both are 0 when everything stood as packaged."""

    added: int
    mended: int


@transaction.atomic
def load() -> Loaded:
    """Brings the packaged tables into the database; runs at every start, changes nothing twice.

    Adds rows that are missing and mends label, parent and basis. Never touches what is the
    operator's: the enabled flag, the order, the dates, and rows of his own.
    """
    standing = {(row.table, row.code): row for row in CodeRow.objects.all()}
    added: list[CodeRow] = []
    mended: list[CodeRow] = []
    for name in packaged.table_names():
        for row in packaged.table_rows(name):
            there = standing.get((name, row.code))
            if there is None:
                added.append(_as_model(row))
            elif _mend(there, row):
                mended.append(there)
    CodeRow.objects.bulk_create(added, ignore_conflicts=True)
    CodeRow.objects.bulk_update(mended, ["label", "parent_code", "basis"], batch_size=200)
    _grow({row.table for row in added} | {row.table for row in mended})
    return Loaded(len(added), len(mended))


def _grow(names: set[str]) -> None:
    """A new version for each table, so that every process reads it anew at its next refresh."""
    if not names:
        return
    CodeTable.objects.bulk_create(
        [CodeTable(name=name) for name in sorted(names)], ignore_conflicts=True
    )
    CodeTable.objects.filter(name__in=names).update(version=F("version") + 1)
    tables.forget()
    transaction.on_commit(tables.forget)


def _as_model(row: packaged.PackagedRow) -> CodeRow:
    return CodeRow(
        table=row.table,
        code=row.code,
        parent_code=row.parent_code,
        label=row.label,
        basis=row.basis,
        position=row.position * _POSITION_GAP,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )


def _mend(there: CodeRow, row: packaged.PackagedRow) -> bool:
    if (there.label, there.parent_code, there.basis) == (row.label, row.parent_code, row.basis):
        return False
    there.label, there.parent_code, there.basis = row.label, row.parent_code, row.basis
    return True
