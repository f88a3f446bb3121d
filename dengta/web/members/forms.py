"""The sixteen items as typed (MEM-01): what was filled in, what it means, what it warns of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django import forms
from django.http import QueryDict

from dengta.codes.queries import tables
from dengta.codes.rules import dates
from dengta.codes.rules import id_number as numbers
from dengta.codes.rules.characters import narrow
from dengta.members.queries import choices as code_choices
from dengta.members.rules import facts as items
from dengta.members.rules.facts import (
    CHOSEN,
    FIELDS,
    HOME_PROVINCE,
    LABELS,
    PART_LABELS,
    REGIONS,
    Facts,
    settle,
)
from dengta.members.rules.standing import Category
from dengta.refusal import Complaint, Refusal
from dengta.web.fields import FieldChoice, as_text
from dengta.web.forms import VerbForm, line, step_of

DAYS: dict[str, Callable[..., date]] = {
    "birth_date": dates.parse,
    "joined_on": dates.parse,
    "full_on": dates.parse,
    "lost_since": dates.parse_month,
}
QUESTIONS = ("lost", "floating")
IN_PROVINCE = ("floating_city", "floating_county")
"""Inside the province these are chosen, in fields of their own; elsewhere they are typed."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What is said beside a field that may be saved: the sentence, and what is offered instead:
    the value ("" for none), the words of the button, and the step that puts it in."""

    sentence: str
    value: str = ""
    offer: str = ""
    step: str = ""


def _item(field: str) -> forms.CharField:
    """A field of the record by its name."""
    return line(LABELS.get(field) or PART_LABELS[field])


class FactsForm(VerbForm):
    """The items of a record; the verb judges them, this form only reads what was typed."""

    name = _item("name")
    id_number = _item("id_number")
    sex = _item("sex")
    ethnicity = _item("ethnicity")
    birth_date = _item("birth_date")
    education = _item("education")
    category = _item("category")
    joined_on = _item("joined_on")
    full_on = _item("full_on")
    post = _item("post")
    phone = _item("phone")
    address = _item("address")
    lost = _item("lost")
    lost_since = _item("lost_since")
    floating = _item("floating")
    floating_province = _item("floating_province")
    floating_city = _item("floating_city")
    floating_city_code = line("外出流向（市）")
    floating_county = _item("floating_county")
    floating_county_code = line("外出流向（县）")
    floating_place = line("外出具体地点")

    def facts(self, on: date) -> Facts:
        """The items that were typed.

        Refuses, together with everything else that is wrong as of the day ``on``, days that
        cannot be read: the verb would take them for missing.
        """
        facts, unread = self.read()
        if not unread:
            return facts
        settled = settle(facts, on)
        others = [*settled.complaints, *code_choices.complaints(settled.facts)]
        fields = {complaint.field for complaint in unread}
        raise Refusal.of([*unread, *(each for each in others if each.field not in fields)])

    def read(self) -> tuple[Facts, list[Complaint]]:
        """The items that can be read, and a complaint for each day that cannot."""
        found: dict[str, str | date | bool | None] = {}
        unread: list[Complaint] = []
        for field in FIELDS:
            if field == "status":
                continue
            text = self._text(field)
            if field in QUESTIONS:
                found[field] = {"1": True, "0": False}.get(text)
            elif field not in DAYS:
                found[field] = text
            else:
                found[field], wrong = _day(field, text)
                if wrong and self._asked(field):
                    unread.append(Complaint(wrong, field))
        return Facts(**found), unread  # type: ignore[arg-type]

    def beside(self, on: date) -> dict[str, Beside]:
        """What warns beside its field, with the value that the ID number gives (MEM-02)."""
        facts, unread = self.read()
        typed = {complaint.field for complaint in unread}
        number = None
        if not facts.id_is_unknown and numbers.problem(facts.id_number) is None:
            number = numbers.parse(facts.id_number)
        found: dict[str, Beside] = {}
        for warned in settle(facts, on).warnings:
            if warned.field in typed:
                continue
            if warned.field == "birth_date" and number is not None:
                day = number.birth_date.isoformat()
                found["birth_date"] = Beside(
                    f"与身份证号（{day}）不同，可保存，列入数据校核。",
                    day,
                    f"改为 {day}",
                    "mend-birth_date",
                )
            elif warned.field == "sex" and number is not None:
                word = tables.label(CHOSEN["sex"], number.sex)
                found["sex"] = Beside(
                    f"与身份证号（{word}）不同，可保存，列入数据校核。",
                    number.sex.value,
                    f"改为 {word}",
                    "mend-sex",
                )
            else:
                found[warned.field] = Beside(warned.sentence)
        return found

    def complain(self, refusal: Refusal) -> None:
        """Complaints about 市 and 县 stand beside the field that is shown."""
        inside = self._text("floating_province") == HOME_PROVINCE
        super().complain(
            Refusal.of(
                Complaint(each.sentence, f"{each.field}_code", each.spot)
                if inside and each.field in IN_PROVINCE
                else each
                for each in refusal.complaints
            )
        )

    def _asked(self, field: str) -> bool:
        """Whether the form asks for the day at all."""
        if field == "full_on":
            return self._text("category") != Category.PROBATIONARY
        return field != "lost_since" or self._text("lost") == "1"

    def _text(self, field: str) -> str:
        if field in IN_PROVINCE and self._text("floating_province") == HOME_PROVINCE:
            return self._chosen_region(field)
        if self.is_bound:
            return str(self.data.get(field) or "").strip()
        return as_text(self.initial.get(field)).strip()

    def _chosen_region(self, field: str) -> str:
        """The 县 that was chosen names its 市 too, where none was chosen."""
        code = self._text(f"{field}_code")
        if field == "floating_county" or code:
            return code
        county = self._text("floating_county_code")
        parents = {row.code: row.parent_code for row in tables.choices(REGIONS)}
        return parents.get(county, "")


class EnrolmentForm(FactsForm):
    """<直管党员补录> (MEM-08 … MEM-11)."""

    rejoining = line("重新入党")


class EditingForm(FactsForm):
    """<党员基本情况维护> (MEM-14); ``seen`` is the step that the form showed."""

    branch = line(LABELS["branch"])
    reason = line("修改原因")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    @property
    def step(self) -> int:
        """The step that the form showed."""
        return step_of(self._text("seen"))


def typed(facts: Facts) -> dict[str, str]:
    """``facts`` as the form's fields show them."""
    found = {field: _shown(field, getattr(facts, field)) for field in FIELDS if field != "status"}
    if facts.floating_province == HOME_PROVINCE:
        for field in IN_PROVINCE:
            found[f"{field}_code"] = found.pop(field)
    return found


