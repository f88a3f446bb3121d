"""What waits for an account today: every room's lines in one list (ACC-18)."""

from __future__ import annotations

from datetime import date, datetime

from dengta.access.actor import Actor
from dengta.access.checks import holds
from dengta.access.permissions import Can
from dengta.access.waiting import WaitingLine
from dengta.accounts.queries import officer, own
from dengta.members.queries.waiting import waiting as members_waiting
from dengta.organizations.queries.waiting import waiting as organizations_waiting
from dengta.transfers import queries as transfers

FOR_EVER = date.max


def lines(actor: Actor, at: datetime) -> list[WaitingLine]:
    """What waits for ``actor``, oldest deadline first."""
    found = [
        *transfers.waiting(actor, at),
        *members_waiting(actor, at),
        *organizations_waiting(actor, at),
        *own.waiting(actor, at),
    ]
    return sorted(found, key=lambda line: line.deadline or FOR_EVER)


def how_many(actor: Actor, at: datetime) -> int | None:
    """The number beside 待办 in the frame; None for a duty that has no such list."""
    if holds(actor, Can.MANAGE_ACCOUNTS):
        return len(officer.waiting(actor, at))
    if not (holds(actor, Can.DECIDE_TRANSFER) or holds(actor, Can.RECEIVE_TRANSFER)):
        return None
    return transfers.counts(actor, at=at).all
