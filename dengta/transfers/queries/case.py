"""The whole case of one transfer, as <转接审批> and 【查看】 show it (TRF-14, TRF-16)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from django.utils.timezone import localdate

from dengta.access.actor import Actor
from dengta.access.checks import sees as in_range
from dengta.codes.queries import tables
from dengta.members.models import MemberChange
from dengta.members.queries import record as records
from dengta.members.rules.facts import CHOSEN, label_of
from dengta.members.rules.standing import REGISTER_STATE_LABELS, RegisterState
from dengta.members.rules.standing import Status as MemberStatus
from dengta.organizations.models import Organization
from dengta.refusal import OutOfReach
from dengta.transfers.models import Letter, Transfer, TransferStep
from dengta.transfers.queries import desk, seeing, ways
from dengta.transfers.rules import law, types, validity
from dengta.transfers.rules.letters import Wording
from dengta.transfers.rules.wording import note_of, number_words


class Stage(StrEnum):
    """How far the item is, seen from one place of its path."""

    DONE = "done"
    CURRENT = "current"
    RETURNED = "returned"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class PathPlace:
    """One place of the path: what it is there for, and what it did last ("" for nothing yet)."""

    name: str
    role: str
    stage: Stage
    automatic: bool
    note: str
    at: datetime | None
    contact: str
    phone: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """One row of 【查看】: 序号, 从组织, 到组织, 备注, 操作人, 操作时间 (TRF-16).

    ``letter`` is the serial of the letter that the step opened, None for none.
    """

    number: int
    origin: str
    goal: str
    note: str
    returned: bool
    by_name: str
    by_organization: str
    at: datetime
    letter: int | None


@dataclass(frozen=True, slots=True)
class ReturnRow:
    """An earlier return with its reason; automatic ones are not repeated."""

    organization: str
    reason: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter as it was opened (TRF-15). ``serial`` names it in addresses."""

    serial: int
    uid: UUID
    number: str
    opened_on: date
    days: int
    valid_until: date
    void: bool
    wording: Wording


@dataclass(frozen=True, slots=True)
class Mended:
    """What was changed in the member's record since the last return."""

    labels: tuple[str, ...]
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """One thing that the system has looked at for the approver, and whether it is in order."""

    text: str
    right: bool


@dataclass(frozen=True, slots=True)
class Case:
    """Everything about one transfer. ``sixteen`` is empty once the item has ended and the member
    lies outside the actor's range; ``verbs`` are what the actor may do now; ``onward`` and
    ``backward`` name where 同意 and 不同意 would take it ("" where they cannot); ``verdicts`` are
    系统核对."""

    uid: UUID
    step: int
    member_uid: UUID
    member: str
    category: str
    kind: str
    status: law.Status
    status_label: str
    place: law.Place
    side: desk.Side
    source: str
    target: str
    target_uid: UUID
    holder: str
    contact: str
    phone: str
    sent_on: date
    sent_at: datetime
    reason: str
    days_here: int
    valid_until: date
    left: str
    expired: int
    path: tuple[PathPlace, ...]
    steps: tuple[StepRow, ...]
    returns: tuple[ReturnRow, ...]
    mended: tuple[Mended, ...]
    letters: tuple[LetterRow, ...]
    sixteen: tuple[tuple[str, str], ...]
    verdicts: tuple[Verdict, ...]
    verbs: frozenset[law.Verb]
    onward: str
    backward: str


def case(actor: Actor, uid: UUID, *, at: datetime) -> Case:
    """The whole case of a transfer on whose path the actor's organisation or one below it stands;
    any other does not exist (ACC-02). Showing it is a look at a record: ``actions.consult``."""
    return case_of(actor, seeing.find(actor, uid), at=at)


def case_of(actor: Actor, transfer: Transfer, *, at: datetime) -> Case:
    """:func:`case` of a transfer that :func:`seeing.find` found for this actor."""
    today = localdate(at)
    stops = ways.stops_of(transfer)
    letter = ways.letter_of(transfer, stops)
    record = list(transfer.record.order_by("number"))
    letters = list(transfer.letters.order_by("-pk"))
    contacts = desk.contacts_of({*stops, transfer.holder})
    member = transfer.person
    held_by = contacts[transfer.holder_id]
    returns = _returns(record)
    running = letter.status in law.RUNNING
    return Case(
        uid=transfer.uid,
        step=transfer.step,
        member_uid=member.uid,
        member=member.name,
        category=tables.label(CHOSEN["category"], member.category),
        kind=tables.label(types.TABLE, transfer.kind),
        status=letter.status,
        status_label=law.STATUS_LABELS[letter.status],
        place=letter.place,
        side=desk.side_of(transfer),
        source=transfer.source.name,
        target=desk.receiving(transfer).name,
        target_uid=transfer.target.uid,
        holder=transfer.holder.name,
        contact=held_by.person,
        phone=held_by.phone,
        sent_on=transfer.sent_on,
        sent_at=transfer.sent_at,
        reason=transfer.reason,
        days_here=desk.days_here(transfer, today),
        valid_until=transfer.valid_until,
        left=validity.last_day_words(transfer.valid_until, today),
        expired=validity.expired_days(transfer.valid_until, today) if running else 0,
        path=tuple(
            _place(
                transfer,
                letter,
                position,
                each,
                record,
                contacts[each.pk].person,
                contacts[each.pk].phone,
            )
            for position, each in enumerate(stops)
        ),
        steps=tuple(_rows(record, letters)),
        returns=tuple(returns),
        mended=tuple(_mended(transfer, returns)) if running else (),
        letters=tuple(letter_row(each) for each in letters),
        sixteen=tuple(records.sixteen(member))
        if running or in_range(actor, member.org_path)
        else (),
        verdicts=tuple(_verdicts(transfer)) if running else (),
        verbs=seeing.verbs(actor, transfer, letter),
        onward=_name_at(stops, letter.position + 1) if running else "",
        backward=_name_at(stops, _before(letter)) if running else "",
    )


