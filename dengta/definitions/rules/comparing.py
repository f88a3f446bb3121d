"""Two versions of one row, field by field: for the log and for what pages tell (LOG-01, GEN-10)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dengta.audit.rules.lines import Changed
from dengta.definitions.rules.shapes import YES_NO, Definition, FieldRule, Kind

LabelOf = Callable[[FieldRule, str], str]
"""The words of a code of a field's table."""


def told(field: FieldRule, value: str, label_of: LabelOf) -> str:
    """``value`` as people read it: labels for codes, the measure behind a number; "" for none."""
    if not value:
        return ""
    match field.kind:
        case Kind.CODE:
            return label_of(field, value)
        case Kind.YES_NO:
            return dict(YES_NO).get(value, value)
        case Kind.OPTION:
            return dict(field.options).get(value, value)
        case Kind.NUMBER | Kind.AMOUNT if field.measure:
            return f"{value} {field.measure}"
        case _:
            return value


def differences(
    definition: Definition,
    old: Mapping[str, str],
    new: Mapping[str, str],
    label_of: LabelOf,
    row: str = "",
) -> tuple[Changed, ...]:
    """What is different in ``new``, one line a field, in the order of the definition.

    Fields of earlier versions that went are told too. ``row`` names one of several rows.
    """
    changes: dict[str, Changed] = {}
    for each in definition.fields:
        before, after = old.get(each.name, ""), new.get(each.name, "")
        if before != after:
            label = f"{row}·{each.label}" if row else each.label
            changes[each.name] = Changed(
                f"{definition.name}.{each.name}",
                label,
                told(each, before, label_of),
                told(each, after, label_of),
                secret=each.secret,
            )
    return tuple(changes.values())
