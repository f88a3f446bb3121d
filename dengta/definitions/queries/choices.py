"""What can be chosen in a field, and how a code reads."""

from __future__ import annotations

from dengta.codes.queries import tables
from dengta.codes.queries.tables import Choice
from dengta.definitions.rules.shapes import FieldRule


def choices(field: FieldRule, standing: str = "") -> list[Choice]:
    """The rows of the field's table, the groups that cannot be chosen among them with why not;
    a disabled row only where it stands already (GEN-09)."""
    among = _among(field)
    found = tables.choices(field.table, choosable=False)
    headings = {each.parent_code for each in found}
    return [
        each
        for each in found
        if (among is None or each.code in among)
        and (each.choosable or each.code == standing or each.code in headings)
    ]


def problem(field: FieldRule, code: str) -> str | None:
    """Why ``code`` may not be chosen anew in ``field``; None when it may."""
    wrong = tables.choice_problem(field.table, code)
    among = _among(field)
    if wrong is None and among is not None and code not in among:
        return "这一项不属于这类单位，请从列表中重新选择。"
    return wrong


def label(field: FieldRule, code: str) -> str:
    """The words of ``code``, with its groups where the table has levels (山东省 济南市 历下区)."""
    if field.groups:
        return tables.label(field.table, code)
    return tables.full_label(field.table, code)


def _among(field: FieldRule) -> frozenset[str] | None:
    """The codes below the groups of ``field``; None when the whole table may be chosen from."""
    if not field.groups:
        return None
    return frozenset().union(
        *(tables.below(field.table, group) - {group} for group in field.groups)
    )
