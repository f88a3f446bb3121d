"""Row locks, by what they are for.

On SQLite ``atomic()`` holds the one write lock already, so the three only read. All of them insist
on a transaction, lock in the order of the primary key, and lock only the queryset's own table.
Take them room by room from the bottom.
"""

from __future__ import annotations

from typing import TypeVar

from django.db import connections, models, transaction

from dengta.database import dialect
from dengta.database.sqlite.write_lock import Busy

__all__ = ["Busy", "hold", "pin", "take_for_step"]

Row = TypeVar("Row", bound=models.Model)

_KEY_SHARE = "FOR KEY SHARE"
_NO_KEY_UPDATE = "FOR NO KEY UPDATE"


def pin(queryset: models.QuerySet[Row]) -> list[Row]:
    """The rows, kept from being held or deleted until the end (``FOR KEY SHARE``).

    Pins do not hinder each other, nor :func:`take_for_step`. What the row says may still change:
    ask for it in a second statement.
    """
    rows = _ordered(queryset)
    if not dialect.is_postgresql(connections[rows.db]):
        return list(rows)
    # Django knows three of PostgreSQL's four row locks; the fourth takes the place of its nearest.
    sql, parameters = rows.select_for_update(no_key=True, of=("self",)).query.sql_with_params()
    head, lock, tail = sql.rpartition(_NO_KEY_UPDATE)
    if not lock:
        raise TypeError("a pin needs a plain query of one table's rows")
    return list(rows.model._base_manager.using(rows.db).raw(head + _KEY_SHARE + tail, parameters))


def take_for_step(queryset: models.QuerySet[Row]) -> list[Row]:
    """The rows, for changing them but not their keys (``FOR NO KEY UPDATE``)."""
    rows = _ordered(queryset)
    if not dialect.is_postgresql(connections[rows.db]):
        return list(rows)
    return list(rows.select_for_update(no_key=True, of=("self",)))


def hold(queryset: models.QuerySet[Row]) -> list[Row]:
    """The rows, for nobody else: waits for pins too (``FOR UPDATE``)."""
    rows = _ordered(queryset)
    if not dialect.is_postgresql(connections[rows.db]):
        return list(rows)
    return list(rows.select_for_update(of=("self",)))


def _ordered(queryset: models.QuerySet[Row]) -> models.QuerySet[Row]:
    """The queryset by primary key; refuses to work outside ``atomic()``."""
    if not connections[queryset.db].in_atomic_block:
        raise transaction.TransactionManagementError("row locks need atomic()")
    return queryset.order_by("pk").select_related(None)
