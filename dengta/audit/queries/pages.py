"""The four screens of the log: what is asked, a page of it, how many there are (LOG-01, LOG-02)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import Lag

from dengta.access.actor import NOBODY, Actor
from dengta.access.checks import reachable, require, require_function, within
from dengta.access.permissions import Can
from dengta.audit.models import Line
from dengta.audit.queries.lines import LineRow, read
from dengta.audit.rules.events import Event, Kind
from dengta.audit.rules.groups import (
    EVENTS_OF,
    EXPORTS,
    MANY,
    MANY_WITHIN,
    NIGHT_BEGINS,
    NIGHT_ENDS,
    Group,
    Ready,
    group_of,
)
from dengta.database import cursors, keyset
from dengta.database.limits import time_limit

COUNTED_AT_MOST = 1000
MILLISECONDS = 3000
ORDER = ("at", "id")
BURSTS_AT_MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What an auditor asks of the log; everything left out does not narrow it.

    ``since`` and ``until`` are half-open. ``person`` and ``subject`` are parts of the name of who
    acted and of what it was about; ``actor_uid`` and ``subject_uid`` are exactly these.
    ``org_path`` narrows to an organisation and below; it must lie in reach.
    """

    kind: Kind | None = None
    since: datetime | None = None
    until: datetime | None = None
    person: str = ""
    actor_uid: UUID | None = None
    org_path: str = ""
    group: Group | None = None
    event: Event | None = None
    subject: str = ""
    subject_uid: UUID | None = None
    ready: Ready | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Rows, newest first, and the cursors of the pages beside: "" where there is none."""

    rows: tuple[LineRow, ...]
    older: str
    newer: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines there are, at most :data:`COUNTED_AT_MOST`, and of which group."""

    total: int
    groups: dict[Group, int]

    def words(self, group: Group | None = None) -> str:
        """“186”, “1000+”: of ``group``, or of all; with a “+” where not every line was counted."""
        more = self.total > COUNTED_AT_MOST
        counted = self.groups.get(group, 0) if group else min(self.total, COUNTED_AT_MOST)
        return f"{counted}+" if more else str(counted)


@dataclass(frozen=True, slots=True)
class Burst:
    """One account that opened many records within an hour, from ``since`` to ``until``."""

    actor_uid: UUID
    actor_name: str
    organization_name: str
    since: datetime
    until: datetime
    records: int


def page(
    actor: Actor,
    question: Question,
    *,
    older_than: str = "",
    newer_than: str = "",
    limit: int = keyset.PAGE,
) -> Page:
    """At most ``limit`` lines in the actor's range that answer ``question``, newest first.

    Refuses accounts that are not auditors, an organisation out of reach (404), and what would
    search for too long. A cursor that is none gives the first page.
    """
    found = asked(actor, question)
    beside = cursors.read(newer_than or older_than, datetime, int)
    with time_limit(MILLISECONDS):
        lines = keyset.page(
            found,
            ORDER,
            keyset.Mark(beside, backwards=bool(newer_than)) if beside else None,
            place=attrgetter(*ORDER),
            size=limit,
            descending=True,
        )
    return Page(
        read(lines.rows),
        older=cursors.write(*lines.later.values) if lines.later else "",
        newer=cursors.write(*lines.earlier.values) if lines.earlier else "",
    )


def tally(actor: Actor, question: Question) -> Tally:
    """How many lines answer ``question`` whatever its group, and how many of each group.

    Counts the newest :data:`COUNTED_AT_MOST` + 1 at most, so that it stays quick.
    """
    newest = asked(actor, question, group=False).order_by("-at", "-id")
    with time_limit(MILLISECONDS):
        counted = list(newest.values_list("event", "actor_uid")[: COUNTED_AT_MOST + 1])
    groups = dict.fromkeys(Group, 0)
    for event, who in counted:
        groups[group_of(Event(event))] += 1
        groups[Group.AUTOMATIC] += who == NOBODY
    return Tally(len(counted), groups)


def bursts(actor: Actor, question: Question) -> tuple[Burst, ...]:
    """The accounts that opened :data:`~dengta.audit.rules.groups.MANY` records or more within an
    hour, newest first; those whose hours run into each other are one."""
    looks = asked(actor, question).filter(kind=Kind.LOOK, event=Event.RECORD_OPENED)
    before = Window(
        Lag("at", MANY - 1), partition_by=F("actor_uid"), order_by=[F("at").asc(), F("id").asc()]
    )
    columns = ("actor_uid", "actor_name", "organization_name", "at")
    many = looks.annotate(began=before).filter(began__gte=F("at") - MANY_WITHIN)
    with time_limit(MILLISECONDS):
        rows = list(many.order_by("actor_uid", "at", "id").values_list(*columns, "began"))
    found = sorted(_bursts(rows), key=lambda burst: burst.until, reverse=True)
    return tuple(found[:BURSTS_AT_MOST])


def _bursts(rows: list[tuple[UUID, str, str, datetime, datetime]]) -> Iterator[Burst]:
    """Every row ends an hour with many looks; rows of one account that overlap are one burst."""
    current: Burst | None = None
    for uid, name, organization, at, began in rows:
        if current and current.actor_uid == uid and began <= current.until:
            grown = current.records + 1
            current = Burst(uid, name, organization, current.since, at, grown)
            continue
        if current:
            yield current
        current = Burst(uid, name, organization, began, at, MANY)
    if current:
        yield current


def asked(actor: Actor, question: Question, *, group: bool = True) -> QuerySet[Line]:
    """The lines in the actor's range that answer ``question``; ``group`` False leaves its group
    out."""
    require_function(actor, Can.READ_LOG)
    found = Line.objects.filter(reachable(actor, Can.READ_LOG, "path"))
    if question.org_path:
        require(actor, Can.READ_LOG, question.org_path)
        found = found.filter(within(question.org_path))
    exactly = {
        "kind": question.kind,
        "at__gte": question.since,
        "at__lt": question.until,
        "actor_uid": question.actor_uid,
        "subject_uid": question.subject_uid,
        "event": question.event,
        "actor_name__contains": question.person.strip(),
        "subject_name__contains": question.subject.strip(),
    }
    found = found.filter(**{name: value for name, value in exactly.items() if value})
    if question.ready is not None:
        found = found.filter(_ready(question.ready))
    if group and question.group is not None:
        found = found.filter(_of_group(question.group))
    return found


def _of_group(group: Group) -> Q:
    if group is Group.AUTOMATIC:
        return Q(actor_uid=NOBODY) & ~Q(kind=Kind.SIGN_IN)
    return Q(event__in=EVENTS_OF[group])


def _ready(ready: Ready) -> Q:
    match ready:
        case Ready.AT_NIGHT:
            night = Q(at__hour__gte=NIGHT_BEGINS) | Q(at__hour__lt=NIGHT_ENDS)
            return night & ~Q(actor_uid=NOBODY)
        case Ready.MANY_LOOKS:
            return Q(kind=Kind.LOOK, event=Event.RECORD_OPENED)
        case Ready.EXPORTS:
            return Q(event__in=EXPORTS)
        case Ready.OWN_RECORD:
            return Q(kind=Kind.LOOK, subject_noun="member", subject_name=F("actor_name"))
        case Ready.REFUSED:
            return Q(kind=Kind.REFUSED)
        case Ready.IDENTITY:
            return Q(identity=True)
