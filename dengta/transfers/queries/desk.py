"""What waits on an account's desk: 待办工作 of <转接审批> (TRF-13, TRF-14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils.timezone import localdate

from dengta.access.actor import Actor
from dengta.access.checks import holds, reachable, within
from dengta.access.permissions import Can
from dengta.access.reach import lineage
from dengta.access.waiting import WaitingLine
from dengta.codes.queries import tables
from dengta.members.models import Member
from dengta.members.rules.facts import CHOSEN
from dengta.organizations.models import Organization
from dengta.refusal import Spot
from dengta.transfers.models import Contact, Transfer
from dengta.transfers.queries.seeing import CAN_AT
from dengta.transfers.rules import law, validity
from dengta.transfers.rules.application import ContactEntry

MOST_LINES = 100
_SAID = (
    "uid",
    "member_id",
    "source_id",
    "target_id",
    "branch_id",
    "status",
    "place",
    "arrived_at",
    "valid_until",
)
"""The columns of a line of the workbench."""


class Side(StrEnum):
    """转出审核 up to and including the lowest common superior, 转入审核 beyond it."""

    OUTGOING = "outgoing"
    INCOMING = "incoming"


SIDE_LABELS: dict[Side, str] = {Side.OUTGOING: "转出审核", Side.INCOMING: "转入审核"}


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One item of the desk. ``days_here`` counts the day of arrival as the first; ``left`` says how
    long the newest letter holds, ``expired`` how many days it is over."""

    uid: UUID
    step: int
    member: str
    category: str
    source: str
    target: str
    holder: str
    contact: str
    phone: str
    side: Side
    place: law.Place
    returned: bool
    arrived_at: datetime
    days_here: int
    valid_until: date
    left: str
    expired: int


@dataclass(frozen=True, slots=True)
class DeskCounts:
    """How many wait on each side, and how many of all have an expired letter."""

    outgoing: int
    incoming: int
    expired: int

    @property
    def all(self) -> int:
        return self.outgoing + self.incoming


def on_my_desk(
    actor: Actor, *, at: datetime, side: Side | None = None, limit: int = MOST_LINES
) -> list[DeskLine]:
    """The items that wait for the actor's account: returned ones first, then by arrival here, the
    newest first (TRF-14); at most ``limit``."""
    rows = desk(actor)
    if side is not None:
        beyond = Q(position__gt=F("common"))
        rows = rows.filter(beyond if side is Side.INCOMING else ~beyond)
    return _lines(in_order(rows), at, limit)


def counts(actor: Actor, *, at: datetime) -> DeskCounts:
    """How many items wait for the actor's account."""
    found = desk(actor).aggregate(
        outgoing=Count("pk", filter=Q(position__lte=F("common"))),
        incoming=Count("pk", filter=Q(position__gt=F("common"))),
        expired=Count("pk", filter=Q(valid_until__lt=localdate(at))),
    )
    return DeskCounts(**found)


def waiting(actor: Actor, at: datetime) -> list[WaitingLine]:
    """The workbench's lines of this room (ACC-18), the oldest deadline first; at most
    ``MOST_LINES``. Only what a line says is read."""
    found = list(desk(actor).order_by("valid_until", "pk").only(*_SAID)[:MOST_LINES])
    if not found:
        return []
    members = Member.objects.filter(pk__in={each.member_id for each in found})
    people: dict[int | None, str] = dict(members.values_list("pk", "name"))
    keys = {key for each in found for key in (each.source_id, _goes_to(each))}
    places = dict(Organization.objects.filter(pk__in=keys).values_list("pk", "name"))
    today = localdate(at)
    return [
        WaitingLine(
            kind=_kind(each),
            who=people[each.member_id],
            what=f"{places[each.source_id]} → {places[_goes_to(each)]}"
            f"，第 {days_here(each, today)} 天"
            f"，{validity.last_day_words(each.valid_until, today)}",
            deadline=each.valid_until,
            spot=Spot("transfer", each.uid),
            verb="接收" if each.place == law.Place.BRANCH else "办理",
        )
        for each in found
    ]


