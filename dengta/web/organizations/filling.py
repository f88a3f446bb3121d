"""Information sets of one row on a form: 党建工作信息, 单位基本信息 of several units at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django import forms

from dengta.definitions.queries import rows
from dengta.definitions.queries.rows import Row
from dengta.definitions.rules.shapes import Definition
from dengta.refusal import Overtaken, Refusal
from dengta.web import sets
from dengta.web.components import Fault
from dengta.web.forms import VerbForm, step_of

SEEN = "seen"
NONE_YET = -1
"""The step of a set that nobody has filled in."""


@dataclass(frozen=True, slots=True)
class Part:
    """One set on a page: ``row`` is what stands, ``prefix`` keeps its fields apart from others."""

    one: Definition
    category: str
    row: Row | None
    prefix: str = ""

    @property
    def step(self) -> int:
        return self.row.step if self.row is not None else NONE_YET

    @property
    def values(self) -> Mapping[str, str]:
        return self.row.values if self.row is not None else {}

    def typed(self, data: Mapping[str, str]) -> dict[str, str]:
        """What was typed into its fields."""
        return sets.typed(self.one, self.category, data, self.prefix)

    def seen(self, data: Mapping[str, str]) -> int:
        """The step at which the form read it."""
        return step_of(data.get(self.prefix + SEEN, ""))

    def sections(self, theirs: Mapping[str, str]) -> list[sets.Section]:
        """How its fields are drawn."""
        return sets.sections(self.one, self.category, self.values, theirs, self.prefix)

    def told(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Its values for reading, by the category for which they were filled in when there is none
        now."""
        category = self.category or (self.row.category if self.row is not None else "")
        return sets.told(rows.printed(self.one, category, self.row))


class SetForm(VerbForm):
    """The fields of ``parts`` with the step of each; ``data`` None draws what stands."""

    def __init__(self, parts: Sequence[Part], data: Mapping[str, str] | None) -> None:
        initial: dict[str, object] = {}
        for part in parts:
            initial |= {part.prefix + name: value for name, value in part.values.items()}
            initial[part.prefix + SEEN] = part.step
        super().__init__(data, initial=initial)
        self.parts = parts
        for part in parts:
            name = part.prefix + SEEN
            self.fields[name] = forms.CharField(widget=forms.HiddenInput, required=False)
            sets.add_fields(self, part.one, part.category, part.prefix)

    @property
    def faults(self) -> list[Fault]:
        """What is wrong, in the order of the page: section by section."""
        drawn = [
            self[name].id_for_label
            for part in self.parts
            for section in part.sections({})
            for name, _ in section.fields
        ]
        places = {target: at for at, target in enumerate(drawn)}
        return sorted(super().faults, key=lambda fault: places.get(fault.target, -1))


def after(
    parts: Sequence[Part], data: Mapping[str, str], faster: Overtaken
) -> tuple[SetForm, dict[str, str]]:
    """After somebody else was faster: the form with what was typed and the steps that stood when
    this post began, so that saving again overwrites nothing unseen, and what stands now beside
    each field (GEN-10)."""
    fresh = {**data, **{part.prefix + SEEN: str(part.step) for part in parts}}
    form = SetForm(parts, fresh)
    theirs: dict[str, str] = {}
    for each in faster.complaints:
        if each.field in form.fields:
            theirs[each.field] = each.sentence
        else:
            form.complain(Refusal(each.sentence))
    return form, theirs
