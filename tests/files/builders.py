"""Uploads as the pages make them, and an owner that the room knows nothing about."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from dengta.access.actor import SYSTEM, Actor
from dengta.access.reach import ROOT_PATH
from dengta.files.actions import store
from dengta.files.models import StoredFile
from dengta.files.rules.checking import checked
from dengta.files.rules.kinds import Kind
from dengta.files.rules.owners import Owner, Place
from tests.world import NOON

SOMEBODY = Owner("member", UUID("01900000-0000-7000-8000-000000000001"))


def open_gate(_actor: Actor, _uid: UUID) -> Place:
    """Lets everybody through."""
    return Place(ROOT_PATH, "孙桂芝")


def upload(
    name: str,
    content: bytes,
    kind: Kind = Kind.ATTACHMENT,
    *,
    owner: Owner = SOMEBODY,
    by: Actor = SYSTEM,
    at: datetime = NOON,
    seen: UUID | None = None,
) -> StoredFile:
    """Check and store an upload."""
    file = checked(kind, name, content)
    return store(owner=owner, file=file, may=open_gate, by=by, at=at, seen=seen)
