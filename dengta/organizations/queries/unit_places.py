"""Where a unit lies, and from where it is edited (UNT-06, UNT-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dengta.access.actor import Actor
from dengta.access.checks import allows, require, require_function
from dengta.access.permissions import Can
from dengta.definitions.models import ClearedSet
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.organizations.queries import units
from dengta.refusal import Denied, OutOfReach


class UnitKind(StrEnum):
    """The three kinds of UNT-02."""

    BUILT = "built"
    UNBUILT = "unbuilt"
    AWAITING = "awaiting"


KIND_LABELS: dict[UnitKind, str] = {
    UnitKind.BUILT: "已建立党组织单位",
    UnitKind.UNBUILT: "未建立党组织单位",
    UnitKind.AWAITING: "已建立但并未关联组织",
}


def kind_of(unit: Unit) -> UnitKind:
    """Which of the three kinds ``unit`` is."""
    if unit.awaiting:
        return UnitKind.AWAITING
    return UnitKind.UNBUILT if unit.managing_id is not None else UnitKind.BUILT


def place_of(unit: Unit) -> Organization:
    """The organisation from which ``unit`` is edited: the highest linked one (among equals the one
    linked first), else the one that manages it, else the one it belonged to last."""
    found = units.highest(unit)
    if found is not None:
        return found
    return unit.managing if unit.managing is not None else unit.home


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit of one organisation, the ``place`` from which it is edited (UNT-11), and whether
    something of it can be taken back that another category cleared."""

    linked: units.LinkedUnit
    place: Organization
    has_cleared: bool


def placed_units(actor: Actor, organization: Organization, at: datetime) -> list[Placed]:
    """The units of an organisation in the actor's range, the default one first, then in their
    order; four queries, whatever their number."""
    require(actor, Can.BROWSE_ORGANIZATIONS, organization.path)
    links = (
        UnitLink.objects.filter(organization=organization)
        .select_related("unit")
        .order_by("-is_default", "position", "pk")
    )
    places = units.highest_of([link.unit_id for link in links])
    kept = set(
        ClearedSet.objects.filter(
            subject_uid__in=[link.unit.uid for link in links],
            returned_at__isnull=True,
            until__gt=at,
        ).values_list("subject_uid", flat=True)
    )
    return [
        Placed(units.linked(link), places[link.unit_id], link.unit.uid in kept) for link in links
    ]


def find(actor: Actor, uid: UUID, can: Can = Can.BROWSE_UNITS) -> Unit:
    """The unit, with its organisations, if it lies in the actor's range (404) and he holds ``can``
    (403)."""
    there = Unit.objects.select_related("managing", "home").filter(units.within(actor), uid=uid)
    unit = there.first()
    if unit is None:
        raise OutOfReach
    require_function(actor, can)
    return unit


def require_place(actor: Actor, unit: Unit, can: Can) -> Organization:
    """Insist that ``actor`` may do ``can`` to ``unit`` from where it is edited; returns that place.

    A linked unit whose highest organisation lies above the actor's is read-only for him: refused
    with the name of who fills it in (UNT-11).
    """
    place = place_of(unit)
    if allows(actor, can, place.path):
        return place
    require_function(actor, can)
    if units.in_range(actor, [unit]):
        raise Denied(f"“{unit.name}”的信息由“{place.name}”填写，您可以查看，不能修改。")
    raise OutOfReach
