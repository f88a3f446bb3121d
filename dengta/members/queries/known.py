"""Who is known already: in the base, in the archive, in the staging base (MEM-08).

These look beyond the actor's range, by the whole ID number only; what of it is told is decided by
the verbs that ask (ACC-02).
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from dengta.members.models import Member, Movement, Staged
from dengta.members.rules.facts import FIELDS, Facts
from dengta.members.rules.standing import ArchivedAs, MovementKind, Place
from dengta.vault.blind import blind_index

ID_NUMBER = "id_number"
"""The kind of the blind index of members' numbers."""

DATES = frozenset({"birth_date", "joined_on", "full_on", "lost_since"})
QUESTIONS = frozenset({"lost", "floating"})


def blind_of(id_number: str) -> bytes:
    """The blind index of an ID number in its normal form (capital X)."""
    return blind_index(ID_NUMBER, id_number)


def under_a_branch(blind: bytes) -> Member | None:
    """The record under a branch, active or suspended, whoever asks; with its branch."""
    return Member.objects.filter(id_blind=blind, under_branch=True).select_related("branch").first()


def in_the_archive(blind: bytes) -> Member | None:
    """The record of the archive that decides: a death before anything else, then the newest."""
    found = list(
        Member.objects.filter(id_blind=blind, place=Place.ARCHIVE)
        .select_related("branch")
        .order_by("-id")
    )
    dead = [member for member in found if member.archived_as == ArchivedAs.DEATH]
    return next(iter(dead or found), None)


def left_on(member: Member) -> date | None:
    """The day of the last decrease record of ``member``."""
    last = (
        Movement.objects.filter(member=member, kind=MovementKind.DECREASE, voided_at__isnull=True)
        .order_by("-at", "-id")
        .first()
    )
    return last.on if last is not None else None


def staged(name: str, blind: bytes) -> list[Staged]:
    """The rows of the staging base that wait for this person, the newest first."""
    waiting = Staged.objects.filter(id_blind=blind, name=name, taken_at__isnull=True)
    return list(waiting.order_by("-loaded_at", "-id"))


def facts_of(row: Staged) -> Facts:
    """What a row of the staging base knows, unknown fields and unreadable values left empty."""
    known: dict[str, Any] = {
        field: value
        for field, text in json.loads(row.known).items()
        if field in FIELDS and (value := _value(field, str(text))) is not None
    }
    return Facts(**{**known, "name": row.name, "id_number": row.id_number})


def _value(field: str, text: str) -> str | date | bool | None:
    if field in QUESTIONS:
        return {"1": True, "0": False}.get(text)
    if field not in DATES:
        return text
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
