"""How a step is taken: the claim, the record, the letters it opens, the places it touches.

The verbs of this shelf decide and say who; what they have in common stands here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.timezone import localdate

from dengta.access.actor import SYSTEM, Actor
from dengta.access.reach import lineage, parent_of
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Changed, Subject
from dengta.organizations.effects import pin
from dengta.organizations.models import Organization
from dengta.refusal import Denied, OutOfReach, Overtaken
from dengta.transfers.models import Letter, Transfer, TransferNode, TransferPlace, TransferStep
from dengta.transfers.queries import seeing, ways
from dengta.transfers.queries.wordings import signing_name, worded
from dengta.transfers.rules import law
from dengta.transfers.rules.application import Contacts
from dengta.transfers.rules.types import OutType
from dengta.transfers.rules.validity import last_day, letter_days
from dengta.transfers.rules.wording import number_words

OVERTAKEN = "这件转接刚刚已被办理，请刷新后查看。"

EVENTS: dict[law.Verb, Event] = {
    law.Verb.SEND: Event.TRANSFER_SENT,
    law.Verb.AGREE: Event.TRANSFER_AGREED,
    law.Verb.SEND_BACK: Event.TRANSFER_RETURNED,
    law.Verb.SEND_AGAIN: Event.TRANSFER_SENT_AGAIN,
    law.Verb.CORRECT: Event.TRANSFER_CORRECTED,
    law.Verb.VOID: Event.TRANSFER_VOIDED,
    law.Verb.WITHDRAW: Event.TRANSFER_WITHDRAWN,
    law.Verb.CHOOSE_BRANCH: Event.TRANSFER_BRANCH_CHOSEN,
    law.Verb.RECEIVE: Event.TRANSFER_RECEIVED,
}


def insist(transfer: Transfer, verb: law.Verb, *, seen: int, by: Actor) -> None:
    """The first beat of every verb: it exists for this account, it still stands as it was seen,
    and it waits for this account (TRF-12)."""
    may = seeing.may(by, transfer, verb)
    if not may and not seeing.sees(by, transfer):
        raise OutOfReach
    if transfer.step != seen:
        raise Overtaken(OVERTAKEN)
    if not may:
        raise Denied(
            f"这件转接现在由“{transfer.holder.name}”办理，您的账号不能代为办理。"
            if verb is not law.Verb.WITHDRAW
            else f"撤回由“{transfer.source.name}”办理，您的账号不能代为办理。"
        )


def take(
    transfer: Transfer,
    moves: Sequence[law.Move],
    known: Sequence[Organization],
    *,
    by: Actor,
    at: datetime,
    days: int | None = None,
    reason: str = "",
) -> Transfer:
    """Take ``moves`` of a stored transfer: claim, path, record, letters, one line each.

    ``known`` has every organisation on the path before and after. ``days`` is the validity that
    the person gave the letter of the first step; ``reason`` goes with every step. Succeeds only
    if the row still stands at the step before the moves; raises :class:`Overtaken` otherwise.
    """
    organizations = {each.path: each for each in known}
    passed = {move.after.holder.path for move in moves}
    pin(*(organizations[path].pk for path in sorted(passed)))
    _claim(transfer, moves, organizations, at=at, days=days)
    _settle_path(transfer, moves, organizations)
    steps = _write_steps(transfer, moves, organizations, by=by, at=at, reason=reason)
    if moves[-1].after.status in {law.Status.VOID, law.Status.WITHDRAWN}:
        transfer.letters.filter(voided_at__isnull=True).update(voided_at=at)
    for move, step in zip(moves, steps, strict=True):
        letter = None
        if move.opens_letter:
            first = move is moves[0]
            letter = _open_letter(
                transfer, move, step, organizations, at=at, days=days if first else None
            )
        note_line(transfer, move, step, letter, organizations, by=by, at=at, reason=reason)
    return transfer


def note_line(
    transfer: Transfer,
    move: law.Move,
    step: TransferStep | None,
    letter: Letter | None,
    organizations: dict[str, Organization],
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    changes: Sequence[Changed] = (),
) -> None:
    """Write the log's line of one move, at the organisation that made it (LOG-01, LOG-04)."""
    detail = {"从组织": step.origin_name, "到组织": step.goal_name} if step else {}
    if letter is not None:
        detail["介绍信"] = number_words(letter.opened_on, letter.pk)
    event = EVENTS[move.verb]
    if move.by_itself and move.verb is law.Verb.AGREE:
        event = Event.TRANSFER_PASSED
    record(
        event,
        subject=Subject("transfer", transfer.uid, transfer.person.name),
        path=organizations[move.before.holder.path].path,
        by=SYSTEM if move.by_itself else by,
        at=at,
        changes=changes,
        reason=reason,
        detail=detail,
    )


def lay_path(transfer: Transfer, organizations: Sequence[Organization]) -> None:
    """Store the path of a transfer anew, and list it in the areas of every place on it."""
    transfer.nodes.all().delete()
    TransferNode.objects.bulk_create(
        TransferNode(transfer=transfer, position=position, organization=each)
        for position, each in enumerate(organizations)
    )
    list_at(transfer, [each.path for each in organizations])


