"""Messages: written in the transaction of their cause, sent by the worker, wiped once sent.

The worker gives each message to the gateway outside every transaction and writes down what became
of it with the checkpoint in one. Killed in between, it gives the same message, with the same mark,
once more (ACC-07).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now

from dengta.access.actor import SYSTEM, Actor
from dengta.accounts.models import Account, Message
from dengta.accounts.rules import limits
from dengta.accounts.rules.codes import Posting
from dengta.accounts.rules.messages import KIND_LABELS, Kind
from dengta.accounts.rules.states import State
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.gateways.effects import sms
from dengta.gateways.rules.sms import NotSent, Outcome, Sent
from dengta.jobs.actions import Progress, enqueue
from dengta.vault.blind import blind_index

SEND_MESSAGES = "send_messages"
"""The kind of the job; ``operations.job_table`` names :func:`send_messages` for it."""

_UNDER_WAY = (Posting.WAITING, Posting.FAILED)


def message(
    kind: Kind, *, account: Account | None, mobile: str, text: str, at: datetime
) -> Message:
    """A message that waits, not yet stored."""
    return Message(
        account=account,
        kind=kind,
        mobile=mobile,
        text=text,
        state=Posting.WAITING,
        made_at=at,
    )


def post(
    messages: Sequence[Message],
    *,
    by: Actor,
    at: datetime,
    after: timedelta = timedelta(0),
) -> None:
    """Put stored messages into the queue, one job for all of them; inside a verb's transaction."""
    if messages:
        _queue([each.uid for each in messages], Kind(messages[0].kind), by, at, after)


def void(messages: Iterable[int]) -> None:
    """Wipe messages (by key) that are not to be sent any more; inside a verb's transaction."""
    under_way = Message.objects.filter(pk__in=list(messages), state__in=_UNDER_WAY)
    under_way.update(state=Posting.VOID, mobile=None, text=None)


def send_messages(progress: Progress) -> dict[str, object]:
    """The job: give every message to the gateway; those that a later try may bring through are
    queued once more, after a pause."""
    uids = [UUID(text) for text in _texts(progress.arguments["messages"])]
    progress.expect(len(uids))
    place = _number(progress.checkpoint, "next")
    for uid in uids[place:]:
        at = now()
        waiting = Message.objects.filter(uid=uid, state__in=_UNDER_WAY).first()
        outcome = _send(waiting, at) if waiting else None
        with progress.batch() as batch:
            again = _number(progress.checkpoint, "again")
            if waiting:
                again += _note(waiting, outcome, at)
            place += 1
            batch.checkpoint = {"next": place, "again": again}
            batch.count()
    return _send_again(progress, uids)


def _send(waiting: Message, at: datetime) -> Outcome | None:
    """Give one message to the gateway; None: nobody is to get it (any more)."""
    mobile, text = waiting.mobile, waiting.text
    if mobile is None or text is None:
        return None
    if waiting.kind == Kind.SMS_CODE and not _is_held(mobile):
        return None
    return sms.send(uid=waiting.uid, mobile=mobile, text=text, at=at)


def _is_held(mobile: str) -> bool:
    """Whether a waiting or active account holds the number (ACC-09)."""
    held = Account.objects.filter(
        mobile_blind=blind_index("mobile", mobile), state__in=(State.WAITING, State.ACTIVE)
    )
    return held.exists()


def _note(waiting: Message, outcome: Outcome | None, at: datetime) -> int:
    """Write down what became of a message, if it still stands as it was seen; 1 when it is to be
    sent again. An SMS code has no line of its own: it changes nothing."""
    stands = Message.objects.filter(
        pk=waiting.pk, state=waiting.state, attempts=waiting.attempts, text__isnull=False
    )
    match outcome:
        case None:
            stands.update(state=Posting.VOID, mobile=None, text=None)
            return 0
        case Sent():
            sent = stands.update(state=Posting.SENT, sent_at=at, failure="", mobile=None, text=None)
            if sent:
                _record(Event.MESSAGE_SENT, waiting, "", at)
            return 0
        case NotSent(reason, again):
            attempts = waiting.attempts + 1
            more = again and attempts < _sendings(waiting)
            failed = stands.update(state=Posting.FAILED, attempts=attempts, failure=reason)
            if failed and not more:
                Message.objects.filter(pk=waiting.pk).update(mobile=None, text=None)
            if failed and waiting.state != Posting.FAILED:
                _record(Event.MESSAGE_FAILED, waiting, reason, at)
            return int(bool(failed and more))


def _sendings(waiting: Message) -> int:
    """An SMS code lasts five minutes: it is not sent after a quarter of an hour."""
    return 2 if waiting.kind == Kind.SMS_CODE else limits.SENDINGS


def _record(event: Event, waiting: Message, reason: str, at: datetime) -> None:
    account = waiting.account
    if account is None:
        return
    record(
        event,
        subject=Subject("account", account.uid, account.name),
        path=account.org_path,
        by=SYSTEM,
        at=at,
        reason=reason,
        detail={"message": KIND_LABELS[Kind(waiting.kind)]},
    )


def _send_again(progress: Progress, uids: list[UUID]) -> dict[str, object]:
    """Queue what failed for a time; once, as the checkpoint says."""
    if _number(progress.checkpoint, "again"):
        at = now()
        with progress.batch() as batch:
            failed = list(
                Message.objects.filter(
                    uid__in=uids, state=Posting.FAILED, text__isnull=False
                ).order_by("pk")
            )
            if failed:
                attempts = max(each.attempts for each in failed)
                pause = limits.SENT_AGAIN_AFTER[min(attempts, len(limits.SENT_AGAIN_AFTER)) - 1]
                post(failed, by=SYSTEM, at=at, after=pause)
            batch.checkpoint = {"next": len(uids), "again": 0}
    return {"messages": len(uids)}


def _queue(uids: Sequence[UUID], kind: Kind, by: Actor, at: datetime, after: timedelta) -> None:
    with transaction.atomic():
        enqueue(
            SEND_MESSAGES,
            arguments={"messages": [str(uid) for uid in uids]},
            by=by,
            at=at,
            label=KIND_LABELS[kind],
            after=after,
        )


def _texts(value: object) -> list[str]:
    return [str(each) for each in value] if isinstance(value, list) else []


def _number(checkpoint: dict[str, object], name: str) -> int:
    value = checkpoint.get(name, 0)
    return value if isinstance(value, int) else 0
