"""Pages by the place of the row beside them, and fences that choose the access path.

``(a, b, c) > (…)`` is one index condition at any depth; the OR-expanded form is a filter that grows
with the depth, and OFFSET reads what it skips.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable, Expression, Func
from django.db.models.sql.compiler import SQLCompiler

from dengta.database import cursors

PAGE = 20
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Mark:
    """The row beside which a page stands, by its ``values`` in the columns of the order: the page
    follows it or, ``backwards``, ends before it. ``number`` is that of the page's first row, from
    1, in lists that tell it."""

    values: tuple[Any, ...]
    backwards: bool = False
    number: int = 1

    def written(self) -> str:
        """The mark as an address carries it, direction and number included."""
        return cursors.write(int(not self.backwards), self.number, *self.values)


def mark(text: str, *kinds: cursors.Kind) -> Mark | None:
    """What :meth:`Mark.written` wrote, one value of each of ``kinds``; None, which is the first
    page, for anything else."""
    found = cursors.read(text, int, int, *kinds)
    if found is None:
        return None
    forward, number, *values = found
    return Mark(tuple(values), not forward, number)


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Rows in the order of their list. ``earlier`` and ``later`` ask for the pages beside, None
    where there is none; ``number`` is that of the first row. Without rows nothing is beside."""

    rows: list[Row]
    earlier: Mark | None
    later: Mark | None
    number: int


def page(
    rows: QuerySet[Any, Row],
    columns: Sequence[str | Combinable],
    beside: Mark | None,
    *,
    place: Callable[[Row], tuple[Any, ...]],
    size: int = PAGE,
    descending: bool = False,
) -> Page[Row]:
    """The page of at most ``size`` of ``rows`` that stands ``beside`` a mark, None for the first.

    The list is in the order of ``columns`` (as in :func:`after`), all of them ``descending`` or
    none; ``place`` tells their values in a row. One query.
    """
    backwards = beside is not None and beside.backwards
    falling = descending != backwards
    if beside is not None:
        compare = before if falling else after
        rows = rows.filter(compare(columns, beside.values))
    found = list(rows.order_by(*(_falling(columns) if falling else columns))[: size + 1])
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([], None, None, 1)
    earlier, later = (more, True) if backwards else (beside is not None, more)
    number = beside.number if beside is not None and earlier else 1
    return Page(
        found,
        Mark(place(found[0]), True, max(number - size, 1)) if earlier else None,
        Mark(place(found[-1]), False, number + len(found)) if later else None,
        number,
    )


def _falling(columns: Sequence[str | Combinable]) -> list[Any]:
    return [f"-{column}" if isinstance(column, str) else column.desc() for column in columns]  # type: ignore[attr-defined]


def after(columns: Sequence[str | Combinable], values: Sequence[Any]) -> Q:
    """Rows that stand after the row with ``values`` in the ascending order of ``columns``.

    ``columns`` are field names (or expressions) that are never NULL, the last of them unique;
    ``values`` has one value for each. Order the queryset by the same columns, all ascending.
    """
    return Q(_RowComparison(">", columns, values))


def before(columns: Sequence[str | Combinable], values: Sequence[Any]) -> Q:
    """Rows that stand before the row with ``values`` in the ascending order of ``columns``."""
    return Q(_RowComparison("<", columns, values))


def fence(column: str) -> Func:
    """``column || ''``: the column's value, of which no index knows.

    Filter or order by it to take the column's index out of play.
    """
    return Func(F(column), template="(%(expressions)s || '')", output_field=TextField())


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