def list_at(transfer: Transfer, paths: Sequence[str]) -> None:
    """List ``transfer`` at these places and everything above them; nothing is ever unlisted."""
    wanted: dict[str, bool] = {}
    for path in paths:
        for area in lineage(path):
            wanted[area] = wanted.get(area, False) or area in {path, parent_of(path)}
    there = dict(transfer.places.values_list("org_path", "near"))
    TransferPlace.objects.bulk_create(
        TransferPlace(transfer=transfer, org_path=area, near=near, sent_at=transfer.sent_at)
        for area, near in wanted.items()
        if area not in there
    )
    nearer = [area for area, near in wanted.items() if near and there.get(area) is False]
    if nearer:
        transfer.places.filter(org_path__in=nearer).update(near=True)


def _claim(
    transfer: Transfer,
    moves: Sequence[law.Move],
    organizations: dict[str, Organization],
    *,
    at: datetime,
    days: int | None,
) -> None:
    """Move the row, if it still stands as it was seen."""
    seen, after = moves[0].before.step, moves[-1].after
    holder = organizations[after.holder.path]
    changed: dict[str, object] = {
        "status": after.status,
        "open": after.status in law.RUNNING,
        "step": after.step,
        "steps": transfer.steps + sum(move.writes_step for move in moves),
        "holder": holder,
        "holder_path": holder.path,
        "desk_path": ways.desk_path(after, transfer.common),
        "place": after.place,
        "position": after.position,
        "branch": organizations[after.stops[-1].path] if after.chosen else None,
        "touched": after.touched,
        "arrived_at": at,
        "ended_at": None if after.status in law.RUNNING else at,
        "valid_until": _valid_until(transfer, moves, localdate(at), days),
    }
    if not Transfer.objects.filter(pk=transfer.pk, step=seen).update(**changed):
        raise Overtaken(OVERTAKEN)
    for field, value in changed.items():
        setattr(transfer, field, value)


def _valid_until(
    transfer: Transfer, moves: Sequence[law.Move], today: date, days: int | None
) -> date:
    opening = [move for move in moves if move.opens_letter]
    if not opening:
        return transfer.valid_until
    given = days if opening[-1] is moves[0] else None
    return last_day(today, given or letter_days(OutType(transfer.proposed)))


def _settle_path(
    transfer: Transfer, moves: Sequence[law.Move], organizations: dict[str, Organization]
) -> None:
    """Store what the moves did to the path: a branch chosen, or one that leaves it again."""
    before, after = moves[0].before.stops, moves[-1].after.stops
    if before == after:
        return
    transfer.nodes.filter(position__gte=len(after)).delete()
    if len(after) > len(before):
        branch = organizations[after[-1].path]
        TransferNode.objects.create(transfer=transfer, position=len(after) - 1, organization=branch)
        list_at(transfer, [branch.path])


def _write_steps(
    transfer: Transfer,
    moves: Sequence[law.Move],
    organizations: dict[str, Organization],
    *,
    by: Actor,
    at: datetime,
    reason: str,
) -> list[TransferStep]:
    """One row of the record for each move, numbered on."""
    last = transfer.steps - len(moves)
    rows = []
    for number, move in enumerate(moves, start=last + 1):
        origin = organizations[move.before.holder.path]
        goal = organizations[move.after.holder.path]
        who = SYSTEM if move.by_itself else by
        rows.append(
            TransferStep(
                transfer=transfer,
                number=number,
                verb=move.verb,
                position=move.before.position,
                origin=origin,
                goal=goal,
                origin_name=origin.name,
                goal_name=goal.name,
                reason=reason,
                by_itself=move.by_itself,
                by_uid=who.uid,
                by_name=who.name,
                by_organization=who.organization_name,
                by_path=who.path,
                at=at,
            )
        )
    return TransferStep.objects.bulk_create(rows)


def _open_letter(
    transfer: Transfer,
    move: law.Move,
    step: TransferStep,
    organizations: dict[str, Organization],
    *,
    at: datetime,
    days: int | None,
) -> Letter:
    """The letter of one step: the next number, worded as of today."""
    today = localdate(at)
    held = days or letter_days(OutType(transfer.proposed))
    by_source = move.verb in {law.Verb.SEND, law.Verb.SEND_AGAIN}
    origin = organizations[move.before.holder.path]
    goal = organizations[move.after.holder.path]
    wording = worded(
        facts=transfer.person.facts,
        source=transfer.sender,
        target=(transfer.branch or transfer.target).name,
        addressee=transfer.recipient if by_source else signing_name(goal),
        signed=transfer.sender if by_source else signing_name(origin),
        committee=signing_name(transfer.committee),
        contact=Contacts.of(transfer.contacts).committee,
        dues_until=transfer.dues_until,
        days=held,
        today=today,
    )
    return Letter.objects.create(
        transfer=transfer,
        step=step,
        opened_on=today,
        days=held,
        valid_until=last_day(today, held),
        wording=wording.plain(),
    )
