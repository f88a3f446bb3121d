"""Search by any part of a name, two characters or more (ORG-09, MEM-08).

A rare word is looked up in the grams, a common one is met soon enough by walking the paths: a probe
of the grams with a limit tells which it is.
"""

from __future__ import annotations

import json
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import F, Lookup, Model, QuerySet, Value
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan
from django.db.models.sql.compiler import SQLCompiler

from dengta.database import dialect

RARE = 2_000
"""A word with at most so many rows in the whole table is looked up; above, paths are walked."""

SMALL = 2_000
"""A scope of at most so many rows is walked without a probe."""

Row = TypeVar("Row", bound=Model)


def name_contains(
    queryset: QuerySet[Row],
    column: str,
    keyword: str,
    path_range: tuple[str, str],
    *,
    path_column: str = "path",
    scope: int | None = None,
) -> QuerySet[Row]:
    """Rows of ``queryset`` whose ``column`` contains ``keyword``, in the range of paths.

    ``path_range`` is (own, next(own)); ``scope`` the number of rows in it where it is known. Case
    counts. The table needs :class:`dengta.database.operations.NameGrams`. Asks one short question
    now unless the keyword is shorter than two characters or the scope is small. A long walk is
    possible where a common word meets a narrow filter: read the rows inside ``time_limit``.
    """
    start, end = path_range
    within = queryset.filter(**{f"{path_column}__gte": start, f"{path_column}__lt": end})
    within = within.filter(GreaterThan(StrIndex(column, Value(keyword)), 0))
    if len(keyword) < 2 or (scope is not None and scope <= SMALL):
        return within
    found = _probe(queryset.model, column, keyword, connections[queryset.db])
    return within if found is None else within.filter(Among(F("pk"), found))


class Among(Lookup):
    """Whether a key is one of a list: one parameter, since a thousand of them take longer to write
    and to read than the rows that they name."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        if not self.rhs:
            raise EmptyResultSet
        key, parameters = self.process_lhs(compiler, connection)
        if dialect.is_postgresql(connection):
            return f"{key} = ANY(%s::bigint[])", (*parameters, self.rhs)
        return f"{key} IN (SELECT value FROM json_each(%s))", (*parameters, json.dumps(self.rhs))


def _probe(
    model: type[Model], column: str, keyword: str, over: BaseDatabaseWrapper
) -> list[int] | None:
    """The keys of rows that have the grams of ``keyword``, None when there are more than RARE."""
    grams = list(dict.fromkeys(keyword[at : at + 2] for at in range(len(keyword) - 1)))
    quote = over.ops.quote_name
    name = {field.name: str(field.column) for field in model._meta.concrete_fields}[column]
    with over.cursor() as cursor:
        if dialect.is_postgresql(over):
            cursor.execute(
                f"SELECT {quote(str(model._meta.pk.column))} FROM {quote(model._meta.db_table)}"
                f" WHERE bigrams({quote(name)}) @> %s::text[] LIMIT {RARE + 1}",
                [grams],
            )
        else:
            _ask_rarest(cursor, quote(f"{model._meta.db_table}_gram"), grams)
        keys = [row[0] for row in cursor.fetchall()]
    return keys if len(keys) <= RARE else None


def _ask_rarest(cursor: CursorWrapper, table: str, grams: list[str]) -> None:
    """Ask the gram table for the rows of whichever gram has fewest; counting stops above RARE."""
    most = RARE + 1
    some = f"SELECT 1 FROM {table} WHERE g = %s LIMIT {most}"
    counted = f"SELECT %s AS g, (SELECT count(*) FROM ({some})) AS n"
    rarest = f"SELECT g FROM ({' UNION ALL '.join([counted] * len(grams))}) ORDER BY n LIMIT 1"
    cursor.execute(
        f"SELECT id FROM {table} WHERE g = ({rarest}) LIMIT {most}",
        [gram for gram in grams for _ in range(2)],
    )
