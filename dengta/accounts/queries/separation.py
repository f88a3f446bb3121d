"""三员互斥: how often the separation of duties is violated (never), and who tried (ACC-01)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from dengta.access.actor import Actor
from dengta.access.checks import reachable, require_function
from dengta.access.permissions import Can
from dengta.accounts.models import Account
from dengta.audit.models import Line
from dengta.audit.queries.lines import opened
from dengta.audit.rules.events import Event

PAGE = 20


@dataclass(frozen=True, slots=True)
class Attempt:
    """One refused attempt: who, when, and the sentence that he was told."""

    pk: int
    at: datetime
    name: str
    duty: str
    organization: str
    sentence: str


def violations(actor: Actor) -> int:
    """How many people with a live account in the actor's range hold another one, wherever; the
    unique constraint keeps it at 0."""
    require_function(actor, Can.MANAGE_ACCOUNTS)
    live = Account.objects.filter(is_live=True)
    another = live.filter(id_blind=OuterRef("id_blind")).exclude(pk=OuterRef("pk"))
    mine = live.filter(reachable(actor, Can.MANAGE_ACCOUNTS, "org_path"))
    return mine.filter(Exists(another)).values("id_blind").distinct().count()


def attempts(actor: Actor, *, before: int = 0, limit: int = PAGE) -> list[Attempt]:
    """The refused attempts of accounts at the own organisation or below, newest first; ``before``
    is the ``pk`` of the last one of the page before."""
    require_function(actor, Can.MANAGE_ACCOUNTS)
    rows = Line.objects.filter(
        reachable(actor, Can.MANAGE_ACCOUNTS), event=Event.REFUSED_SEPARATION
    )
    if before:
        rows = rows.filter(pk__lt=before)
    return [_attempt(row) for row in rows.order_by("-pk")[:limit]]


def _attempt(row: Line) -> Attempt:
    line = opened(row)
    return Attempt(
        pk=line.pk,
        at=line.at,
        name=line.actor_name,
        duty=line.duty,
        organization=line.organization_name,
        sentence=line.reason,
    )
