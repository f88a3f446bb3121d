"""Units that are registered, edited and deleted on their own (UNT-03 … UNT-07)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dengta.access.actor import Actor
from dengta.access.checks import allows, require
from dengta.access.permissions import Can
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Changed, Subject
from dengta.codes.queries import tables
from dengta.counts import effects as counts
from dengta.counts.rules import ONE, Dimension
from dengta.database import locks
from dengta.definitions import effects as definitions
from dengta.definitions.queries import rows as sets
from dengta.definitions.rules.packaged import definition
from dengta.definitions.rules.shapes import Holder
from dengta.findings import effects as findings
from dengta.organizations.actions import entered_units
from dengta.organizations.actions.unit_history import (
    differences,
    full_copy,
    remember,
    told,
    words,
)
from dengta.organizations.effects.pinning import pin
from dengta.organizations.effects.unit_state import settle_unit, take_home
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.organizations.queries.unit_places import place_of, require_place
from dengta.organizations.queries.units_ending import preview_of
from dengta.organizations.rules import information
from dengta.organizations.rules.seeds import UNBUILT, UnitEntry
from dengta.organizations.rules.unit_facts import judge
from dengta.refusal import Complaint, OutOfReach, Overtaken, Refusal, Spot, refuse_any


@transaction.atomic
def create(
    *,
    entry: UnitEntry,
    managing: Organization | None,
    basics: Mapping[str, str],
    home: Organization,
    by: Actor,
    at: datetime,
) -> Unit:
    """A unit on its own, with its 单位基本信息 (UNT-03).

    With establishment 3, 4, 41 or 42 ``managing`` looks after it and must lie in the actor's
    range; with another one it waits for its organisation (UNT-05) and ``managing`` does not count.
    ``home`` is the organisation that enters it (UNT-11). Refuses everything that is wrong at once,
    each beside its field.
    """
    require(by, Can.CREATE_UNIT, home.path)
    entry, complaints = judge(entry, managed=managing is not None)
    if entry.establishment not in UNBUILT:
        managing = None
    complaints += entered_units.not_choosable(entry) + entered_units.taken(entry, None, by)
    complaints += _not_manageable(managing, by)
    refuse_any(_with_sets(complaints, entry.category, basics))
    keeper = managing or home
    pin(keeper.pk)
    unit = Unit(
        name=entry.name,
        category=entry.category,
        establishment=entry.establishment,
        code=entry.code,
        has_party_group=entry.has_party_group,
        managing=managing,
        home=keeper,
        awaiting=managing is None,
        created_at=at,
    )
    entered_units.save(unit, force_insert=True)
    put = definitions.put(
        _holder(unit, keeper), definition(information.UNIT), entry.category, basics, at=at
    )
    counts.add(keeper.path, {(Dimension.UNITS, ONE): 1})
    settle_unit(unit.pk, at=at)
    changes = [*differences({}, told(unit)), *put.changes]
    remember(unit, Event.UNIT_CREATED, changes, keeper.path, by=by, at=at)
    return unit


@transaction.atomic
def edit(
    *,
    unit: Unit,
    entry: UnitEntry,
    managing: Organization | None,
    basics: Mapping[str, str],
    seen: int,
    basics_seen: int,
    announced: str = "",
    by: Actor,
    at: datetime,
) -> Unit:
    """Change a unit that no organisation is linked to (UNT-06).

    ``seen`` and ``basics_seen`` are the steps at which the form read the unit and its
    单位基本信息 (−1: nothing was filled in). Another category clears 单位基本信息, for 30 days:
    ``announced`` is the category for which the form said so. Refuses a linked unit with the way to
    its organisation, and with :class:`Overtaken` what has changed since (GEN-10).
    """
    standing = _taken_for_step(unit)
    place = require_place(by, standing, Can.EDIT_UNIT)
    _refuse_linked(standing)
    entry, complaints = judge(entry, managed=managing is not None)
    if entry.establishment not in UNBUILT:
        managing = None
    before, wanted = told(standing), words(entry, managing)
    if standing.step != seen:
        raise Overtaken.of(
            [Complaint(entered_units.CHANGED), *entered_units.stands_now(standing, wanted)]
        )
    complaints += entered_units.not_choosable(entry, standing)
    complaints += entered_units.taken(entry, standing, by)
    complaints += _not_manageable(managing, by, standing)
    complaints += _unannounced(standing, entry, announced)
    refuse_any(_with_sets(complaints, entry.category, basics))
    keeper = managing or place
    pin(keeper.pk)
    cleared: tuple[Changed, ...] = ()
    one, holder = definition(information.UNIT), _holder(standing, keeper)
    if entry.category != standing.category:
        cleared = definitions.clear(holder, [information.UNIT], by=by, at=at)
        basics_seen = -1 if cleared else basics_seen
    put = definitions.put(holder, one, entry.category, basics, seen=basics_seen, at=at)
    changes = differences(before, wanted)
    if changes:
        entered_units.fill(standing, entry, managing)
        entered_units.save(standing)
    elif not cleared and not put.changes:
        return standing
    take_home(standing, keeper)
    settle_unit(standing.pk, at=at)
    definitions.move(standing.uid, keeper.path)
    remember(
        standing, Event.UNIT_EDITED, [*changes, *cleared, *put.changes], keeper.path, by=by, at=at
    )
    return standing


@transaction.atomic
def fill(
    *, unit: Unit, basics: Mapping[str, str], seen: int, by: Actor, at: datetime
) -> tuple[Changed, ...]:
    """Write 单位基本信息 of a unit from where it is edited (UNT-10, UNT-11).

    A linked unit is filled in from the page of the highest organisation linked to it, for those
    who may edit that; others read. ``seen`` as in :func:`edit`. Returns what changed.
    """
    standing = _taken_for_step(unit)
    linked = UnitLink.objects.filter(unit=standing).exists()
    place = require_place(by, standing, Can.EDIT_ORGANIZATION if linked else Can.EDIT_UNIT)
    pin(place.pk)
    put = definitions.put(
        _holder(standing, place),
        definition(information.UNIT),
        standing.category,
        basics,
        seen=seen,
        at=at,
    )
    if put.changes:
        remember(standing, Event.UNIT_EDITED, put.changes, place.path, by=by, at=at)
    return put.changes


@transaction.atomic
def take_back(*, unit: Unit, cleared: UUID, by: Actor, at: datetime) -> tuple[Changed, ...]:
    """Put 单位基本信息 back that a change of category cleared (ORG-17), within 30 days; refuses,
    saying what prevents it."""
    standing = _taken_for_step(unit)
    linked = UnitLink.objects.filter(unit=standing).exists()
    place = require_place(by, standing, Can.EDIT_ORGANIZATION if linked else Can.EDIT_UNIT)
    back = definitions.give_back(_holder(standing, place), cleared, standing.category, at=at)
    remember(
        standing,
        Event.CLEARED_RETURNED,
        back,
        place.path,
        by=by,
        at=at,
        detail={"set": definition(information.UNIT).label},
    )
    return back


@transaction.atomic
def delete(*, unit: Unit, seen: str, by: Actor, at: datetime) -> None:
    """Delete a unit that no organisation is linked to, with all its data, for good (UNT-07); the
    log keeps a full copy.

    ``seen`` is the digest of the preview that was shown. Refuses a linked unit, saying to which,
    and with :class:`Overtaken` one that has changed since.
    """
    standing = _taken_for_step(unit)
    place = require_place(by, standing, Can.DELETE_UNIT)
    _refuse_linked(standing)
    if preview_of(standing).digest != seen:
        raise Overtaken("这个单位的信息刚刚有变化，没有删除。请看清现在的内容，再决定是否删除。")
    copy = full_copy(standing)
    findings.drop("unit", standing.uid)
    counts.add(standing.home.path, {(Dimension.UNITS, ONE): -1})
    uid, name, path = standing.uid, standing.name, place.path
    standing.delete()
    record(
        Event.UNIT_DELETED,
        subject=Subject("unit", uid, name),
        path=path,
        by=by,
        at=at,
        changes=copy,
    )


def _holder(unit: Unit, place: Organization) -> Holder:
    return Holder("unit", unit.uid, place.path)


def _taken_for_step(unit: Unit) -> Unit:
    """The row for changing it, as it stands; refuses one that is gone."""
    locks.take_for_step(Unit.objects.filter(pk=unit.pk))
    found = Unit.objects.select_related("managing", "home").filter(pk=unit.pk).first()
    if found is None:
        raise Overtaken("这个单位刚刚被别人删除，没有保存。请返回单位列表查看。")
    return found


def _refuse_linked(unit: Unit) -> None:
    """UNT-06, UNT-07: a linked unit is changed from its organisation's page."""
    if not UnitLink.objects.filter(unit=unit).exists():
        return
    place = place_of(unit)
    raise Refusal(
        f"单位“{unit.name}”已关联党组织“{place.name}”，"
        "要修改请到该党组织的基本信息中修改，要删除请先在那里解除关联。",
        spot=Spot("organization", place.uid),
    )