def desk(actor: Actor) -> QuerySet[Transfer]:
    """The running items that wait for the actor's account, in no order (TRF-12).

    Every one of them also satisfies ``Reach.DESK``, which the index of desks serves.
    """
    mine = Q(pk__in=[])
    for can in dict.fromkeys(CAN_AT.values()):
        if holds(actor, can):
            places = [place for place, asked in CAN_AT.items() if asked is can]
            path = "holder_path" if can is Can.DECIDE_TRANSFER else "desk_path"
            mine |= Q(place__in=places) & reachable(actor, can, path)
    rows = Transfer.objects.filter(mine, open=True)
    if actor.is_system:
        return rows
    return rows.filter(within(actor.path, "holder_path"), desk_path__in=lineage(actor.path))


def in_order(rows: QuerySet[Transfer]) -> QuerySet[Transfer]:
    """Returned ones first, then by arrival here, the newest first (TRF-14)."""
    returned = Case(
        When(status=law.Status.RETURNED, then=Value(0)),
        default=Value(1),
        output_field=IntegerField(),
    )
    return rows.order_by(returned, "-arrived_at", "-pk")


def contacts_of(organizations: Iterable[Organization]) -> dict[int, ContactEntry]:
    """Whom to call at each organisation: what was entered for it (TRF-03), else its own contact."""
    known = {each.pk: each for each in organizations}
    found = {
        contact.organization_id: ContactEntry.of(contact.entry)
        for contact in Contact.objects.filter(organization__in=known)
    }
    return {
        pk: found[pk]
        if pk in found and (found[pk].person or found[pk].phone)
        else ContactEntry(person=each.contact, phone=each.phone or "")
        for pk, each in known.items()
    }


def receiving(transfer: Transfer) -> Organization:
    """接收单位: the branch that the target chose, else the target."""
    return transfer.branch or transfer.target


def _lines(rows: QuerySet[Transfer], at: datetime, limit: int = MOST_LINES) -> list[DeskLine]:
    """The first ``limit`` of ``rows`` as lines.

    Members, organisations and contacts are read by their keys, each in a statement of its own: as
    one join of seven tables it takes ten times as long to plan as to run.
    """
    found = list(rows[:limit])
    if not found:
        return []
    members = Member.objects.filter(pk__in={each.member_id for each in found})
    people: dict[int | None, tuple[str, str]] = {
        pk: (name, category) for pk, name, category in members.values_list("pk", "name", "category")
    }
    keys = {key for each in found for key in (each.source_id, _goes_to(each), each.holder_id)}
    places = Organization.objects.in_bulk(keys)
    contacts = contacts_of({places[each.holder_id] for each in found})
    today = localdate(at)
    return [_line(each, people[each.member_id], places, contacts, today) for each in found]


def _goes_to(transfer: Transfer) -> int:
    """The key of 接收单位."""
    return transfer.branch_id or transfer.target_id


def _line(
    transfer: Transfer,
    person: tuple[str, str],
    places: Mapping[int, Organization],
    contacts: Mapping[int, ContactEntry],
    today: date,
) -> DeskLine:
    name, category = person
    contact = contacts[transfer.holder_id]
    return DeskLine(
        uid=transfer.uid,
        step=transfer.step,
        member=name,
        category=tables.label(CHOSEN["category"], category),
        source=places[transfer.source_id].name,
        target=places[_goes_to(transfer)].name,
        holder=places[transfer.holder_id].name,
        contact=contact.person,
        phone=contact.phone,
        side=side_of(transfer),
        place=law.Place(transfer.place),
        returned=transfer.status == law.Status.RETURNED,
        arrived_at=transfer.arrived_at,
        days_here=days_here(transfer, today),
        valid_until=transfer.valid_until,
        left=validity.last_day_words(transfer.valid_until, today),
        expired=validity.expired_days(transfer.valid_until, today),
    )


def side_of(transfer: Transfer) -> Side:
    """On which side of the lowest common superior its holder stands."""
    return Side.INCOMING if transfer.position > transfer.common else Side.OUTGOING


def days_here(transfer: Transfer, today: date) -> int:
    """On which day the holder has it: 1 on the day of arrival."""
    return max(1, (today - localdate(transfer.arrived_at)).days + 1)


def _kind(transfer: Transfer) -> str:
    if transfer.status == law.Status.RETURNED:
        return "被退回的转接"
    return {
        law.Place.BRANCH: "接收组织关系",
        law.Place.CHOICE: "选择接收支部",
    }.get(law.Place(transfer.place), "转接审批")
