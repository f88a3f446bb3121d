"""The form of a unit: its own fields, and those of 单位基本信息 by category (UNT-03, UNT-09)."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django import forms

from dengta.access.actor import Actor
from dengta.codes.queries import tables
from dengta.definitions.rules.packaged import definition
from dengta.organizations.models import Organization, Unit
from dengta.organizations.queries import tree
from dengta.organizations.rules import information
from dengta.organizations.rules.seeds import BARE, UNBUILT, UnitEntry
from dengta.refusal import Refusal
from dengta.web import sets
from dengta.web.components import Fault
from dengta.web.forms import VerbForm
from dengta.web.organizations.units import ANSWERS, LABELS, category_choices

HIDDEN = ("seen", "basics_seen", "announced")
BASICS = definition(information.UNIT)


class BasicsForm(VerbForm):
    """The fields of 单位基本信息 for a unit of ``category``; ``data`` None draws ``initial``."""

    def __init__(
        self, category: str, data: Mapping[str, str] | None, initial: Mapping[str, object]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        self.of_category = category
        for name in HIDDEN:
            self.fields[name] = forms.CharField(widget=forms.HiddenInput, required=False)
        self.own_fields()
        sets.add_fields(self, BASICS, category)

    def own_fields(self) -> None:
        """The fields before those of the set."""

    @property
    def faults(self) -> list[Fault]:
        """What is wrong, in the order of the page."""
        places = {self[name].id_for_label: at for at, name in enumerate(self.fields)}
        return sorted(super().faults, key=lambda fault: places[fault.target])


class UnitForm(BasicsForm):
    """<新增单位> and <编辑单位>."""

    def own_fields(self) -> None:
        for name, label in LABELS.items():
            self.fields[name] = forms.CharField(label=label, required=False)
        self.fields["managing"] = forms.CharField(label="管理党组织", required=False)


def entry_of(data: Mapping[str, str]) -> UnitEntry:
    """What was entered, as the verbs take it."""
    return UnitEntry(
        name=data.get("name", ""),
        category=data.get("category", ""),
        establishment=data.get("establishment", ""),
        code=data.get("code", ""),
        has_party_group=ANSWERS.get(data.get("has_party_group", "")),
    )


def start_of(unit: Unit) -> dict[str, object]:
    """What stands, as the form begins."""
    said = {True: "1", False: "0", None: ""}[unit.has_party_group]
    return {
        "name": unit.name,
        "code": unit.code,
        "category": unit.category,
        "establishment": unit.establishment,
        "has_party_group": said,
        "managing": str(unit.managing.uid) if unit.managing is not None else "",
    }


def managing_of(actor: Actor, data: Mapping[str, str]) -> Organization | None:
    """管理党组织 as chosen from the suggestions, or typed in full; None where none is asked for.

    Refuses words that name none, or several.
    """
    if data.get("establishment", "") not in UNBUILT:
        return None
    if uid := data.get("managing", ""):
        try:
            return tree.find(actor, UUID(uid))
        except ValueError:
            return None
    words = data.get("managing_text", "").strip()
    if not words:
        return None
    found = tree.search(actor, words)
    named = [each for each in found if words in (each.name, each.code)] or found
    if len(named) == 1:
        return tree.find(actor, named[0].uid)
    names = "、".join(f"{each.name}（{each.code}）" for each in named[:5])
    raise Refusal(
        f"有{len(named)}个党组织符合，请填写其中一个的编码：{names}。"
        if named
        else "没有找到这个党组织，请输入名称中的两个字以上，从下拉列表中选择。",
        field="managing",
    )


def lists(standing: Unit | None) -> dict[str, list[object]]:
    """What can be chosen; a value that stands already stays choosable."""
    bare = (BARE,) if standing is None or standing.establishment == BARE else ()
    category = standing.category if standing is not None else ""
    return {
        "category": [*category_choices(category)],
        "establishment": list(tables.choices("unit_org_status", also=bare)),
    }
