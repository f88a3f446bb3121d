"""Whether a name is free among the organisations it would stand beside (ORG-03, ORG-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dengta.access.actor import Actor
from dengta.access.checks import require
from dengta.access.permissions import Can
from dengta.organizations.models import Organization

if TYPE_CHECKING:
    from uuid import UUID


def is_taken(actor: Actor, superior: Organization, name: str, own: UUID | None = None) -> bool:
    """Whether an active organisation directly below ``superior`` other than ``own`` bears ``name``
    (as stored). Refuses a superior out of reach; the verbs look again when they save."""
    require(actor, Can.SEE_TREE, superior.path)
    siblings = Organization.objects.filter(
        parent_id=superior.pk, name=name, dissolved_at__isnull=True
    )
    return siblings.exclude(uid=own).exists() if own else siblings.exists()
