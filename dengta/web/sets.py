"""Information sets on a form: any definition is drawn by one template, ``sets/fields.html``.

The form's fields carry what was typed and what is wrong; how each is drawn comes from the
definition (ADR 14). ``prefix`` keeps several sets on one form apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms

from dengta.definitions.queries.choices import choices
from dengta.definitions.queries.rows import Said
from dengta.definitions.rules.shapes import YES_NO, Definition, FieldRule, Kind
from dengta.web.fields import FieldChoice

KINDS: dict[Kind, str] = {
    Kind.TEXT: "text",
    Kind.LONG_TEXT: "textarea",
    Kind.PERSON: "text",
    Kind.PHONE: "text",
    Kind.NUMBER: "number",
    Kind.AMOUNT: "number",
    Kind.DATE: "date",
    Kind.MONTH: "month",
    Kind.YES_NO: "radio",
    Kind.OPTION: "select",
    Kind.CODE: "chooser",
}
"""Kind of a definition's field → kind of field that the macro draws."""
INPUT_MODES = {Kind.NUMBER: "numeric", Kind.AMOUNT: "decimal", Kind.PHONE: "tel"}


@dataclass(frozen=True, slots=True)
class Section:
    """The fields under one heading: the name of each on the form, and how it is drawn."""

    title: str
    fields: tuple[tuple[str, Mapping[str, Any]], ...]


def add_fields(form: forms.Form, one: Definition, category: str, prefix: str = "") -> None:
    """Give ``form`` a line for each field of ``one`` that records of ``category`` have."""
    for each in one.fields_for(category):
        form.fields[prefix + each.name] = forms.CharField(
            label=each.label, required=False, help_text=each.help
        )


def sections(
    one: Definition,
    category: str,
    standing: Mapping[str, str],
    theirs: Mapping[str, str],
    prefix: str = "",
) -> list[Section]:
    """How the fields of ``one`` are drawn, heading by heading. ``standing`` are the stored values,
    ``theirs`` what somebody else saved meanwhile, field → sentence (GEN-10)."""
    return [
        Section(
            title,
            tuple(
                (prefix + each.name, _shape(each, standing, theirs.get(prefix + each.name, "")))
                for each in found
            ),
        )
        for title, found in groupby(_by_section(one.fields_for(category)), lambda f: f.section)
    ]


def typed(
    one: Definition, category: str, data: Mapping[str, str], prefix: str = ""
) -> dict[str, str]:
    """What was typed into the fields of ``one``, as the verbs take it."""
    return {each.name: data.get(prefix + each.name, "") for each in one.fields_for(category)}


def told(said: Iterable[Said]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The values of a set for reading: heading → label and text."""
    found: dict[str, list[tuple[str, str]]] = {}
    for each in said:
        found.setdefault(each.section, []).append((each.label, each.text or "未填"))
    return list(found.items())


def _by_section(fields: Iterable[FieldRule]) -> list[FieldRule]:
    """The fields with each section in one piece, sections in the order in which they begin."""
    found: dict[str, list[FieldRule]] = {}
    for each in fields:
        found.setdefault(each.section, []).append(each)
    return [each for some in found.values() for each in some]


def _shape(field: FieldRule, standing: Mapping[str, str], warning: str) -> Mapping[str, Any]:
    shape: dict[str, Any] = {
        "kind": KINDS[field.kind],
        "required": field.required,
        "note": field.measure,
        "warning": warning,
    }
    if field.kind in INPUT_MODES:
        shape["inputmode"] = INPUT_MODES[field.kind]
    match field.kind:
        case Kind.CODE:
            shape["choices"] = choices(field, standing.get(field.name, ""))
        case Kind.OPTION:
            shape["choices"] = [FieldChoice(code, label) for code, label in field.options]
        case Kind.YES_NO:
            shape["choices"] = [FieldChoice(code, label) for code, label in YES_NO]
    return shape
