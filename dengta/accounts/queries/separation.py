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
from dengta.database import keyset


@dataclass(frozen=True, slots=True)
class Attempt:
    """One refused attempt: who, when, and the sentence that he was told."""

    at: datetime
    name: str
    duty: str
    organization: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Attempts:
    """A page of attempts; ``before`` asks for those before them, 0 when there are none."""

    rows: list[Attempt]
    before: int


def violations(actor: Actor) -> int:
    """How many people with a live account in the actor's range hold another one, wherever; the
    unique constraint keeps it at 0."""
    require_function(actor, Can.MANAGE_ACCOUNTS)
    live = Account.objects.filter(is_live=True)
    another = live.filter(id_blind=OuterRef("id_blind")).exclude(pk=OuterRef("pk"))
    mine = live.filter(reachable(actor, Can.MANAGE_ACCOUNTS, "org_path"))
    return mine.filter(Exists(another)).values("id_blind").distinct().count()


def attempts(actor: Actor, *, before: int = 0, limit: int = keyset.PAGE) -> Attempts:
    """The refused attempts of accounts at the own organisation or below, newest first; ``before``
    is that of the page before."""
    require_function(actor, Can.MANAGE_ACCOUNTS)
    rows = Line.objects.filter(
        reachable(actor, Can.MANAGE_ACCOUNTS), event=Event.REFUSED_SEPARATION
    )
    found = keyset.page(
        rows,
        ("pk",),
        keyset.Mark((before,)) if before else None,
        place=lambda row: (row.pk,),
        size=limit,
        descending=True,
    )
    shown = [_attempt(row) for row in found.rows]
    return Attempts(shown, found.rows[-1].pk if found.later else 0)


def _attempt(row: Line) -> Attempt:
    line = opened(row)
    return Attempt(
        at=line.at,
        name=line.actor_name,
        duty=line.duty,
        organization=line.organization_name,
        sentence=line.reason,
    )
