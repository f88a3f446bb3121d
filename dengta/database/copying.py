"""Many rows at once: COPY on PostgreSQL, executemany on SQLite."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import islice
from typing import Any

from django.db import connection, models, transaction

from dengta.database import dialect

CHUNK = 5_000

Prepare = Callable[[object], object]


def copy_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> int:
    """Insert ``rows`` into the table of ``model``; returns how many there were.

    ``columns`` are attribute names (``organization_id``, not ``organization``), and each row has
    one Python value for each of them; sealed columns take sealed bytes. No default, no
    ``pre_save`` and no validation runs: every column without a default in the database is named.
    Needs ``atomic()``; constraints are checked by the database.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("copy_rows needs atomic()")
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in columns]
    prepare = [(at, one) for at, field in enumerate(fields) if (one := _preparer(field))]
    quote = connection.ops.quote_name
    into = f"{quote(model._meta.db_table)} ({', '.join(quote(str(f.column)) for f in fields)})"
    prepared = _prepared(rows, prepare)
    if dialect.is_postgresql():
        return _copy(into, prepared)
    return _insert(into, len(fields), prepared)


def draw_keys(model: type[models.Model], amount: int) -> list[int]:
    """``amount`` primary keys that nobody else will get, ascending; for rows that name each other.

    Needs ``atomic()``. On SQLite the counter of the AUTOINCREMENT key is moved ahead.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("draw_keys needs atomic()")
    table, key = model._meta.db_table, str(model._meta.pk.column)
    with connection.cursor() as cursor:
        if dialect.is_postgresql():
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), key, amount],
            )
            return sorted(row[0] for row in cursor.fetchall())
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
        last = found[0] if found else 0
        if found:
            cursor.execute(
                "UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last + amount, table]
            )
        else:
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, amount]
            )
    return list(range(last + 1, last + amount + 1))


def _preparer(field: models.Field[Any, Any]) -> Prepare | None:
    """What turns a Python value into the column's, None where the driver does it.

    Sealed columns come as bytes and go as bytes: their field would refuse them here.
    """
    kind = field.get_internal_type()
    if kind in {"BinaryField", "BooleanField", "CharField", "TextField"}:
        return None
    if kind.endswith(("IntegerField", "AutoField")):
        return None
    if dialect.is_postgresql() and kind not in {"JSONField"}:
        return None

    return partial(field.get_db_prep_save, connection=connection)


def _prepared(
    rows: Iterable[Sequence[Any]], prepare: Sequence[tuple[int, Prepare]]
) -> Iterable[Sequence[Any]]:
    if not prepare:
        yield from rows
        return
    for row in rows:
        values = list(row)
        for at, one in prepare:
            if values[at] is not None:
                values[at] = one(values[at])
        yield values


def _copy(into: str, rows: Iterable[Sequence[Any]]) -> int:
    """One COPY in text format; the database reads every value as the column's type."""
    copied = 0
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {into} FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)
            copied += 1
    return copied


def _insert(into: str, width: int, rows: Iterable[Sequence[Any]]) -> int:
    """INSERT in chunks: Django's cursor keeps the rows of one call in memory."""
    statement = f"INSERT INTO {into} VALUES ({', '.join(['%s'] * width)})"
    inserted = 0
    waiting = iter(rows)
    with connection.cursor() as cursor:
        while chunk := list(islice(waiting, CHUNK)):
            cursor.executemany(statement, chunk)
            inserted += len(chunk)
    return inserted
