"""What a job over the log is given: a question and who asks it, there and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from dengta.access.actor import Actor
from dengta.access.roles import Role
from dengta.audit.queries import Question
from dengta.audit.rules.events import KIND_LABELS, Event, Kind
from dengta.audit.rules.groups import GROUP_LABELS, READY_LABELS, Group, Ready


def packed(question: Question, by: Actor) -> dict[str, object]:
    """A question and who asks it, as JSON."""
    asked = {name: getattr(question, name) for name in Question.__dataclass_fields__}
    return {
        "question": {
            name: value.isoformat() if isinstance(value, datetime) else str(value)
            for name, value in asked.items()
            if value
        },
        "uid": str(by.uid),
        "name": by.name,
        "organization_uid": str(by.organization_uid),
        "organization": by.organization_name,
        "path": by.path,
    }


def unpacked(arguments: Mapping[str, object]) -> tuple[Question, Actor]:
    """What :func:`packed` wrote."""
    asked = arguments["question"]
    if not isinstance(asked, dict):
        raise TypeError("a question is packed as an object")
    makers: dict[str, Callable[[str], object]] = {
        "kind": Kind,
        "since": datetime.fromisoformat,
        "until": datetime.fromisoformat,
        "actor_uid": UUID,
        "group": Group,
        "event": Event,
        "subject_uid": UUID,
        "ready": Ready,
    }
    values: dict[str, Any] = {name: makers.get(name, str)(text) for name, text in asked.items()}
    auditor = Actor(
        uid=UUID(str(arguments["uid"])),
        name=str(arguments["name"]),
        role=Role.AUDITOR,
        functions=frozenset(),
        organization_uid=UUID(str(arguments["organization_uid"])),
        organization_name=str(arguments["organization"]),
        path=str(arguments["path"]),
        category="",
    )
    return Question(**values), auditor


def words_of(question: Question) -> str:
    """What was asked, in a few words for the log and the name of the file."""
    words = [KIND_LABELS[question.kind] if question.kind else "日志"]
    if question.ready:
        words.append(READY_LABELS[question.ready])
    if question.group:
        words.append(GROUP_LABELS[question.group])
    if question.since or question.until:
        since = f"{localdate(question.since)}" if question.since else ""
        last = question.until - timedelta.resolution if question.until else None
        words.append(f"{since}至{localdate(last) if last else ''}")
    return "，".join(words)
