"""The units of an organisation on its 党组织基本信息: five fields for each that is edited there;
the others to be read, with where they are edited (ORG-15, ORG-18, UNT-11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count, takewhile
from typing import TYPE_CHECKING, Any
from uuid import UUID

from dengta.access.actor import Actor
from dengta.access.checks import allows
from dengta.access.permissions import Can
from dengta.accounts.rules.drafts import NEW
from dengta.codes.queries import tables
from dengta.organizations.queries.unit_places import Placed, placed_units
from dengta.organizations.rules.seeds import BARE, CHOOSABLE_ESTABLISHMENTS, UnitEntry
from dengta.organizations.rules.unit_facts import UnitEdit
from dengta.web.fields import FieldChoice
from dengta.web.forms import step_of
from dengta.web.organizations.units import ANSWERS, LABELS, category_choices
from dengta.web.requests import uid_in

if TYPE_CHECKING:
    from dengta.organizations.models import Organization

HIDDEN = ("uid", "seen")


@dataclass(frozen=True, slots=True)
class Block:
    """One unit. ``prefix`` begins the names of its fields, "" where it is only read: then ``place``
    is the organisation from which it is edited and ``way`` its address, "" out of one's range."""

    unit: Placed
    prefix: str
    place: str
    way: str

    @property
    def start(self) -> dict[str, str]:
        """What stands, under the names of the fields."""
        unit = self.unit.linked
        said = {True: "1", False: "0", None: ""}[unit.has_party_group]
        values = {
            "uid": str(unit.uid),
            "seen": str(unit.step),
            "name": unit.name,
            "code": unit.code,
            "category": unit.category,
            "establishment": unit.establishment,
            "has_party_group": said,
        }
        return {f"{self.prefix}-{name}": value for name, value in values.items()}

    @property
    def lists(self) -> dict[str, list[Any]]:
        """What can be chosen; what stands stays choosable."""
        unit = self.unit.linked
        bare = (BARE,) if unit.establishment == BARE else ()
        return {
            "category": category_choices(unit.category),
            "establishment": [
                each
                for each in tables.choices("unit_org_status", also=bare)
                if each.code in {*CHOOSABLE_ESTABLISHMENTS, unit.establishment}
            ],
            "has_party_group": [FieldChoice("1", "是"), FieldChoice("0", "否")],
        }


def blocks(actor: Actor, organization: Organization, at: datetime) -> list[Block]:
    """The units of ``organization``, the default one first; those edited here are numbered."""
    found: list[Block] = []
    number = 0
    for unit in placed_units(actor, organization, at):
        here = unit.place.pk == organization.pk
        way = ""
        if not here and allows(actor, Can.EDIT_ORGANIZATION, unit.place.path):
            way = f"/zuzhi/dangzuzhi/{unit.place.uid}/bianji#id_units"
        found.append(
            Block(
                unit=unit,
                prefix=f"units-{number}" if here else "",
                place="" if here else unit.place.name,
                way=way,
            )
        )
        number += here
    return found


def edits(data: Mapping[str, str]) -> list[UnitEdit]:
    """What was typed, as the verb takes it."""
    found: list[UnitEdit] = []
    for prefix in _prefixes(data):
        typed = {name: data.get(f"{prefix}-{name}", "") for name in (*LABELS, *HIDDEN)}
        entry = UnitEntry(
            name=typed["name"],
            category=typed["category"],
            establishment=typed["establishment"],
            code=typed["code"],
            has_party_group=ANSWERS.get(typed["has_party_group"]),
        )
        found.append(UnitEdit(uid_in(typed["uid"]) or NEW, entry, step_of(typed["seen"])))
    return found


def fitted(data: Mapping[str, str], found: Sequence[Block], *, fresh: bool) -> dict[str, str]:
    """``data`` with the fields of the units that stand now: what was typed for each stays with it,
    one for which nothing was typed begins as it stands. ``fresh`` takes the steps that stand."""
    typed: dict[UUID | None, str] = {
        uid_in(data[f"{prefix}-uid"]): prefix for prefix in _prefixes(data)
    }
    values = {name: value for name, value in data.items() if not name.startswith("units-")}
    for block in found:
        if not block.prefix:
            continue
        was = typed.get(block.unit.linked.uid, "")
        for name, stands in block.start.items():
            field = name.removeprefix(f"{block.prefix}-")
            keeps = field in LABELS or (field == "seen" and not fresh)
            values[name] = data.get(f"{was}-{field}", "") if was and keeps else stands
    return values


def _prefixes(data: Mapping[str, str]) -> list[str]:
    """The beginnings of the names of units in a form, in their order."""
    prefixes = (f"units-{index}" for index in count())
    return list(takewhile(lambda prefix: f"{prefix}-uid" in data, prefixes))
