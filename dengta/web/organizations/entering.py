"""<组织新增> while it is being filled in: the units that come and go before anything is saved.

Each button of the page posts the whole form, so that nothing typed is lost and nothing needs a
script; ``press`` carries out one that does not save.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from dengta.access.actor import Actor
from dengta.organizations.rules.categories import Situation, is_joint, needs_unit
from dengta.organizations.rules.seeds import UnitChoice, UnitEntry
from dengta.refusal import Complaint
from dengta.web.forms import new_mark
from dengta.web.organizations import units
from dengta.web.organizations.units import Typed

TEXTS = ("name", "secretary", "contact", "phone", "category", "situation")
DRAFT = "draft"


@dataclass(slots=True)
class Entering:
    """What stands in the form.

    ``default`` is the index of the default unit. ``draft`` is the unit in the dialog 【新增单位】,
    ``draft_at`` its place in the list ("" for one more). ``was`` is the category for which the page
    was drawn.
    """

    texts: dict[str, str]
    mark: str
    units: list[Typed] = field(default_factory=list)
    default: int = 0
    draft: Typed | None = None
    draft_at: str = ""
    was: str = ""

    @property
    def category(self) -> str:
        return self.texts["category"]

    @property
    def joint(self) -> bool:
        return is_joint(self.category)

    @property
    def with_unit(self) -> bool:
        """Whether the one unit of 法人单位 is filled in on the page itself."""
        legal = self.texts["situation"] == Situation.LEGAL_UNIT
        return needs_unit(self.category) and not self.joint and legal

    @property
    def unseen(self) -> list[tuple[int, Typed]]:
        """The units that the page does not show now, with their places: nothing typed is lost
        when another category is chosen and chosen back."""
        if self.joint:
            return []
        return list(enumerate(self.units))[1 if self.with_unit else 0 :]

    def entries(self) -> list[UnitEntry | UnitChoice]:
        """The units that are to be saved: those of the joint branch, else the one on the page."""
        shown = self.units if self.joint else self.units[:1]
        return [unit.entry() for unit in shown]

    def data(self) -> dict[str, str]:
        """The form's values under the names of its fields."""
        found = {**self.texts, "mark": self.mark, "default": str(self.default)}
        for index, unit in enumerate(self.units):
            found |= units.written(unit, f"units-{index}")
        if self.draft is not None:
            found |= units.written(self.draft, DRAFT)
        return found


def fresh() -> Entering:
    """An empty form."""
    return Entering(dict.fromkeys(TEXTS, ""), new_mark())


def read(data: Mapping[str, str]) -> Entering:
    """The form as it was posted."""
    index = data.get("default", "")
    found = Entering(
        texts={name: data.get(name, "") for name in TEXTS},
        mark=data.get("mark", "") or new_mark(),
        units=units.read_all(data),
        default=int(index) if index.isascii() and index.isdigit() and len(index) < 3 else 0,
        draft=units.read(data, DRAFT) if f"{DRAFT}-uid_text" in data else None,
        draft_at=data.get("draft_at", ""),
        was=data.get("was_category", ""),
    )
    if found.with_unit and not found.units:
        found.units = [units.new(found.category)]
    return found


def press(entering: Entering, do: str, actor: Actor) -> list[Complaint]:
    """Carry out the button ``do``; complaints stand beside the fields of the dialog."""
    verb, _, at = do.partition("-")
    index = _place(at, entering)
    complaints: list[Complaint] = []
    if verb == "add" and len(entering.units) < units.MOST:
        entering.draft, entering.draft_at = units.new(entering.category), ""
    elif verb == "edit" and index is not None:
        entering.draft, entering.draft_at = entering.units[index], str(index)
    elif verb == "remove" and index is not None:
        del entering.units[index]
        if entering.default >= index and entering.default:
            entering.default -= 1
    elif verb == "other":
        _choose_another(entering, index)
    elif verb == "cancel":
        entering.draft = None
    elif verb == "put" and entering.draft is not None:
        complaints = _put(entering, actor)
    _settle(entering, actor)
    return complaints


def _place(text: str, entering: Entering) -> int | None:
    """The place of a unit that a button names; None for one that is not there, or forged."""
    at = int(text) if text.isascii() and text.isdigit() and len(text) < 3 else units.MOST
    return at if at < len(entering.units) else None


def _choose_another(entering: Entering, index: int | None) -> None:
    """Let go of the unit that was chosen: in the dialog, or on the page."""
    if index is not None:
        entering.units[index] = units.new(entering.category)
    elif entering.draft is not None:
        entering.draft = units.new(entering.category)


def _put(entering: Entering, actor: Actor) -> list[Complaint]:
    """【确定】 of the dialog: the unit goes into the list unless something speaks against it."""
    assert entering.draft is not None
    place = _place(entering.draft_at, entering)
    others = [unit for index, unit in enumerate(entering.units) if index != place]
    complaints = units.wrong(actor, entering.draft, others)
    if complaints:
        return [replace(each, field=f"{DRAFT}-{each.field}") for each in complaints]
    if place is None:
        entering.units.append(entering.draft)
    else:
        entering.units[place] = entering.draft
    entering.draft = None
    return []


def _settle(entering: Entering, actor: Actor) -> None:
    """What follows by itself: the joint branch's situation, one unit for 法人单位, what is known of
    units that were chosen."""
    if entering.joint:
        entering.texts["situation"] = Situation.JOINT
        entering.units = [unit for unit in entering.units if not unit.empty]
    elif entering.texts["situation"] == Situation.JOINT:
        entering.texts["situation"] = ""
    if entering.with_unit:
        if not entering.units:
            entering.units = [units.new(entering.category)]
        else:
            entering.units[0] = _fitting(entering.units[0], entering.was, entering.category)
    known = units.shown(actor, [*entering.units, *([entering.draft] if entering.draft else [])])
    entering.units = known[: len(entering.units)]
    if entering.draft is not None:
        entering.draft = known[-1]


def _fitting(unit: Typed, was: str, category: str) -> Typed:
    """``unit`` with the establishment that comes by itself, if that of the category before, or
    none, still stands there."""
    if unit.chosen is None and unit.establishment in {"", units.new(was).establishment}:
        return replace(unit, establishment=units.new(category).establishment)
    return unit
