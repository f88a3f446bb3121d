"""The information sets of an organisation: filled in, rows added, changed, removed, put in order
(ORG-14, UNT-09 … UNT-11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dengta.access.actor import Actor
from dengta.access.checks import require
from dengta.access.permissions import Can
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Changed, Subject
from dengta.database import locks
from dengta.definitions import effects as definitions
from dengta.definitions.rules.packaged import definition
from dengta.definitions.rules.shapes import Definition, Holder
from dengta.organizations.actions import terms, units
from dengta.organizations.effects.history import remember
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.organizations.rules import information
from dengta.refusal import Complaint, OutOfReach, Overtaken, Refusal

OTHER_FORM = "组织类别或所在单位刚刚有了变化，要填的项目也不同了。请对照现在的项目重新填写。"
NOT_HELD = "这一类党组织没有“{label}”。"
LEFT = "单位“{name}”刚刚与这个党组织解除了关联，没有保存。请返回后重新查看。"


@dataclass(frozen=True, slots=True)
class Filling:
    """单位基本信息 of one unit as it was typed: ``prefix`` stands before the names of its fields on
    the form, ``seen`` is the step at which the form read it (−1: nothing was filled in)."""

    unit: Unit
    values: Mapping[str, str]
    seen: int
    prefix: str = ""


@transaction.atomic
def fill_work(
    *,
    organization: Organization,
    values: Mapping[str, str],
    category: str,
    seen: int,
    by: Actor,
    at: datetime,
) -> tuple[Changed, ...]:
    """Write 党建工作信息 (ORG-14): by the category of the default unit, for the categories 1–5 by
    the organisation's own.

    ``category`` is the one for which the form was drawn; when it is another now, and when somebody
    else has written since ``seen``, :class:`Overtaken` (GEN-10). Returns what changed.
    """
    standing = _held(organization, by)
    of = information.work_of(standing.category, standing.work_category)
    if of != category:
        raise Overtaken(OTHER_FORM)
    one = definition(information.work_set(standing.category))
    if not one.fields_for(of):
        raise Refusal("现在没有要填的项目：请先关联党组织所在单位。")
    put = definitions.put(_holder(standing), one, of, values, seen=seen, at=at)
    _remember(standing, put.changes, by=by, at=at)
    return put.changes


@transaction.atomic
def fill_units(
    *, organization: Organization, fillings: Sequence[Filling], by: Actor, at: datetime
) -> tuple[Changed, ...]:
    """Write 单位基本信息 of units linked to ``organization`` (UNT-09), all or none; a line for each
    that changed.

    Refuses a unit that is edited from another organisation (UNT-11) and, with everything that is
    wrong in all of them at once, each beside ``prefix`` + field. Returns what changed.
    """
    standing = _held(organization, by)
    linked = set(UnitLink.objects.filter(organization=standing).values_list("unit_id", flat=True))
    changes: list[Changed] = []
    refused: list[tuple[Filling, Refusal]] = []
    for each in sorted(fillings, key=lambda filling: filling.unit.pk):
        if each.unit.pk not in linked:
            raise Overtaken(LEFT.format(name=each.unit.name))
        try:
            changes += units.fill(unit=each.unit, basics=each.values, seen=each.seen, by=by, at=at)
        except Refusal as refusal:
            if type(refusal) not in {Refusal, Overtaken}:
                raise
            refused.append((each, refusal))
    if refused:
        faster = any(isinstance(refusal, Overtaken) for _, refusal in refused)
        raise (Overtaken if faster else Refusal).of(
            Complaint(one.sentence, each.prefix + one.field if one.field else "", one.spot)
            for each, refusal in refused
            for one in refusal.complaints
        )
    return tuple(changes)


@transaction.atomic
def add(
    *, organization: Organization, of: str, values: Mapping[str, str], by: Actor, at: datetime
) -> UUID:
    """A new row at the end of the set ``of`` (班子成员, 换届信息, 奖惩信息); returns its uid.

    Refuses what is wrong beside each field (GEN-13), a dissolved organisation, and one whose
    category has no such set.
    """
    standing, one = _held(organization, by), definition(of)
    _insist_on_set(standing, one)
    put = definitions.put(_holder(standing), one, "", values, at=at)
    _told(standing, one, put.changes, by=by, at=at)
    return put.uid


@transaction.atomic
def change(
    *,
    organization: Organization,
    of: str,
    row: UUID,
    values: Mapping[str, str],
    seen: int,
    by: Actor,
    at: datetime,
) -> tuple[Changed, ...]:
    """Change one row of the set ``of``, read at its step ``seen``; refuses as :func:`add` does, and
    with :class:`Overtaken` a row that changed or went since (GEN-10). Returns what changed."""
    standing, one = _held(organization, by), definition(of)
    put = definitions.put(_holder(standing), one, "", values, row=row, seen=seen, at=at)
    _told(standing, one, put.changes, by=by, at=at)
    return put.changes


@transaction.atomic
def remove(
    *, organization: Organization, of: str, row: UUID, seen: int, by: Actor, at: datetime
) -> tuple[Changed, ...]:
    """Take one row out of the set ``of``, as it was shown at its step ``seen``; the log keeps what
    stood in it. Refuses with :class:`Overtaken` what changed or went since."""
    standing, one = _held(organization, by), definition(of)
    changes = definitions.remove(_holder(standing), one, row=row, seen=seen)
    _told(standing, one, changes, by=by, at=at)
    return changes


@transaction.atomic
def shift(
    *, organization: Organization, of: str, row: UUID, up: bool, seen: int, by: Actor, at: datetime
) -> tuple[Changed, ...]:
    """Let one row of the set ``of`` change places with the one above it, or below it; a set that
    stands by its dates is put in order by them and refuses. At the ends nothing happens."""
    standing, one = _held(organization, by), definition(of)
    if one.newest:
        raise Refusal(f"“{one.label}”按日期排列，不能移动。")
    changes = definitions.shift(_holder(standing), one, row=row, up=up, seen=seen)
    _told(standing, one, changes, by=by, at=at)
    return changes


def _held(organization: Organization, by: Actor) -> Organization:
    """The row as it stands, taken for this step: its category and its units stay what they are
    until the end. Refuses a dissolved one."""
    require(by, Can.EDIT_ORGANIZATION, organization.path)
    locks.take_for_step(Organization.objects.filter(pk=organization.pk))
    standing = Organization.objects.filter(pk=organization.pk).first()
    if standing is None:
        raise OutOfReach
    if standing.dissolved_at is not None:
        raise Refusal(f"“{standing.name}”已撤销，它的信息只能查看，不能再修改。")
    return standing


def _insist_on_set(organization: Organization, one: Definition) -> None:
    if not information.has(one.name, organization.category):
        raise Refusal(NOT_HELD.format(label=one.label))


def _holder(organization: Organization) -> Holder:
    return Holder("organization", organization.uid, organization.path)


def _told(
    organization: Organization,
    one: Definition,
    changes: Sequence[Changed],
    *,
    by: Actor,
    at: datetime,
) -> None:
    """What follows from a changed row, and its line."""
    if one.name == information.TERMS:
        terms.settle(organization, at=at)
    _remember(organization, changes, by=by, at=at)


def _remember(
    organization: Organization, changes: Sequence[Changed], *, by: Actor, at: datetime
) -> None:
    """The history, and beside it the line of the log; nothing where nothing changed."""
    if not changes:
        return
    remember([organization.pk], changes, by=by, at=at)
    record(
        Event.ORGANIZATION_EDITED,
        subject=Subject("organization", organization.uid, organization.name),
        path=organization.path,
        by=by,
        at=at,
        changes=changes,
    )
