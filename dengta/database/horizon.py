"""Which transactions are over: what the sealer of the log goes by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.db import connection, models, transaction

from dengta.database import dialect
from dengta.database.sqlite.base import DatabaseWrapper as SQLiteWrapper

ON_FILE = "sqlite"


@dataclass(frozen=True, slots=True)
class Horizon:
    """``cluster`` names the server whose numbers these are. Every transaction below ``settled`` is
    over, whatever it wrote is seen by the next statement; ``next`` has not begun yet."""

    cluster: str
    settled: int
    next: int


def horizon() -> Horizon:
    """Where the database stands now. On SQLite, whose writers stand in line, all lines bear the
    number 0 and all that are seen are settled."""
    if not dialect.is_postgresql():
        return Horizon(ON_FILE, 1, 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT system_identifier::text,"
            " pg_snapshot_xmin(pg_current_snapshot())::text::bigint,"
            " pg_snapshot_xmax(pg_current_snapshot())::text::bigint FROM pg_control_system()"
        )
        return Horizon(*cursor.fetchone())


def last_in_line(do: Callable[[], object]) -> None:
    """On SQLite, whose writers stand in line: do something as the last thing before the
    transaction under way commits, once. On PostgreSQL, whose writers would have to wait for each
    other, nothing."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("last_in_line needs atomic()")
    if not dialect.is_postgresql():
        cast(SQLiteWrapper, connection).at_the_end(do)


def stop_inserts(model: type[models.Model]) -> None:
    """Let nobody write rows of ``model`` until the end of the transaction; waits for those that
    do. Nothing on SQLite, whose transaction holds the write lock."""
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("stop_inserts needs atomic()")
    if dialect.is_postgresql():
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
