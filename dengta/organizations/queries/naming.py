"""The names that an organisation bore, and whether another is free beside it (ORG-03, ORG-11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dengta.access.actor import Actor
from dengta.access.checks import reachable, require
from dengta.access.permissions import Can
from dengta.organizations.models import FormerName, Organization

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


def former_names(actor: Actor, uid: UUID) -> list[FormerName]:
    """The earlier names of an organisation, the latest first, each with its dates (ORG-11)."""
    found = FormerName.objects.filter(
        reachable(actor, Can.BROWSE_ORGANIZATIONS, "organization__path"), organization__uid=uid
    )
    return list(found.order_by("-until", "-pk"))
