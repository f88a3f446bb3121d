"""What a line of the log says, as plain values: no Django, no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from dengta.audit.rules.events import Event

ONE_LOOK = timedelta(minutes=10)
"""Looks of one account at one record within this time are one line (LOG-01)."""
A_MINUTE = timedelta(minutes=1)
REFUSED_A_MINUTE = 30
"""So many lines a minute tell of one account at one address that it is refused."""
NOT_ONE_BY_ONE = f"一分钟内已有 {REFUSED_A_MINUTE} 次，之后的同类被拒绝操作不再逐条记录"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a line is about. ``noun`` is a room's noun ("member", "organization", …); ``name`` is
    the name of the day, since the log outlives its subject."""

    noun: str
    uid: UUID | None
    name: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One changed field: its Chinese ``label``, the value before and after ("" for none).

    ``secret`` marks ID numbers, telephones and addresses: the auditor sees them masked until he
    asks for them (LOG-01). At rest all values are sealed, secret or not.
    """

    field: str
    label: str
    old: str
    new: str
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Happening:
    """One line to be written: for verbs that write many at once."""

    event: Event
    subject: Subject
    path: str
    changes: tuple[Changed, ...] = ()
    reason: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)


def body_of(
    changes: Iterable[Changed], reason: str, detail: Mapping[str, str] | None
) -> dict[str, object]:
    """The part of a line that the vault seals; ``{}`` when there is nothing to seal."""
    body: dict[str, object] = {}
    listed = [
        {"field": c.field, "label": c.label, "old": c.old, "new": c.new, "secret": c.secret}
        for c in changes
    ]
    if listed:
        body["changes"] = listed
    if reason:
        body["reason"] = reason
    if detail:
        body["detail"] = dict(detail)
    return body


def changes_of(body: Mapping[str, object]) -> tuple[Changed, ...]:
    """The changes out of a body that :func:`body_of` made."""
    listed = body.get("changes", [])
    if not isinstance(listed, list):
        raise ValueError("the changes of a line are a list")
    return tuple(Changed(**each) for each in listed)