def _unannounced(standing: Unit, entry: UnitEntry, announced: str) -> list[Complaint]:
    """UNT-10: what another category clears was told before it is done."""
    if entry.category in {"", standing.category, announced}:
        return []
    row = sets.only_row(definition(information.UNIT), standing.uid)
    if row is None or not row.values:
        return []
    label = tables.label("unit_category", entry.category)
    return [
        Complaint(
            f"单位类别改为“{label}”后，已填写的单位基本信息（{len(row.values)}项）将被清除，"
            "30天内改回原类别可以取回。确认要改的，请再点一次【保存】。",
            "category",
        )
    ]


def _not_manageable(
    managing: Organization | None, by: Actor, standing: Unit | None = None
) -> list[Complaint]:
    """管理党组织 is chosen among the active organisations of one's range (UNT-03)."""
    if managing is None or (standing is not None and standing.managing_id == managing.pk):
        return []
    if not allows(by, Can.CREATE_UNIT if standing is None else Can.EDIT_UNIT, managing.path):
        raise OutOfReach
    if managing.dissolved_at is not None:
        return [Complaint(f"“{managing.name}”已撤销，请改选其他党组织。", "managing")]
    return []


def _with_sets(
    complaints: Sequence[Complaint], category: str, basics: Mapping[str, str]
) -> list[Complaint]:
    """The complaints of the unit's own fields, and those of its 单位基本信息 (GEN-13)."""
    if not complaints:
        return []
    return [*complaints, *sets.complaints(definition(information.UNIT), category, basics)]
