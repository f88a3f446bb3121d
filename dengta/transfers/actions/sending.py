"""What the source does: send, correct, send again, withdraw (TRF-02 … TRF-04, TRF-08, TRF-09)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from dengta.access.actor import Actor
from dengta.access.checks import holds
from dengta.access.permissions import Can
from dengta.audit.rules.lines import Changed
from dengta.codes.queries import tables
from dengta.database import locks
from dengta.members import effects as members_effects
from dengta.members.models import Member
from dengta.members.rules.standing import Hold
from dengta.organizations.effects import pin
from dengta.organizations.models import Organization
from dengta.refusal import Complaint, Overtaken, Refusal, refuse_any
from dengta.transfers.actions.contacts import remember
from dengta.transfers.actions.course import OVERTAKEN, insist, lay_path, note_line, take
from dengta.transfers.models import Transfer
from dengta.transfers.queries import readiness, ways
from dengta.transfers.queries.ways import Way
from dengta.transfers.queries.wordings import signing_name
from dengta.transfers.rules import law, types
from dengta.transfers.rules.application import (
    CONTACT_ITEMS,
    CONTACT_LABELS,
    Application,
    Contacts,
    contact_field,
    judge,
)

NOBODY_CHOSEN = "请先选择要转出的党员。"
TWICE = "同一名党员选了两次，请刷新后重新选择。"

LABELS: dict[str, str] = {
    "kind": "转出类型",
    "sent_on": "转出时间",
    "days": "有效期",
    "reason": "转出原因",
    "dues_until": "党费交至",
    "sender": "发件人",
    "recipient": "收件人",
}
"""The fields of the form that are stored as they are."""


@dataclass(frozen=True, slots=True)
class _Ready:
    """A form that may be stored, and the way it takes."""

    application: Application
    way: Way


@transaction.atomic
def send(
    *, members: Sequence[Member], application: Application, by: Actor, at: datetime
) -> list[Transfer]:
    """【发送】: the electronic letter and the path of each of ``members``, all of one branch, all
    or none (TRF-01, TRF-04).

    From now on each is held for everything else (MEM-25). Where the sending account belongs to the
    node that gives the only approval, sending is its approval too (TRF-06). Refuses, all at once,
    whatever TRF-01 finds and whatever is wrong with the form.
    """
    if not members:
        raise Refusal(NOBODY_CHOSEN)
    if len({member.pk for member in members}) < len(members):
        raise Refusal(TWICE)
    today = localdate(at)
    checked = readiness.examine(members, on=today)
    source = members[0].branch
    readiness.require_sender(by, source)
    complaints = readiness.complaints(checked)
    ready = _ready(application, source, today, complaints)
    pin(*(each.pk for each in ready.way.organizations), ready.way.committee.pk)
    moves = law.sent(ready.way.route.stops, approving=_approves(by, ready.way))
    sent = []
    for member in sorted(members, key=lambda each: each.pk):
        members_effects.hold(member, Hold.TRANSFER, seen_step=member.step)
        transfer = _begun(member, ready, at)
        _set_out(transfer, moves, ready, by=by, at=at)
        sent.append(transfer)
    remember(ready.application.contacts, ready.way, by=by, at=at)
    return sent


@transaction.atomic
def send_again(
    *, transfer: Transfer, application: Application, seen: int, by: Actor, at: datetime
) -> Transfer:
    """Send an item again that came back to its source: corrected, to the same target or another, on
    a path from the start; the numbers of its steps go on (TRF-06, TRF-08)."""
    insist(transfer, law.Verb.SEND_AGAIN, seen=seen, by=by)
    stored = ways.letter_of(transfer)
    if (refusal := law.why_not(stored, law.Verb.SEND_AGAIN)) is not None:
        raise Refusal(refusal)
    ready = _ready(application, transfer.source, localdate(at), [])
    pin(*(each.pk for each in ready.way.organizations), ready.way.committee.pk)
    _lock(transfer, seen)
    _fill(transfer, ready)
    transfer.save(update_fields=_FILLED)
    moves = law.next_of(
        stored,
        law.Verb.SEND_AGAIN,
        stops=ready.way.route.stops,
        approving=_approves(by, ready.way),
    )
    _set_out(transfer, moves, ready, by=by, at=at)
    remember(ready.application.contacts, ready.way, by=by, at=at)
    return transfer


@transaction.atomic
def correct(
    *, transfer: Transfer, application: Application, seen: int, by: Actor, at: datetime
) -> Transfer:
    """Correct the form of an item that came back to its source, without sending it yet (TRF-08).

    The receiver stays; another one is chosen by :func:`send_again`. Writes no step and opens no
    letter.
    """
    insist(transfer, law.Verb.CORRECT, seen=seen, by=by)
    stored = ways.letter_of(transfer)
    (move,) = law.next_of(stored, law.Verb.CORRECT)
    ready = _ready(application, transfer.source, localdate(at), [])
    if ready.way.target.pk != transfer.target_id:
        raise Refusal("更正时不能改换接收单位。要改换接收单位，请用“重新发送”。", field="target")
    pin(transfer.source_id, ready.way.target.pk)
    changes = _changes(transfer, ready)
    if not Transfer.objects.filter(pk=transfer.pk, step=seen).update(step=move.after.step):
        raise Overtaken(OVERTAKEN)
    transfer.step = move.after.step
    _fill(transfer, ready)
    transfer.save(update_fields=_FILLED)
    remember(ready.application.contacts, ready.way, by=by, at=at)
    known = {each.path: each for each in ready.way.organizations}
    note_line(transfer, move, None, None, known, by=by, at=at, changes=changes)
    return transfer


@transaction.atomic
def withdraw(*, transfer: Transfer, seen: int, by: Actor, at: datetime) -> Transfer:
    """撤回: the source takes the item back while no person has acted on it (TRF-09). The member is
    free again, the letters' numbers are void and kept."""
    insist(transfer, law.Verb.WITHDRAW, seen=seen, by=by)
    return end(transfer, law.Verb.WITHDRAW, by=by, at=at)


