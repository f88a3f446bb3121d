"""The history of an organisation, beside the lines of the log (ORG-11)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from dengta.access.actor import Actor
from dengta.audit.rules.lines import Changed
from dengta.organizations.models import OrganizationChange

IN_ONE_INSERT = 500


def remember(
    organizations: Iterable[int], changes: Iterable[Changed], *, by: Actor, at: datetime
) -> None:
    """Write that the same ``changes`` happened to each of ``organizations`` (their keys), in the
    caller's transaction."""
    told = list(changes)
    remember_each(((key, change) for key in organizations for change in told), by=by, at=at)


def remember_each(happened: Iterable[tuple[int, Changed]], *, by: Actor, at: datetime) -> None:
    """Write what happened to which organisation (its key), in the caller's transaction; one insert
    for some hundred of them."""
    OrganizationChange.objects.bulk_create(
        [
            OrganizationChange(
                organization_id=key,
                field=change.field,
                label=change.label if "." in change.field else "",
                old=change.old,
                new=change.new,
                at=at,
                by_uid=by.uid,
                by_name=by.name,
            )
            for key, change in happened
        ],
        batch_size=IN_ONE_INSERT,
    )