def steps(actor: Actor, uid: UUID) -> tuple[StepRow, ...]:
    """【查看】: the record of a transfer on whose path the actor's organisation stands."""
    transfer = seeing.find(actor, uid)
    return tuple(
        _rows(list(transfer.record.order_by("number")), list(transfer.letters.order_by("-pk")))
    )


def newest_letters(actor: Actor, uids: Collection[UUID]) -> list[LetterRow]:
    """The newest letter of each of these transfers, in their order; one query.

    :class:`OutOfReach` when the actor cannot see one of them.
    """
    there = Letter.objects.filter(
        transfer__in=seeing.visible(actor).filter(uid__in=uids).values("pk")
    )
    found = {each.transfer.uid: each for each in there.select_related("transfer").order_by("pk")}
    if not set(uids) <= set(found):
        raise OutOfReach
    return [letter_row(found[uid]) for uid in uids]


def letter_row(each: Letter) -> LetterRow:
    """A letter as it was opened."""
    return LetterRow(
        serial=each.pk,
        uid=each.uid,
        number=number_words(each.opened_on, each.pk),
        opened_on=each.opened_on,
        days=each.days,
        valid_until=each.valid_until,
        void=each.voided_at is not None,
        wording=Wording.of(each.wording),
    )


def _rows(record: Sequence[TransferStep], letters: Sequence[Letter]) -> list[StepRow]:
    opened = {each.step_id: each.pk for each in letters}
    return [
        StepRow(
            number=step.number,
            origin=step.origin_name,
            goal=step.goal_name,
            note=_note(step),
            returned=step.verb == law.Verb.SEND_BACK,
            by_name=step.by_name,
            by_organization=step.by_organization,
            at=step.at,
            letter=opened.get(step.pk),
        )
        for step in record
    ]


def _note(step: TransferStep) -> str:
    """备注 of a step; the reason of a sending stands on the form, not here."""
    verb = law.Verb(step.verb)
    shown = verb in {law.Verb.SEND_BACK, law.Verb.VOID}
    return note_of(verb, by_itself=step.by_itself, reason=step.reason if shown else "")


def _returns(record: Sequence[TransferStep]) -> list[ReturnRow]:
    """The returns by people, newest first."""
    return [
        ReturnRow(step.origin_name, step.reason, step.by_name, step.at)
        for step in reversed(record)
        if step.verb == law.Verb.SEND_BACK and not step.by_itself
    ]


def _mended(transfer: Transfer, returns: Sequence[ReturnRow]) -> list[Mended]:
    """What people changed in the record since the last return, a save each."""
    if not returns:
        return []
    rows = MemberChange.objects.filter(member=transfer.person, at__gte=returns[0].at)
    saves: dict[tuple[datetime, str], list[str]] = {}
    for at, by_name, field in rows.order_by("at", "pk").values_list("at", "by_name", "field"):
        saves.setdefault((at, by_name), []).append(label_of(field))
    return [Mended(tuple(labels), by_name, at) for (at, by_name), labels in saves.items()]


def _place(
    transfer: Transfer,
    letter: law.Letter,
    position: int,
    organization: Organization,
    record: Sequence[TransferStep],
    contact: str,
    phone: str,
) -> PathPlace:
    last = next(
        (
            step
            for step in reversed(record)
            if step.origin_id == organization.pk and step.position == position
        ),
        None,
    )
    here = law.place_of(letter, position)
    return PathPlace(
        name=organization.name,
        role=_role(here, position == transfer.common),
        stage=_stage(letter, position, last),
        automatic=here is law.Place.NODE and letter.stops[position].automatic,
        note=_note(last) if last is not None else "",
        at=last.at if last is not None else None,
        contact=contact,
        phone=phone,
    )


def _verdicts(transfer: Transfer) -> list[Verdict]:
    """What an approver would otherwise look up one by one."""
    member, receiving = transfer.person, desk.receiving(transfer)
    checked = RegisterState(member.register_state)
    standing = "未撤销" if receiving.dissolved_at is None else "已撤销"
    return [
        Verdict(REGISTER_STATE_LABELS[checked], checked is RegisterState.MATCHED),
        Verdict(
            f"党籍状态{tables.label(CHOSEN['status'], member.status)}",
            member.status == MemberStatus.NORMAL,
        ),
        Verdict(f"党费交至{transfer.dues_until.year}年{transfer.dues_until.month}月", right=True),
        Verdict(f"接收党组织{standing}", receiving.dissolved_at is None),
    ]


def _role(place: law.Place, common: bool) -> str:
    if place is law.Place.NODE:
        return "共同上级，审批" if common else "审批"
    return law.PLACE_LABELS[place]


def _stage(letter: law.Letter, position: int, last: TransferStep | None) -> Stage:
    if position == letter.position and letter.status in law.RUNNING:
        return Stage.CURRENT
    if last is None:
        return Stage.AHEAD
    if last.verb == law.Verb.SEND_BACK:
        return Stage.RETURNED
    return Stage.DONE if position <= letter.position else Stage.AHEAD


def _before(letter: law.Letter) -> int:
    """Where 不同意 would stop: the place before, past those that only pass it on."""
    position = letter.position - 1
    while (
        position > 0
        and letter.stops[position].automatic
        and law.place_of(letter, position) is law.Place.NODE
    ):
        position -= 1
    return position


def _name_at(stops: Sequence[Organization], position: int) -> str:
    return stops[position].name if 0 <= position < len(stops) else ""