def end(
    transfer: Transfer, verb: law.Verb, *, by: Actor, at: datetime, reason: str = ""
) -> Transfer:
    """What 撤回 and 废件 have in common: the last step, and the member is free again."""
    stops = ways.stops_of(transfer)
    moves = law.next_of(ways.letter_of(transfer, stops), verb)
    pin(*(each.pk for each in stops))
    locks.take_for_step(Member.objects.filter(pk=transfer.person.pk))
    take(transfer, moves, stops, by=by, at=at, reason=reason)
    members_effects.release(transfer.person)
    return transfer


def _ready(
    application: Application, source: Organization, today: date, complaints: list[Complaint]
) -> _Ready:
    """The form in order with its way; refuses everything that is wrong with it at once."""
    judged = judge(application, today)
    found = list(complaints) + list(judged.complaints)
    wrong_fields = {complaint.field for complaint in judged.complaints}
    if "kind" not in wrong_fields:
        problem = tables.choice_problem(types.TABLE, application.kind)
        if problem is not None:
            found.append(Complaint(problem, "kind"))
    way = None
    if application.target is not None:
        try:
            way = ways.way(source, ways.target_named(application.target))
        except Refusal as refusal:
            found.extend(refusal.complaints)
    refuse_any(found)
    assert way is not None
    return _Ready(judged.application, way)


def _approves(by: Actor, way: Way) -> bool:
    """Whether sending is the approval too: one node in all, and the account belongs to it."""
    stops = way.route.stops
    return (
        way.route.common == 1
        and len(stops) == 3
        and stops[1].path == by.path
        and not by.is_system
        and holds(by, Can.DECIDE_TRANSFER)
    )


def _begun(member: Member, ready: _Ready, at: datetime) -> Transfer:
    """The row of a transfer that has not set out yet."""
    way = ready.way
    transfer = Transfer(
        member=member,
        id_blind=member.id_blind,
        holder=way.source,
        holder_path=way.source.path,
        desk_path=way.committee.path,
        source=way.source,
        sent_at=at,
        arrived_at=at,
        valid_until=localdate(at),
    )
    _fill(transfer, ready)
    transfer.save(force_insert=True)
    return transfer


_FILLED = (
    "committee",
    "target",
    "branch",
    "common",
    "kind",
    "proposed",
    "sent_on",
    "days",
    "reason",
    "dues_until",
    "sender",
    "recipient",
    "contacts",
)


def _fill(transfer: Transfer, ready: _Ready) -> None:
    """Set what the form and its way say."""
    application, way = ready.application, ready.way
    transfer.committee = way.committee
    transfer.target = way.target
    transfer.branch = None
    transfer.common = way.route.common
    transfer.kind = application.kind
    transfer.proposed = way.proposal
    transfer.sent_on = application.sent_on  # type: ignore[assignment]
    transfer.days = application.days  # type: ignore[assignment]
    transfer.reason = application.reason
    transfer.dues_until = application.dues_until  # type: ignore[assignment]
    transfer.sender = application.sender or signing_name(way.source)
    transfer.recipient = application.recipient or signing_name(way.organizations[1])
    transfer.contacts = application.contacts.plain()


def _set_out(
    transfer: Transfer, moves: Sequence[law.Move], ready: _Ready, *, by: Actor, at: datetime
) -> None:
    """Lay the path and take the first steps on it."""
    organizations = ready.way.organizations
    lay_path(transfer, organizations)
    take(
        transfer,
        moves,
        organizations,
        by=by,
        at=at,
        days=ready.application.days,
        reason=ready.application.reason,
    )


def _lock(transfer: Transfer, seen: int) -> None:
    """Take the row at the step that was seen, before what belongs to it is written anew."""
    if not locks.take_for_step(Transfer.objects.filter(pk=transfer.pk, step=seen)):
        raise Overtaken(OVERTAKEN)


def _changes(transfer: Transfer, ready: _Ready) -> list[Changed]:
    """What a correction changes, for the log, item by item and in words."""
    new = ready.application
    found = []
    for field, label in LABELS.items():
        old, now = getattr(transfer, field), getattr(new, field)
        if field in {"sender", "recipient"}:
            now = now or old
        if old != now:
            found.append(Changed(field, label, _said(field, old), _said(field, now)))
    before, after = Contacts.of(transfer.contacts).plain(), new.contacts.plain()
    for part, items in CONTACT_ITEMS.items():
        found += [
            Changed(
                contact_field(part, name),
                f"{CONTACT_LABELS[part]}的{label}",
                before[part][name],
                after[part][name],
                secret=name != "person",
            )
            for name, label in items.items()
            if before[part][name] != after[part][name]
        ]
    return found


def _said(field: str, value: object) -> str:
    """One item of the form as people read it."""
    if field == "kind":
        return tables.label(types.TABLE, str(value))
    if isinstance(value, date):
        return f"{value:%Y-%m}" if field == "dues_until" else value.isoformat()
    return f"{value} 天" if field == "days" else str(value)
