"""What waits for an account today: every room's lines in one list (ACC-18)."""

from __future__ import annotations

from datetime import date, datetime

from dengta.access.actor import Actor
from dengta.access.waiting import WaitingLine
from dengta.accounts.queries import own

SHOWN = 50
FOR_EVER = date.max


def lines(actor: Actor, at: datetime) -> list[WaitingLine]:
    """What waits for ``actor``, oldest deadline first, at most ``SHOWN`` of each room."""
    found = own.waiting(actor, at)
    return sorted(found, key=lambda line: line.deadline or FOR_EVER)


def how_many(actor: Actor) -> int | None:
    """The number beside 待办 in the frame; None for a duty that has no such list."""
    return None
