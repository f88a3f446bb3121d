"""What waits for an account today: every room's lines in one list (ACC-18)."""

from __future__ import annotations

from datetime import date, datetime
from functools import cached_property

from django.http import HttpRequest

from dengta.access.actor import Actor
from dengta.access.checks import holds
from dengta.access.permissions import Can
from dengta.access.waiting import WaitingLine
from dengta.accounts.queries import officer, own
from dengta.findings.queries import waiting as findings_waiting
from dengta.organizations.queries.waiting import waiting as organizations_waiting
from dengta.transfers import queries as transfers

FOR_EVER = date.max
_KEPT = "_what_waits"


class Waiting:
    """What waits for ``actor`` as of ``at``: each part is asked when it is wanted, and once."""

    def __init__(self, actor: Actor, at: datetime) -> None:
        self._actor = actor
        self._at = at

    @cached_property
    def lines(self) -> list[WaitingLine]:
        """What the workbench lists, oldest deadline first."""
        found = [
            *self._transfers,
            *findings_waiting(self._actor, self._at),
            *organizations_waiting(self._actor, self._at),
            *self._activations,
            *own.waiting(self._actor, self.password_days),
        ]
        return sorted(found, key=lambda line: line.deadline or FOR_EVER)

    @cached_property
    def number(self) -> int | None:
        """The number beside 待办 in the frame; None for a duty that has no such list.

        Where the list was asked for before and is whole, its lines are counted.
        """
        actor = self._actor
        if holds(actor, Can.MANAGE_ACCOUNTS):
            return len(self._activations)
        if not (holds(actor, Can.DECIDE_TRANSFER) or holds(actor, Can.RECEIVE_TRANSFER)):
            return None
        listed = self.__dict__.get("_transfers")
        if listed is not None and len(listed) < transfers.MOST_LINES:
            return len(listed)
        return transfers.counts(actor, at=self._at).all

    @cached_property
    def password_days(self) -> int:
        """Days until the own password must be changed (ACC-16)."""
        return own.password_days_left(self._actor, self._at)

    @cached_property
    def _transfers(self) -> list[WaitingLine]:
        return transfers.waiting(self._actor, self._at)

    @cached_property
    def _activations(self) -> list[WaitingLine]:
        return officer.waiting(self._actor, self._at)


def of(request: HttpRequest) -> Waiting:
    """What waits for the account that asks, shared by all parts of its page."""
    kept: Waiting | None = getattr(request, _KEPT, None)
    if kept is None:
        kept = Waiting(request.actor, request.at)  # type: ignore[attr-defined]
        setattr(request, _KEPT, kept)
    return kept
