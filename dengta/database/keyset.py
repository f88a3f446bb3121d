"""Paging by the place of the last row seen, and fences that choose the access path.

``(a, b, c) > (…)`` is one index condition at any depth; the OR-expanded form is a filter that grows
with the depth, and OFFSET reads what it skips.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Q, TextField, Value
from django.db.models.expressions import Combinable, Expression, Func
from django.db.models.lookups import GreaterThanOrEqual, LessThan
from django.db.models.sql.compiler import SQLCompiler

PAGE = 20


def after(columns: Sequence[str | Combinable], values: Sequence[Any]) -> Q:
    """Rows that stand after the row with ``values`` in the ascending order of ``columns``.

    ``columns`` are field names (or expressions) that are never NULL, the last of them unique;
    ``values`` has one value for each. Order the queryset by the same columns, all ascending.
    """
    return Q(_RowComparison(">", columns, values))


def before(columns: Sequence[str | Combinable], values: Sequence[Any]) -> Q:
    """Rows that stand before ``values``: order by the columns descending, then turn the page."""
    return Q(_RowComparison("<", columns, values))


def fence(column: str) -> Func:
    """``column || ''``: the column's value, of which no index knows.

    Filter or order by it to take the column's index out of play.
    """
    return Func(F(column), template="(%(expressions)s || '')", output_field=TextField())


def fenced_range(column: str, start: str, end: str) -> Q:
    """``start <= column < end`` as a filter only, never as a reason to choose an index."""
    return Q(GreaterThanOrEqual(fence(column), Value(start))) & Q(
        LessThan(fence(column), Value(end))
    )


def walks_scope(*, scope: int, total: int, page: int = PAGE, selectivity: float = 1.0) -> bool:
    """Whether a page ordered by name is read best by walking the scope (else the name index).

    ``scope`` is the number of rows in the subtree, ``total`` in the table, ``selectivity`` the
    share of rows that the other filters let pass. Walking costs about ``scope`` index entries, the
    name index about ``page · total / (scope · selectivity)``; the worst point is their root.
    """
    return scope * scope * selectivity <= page * total


class _RowComparison(Expression):
    """``(columns) > (values)`` as one row-value comparison."""

    output_field = BooleanField()
    conditional = True

    def __init__(
        self, operator: str, columns: Sequence[str | Combinable], values: Sequence[Any]
    ) -> None:
        super().__init__()
        if len(columns) != len(values) or not columns:
            raise ValueError(f"{len(columns)} columns and {len(values)} values cannot be compared")
        if any(value is None for value in values):
            raise ValueError("NULL stands nowhere in the order")
        self.operator = operator
        self.columns: list[Any] = [F(c) if isinstance(c, str) else c for c in columns]
        self.values: list[Any] = list(values)

    def get_source_expressions(self) -> list[Any]:
        return [*self.columns, *self.values]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        half = len(exprs) // 2
        self.columns, self.values = list(exprs[:half]), list(exprs[half:])

    def resolve_expression(
        self,
        query: Any = None,
        allow_joins: bool = True,
        reuse: set[str] | None = None,
        summarize: bool = False,
        for_save: bool = False,
    ) -> _RowComparison:
        resolved = self.copy()
        resolved.is_summary = summarize
        resolved.columns = [
            column.resolve_expression(query, allow_joins, reuse, summarize, for_save)
            for column in self.columns
        ]
        # A value is prepared as its column prepares it: a UUID or a date differs by database.
        resolved.values = [
            value
            if isinstance(value, Value)
            else Value(value, output_field=column.output_field).resolve_expression(query)
            for column, value in zip(resolved.columns, self.values, strict=True)
        ]
        return resolved

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,  # noqa: ARG002
    ) -> tuple[str, tuple[Any, ...]]:
        parameters: list[Any] = []
        sides: list[str] = []
        for side in (self.columns, self.values):
            parts: list[str] = []
            for part in side:
                sql, its_parameters = compiler.compile(part)
                parts.append(sql)
                parameters += its_parameters
            sides.append("(" + ", ".join(parts) + ")")
        return f"{sides[0]} {self.operator} {sides[1]}", tuple(parameters)
