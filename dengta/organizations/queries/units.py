"""Units: found by name when linking (ORG-08), told by organisation, and in whose range they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Case, Exists, OuterRef, Q, Subquery, Value, When

from dengta.access.actor import Actor
from dengta.access.checks import holds, require, require_function
from dengta.access.permissions import Can
from dengta.access.reach import ROOT_PATH, next_of
from dengta.codes.queries import tables
from dengta.codes.rules.characters import narrow
from dengta.database.grams import name_contains
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.organizations.rules import categories, names
from dengta.organizations.rules.seeds import UNBUILT

SUGGESTIONS = 10
SHORTEST_KEYWORD = 2
HIGHEST_FIRST = (
    Case(
        *(
            When(organization__category__in=rank, then=Value(place))
            for place, rank in enumerate(categories.RANKS)
        ),
        default=Value(len(categories.RANKS)),
    ),
    "linked_at",
    "organization__depth",
    "pk",
)
"""The order of the links of a unit: the highest category first, among equals the one linked first
(UNT-11). Where it stands in the tree does not count: a branch elsewhere takes no unit over."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A unit that is in the system. ``why_not`` is "" when it may be linked (ORG-08)."""

    uid: UUID
    name: str
    code: str
    category: str
    category_label: str
    establishment: str
    establishment_label: str
    has_party_group: bool | None
    why_not: str


@dataclass(frozen=True, slots=True)
class LinkedUnit:
    """A unit of one organisation, with the labels that the page shows."""

    position: int
    uid: UUID
    name: str
    code: str
    category: str
    category_label: str
    establishment: str
    establishment_label: str
    has_party_group: bool | None
    is_default: bool
    inherited: bool
    step: int


def suggest(actor: Actor, keyword: str, limit: int = SUGGESTIONS) -> list[Suggestion]:
    """Units whose name contains ``keyword`` (2+ characters) or whose code begins with it.

    Names and codes of units anywhere: one of ACC-02's exceptions, for those who may create or edit
    organisations. At most ``limit``, exact names first.
    """
    if not holds(actor, Can.EDIT_ORGANIZATION):
        require_function(actor, Can.CREATE_ORGANIZATION)
    words = names.keyword(keyword)
    if len(words) < SHORTEST_KEYWORD:
        return []
    everywhere = (ROOT_PATH, next_of(ROOT_PATH))
    found = {unit.pk: unit for unit in Unit.objects.filter(name=words)}
    by_name = name_contains(Unit.objects.all(), "name", words, everywhere, path_column="home__path")
    found |= {unit.pk: unit for unit in by_name.order_by("name")[:limit]}
    code = narrow(words).upper()
    if code.isascii() and code.isalnum():
        by_code = Unit.objects.filter(code__gte=code, code__lt=code + "\x7f")
        found |= {unit.pk: unit for unit in by_code.order_by("code")[:limit]}
    nearest = sorted(found.values(), key=lambda unit: (unit.name != words, len(unit.name)))
    return [_suggestion(unit) for unit in nearest[:limit]]


def known(actor: Actor, uids: Collection[UUID]) -> dict[UUID, Suggestion]:
    """uid → unit, for units that were chosen from the suggestions; those that are gone are left
    out. The same exception of ACC-02 as :func:`suggest`."""
    if not holds(actor, Can.EDIT_ORGANIZATION):
        require_function(actor, Can.CREATE_ORGANIZATION)
    rows = Unit.objects.filter(uid__in=uids) if uids else ()
    return {unit.uid: _suggestion(unit) for unit in rows}


def unit_of(organization: Organization) -> Unit | None:
    """The default unit of ``organization``, its own or by 与上级党组织相同; None without one."""
    link = (
        UnitLink.objects.filter(organization=organization, is_default=True)
        .select_related("unit")
        .first()
    )
    return link.unit if link is not None else None


def units_of(actor: Actor, organization: Organization) -> list[LinkedUnit]:
    """所在单位信息 of an organisation in the actor's range: its units in their order."""
    require(actor, Can.BROWSE_ORGANIZATIONS, organization.path)
    links = (
        UnitLink.objects.filter(organization=organization)
        .select_related("unit")
        .order_by("position", "pk")
    )
    return [linked(link) for link in links]


def within(actor: Actor) -> Q:
    """Units in the actor's range, as one condition (UNT-11).

    A unit lies where an organisation is linked to it or manages it; with neither, at its home.
    """
    if actor.is_system:
        return Q()
    first, end = actor.path, next_of(actor.path)
    links = UnitLink.objects.filter(unit=OuterRef("pk"))
    linked = links.filter(organization__path__gte=first, organization__path__lt=end)
    managed = Q(managing__path__gte=first, managing__path__lt=end)
    at_home = Q(managing=None, home__path__gte=first, home__path__lt=end) & ~Q(Exists(links))
    return Q(Exists(linked)) | managed | at_home


def in_range(actor: Actor, units: Sequence[Unit]) -> set[int]:
    """The keys of those ``units`` that lie in the actor's range; one query."""
    found = Unit.objects.filter(within(actor), pk__in=[unit.pk for unit in units])
    return set(found.values_list("pk", flat=True))


def highest(unit: Unit) -> Organization | None:
    """The highest organisation linked to ``unit``, among equals the one linked first (UNT-11)."""
    return highest_of([unit.pk]).get(unit.pk)


def highest_of(units: Collection[int]) -> dict[int, Organization]:
    """Key of a unit → the highest organisation linked to it, among equals the one linked first
    (UNT-11); units that nobody is linked to are left out. Two queries."""
    links = (
        UnitLink.objects.filter(unit=OuterRef("pk"), organization__dissolved_at__isnull=True)
        .order_by(*HIGHEST_FIRST)
        .values("organization")[:1]
    )
    found = Unit.objects.filter(pk__in=units).annotate(highest=Subquery(links))
    keys = dict(found.values_list("pk", "highest"))
    rows = Organization.objects.in_bulk([key for key in keys.values() if key is not None])
    return {unit: rows[key] for unit, key in keys.items() if key is not None}


def _suggestion(unit: Unit) -> Suggestion:
    establishment = tables.label("unit_org_status", unit.establishment)
    why_not = (
        f"建立党组织情况是“{establishment}”，不能关联；请先把它改为已建立的一类。"
        if unit.establishment in UNBUILT
        else ""
    )
    return Suggestion(
        uid=unit.uid,
        name=unit.name,
        code=unit.code,
        category=unit.category,
        category_label=tables.label("unit_category", unit.category),
        establishment=unit.establishment,
        establishment_label=establishment,
        has_party_group=unit.has_party_group,
        why_not=why_not,
    )


def linked(link: UnitLink) -> LinkedUnit:
    """``link`` with the labels of its unit, which it was read with."""
    unit = link.unit
    return LinkedUnit(
        position=link.position,
        uid=unit.uid,
        name=unit.name,
        code=unit.code,
        category=unit.category,
        category_label=tables.label("unit_category", unit.category),
        establishment=unit.establishment,
        establishment_label=tables.label("unit_org_status", unit.establishment),
        has_party_group=unit.has_party_group,
        is_default=link.is_default,
        inherited=link.inherited,
        step=unit.step,
    )