def fill(data: QueryDict, facts: Facts, *, over: bool) -> None:
    """Put ``facts`` into posted ``data``: into empty fields only, or ``over`` what stands there.

    Unknown values never empty a field; name and number stay.
    """
    for field, text in typed(facts).items():
        if field in {"name", "id_number"} or not text:
            continue
        if over or not data.get(field, "").strip():
            data[field] = text


def lists(facts: Mapping[str, str] | None = None) -> dict[str, list[FieldChoice]]:
    """What can be chosen in each field; values of an old record that cannot be chosen anew are
    there too (GEN-09)."""
    found: dict[str, list[FieldChoice]] = {}
    for field, table in CHOSEN.items():
        if field == "status":
            continue
        plain = field in {"sex", "floating_province"}
        found[field] = [
            FieldChoice(row.code, row.label if plain else f"{row.code}　{row.label}", row.depth)
            for row in tables.choices(table)
        ]
        now = (facts or {}).get(field, "")
        if now and all(choice.value != now for choice in found[field]):
            found[field].append(FieldChoice(now, f"{now}　{tables.label(table, now)}（已停用）"))
    regions = tables.choices(REGIONS)
    labels = {row.code: row.label for row in regions}
    found["floating_city_code"] = [
        FieldChoice(row.code, row.label) for row in regions if row.depth == 1
    ]
    found["floating_county_code"] = [
        FieldChoice(row.code, f"{labels[row.parent_code]}　{row.label}")
        for row in regions
        if row.depth == 2
    ]
    found["question"] = [FieldChoice("1", "是"), FieldChoice("0", "否")]
    return found


def normal(number: str) -> str:
    """An ID number as it is shown again: ordinary digits, X in upper case (MEM-03)."""
    return narrow(number).upper()


def _day(field: str, text: str) -> tuple[date | None, str]:
    if not text:
        return None, ""
    try:
        return DAYS[field](text, name=items.label_of(field)), ""
    except Refusal as refusal:
        return None, refusal.sentence


def _shown(field: str, value: str | date | bool | None) -> str:
    if field in QUESTIONS:
        return "" if value is None else str(int(bool(value)))
    text = as_text(value)
    return text[:7] if field == "lost_since" else text
