"""What an auditor may read: the lines of the own organisation and below, of the day (LOG-02)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.utils.timezone import localtime

from dengta.access.actor import Actor
from dengta.access.checks import reachable, require_function
from dengta.access.permissions import Can
from dengta.access.roles import ROLE_LABELS, Role
from dengta.audit.models import Line
from dengta.audit.rules import sentences
from dengta.audit.rules.events import EVENT_LABELS, Event, Kind
from dengta.audit.rules.groups import Group, group_of
from dengta.audit.rules.lines import Changed, changes_of
from dengta.audit.rules.masks import masked, masked_text
from dengta.audit.rules.sentences import Part, Told
from dengta.refusal import OutOfReach
from dengta.vault import sealing


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line as read. Changes, reason and facts are masked unless it was revealed; ``hides``
    says that there is something to reveal."""

    pk: int
    uid: UUID
    at: datetime
    kind: Kind
    event: Event
    subject_noun: str
    subject_uid: UUID | None
    subject_name: str
    path: str
    actor_uid: UUID
    actor_name: str
    duty: str
    organization_name: str
    address: str
    request: str
    changes: tuple[Changed, ...]
    reason: str
    detail: dict[str, str]
    hides: bool

    @property
    def label(self) -> str:
        """What the event is called."""
        return EVENT_LABELS[self.event]

    @property
    def group(self) -> Group:
        """What business the event belongs to."""
        return group_of(self.event)

    @property
    def moment(self) -> str:
        """“2026-11-23 17:34”."""
        return f"{localtime(self.at):%Y-%m-%d %H:%M}"

    @property
    def day(self) -> str:
        """“2026-11-23”."""
        return f"{localtime(self.at):%Y-%m-%d}"

    @property
    def clock(self) -> str:
        """“17:34:05”."""
        return f"{localtime(self.at):%H:%M:%S}"

    @property
    def subject_words(self) -> str:
        """What the line is about, as the sentence calls it."""
        return sentences.subject_words(self.subject_noun, self.subject_name)

    @property
    def parts(self) -> tuple[Part, ...]:
        """One short sentence without the moment, its names marked."""
        return sentences.short(self._told())

    @property
    def sentence(self) -> str:
        """The whole line as one plain sentence."""
        return sentences.whole(self._told(), self.moment)

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The details as label and text."""
        return sentences.facts(self.detail)

    def _told(self) -> Told:
        return Told(
            event=self.event,
            actor=self.actor_name,
            duty=self.duty,
            organization=self.organization_name,
            noun=self.subject_noun,
            subject=self.subject_name,
            changes=self.changes,
            reason=self.reason,
            details=self.detail,
        )


def line(actor: Actor, uid: UUID) -> LineRow:
    """The line ``uid``, if it lies in the actor's range; else it does not exist."""
    return hidden(opened(find(actor, uid)))


def find(actor: Actor, uid: UUID) -> Line:
    """The stored line ``uid``; refuses accounts that are not auditors and what is out of reach."""
    require_function(actor, Can.READ_LOG)
    found = Line.objects.filter(reachable(actor, Can.READ_LOG, "path"), uid=uid).first()
    if found is None:
        raise OutOfReach
    return found


def lines_about(subject_uid: UUID) -> list[LineRow]:
    """Every line about one subject in full, oldest first; for checks and tests, never a page."""
    return [opened(each) for each in Line.objects.filter(subject_uid=subject_uid).order_by("pk")]


def read(lines: Iterable[Line]) -> tuple[LineRow, ...]:
    """``lines`` as an auditor sees them first, masked."""
    return tuple(hidden(opened(each)) for each in lines)


def hidden(row: LineRow) -> LineRow:
    """``row`` with numbers and addresses masked."""
    changes = tuple(masked(changed) for changed in row.changes)
    reason = masked_text(row.reason)
    detail = {key: masked_text(text) for key, text in row.detail.items()}
    hides = (changes, reason, detail) != (row.changes, row.reason, row.detail)
    return replace(row, changes=changes, reason=reason, detail=detail, hides=hides)


def opened(each: Line) -> LineRow:
    """A stored line with its full values."""
    body = _body(each)
    detail = body.get("detail", {})
    return LineRow(
        pk=each.pk,
        uid=each.uid,
        at=each.at,
        kind=Kind(each.kind),
        event=Event(each.event),
        subject_noun=each.subject_noun,
        subject_uid=each.subject_uid,
        subject_name=each.subject_name,
        path=each.path,
        actor_uid=each.actor_uid,
        actor_name=each.actor_name,
        duty=ROLE_LABELS[Role(each.actor_role)] if each.actor_role else "",
        organization_name=each.organization_name,
        address=each.address,
        request=each.request,
        changes=changes_of(body),
        reason=str(body.get("reason", "")),
        detail=dict(detail) if isinstance(detail, dict) else {},
        hides=False,
    )


def _body(each: Line) -> dict[str, object]:
    sealed = bytes(each.body)
    if not sealed:
        return {}
    body = sealing.unseal_json(Line._meta.db_table, "body", each.uid, sealed)
    return dict(body) if isinstance(body, dict) else {}
