"""How long a question may take before it is stopped with a sentence."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any, cast

from django.db import OperationalError, connection, transaction

from dengta.database import dialect
from dengta.database.sqlite.base import DatabaseWrapper as SQLiteWrapper
from dengta.refusal import Refusal

_CANCELLED = "57014"
"""SQLSTATE query_canceled."""


class TookTooLong(Refusal):
    """The question was stopped; nothing is wrong with the data."""

    def __init__(self) -> None:
        super().__init__(
            "查询用时过长，已经停止。请选择范围更小的党组织，或换用更明确的条件后再试。"
        )


@contextmanager
def time_limit(milliseconds: int) -> Iterator[None]:
    """Stop what is asked inside after ``milliseconds`` and refuse with :class:`TookTooLong`.

    On PostgreSQL the limit holds for each statement, on SQLite for the block. QuerySets are lazy:
    read the rows inside. Costs two short statements on PostgreSQL, none on SQLite.
    """
    with _on_postgresql(milliseconds) if dialect.is_postgresql() else _on_sqlite(milliseconds):
        yield


@contextmanager
def _on_postgresql(milliseconds: int) -> Iterator[None]:
    """``statement_timeout``, local where a transaction runs (a savepoint then keeps it usable)."""
    inside = connection.in_atomic_block
    with transaction.atomic() if inside else nullcontext():
        before = _swap_timeout(f"{milliseconds}ms", local=inside)
        try:
            yield
        except OperationalError as error:
            if not inside:
                _swap_timeout(before, local=False)
            if getattr(error.__cause__, "sqlstate", None) == _CANCELLED:
                raise TookTooLong from error
            raise
        except BaseException:
            if not inside:
                _swap_timeout(before, local=False)
            raise
        _swap_timeout(before, local=inside)


def _swap_timeout(value: str, *, local: bool) -> str:
    """Set the time-out and return what it was."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, %s)",
            [value, local],
        )
        before: str = cursor.fetchone()[0]
    return before


@contextmanager
def _on_sqlite(milliseconds: int) -> Iterator[None]:
    """A progress handler that interrupts after the deadline."""
    wrapper = cast(SQLiteWrapper, cast(Any, connection))
    before = wrapper.set_deadline(time.monotonic() + milliseconds / 1000)
    try:
        yield
    except OperationalError as error:
        if "interrupted" in str(error):
            raise TookTooLong from error
        raise
    finally:
        wrapper.set_deadline(before)
