"""Reading code tables: labels, what may be chosen, and refusing what may not (GEN-09).

All tables are read in two statements and kept for the process; the edge calls :func:`refresh`
(once a request, once a job), which costs one statement and reads anew only when a version grew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from dengta.codes.models import CodeRow, CodeTable
from dengta.codes.rules import choosing, packaged
from dengta.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Choice:
    """One row for a chooser; ``depth`` is 0 at the top; ``why_not`` is "" when choosable."""

    code: str
    label: str
    parent_code: str
    depth: int
    choosable: bool
    why_not: str


class _Row(Protocol):
    """What packaged rows and rows of the database have in common."""

    @property
    def code(self) -> str: ...
    @property
    def parent_code(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_until(self) -> date | None: ...


@dataclass(slots=True)
class _Table:
    """A table in the order of its tree: every row after its parent, siblings by position."""

    rows: dict[str, tuple[_Row, bool]]
    depths: dict[str, int] = field(default_factory=dict)
    parents: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Kept:
    versions: dict[str, int]
    tables: dict[str, _Table]


_kept: _Kept | None = None


def label(table: str, code: str) -> str:
    """The label of ``code``, disabled or not; the code itself when no row has it; "" for ""."""
    found = _table(table).rows.get(code)
    return found[0].label if found is not None else code


def labels(table: str) -> dict[str, str]:
    """Every code of ``table`` with its label, in the order of the tree."""
    return {code: row.label for code, (row, _enabled) in _table(table).rows.items()}


def full_label(table: str, code: str) -> str:
    """The label with those of the groups above it: ``山东省 济南市 历下区``."""
    rows = _table(table).rows
    parts: list[str] = []
    while code in rows and len(parts) < 10:
        parts.append(rows[code][0].label)
        code = rows[code][0].parent_code
    return " ".join(reversed(parts)) or code


def code_of(table: str, text: str) -> str | None:
    """The code whose code or label is ``text``, for imports; None when none or several are."""
    rows = _table(table).rows
    if text in rows:
        return text
    found = [code for code, (row, _enabled) in rows.items() if row.label == text]
    return found[0] if len(found) == 1 else None


def below(table: str, code: str) -> frozenset[str]:
    """``code`` and every code in the groups below it (a filter by group means all of these)."""
    found = {code}
    for each, (row, _enabled) in _table(table).rows.items():
        if row.parent_code in found:
            found.add(each)
    return frozenset(found)


def choices(
    table: str, choosable: bool = True, *, on: date | None = None, also: Collection[str] = ()
) -> list[Choice]:
    """The rows of ``table`` in the order of the tree.

    With ``choosable`` only those that may be chosen; without it all of them, each with the
    sentence why not (groups as headings, disabled rows for filters over old records).
    ``on`` leaves out rows that are not valid that day; None takes the table as a whole, as
    forms do. ``also`` are codes let in besides (bare 1 of ``unit_org_status`` on <新增单位>).
    """
    kept = _table(table)
    found = []
    for code, (row, enabled) in kept.rows.items():
        reason = _why_not(kept, table, row, enabled=enabled, on=on, also=also)
        if choosable and reason:
            continue
        found.append(
            Choice(code, row.label, row.parent_code, kept.depths[code], not reason, reason)
        )
    return found


def require_choice(
    table: str, code: str, field: str, *, on: date | None = None, also: Collection[str] = ()
) -> None:
    """Refuses, beside ``field``, a ``code`` that may not be chosen anew in ``table`` (GEN-09)."""
    reason = choice_problem(table, code, on=on, also=also)
    if reason is not None:
        raise Refusal(reason, field=field)


def choice_problem(
    table: str, code: str, *, on: date | None = None, also: Collection[str] = ()
) -> str | None:
    """The sentence of :func:`require_choice`, None when ``code`` may be chosen."""
    kept = _table(table)
    found = kept.rows.get(code)
    if found is None:
        return "请选择一项。" if not code else "没有这个选项，请从列表中重新选择。"
    row, enabled = found
    return _why_not(kept, table, row, enabled=enabled, on=on, also=also) or None


def refresh() -> bool:
    """Forgets the kept tables when the database holds other versions; True when it did."""
    global _kept
    if _kept is None:
        return False
    if _kept.versions == dict(CodeTable.objects.values_list("name", "version")):
        return False
    _kept = None
    return True


def forget() -> None:
    """Forgets the kept tables at once (after a change in this process)."""
    global _kept
    _kept = None


def _why_not(
    kept: _Table,
    table: str,
    row: _Row,
    *,
    enabled: bool,
    on: date | None,
    also: Collection[str],
) -> str:
    if enabled and row.code in also:
        return ""
    reason = choosing.why_not(
        table, row.code, enabled=enabled, has_children=row.code in kept.parents
    )
    if not reason and on is not None:
        if row.valid_from is not None and on < row.valid_from:
            return choosing.NOT_YET
        if row.valid_until is not None and on > row.valid_until:
            return choosing.NO_LONGER
    return reason


def _table(name: str) -> _Table:
    global _kept
    if _kept is None:
        _kept = _read()
    return _kept.tables[name]


def _read() -> _Kept:
    """All tables; an installation that has none loaded yet reads the packaged ones."""
    versions = dict(CodeTable.objects.values_list("name", "version"))
    rows: dict[str, list[tuple[_Row, bool]]] = {name: [] for name in packaged.table_names()}
    for row in CodeRow.objects.order_by("table", "position", "code"):
        rows.setdefault(row.table, []).append((row, row.enabled))
    for name, found in rows.items():
        if not found:
            found.extend((row, True) for row in packaged.table_rows(name))
    return _Kept(versions, {name: _arrange(found) for name, found in rows.items()})


def _arrange(found: Iterable[tuple[_Row, bool]]) -> _Table:
    """Rows in the order of the tree; a row whose parent is missing stands at the top."""
    pairs = list(found)
    known = {row.code for row, _enabled in pairs}
    children: dict[str, list[tuple[_Row, bool]]] = {}
    for row, enabled in pairs:
        parent = row.parent_code if row.parent_code in known else ""
        children.setdefault(parent, []).append((row, enabled))
    table = _Table(rows={}, parents=frozenset(children) - {""})
    waiting = [(pair, 0) for pair in reversed(children.get("", []))]
    while waiting:
        (row, enabled), depth = waiting.pop()
        table.rows[row.code] = (row, enabled)
        table.depths[row.code] = depth
        waiting.extend((pair, depth + 1) for pair in reversed(children.get(row.code, [])))
    return table
