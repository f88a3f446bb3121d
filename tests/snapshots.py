"""Rows that were made once through the real verbs, put back as they were for each further test.

Making the small province takes many verbs; putting its rows back takes milliseconds. What comes
back is what the verbs wrote, byte for byte: nothing here knows what a row means.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction

Rows = bytes | list[tuple[Any, ...]]


@dataclass(frozen=True)
class Snapshot:
    """The rows of every table that held some, by table."""

    tables: dict[str, Rows]

    @classmethod
    def taken(cls) -> Snapshot:
        """What stands in the database now, as this transaction sees it."""
        names = sorted(model._meta.db_table for model in apps.get_models())
        found = {name: _read(name) for name in names}
        return cls({name: rows for name, rows in found.items() if rows})

    def put_back(self) -> None:
        """Write the rows into the empty tables; keys go on behind them."""
        with transaction.atomic():
            for name, rows in self.tables.items():
                _write(name, rows)


def _read(name: str) -> Rows:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{name}" TO STDOUT') as copy:
                return b"".join(bytes(block) for block in copy)
        cursor.execute(f'SELECT * FROM "{name}"')
        return list(cursor.fetchall())


def _write(name: str, rows: Rows) -> None:
    with connection.cursor() as cursor:
        if isinstance(rows, bytes):
            with cursor.copy(f'COPY "{name}" FROM STDIN') as copy:
                copy.write(rows)
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('\"{name}\"', 'id'), max(id)) "
                f'FROM "{name}"'
            )
            return
        places = ", ".join(["%s"] * len(rows[0]))
        cursor.executemany(f'INSERT INTO "{name}" VALUES ({places})', rows)
