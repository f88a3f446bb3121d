"""What the 《党组织和所在单位基本信息采集表》 is filled from (ORG-21)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from dengta.access.actor import Actor
from dengta.access.checks import reachable, require
from dengta.access.permissions import Can
from dengta.access.reach import next_of
from dengta.codes.queries import tables
from dengta.organizations.models import Organization, UnitLink
from dengta.organizations.queries.units import LinkedUnit, linked
from dengta.refusal import OutOfReach


@dataclass(frozen=True, slots=True)
class Collected:
    """The items 1–6 of one organisation, and its ``units`` in their order for 7–10.

    ``situation`` is the code of 党组织所在单位情况, "" for a committee that needs no unit; where it
    is 与上级党组织相同, ``units`` are the superior's.
    """

    uid: UUID
    path: str
    name: str
    secretary: str
    contact: str
    phone: str
    category: str
    category_label: str
    situation: str
    units: tuple[LinkedUnit, ...]


def collected(actor: Actor, uids: Sequence[UUID]) -> list[Collected]:
    """The organisations ``uids``, in that order, as the sheet asks; two queries for all of them.

    Refuses the whole when one of them is out of reach (404) or the account has no
    党组织信息维护 (403).
    """
    found = {row.uid: row for row in Organization.objects.filter(uid__in=set(uids))}
    if not set(uids) <= set(found):
        raise OutOfReach
    for row in found.values():
        require(actor, Can.BROWSE_ORGANIZATIONS, row.path)
    units: dict[int, list[LinkedUnit]] = defaultdict(list)
    links = UnitLink.objects.filter(organization__uid__in=set(found)).select_related("unit")
    for link in links.order_by("position", "pk"):
        units[link.organization_id].append(linked(link))
    return [_collected(found[uid], units[found[uid].pk]) for uid in uids]


def printable(actor: Actor, uids: Sequence[UUID]) -> list[UUID]:
    """Those of ``uids``, in that order, whose sheet the actor may print; one query."""
    mine = Organization.objects.filter(reachable(actor, Can.BROWSE_ORGANIZATIONS))
    found = set(mine.filter(uid__in=set(uids)).values_list("uid", flat=True))
    return [uid for uid in uids if uid in found]


def below(actor: Actor, path: str, limit: int) -> list[UUID]:
    """The first ``limit`` organisations below ``path``, all the way down, in the order of the tree.
    Refuses like :func:`collected`."""
    require(actor, Can.BROWSE_ORGANIZATIONS, path)
    standing = Organization.objects.filter(
        path__gt=path, path__lt=next_of(path), dissolved_at__isnull=True
    )
    return list(standing.order_by("path").values_list("uid", flat=True)[:limit])


def _collected(row: Organization, units: Sequence[LinkedUnit]) -> Collected:
    return Collected(
        uid=row.uid,
        path=row.path,
        name=row.name,
        secretary=row.secretary,
        contact=row.contact,
        phone=row.phone,
        category=row.category,
        category_label=tables.label("org_category", row.category),
        situation=row.situation,
        units=tuple(units),
    )
