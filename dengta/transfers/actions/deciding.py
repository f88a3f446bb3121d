"""What a node does: agree, 不同意, 废件; one item or several (TRF-08, TRF-09, TRF-14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dengta.access.actor import Actor
from dengta.codes.queries import tables
from dengta.codes.rules import texts
from dengta.refusal import Complaint, Refusal, refuse_any
from dengta.transfers.actions.course import insist, take
from dengta.transfers.actions.sending import end
from dengta.transfers.models import Transfer
from dengta.transfers.queries import seeing, ways
from dengta.transfers.rules import law
from dengta.transfers.rules.application import REASON_LENGTH
from dengta.transfers.rules.validity import check_days

REASON_TABLE = "transfer_return_reason"
OTHER_REASON = "9"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several items: ``refusal`` is None when it was agreed to."""

    uid: UUID
    name: str
    refusal: Refusal | None = None

    @property
    def agreed(self) -> bool:
        return self.refusal is None

    @property
    def sentence(self) -> str:
        """What was said against it; "" when it was agreed to."""
        return self.refusal.sentence if self.refusal else ""


@transaction.atomic
def agree(
    *, transfer: Transfer, seen: int, by: Actor, at: datetime, days: int | None = None
) -> Transfer:
    """同意: it moves to the next node with a new letter, and on through automatic ones (TRF-08,
    TRF-10). ``days`` is the new letter's validity, None for the system's (TRF-18)."""
    insist(transfer, law.Verb.AGREE, seen=seen, by=by)
    stops = ways.stops_of(transfer)
    moves = law.next_of(ways.letter_of(transfer, stops), law.Verb.AGREE)
    if days is not None:
        check_days(days)
    return take(transfer, moves, stops, by=by, at=at, days=days)


def agree_each(*, items: Sequence[tuple[UUID, int]], by: Actor, at: datetime) -> list[Outcome]:
    """同意 to several items, (uid, step seen) each, each on its own outcome (TRF-14).

    Each is a transaction of its own, so that one refusal leaves the others as they are.
    """
    outcomes = []
    for uid, seen in items:
        name = ""
        try:
            with transaction.atomic():
                transfer = seeing.find(by, uid)
                name = transfer.person.name
                agree(transfer=transfer, seen=seen, by=by, at=at)
        except Refusal as refusal:
            outcomes.append(Outcome(uid, name, refusal))
        else:
            outcomes.append(Outcome(uid, name))
    return outcomes


@transaction.atomic
def send_back(
    *, transfer: Transfer, reason: str, text: str, seen: int, by: Actor, at: datetime
) -> Transfer:
    """不同意: back to the node before, through automatic ones, with the reason (TRF-08, TRF-10).

    ``reason`` is a code of ``transfer_return_reason``, ``text`` says more and is needed with 其他.
    """
    insist(transfer, law.Verb.SEND_BACK, seen=seen, by=by)
    stops = ways.stops_of(transfer)
    moves = law.next_of(ways.letter_of(transfer, stops), law.Verb.SEND_BACK)
    return take(transfer, moves, stops, by=by, at=at, reason=_reason(reason, text))


@transaction.atomic
def void(*, transfer: Transfer, reason: str, seen: int, by: Actor, at: datetime) -> Transfer:
    """废件: whoever holds a returned item ends it for good; the member is free again, the letters'
    numbers are void and kept (TRF-09). ``reason`` is free text."""
    insist(transfer, law.Verb.VOID, seen=seen, by=by)
    return end(transfer, law.Verb.VOID, by=by, at=at, reason=_text(reason))


def _reason(code: str, text: str) -> str:
    """``信息不全：联系电话打不通``; refuses a reason that the table does not offer."""
    complaints = []
    problem = "请选择不同意的原因。" if not code else tables.choice_problem(REASON_TABLE, code)
    if problem is not None:
        complaints.append(Complaint(problem, "reason"))
    said = texts.clean(text)
    label = "" if problem is not None else tables.label(REASON_TABLE, code)
    wrong = texts.problem(said, "原因说明", REASON_LENGTH - len(label) - 1)
    if code == OTHER_REASON and not said:
        wrong = "原因选“其他”时，请写明具体原因。"
    if wrong is not None:
        complaints.append(Complaint(wrong, "text"))
    refuse_any(complaints)
    return f"{label}：{said}" if said else label


def _text(reason: str) -> str:
    said = texts.clean(reason)
    wrong = texts.problem(said, "废件原因", REASON_LENGTH)
    if wrong is not None:
        raise Refusal(wrong, field="reason")
    return said
