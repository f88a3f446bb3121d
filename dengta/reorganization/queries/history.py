"""Organisations that were dissolved, as history that stays readable (ORG-13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dengta.access.actor import Actor
from dengta.access.checks import require, within
from dengta.access.permissions import Can
from dengta.database import keyset
from dengta.files.queries import first_of_each
from dengta.files.rules.kinds import Kind
from dengta.refusal import OutOfReach
from dengta.reorganization.models import Dissolution


@dataclass(frozen=True, slots=True)
class DissolvedRow:
    """One dissolved organisation with the paper that dissolved it; ``file`` is its document."""

    uid: UUID
    path: str
    name: str
    code: str
    category: str
    number: str
    reason: str
    on: date
    file: UUID | None


@dataclass(frozen=True, slots=True)
class DissolvedPage:
    """Rows in the order of the tree; ``after`` asks for those that follow, "" when none do."""

    rows: list[DissolvedRow]
    after: str


def dissolved(actor: Actor, path: str, after: str = "", limit: int = keyset.PAGE) -> DissolvedPage:
    """The dissolved organisations below ``path``, which lies in the actor's range."""
    require(actor, Can.BROWSE_ORGANIZATIONS, path)
    standing = Dissolution.objects.filter(
        within(path, "organization__path"),
        restored_at__isnull=True,
        organization__dissolved_at__isnull=False,
    ).select_related("organization")
    found = keyset.page(
        standing,
        ("organization__path",),
        keyset.Mark((after,)) if after else None,
        place=lambda each: (each.organization.path,),
        size=limit,
    )
    documents = first_of_each("dissolution", [each.uid for each in found.rows], Kind.ATTACHMENT)
    rows = [_row(each, documents.get(each.uid)) for each in found.rows]
    return DissolvedPage(rows, rows[-1].path if found.later else "")


def find(actor: Actor, uid: UUID, can: Can = Can.BROWSE_ORGANIZATIONS) -> Dissolution:
    """The dissolution ``uid`` of an organisation at which the actor may ``can``; else 404."""
    found = Dissolution.objects.filter(uid=uid).select_related("organization").first()
    if found is None:
        raise OutOfReach
    require(actor, can, found.organization.path)
    return found


def _row(each: Dissolution, document: UUID | None) -> DissolvedRow:
    return DissolvedRow(
        uid=each.organization.uid,
        path=each.organization.path,
        name=each.organization.name,
        code=each.organization.code,
        category=each.organization.category,
        number=each.number,
        reason=each.reason,
        on=each.on,
        file=document,
    )
