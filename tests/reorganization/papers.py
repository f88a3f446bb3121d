"""Ending organisations in tests: the paper, and each verb with the preview that it asks for."""

from __future__ import annotations

from datetime import date

from dengta.access.actor import SYSTEM, Actor
from dengta.organizations.actions import linking
from dengta.organizations.models import Organization
from dengta.reorganization import actions
from dengta.reorganization.models import Dissolution
from dengta.reorganization.queries import ends
from tests.world import NOON

NUMBER = "东组发〔2026〕12号"
REASON = "村庄合并"
DAY = date(2026, 5, 31)


def fresh(organization: Organization) -> Organization:
    """The row as it stands."""
    return Organization.objects.select_related("parent").get(pk=organization.pk)


def delete(organization: Organization, by: Actor) -> None:
    """Delete, after a look at the preview."""
    row = fresh(organization)
    actions.delete(organization=row, seen=ends.deletion(by, row).digest, by=by, at=NOON)


def dissolve(
    organization: Organization,
    by: Actor,
    *,
    number: str = NUMBER,
    reason: str = REASON,
    on: date | None = DAY,
) -> Dissolution:
    """Dissolve, after a look at the preview."""
    row = fresh(organization)
    seen = ends.dissolution(by, row).digest
    return actions.dissolve(
        organization=row, number=number, reason=reason, on=on, seen=seen, by=by, at=NOON
    )


def restore(organization: Organization, by: Actor, number: str = NUMBER) -> Organization:
    """Bring back, after a look at the preview."""
    row = fresh(organization)
    seen = ends.restoring(by, row).digest
    return actions.restore(organization=row, number=number, seen=seen, by=by, at=NOON)


def unlinked(organization: Organization) -> Organization:
    """The organisation without its units, by ORG-19."""
    row = fresh(organization)
    if row.unit_links.exists():
        seen = linking.consider_unlinking(row, by=SYSTEM).preview.digest
        linking.unlink(organization=row, seen=seen, by=SYSTEM, at=NOON)
    return fresh(row)
