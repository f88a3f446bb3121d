"""The information sets of an organisation: which it has, what is missing, where its units are
filled in (ORG-14, UNT-11). The callers have asked who may see the organisation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dengta.definitions.queries.rows import Row, filled, how_many_missing
from dengta.definitions.rules.packaged import definition
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.organizations.queries.units import highest_of
from dengta.organizations.rules import information
from dengta.organizations.rules.categories import needs_unit


@dataclass(frozen=True, slots=True)
class Standing:
    """One set of an organisation: ``missing`` fields of a set of one row (those of all units
    together), ``rows`` of one with several. ``nothing`` says that there is no field to fill in."""

    name: str
    label: str
    missing: int = 0
    rows: int = 0
    nothing: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """单位基本信息 of one linked unit, as far as it is filled in. ``place`` is the organisation
    from which it is edited (UNT-11)."""

    unit: Unit
    is_default: bool
    row: Row | None
    place: Organization


def standing(organization: Organization) -> list[Standing]:
    """The sets of ``organization`` in the order of their tabs, also one that its category has not
    but that was filled in before; two queries, for the categories 1–5 one."""
    units = units_of(organization)
    stored = filled([organization.uid, *(unit.uid for unit in units)])
    found: list[Standing] = []
    if units:
        one = definition(information.UNIT)
        missing = sum(
            how_many_missing(one, unit.category, _only(stored[unit.uid][one.name]))
            for unit in units
        )
        found.append(Standing(one.name, one.label, missing))
    own = stored[organization.uid]
    work = definition(information.work_set(organization.category))
    of = information.work_of(organization.category, organization.work_category)
    found.append(
        Standing(
            work.name,
            work.label,
            how_many_missing(work, of, _only(own[work.name])),
            nothing=not work.fields_for(of),
        )
    )
    return found + [
        Standing(name, definition(name).label, rows=len(own[name]))
        for name in information.SEVERAL
        if own[name] or information.has(name, organization.category)
    ]


def units_of(organization: Organization) -> list[Unit]:
    """The units of ``organization``, the default one first; none for the categories 1–5, without a
    query."""
    if not needs_unit(organization.category):
        return []
    return [link.unit for link in _links(organization)]


def blocks(organization: Organization) -> list[Block]:
    """单位基本信息 of each unit of ``organization``, the default one first; four queries however
    many there are."""
    links = _links(organization)
    stored = filled([link.unit.uid for link in links])
    places = highest_of([link.unit_id for link in links])
    return [
        Block(
            link.unit,
            link.is_default,
            _only(stored[link.unit.uid][information.UNIT]),
            places[link.unit_id],
        )
        for link in links
    ]


def _links(organization: Organization) -> list[UnitLink]:
    return list(
        UnitLink.objects.filter(organization=organization)
        .select_related("unit")
        .order_by("-is_default", "position", "pk")
    )


def _only(rows: Sequence[Row]) -> Row | None:
    return next(iter(rows), None)
