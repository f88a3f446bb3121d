"""Storing new organisations with their units, links, counts, findings and lines: set by set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from dengta.access.actor import Actor
from dengta.audit.actions import record_each
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Changed, Happening, Subject
from dengta.codes.queries import tables
from dengta.counts import effects as counts
from dengta.counts.rules import ONE, Change, Dimension
from dengta.findings import effects as findings
from dengta.organizations.actions.settling import Settled
from dengta.organizations.effects.history import remember_each
from dengta.organizations.effects.unit_state import settle_unit
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.organizations.rules import categories
from dengta.organizations.rules.fields import changed, created_changes
from dengta.organizations.rules.seeds import (
    ORGANIZATION_RULES,
    UNIT_RULES,
    Judged,
    code_findings,
    completed_establishment,
)

IN_ONE_INSERT = 500

Broken = dict[str, tuple[str, dict[str, str]]]


@dataclass(slots=True)
class Grown:
    """An organisation that passed every rule, with its units and what is missing of it."""

    organization: Organization
    judged: Judged
    settled: Settled


def store(grown: Sequence[Grown], *, by: Actor, at: datetime) -> None:
    """Insert everything that belongs to ``grown``, in the caller's transaction (ORG-10)."""
    if not grown:
        return
    Organization.objects.bulk_create([one.organization for one in grown], batch_size=IN_ONE_INSERT)
    new_units = _store_units(grown, by=by, at=at)
    created = (
        (one.organization.pk, changed("created", "", one.organization.name)) for one in grown
    )
    remember_each(created, by=by, at=at)
    _count(grown)
    _find(grown, at)
    record_each(_lines(grown, new_units), by=by, at=at)


def _store_units(
    grown: Sequence[Grown], *, by: Actor, at: datetime
) -> dict[int, tuple[Organization, Unit]]:
    """Units and links; returns the new units with their organisation, by the unit's key."""
    new: list[tuple[Organization, Unit]] = []
    for one in grown:
        for unit in one.settled.units:
            if unit._state.adding:
                unit.home = one.organization
                unit.created_at = at
                new.append((one.organization, unit))
            elif not one.settled.inherited:
                _complete_establishment(unit, one.organization, by=by, at=at)
    Unit.objects.bulk_create([unit for _, unit in new], batch_size=IN_ONE_INSERT)
    UnitLink.objects.bulk_create(
        [
            UnitLink(
                organization=one.organization,
                unit=unit,
                is_default=index == one.settled.default,
                inherited=one.settled.inherited,
                position=index + 1,
                linked_at=at,
            )
            for one in grown
            for index, unit in enumerate(one.settled.units)
        ],
        batch_size=IN_ONE_INSERT,
    )
    return {unit.pk: (organization, unit) for organization, unit in new}


def _complete_establishment(
    unit: Unit, organization: Organization, *, by: Actor, at: datetime
) -> None:
    """A linked unit says which kind of organisation it has, not a bare 1 (GEN-09)."""
    fitting = completed_establishment(unit.establishment, organization.category)
    if fitting == unit.establishment:
        return
    completed = changed(
        "establishment",
        tables.label("unit_org_status", unit.establishment),
        tables.label("unit_org_status", fitting),
    )
    Unit.objects.filter(pk=unit.pk).update(establishment=fitting, step=F("step") + 1)
    unit.establishment = fitting
    record_each(
        [
            Happening(
                Event.UNIT_EDITED,
                Subject("unit", unit.uid, unit.name),
                organization.path,
                (completed,),
            )
        ],
        by=by,
        at=at,
    )


def _count(grown: Sequence[Grown]) -> None:
    """Each new organisation begins with itself; its superiors grow by a delta at its superior."""
    changes: list[tuple[str, Change]] = []
    totals: dict[str, dict[str, dict[str, int]]] = {}
    for one in grown:
        units = sum(unit.home_id == one.organization.pk for unit in one.settled.units)
        own = {Dimension.ORGANIZATIONS.value: {ONE: 1}}
        change = {(Dimension.ORGANIZATIONS, ONE): 1}
        if units and not one.settled.inherited:
            own[Dimension.UNITS.value] = {ONE: units}
            change[Dimension.UNITS, ONE] = units
        totals[one.organization.path] = own
        if one.organization.parent is not None:
            changes.append((one.organization.parent.path, change))
    counts.load_totals(totals)
    counts.add_each(changes)


def _find(grown: Sequence[Grown], at: datetime) -> None:
    """What the data check is to show of the new rows, and of chosen units (UNT-08)."""
    organizations: dict[UUID, tuple[str, Broken]] = {}
    units: dict[UUID, tuple[str, Broken]] = {}
    chosen: set[int] = set()
    for one in grown:
        organization = one.organization
        broken: Broken = {
            gap.rule: (gap.complaint.field, {}) for gap in one.judged.gaps if gap.unit is None
        }
        if broken:
            organizations[organization.uid] = (organization.path, broken)
        for index, unit in enumerate(one.settled.units):
            if one.settled.inherited:
                continue
            if unit.home_id != organization.pk:
                chosen.add(unit.pk)
                continue
            missing: Broken = {
                gap.rule: ("has_party_group", {})
                for gap in one.judged.gaps
                if gap.unit == index and gap.rule == "UNT-03.has_party_group"
            }
            missing |= code_findings(unit.code)
            if categories.ill_established(unit.establishment, organization.category):
                missing["UNT-08"] = ("establishment", {})
            if missing:
                units[unit.uid] = (organization.path, missing)
    findings.set_each("organization", organizations, ORGANIZATION_RULES, at)
    findings.set_each("unit", units, UNIT_RULES, at)
    for pk in sorted(chosen):
        settle_unit(pk, at=at)


def _lines(
    grown: Sequence[Grown], new_units: dict[int, tuple[Organization, Unit]]
) -> list[Happening]:
    lines = [
        Happening(
            Event.ORGANIZATION_CREATED if one.organization.parent else Event.INSTALLED,
            Subject("organization", one.organization.uid, one.organization.name),
            one.organization.path,
            _organization_changes(one),
        )
        for one in grown
    ]
    lines.extend(
        Happening(
            Event.UNIT_CREATED,
            Subject("unit", unit.uid, unit.name),
            organization.path,
            _unit_changes(unit),
        )
        for organization, unit in new_units.values()
    )
    return lines


def _organization_changes(one: Grown) -> tuple[Changed, ...]:
    organization = one.organization
    return created_changes(
        {
            "name": organization.name,
            "code": organization.code,
            "category": tables.label("org_category", organization.category),
            "secretary": organization.secretary,
            "contact": organization.contact,
            "phone": one.judged.seed.phone,
            "situation": tables.label("org_unit_situation", organization.situation),
            "units": "、".join(unit.name for unit in one.settled.units),
        }
    )


def _unit_changes(unit: Unit) -> tuple[Changed, ...]:
    said = {True: "是", False: "否", None: ""}[unit.has_party_group]
    return created_changes(
        {
            "unit_name": unit.name,
            "unit_category": tables.label("unit_category", unit.category),
            "establishment": tables.label("unit_org_status", unit.establishment),
            "unit_code": unit.code,
            "has_party_group": said,
        }
    )
