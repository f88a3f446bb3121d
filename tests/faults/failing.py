"""Statements that fail: the n-th statement of whatever runs, as a database would refuse it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Any

from django.db import OperationalError, connection


class Way(StrEnum):
    """How a statement fails: refused by the database, which leaves a transaction that takes
    nothing more, or carried out while its answer is lost."""

    REFUSED = "refused"
    ANSWER_LOST = "answer lost"


class Fault:
    """Lets statements pass until the ``at``-th (from 1), which fails in its ``way``."""

    def __init__(self, at: int, way: Way) -> None:
        self.at, self.way = at, way
        self.seen = 0

    @property
    def struck(self) -> bool:
        """Whether there was an ``at``-th statement."""
        return self.seen >= self.at

    def __call__(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
    ) -> Any:
        self.seen += 1
        if self.seen != self.at:
            return execute(sql, params, many, context)
        # SQLite has no answer on the way that could be lost between BEGIN and us.
        if self.way is Way.REFUSED or sql.startswith("BEGIN"):
            return execute("SELECT something FROM nowhere_at_all", None, False, context)
        execute(sql, params, many, context)
        raise OperationalError("the answer to a statement was lost")


@contextmanager
def failing(at: int, way: Way) -> Iterator[Fault]:
    """Within, the ``at``-th statement of this connection fails."""
    fault = Fault(at, way)
    with connection.execute_wrapper(fault):
        yield fault


@contextmanager
def failing_commit() -> Iterator[None]:
    """Within, this connection's transactions cannot be committed."""

    def refuse() -> None:
        raise OperationalError("could not commit")

    here: Any = connection
    here._commit = refuse
    try:
        yield
    finally:
        del here._commit


KEPT_APART = frozenset({"accounts_tries"})
"""Tables of what is written before a verb on purpose and stays: wrong passwords are counted."""


def everything() -> dict[str, list[str]]:
    """Every row of every table, to be compared."""
    with connection.cursor() as cursor:
        found = {}
        tables = set(connection.introspection.table_names(cursor)) - KEPT_APART
        for table in sorted(tables):
            cursor.execute(f'SELECT * FROM "{table}"')
            found[table] = sorted(repr(row) for row in cursor.fetchall())
    return found


def differing(before: dict[str, list[str]], after: dict[str, list[str]]) -> list[str]:
    """Names of the tables that changed."""
    return [table for table in after if after[table] != before[table]]
