"""Units as they stand in the form of a new organisation: chosen from the suggestions, or typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from uuid import UUID

from dengta.access.actor import Actor
from dengta.codes.queries import tables
from dengta.codes.queries.tables import Choice
from dengta.codes.rules.texts import clean
from dengta.organizations.queries import units
from dengta.organizations.queries.units import Suggestion
from dengta.organizations.rules.categories import ESTABLISHMENT
from dengta.organizations.rules.seeds import Seed, UnitChoice, UnitEntry, judge
from dengta.refusal import Complaint
from dengta.web.requests import uid_in

MOST = 30
"""How many units a form holds; more are not read."""
LABELS: dict[str, str] = {
    "name": "单位名称",
    "code": "党组织所在单位代码",
    "category": "单位类别",
    "establishment": "单位建立党组织情况",
    "has_party_group": "是否成立党组",
}
ANSWERS = {"1": True, "0": False}


@dataclass(frozen=True, slots=True)
class Typed:
    """One unit of the form, as typed; with ``uid`` it is one that the system has."""

    uid: str = ""
    name: str = ""
    code: str = ""
    category: str = ""
    establishment: str = ""
    has_party_group: str = ""

    @property
    def chosen(self) -> UUID | None:
        """The unit that was chosen; None for a new one, and for a forged uid."""
        return uid_in(self.uid)

    @property
    def empty(self) -> bool:
        """Whether nothing was said about it; an establishment may have come by itself."""
        return replace(self, establishment="") == EMPTY

    def entry(self) -> UnitEntry | UnitChoice:
        """What the verb takes."""
        if self.chosen is not None:
            return UnitChoice(self.chosen)
        return UnitEntry(
            name=self.name,
            category=self.category,
            establishment=self.establishment,
            code=self.code,
            has_party_group=ANSWERS.get(self.has_party_group),
        )


EMPTY = Typed()


def read(data: Mapping[str, str], prefix: str) -> Typed:
    """The unit whose fields begin with ``prefix``; its name is in the suggesting field."""
    name = data.get(f"{prefix}-uid_text", "")
    others = {field.name: data.get(f"{prefix}-{field.name}", "") for field in fields(Typed)}
    return Typed(**{**others, "name": name})


def read_all(data: Mapping[str, str]) -> list[Typed]:
    """The units of the form in their order."""
    found: list[Typed] = []
    while len(found) < MOST and f"units-{len(found)}-uid_text" in data:
        found.append(read(data, f"units-{len(found)}"))
    return found


def written(unit: Typed, prefix: str) -> dict[str, str]:
    """``unit`` under the names that :func:`read` knows."""
    found = {f"{prefix}-{field.name}": getattr(unit, field.name) for field in fields(Typed)}
    found[f"{prefix}-uid_text"] = found.pop(f"{prefix}-name")
    return found


def new(category: str) -> Typed:
    """An empty one, with the establishment that fits an organisation of ``category`` (UNT-08)."""
    return Typed(establishment=ESTABLISHMENT.get(category, ""))


def category_choices(standing: str) -> list[Choice]:
    """What can be chosen as 单位类别, under the headings of its groups; ``standing``, what a unit
    has already, stays choosable (GEN-09)."""
    return [
        each
        for each in tables.choices("unit_category", choosable=False)
        if each.choosable
        or each.code == standing
        or len(tables.below("unit_category", each.code)) > 1
    ]


def shown(actor: Actor, entered: list[Typed]) -> list[Typed]:
    """``entered``, with what the system knows of those that were chosen; of one that is gone only
    the name is left."""
    wanted = {unit.chosen for unit in entered} - {None}
    found = units.known(actor, [uid for uid in wanted if uid is not None])
    return [_filled(unit, found) for unit in entered]


def wrong(actor: Actor, unit: Typed, others: list[Typed]) -> list[Complaint]:
    """What speaks against ``unit`` beside ``others`` on its own, each with its field of
    :data:`LABELS`: for the dialog, before everything is saved together."""
    entries = tuple(each.entry() for each in [*others, unit])
    at = f"units-{len(others)}-"
    judged = judge(Seed(name="", category="632", units=entries), "611")
    found = [*judged.complaints, *(gap.complaint for gap in judged.gaps)]
    own = [
        Complaint(each.sentence, each.field.removeprefix(at), each.spot)
        for each in found
        if each.field.startswith(at)
    ]
    if unit.chosen is not None:
        known = units.known(actor, [unit.chosen]).get(unit.chosen)
        if known is None:
            own.append(Complaint("所选的单位已不存在，请重新选择。", "name"))
        elif known.why_not:
            own.append(Complaint(f"这个单位{known.why_not}", "name"))
        return own
    own.extend(_taken(actor, unit, {each.field for each in own}))
    return own


def _taken(actor: Actor, unit: Typed, complained: set[str]) -> list[Complaint]:
    """A name or code that the system has already (UNT-03)."""
    name, code = clean(unit.name), unit.code.strip().upper()
    if "name" not in complained and any(each.name == name for each in units.suggest(actor, name)):
        return [Complaint("系统中已有这个单位，请在名称的下拉建议中选择它。", "name")]
    if "code" in complained:
        return []
    return [
        Complaint(
            f"系统中已有单位“{each.name}”使用这个代码，请核对，或从建议中选择那个单位。", "code"
        )
        for each in units.suggest(actor, code)
        if each.code == code
    ]


def _filled(unit: Typed, found: Mapping[UUID, Suggestion]) -> Typed:
    if unit.chosen is None:
        return replace(unit, uid="")
    known = found.get(unit.chosen)
    if known is None:
        return replace(unit, uid="")
    said = {True: "1", False: "0", None: ""}[known.has_party_group]
    return Typed(
        uid=str(known.uid),
        name=known.name,
        code=known.code,
        category=known.category,
        establishment=known.establishment,
        has_party_group=said,
    )
