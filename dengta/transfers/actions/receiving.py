"""What the target does: choose the branch, receive (TRF-11)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dengta.access.actor import Actor
from dengta.database import locks
from dengta.members import effects as members_effects
from dengta.members.models import Member
from dengta.organizations.effects import pin
from dengta.refusal import Refusal
from dengta.transfers.actions.course import insist, take
from dengta.transfers.models import Transfer
from dengta.transfers.queries import ways
from dengta.transfers.rules import law, types

NO_BRANCH = "请从“{name}”下面的党支部中选择一个接收支部。"


@transaction.atomic
def choose_branch(
    *, transfer: Transfer, branch: UUID | None, seen: int, by: Actor, at: datetime
) -> Transfer:
    """A target that is no branch chooses the one below it that receives; that branch becomes the
    last place and the holder, with a new letter (TRF-11)."""
    insist(transfer, law.Verb.CHOOSE_BRANCH, seen=seen, by=by)
    stops = ways.stops_of(transfer)
    letter = ways.letter_of(transfer, stops)
    if (refusal := law.why_not(letter, law.Verb.CHOOSE_BRANCH)) is not None:
        raise Refusal(refusal)
    choices = ways.branches_below(transfer.target, transfer.source)
    chosen = choices.filter(uid=branch).first() if branch is not None else None
    if chosen is None:
        raise Refusal(NO_BRANCH.format(name=transfer.target.name), field="branch")
    moves = law.next_of(letter, law.Verb.CHOOSE_BRANCH, branch=ways.stand_of(chosen).stop)
    return take(transfer, moves, [*stops, chosen], by=by, at=at)


@transaction.atomic
def receive(*, transfer: Transfer, seen: int, by: Actor, at: datetime) -> Transfer:
    """接收: only now the member's branch changes, in one transaction with the decrease record of
    the old branch and the increase record of the new one (TRF-11)."""
    insist(transfer, law.Verb.RECEIVE, seen=seen, by=by)
    stops = ways.stops_of(transfer)
    moves = law.next_of(ways.letter_of(transfer, stops), law.Verb.RECEIVE)
    branch = transfer.branch or transfer.target
    pin(transfer.source_id, branch.pk)
    locks.take_for_step(Member.objects.filter(pk=transfer.person.pk))
    take(transfer, moves, stops, by=by, at=at)
    kind = types.OutType(transfer.kind)
    members_effects.move(
        transfer.person,
        to=branch,
        decrease_way=types.DECREASE_WAY[kind],
        increase_way=types.INCREASE_WAY[kind],
        by=by,
        at=at,
        reason=transfer.reason,
    )
    return transfer
