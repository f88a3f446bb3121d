"""One member's record (MEM-13, MEM-14)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.timezone import localdate

from dengta.access.actor import Actor
from dengta.access.checks import reachable, require, require_function
from dengta.access.permissions import Can
from dengta.codes.queries import tables
from dengta.codes.rules import dates
from dengta.members.models import Member, MemberChange, Movement
from dengta.members.rules import facts as items
from dengta.members.rules.standing import (
    WAY_TABLES,
    MovementKind,
    Place,
    branch_may_be_corrected,
)
from dengta.refusal import OutOfReach


@dataclass(frozen=True, slots=True)
class MovementRow:
    """One increase or decrease record: way and dates, from or to, who wrote it."""

    uid: UUID
    kind: MovementKind
    way: str
    on: date
    organization: str
    other: str
    reason: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One changed item: what it was and what it became, as people read them."""

    field: str
    label: str
    old: str
    new: str
    reason: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Record:
    """A record in full. ``age`` and ``party_years`` are full years on the day of looking, the
    latter None for 预备党员 (MEM-02)."""

    member: Member
    facts: items.Facts
    sixteen: tuple[tuple[str, str], ...]
    age: int
    party_years: int | None
    increases: tuple[MovementRow, ...]
    decreases: tuple[MovementRow, ...]
    changes: tuple[ChangeRow, ...]

    @property
    def branch_may_be_corrected(self) -> bool:
        """Whether 所在党支部 may still be corrected (MEM-14)."""
        kinds = [row.kind for row in (*self.increases, *self.decreases)]
        return branch_may_be_corrected(kinds, self.member.hold)


def find(actor: Actor, uid: UUID, can: Can = Can.BROWSE_MEMBERS) -> Member:
    """The member under a branch of the actor's range, with the branch.

    Refuses with ``Denied`` (403) an account without ``can``, whoever is asked for, and with
    :class:`OutOfReach` (404) who is elsewhere, in the archive or nowhere.
    """
    require_function(actor, can)
    member = Member.objects.filter(uid=uid, place=Place.BASE).select_related("branch").first()
    if member is None:
        raise OutOfReach
    require(actor, can, member.org_path)
    return member


def several(actor: Actor, uids: list[UUID], can: Can = Can.BROWSE_MEMBERS) -> list[Member]:
    """The members of ``uids`` in their order, each as :func:`find` would answer it."""
    require_function(actor, can)
    found = {
        member.uid: member
        for member in Member.objects.filter(uid__in=uids, place=Place.BASE).select_related("branch")
    }
    for uid in uids:
        if uid not in found:
            raise OutOfReach
        require(actor, can, found[uid].org_path)
    return [found[uid] for uid in uids]


def names_of(
    actor: Actor, uids: Collection[UUID], can: Can = Can.BROWSE_MEMBERS
) -> dict[UUID, str]:
    """uid → name, of those members under a branch at which the actor ``can``; others are left
    out."""
    found = Member.objects.filter(reachable(actor, can, "org_path"), uid__in=uids)
    return dict(found.filter(place=Place.BASE).values_list("uid", "name"))


def sixteen(member: Member) -> list[tuple[str, str]]:
    """The sixteen items as (label, text) in the order of the form, in full."""
    return items.sixteen(member, tables.label)


def opened(member: Member, at: datetime) -> Record:
    """Everything that the page of a record shows; :func:`find` said that it may."""
    facts, today = member.facts, localdate(at)
    movements = _movements(member)
    return Record(
        member=member,
        facts=facts,
        sixteen=tuple(sixteen(member)),
        age=dates.age(member.birth_date, today),
        party_years=dates.party_years(member.full_on, today),
        increases=tuple(row for row in movements if row.kind is MovementKind.INCREASE),
        decreases=tuple(row for row in movements if row.kind is MovementKind.DECREASE),
        changes=_changes(member),
    )


def _movements(member: Member) -> list[MovementRow]:
    rows = (
        Movement.objects.filter(member=member, voided_at__isnull=True)
        .select_related("organization")
        .order_by("at", "id")
    )
    return [
        MovementRow(
            uid=row.uid,
            kind=MovementKind(row.kind),
            way=tables.label(WAY_TABLES[MovementKind(row.kind)], row.way),
            on=row.on,
            organization=row.organization.name,
            other=row.other,
            reason=row.reason,
            by_name=row.by_name,
            at=row.at,
        )
        for row in rows
    ]


def _changes(member: Member) -> tuple[ChangeRow, ...]:
    """The history, newest first."""
    return tuple(
        ChangeRow(
            field=row.field,
            label=items.label_of(row.field),
            old=row.old,
            new=row.new,
            reason=row.reason,
            by_name=row.by_name,
            at=row.at,
        )
        for row in MemberChange.objects.filter(member=member).order_by("-at", "-id")
    )
