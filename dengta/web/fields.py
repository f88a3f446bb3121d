"""What a form field looks like, worked out from a bound form field or from plain arguments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.forms import BoundField

KINDS = {
    "text", "password", "number", "date", "month", "select", "radio", "checkbox", "checkboxes",
    "textarea", "chooser", "suggest", "file", "locked", "hidden", "search", "aside",
}  # fmt: skip

KIND_OF_WIDGET = {
    "select": "select",
    "nullbooleanselect": "select",
    "radioselect": "radio",
    "checkbox": "checkbox",
    "checkboxselectmultiple": "checkboxes",
    "textarea": "textarea",
    "password": "password",
    "number": "number",
    "date": "date",
    "clearablefile": "file",
    "file": "file",
    "hidden": "hidden",
    "search": "search",
}
"""Django's ``widget_type`` → our kind; every other widget is drawn as a line of text."""


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """A value to choose: ``depth`` indents it, ``why_not`` says why it cannot be taken."""

    value: str
    label: str
    depth: int = 0
    why_not: str = ""
    selected: bool = False


@dataclass(frozen=True, slots=True)
class FieldShape:
    """All that the macro ``field`` draws.

    ``hint`` stands below in grey, ``warning`` in amber with ``mend`` (HTML: the correction
    offered), ``good`` in green; ``note`` stands inside the box on the right. ``shown`` is the
    words of a suggesting field whose ``value`` is a uid. ``chosen_at`` is the element in which the
    value of a field of kind ``aside`` is chosen. ``check`` is the address of the form, to which it
    is posted with ``do=check`` when the field is left (``dengta.web.live``).
    """

    name: str
    label: str
    kind: str = "text"
    id: str = ""
    value: str = ""
    errors: Sequence[str] = ()
    required: bool = False
    choices: Sequence[FieldChoice] = ()
    hint: str = ""
    warning: str = ""
    mend: str = ""
    good: str = ""
    note: str = ""
    placeholder: str = ""
    wide: bool = False
    bare: bool = False
    max_length: int | None = None
    rows: int = 3
    readonly: bool = False
    disabled: bool = False
    autofocus: bool = False
    autocomplete: str = "off"
    inputmode: str = ""
    accept: str = ""
    suggest_url: str = ""
    shown: str = ""
    chosen_at: str = ""
    check: str = ""
    width: str = ""

    @property
    def described_by(self) -> str:
        """The ids of what is said about the field, for ``aria-describedby``."""
        said = [
            f"{self.id}-{part}"
            for part, there in (
                ("error", self.errors),
                ("warning", self.warning),
                ("good", self.good),
                ("hint", self.hint),
            )
            if there
        ]
        return " ".join(said)


def as_text(value: object) -> str:
    """A value as the field shows it: dates as 1978-03-12, None as nothing."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value)


def _choices(given: Iterable[Any], chosen: set[str]) -> list[FieldChoice]:
    """Choices from pairs, groups of pairs, or rows of a code table; ``chosen`` are marked."""
    found: list[FieldChoice] = []
    for item in given:
        if isinstance(item, FieldChoice):
            choice = item
        elif hasattr(item, "code"):
            choice = FieldChoice(
                value=str(item.code),
                label=f"{item.code}\u3000{item.label}",
                depth=getattr(item, "depth", 0),
                why_not="" if getattr(item, "choosable", True) else item.why_not or "不能选",
            )
        else:
            value, label = item
            if isinstance(label, (list, tuple)):
                found.append(FieldChoice("", str(value), why_not=" "))
                found.extend(_choices(label, chosen))
                continue
            choice = FieldChoice(as_text(value), str(label))
        if choice.selected != (choice.value in chosen):
            choice = replace(choice, selected=not choice.selected)
        found.append(choice)
    return found


def field_shape(bound: BoundField | None = None, **explicit: Any) -> FieldShape:
    """Work out a field. ``explicit`` arguments (those of ``FieldShape``) win over the form's.

    Without a form field ``name`` and ``label`` are needed. Raises ``TypeError`` for an argument
    that ``FieldShape`` does not know and ``ValueError`` for an unknown kind.
    """
    given: dict[str, Any] = {}
    raw: Any = explicit.get("value", "")
    if bound is not None:
        raw = explicit.get("value", bound.value())
        given = {
            "name": bound.html_name,
            "id": bound.auto_id or f"id_{bound.html_name}",
            "label": str(bound.label),
            "kind": KIND_OF_WIDGET.get(bound.widget_type, "text"),
            "errors": [str(error) for error in bound.errors],
            "required": bound.field.required,
            "hint": str(bound.help_text or ""),
            "disabled": bound.field.disabled,
            "max_length": getattr(bound.field, "max_length", None),
            "choices": getattr(bound.field, "choices", ()),
            "placeholder": str(bound.field.widget.attrs.get("placeholder", "")),
            "autofocus": bool(bound.field.widget.attrs.get("autofocus", False)),
            "inputmode": str(bound.field.widget.attrs.get("inputmode", "")),
        }
        if given["kind"] == "password":
            raw = ""
    given.update(explicit)
    several = isinstance(raw, (list, tuple, set))
    chosen = {as_text(one) for one in raw} if several else {as_text(raw)}
    given["value"] = "" if several else as_text(raw)
    given["choices"] = _choices(given.get("choices") or (), chosen)
    given.setdefault("id", f"id_{given['name']}")
    shape = FieldShape(**given)
    if shape.kind not in KINDS:
        raise ValueError(f"no such kind of field: {shape.kind!r}")
    return shape
