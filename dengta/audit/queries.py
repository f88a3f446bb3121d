"""What an auditor may read: the lines of the own organisation and below, of the day (LOG-02)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dengta.access.actor import Actor
from dengta.access.checks import reachable, require_function
from dengta.access.permissions import Can
from dengta.access.roles import ROLE_LABELS, Role
from dengta.audit.models import Line
from dengta.audit.rules.events import Event, Kind
from dengta.audit.rules.lines import Changed, changes_of, sentence
from dengta.refusal import OutOfReach
from dengta.vault import sealing

PAGE = 20


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line as read. ``changes`` hold full values: pages show ``masked(changed)`` first."""

    pk: int
    uid: UUID
    at: datetime
    kind: Kind
    event: Event
    subject_noun: str
    subject_uid: UUID | None
    subject_name: str
    path: str
    actor_name: str
    duty: str
    organization_name: str
    address: str
    request: str
    changes: tuple[Changed, ...]
    reason: str
    detail: dict[str, str]

    @property
    def sentence(self) -> str:
        """The line as a plain sentence, secret values masked."""
        return sentence(
            event=self.event,
            actor=self.actor_name,
            duty=self.duty,
            organization=self.organization_name,
            subject=self.subject_name,
            changes=self.changes,
            reason=self.reason,
        )


def lines(
    actor: Actor,
    *,
    kind: Kind | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    person: str = "",
    subject_uid: UUID | None = None,
    before: int | None = None,
    limit: int = PAGE,
) -> list[LineRow]:
    """At most ``limit`` lines in the actor's range, newest first; ``before`` is the ``pk`` of the
    last line of the page shown. Refuses accounts that are not auditors."""
    require_function(actor, Can.READ_LOG)
    found = Line.objects.filter(reachable(actor, Can.READ_LOG, "path"))
    if kind is not None:
        found = found.filter(kind=kind)
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lt=until)
    if person:
        found = found.filter(actor_name=person)
    if subject_uid is not None:
        found = found.filter(subject_uid=subject_uid)
    if before is not None:
        found = found.filter(pk__lt=before)
    return [_row(line) for line in found.order_by("-pk")[:limit]]


def line(actor: Actor, uid: UUID) -> LineRow:
    """The line ``uid``, if it lies in the actor's range; else it does not exist."""
    require_function(actor, Can.READ_LOG)
    found = Line.objects.filter(reachable(actor, Can.READ_LOG, "path"), uid=uid).first()
    if found is None:
        raise OutOfReach
    return _row(found)


def lines_about(subject_uid: UUID) -> list[LineRow]:
    """Every line about one subject, oldest first; for checks and tests, never for a page."""
    return [_row(each) for each in Line.objects.filter(subject_uid=subject_uid).order_by("pk")]


def _row(each: Line) -> LineRow:
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
        actor_name=each.actor_name,
        duty=ROLE_LABELS[Role(each.actor_role)] if each.actor_role else "",
        organization_name=each.organization_name,
        address=each.address,
        request=each.request,
        changes=changes_of(body),
        reason=str(body.get("reason", "")),
        detail=dict(detail) if isinstance(detail, dict) else {},
    )


def _body(each: Line) -> dict[str, object]:
    sealed = bytes(each.body)
    if not sealed:
        return {}
    body = sealing.unseal_json(Line._meta.db_table, "body", each.uid, sealed)
    return dict(body) if isinstance(body, dict) else {}
