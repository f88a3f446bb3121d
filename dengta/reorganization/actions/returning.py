"""已清除信息 comes back within 30 days (ORG-17)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dengta.access.actor import Actor
from dengta.access.checks import require
from dengta.access.permissions import Can
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Changed, Subject
from dengta.database import locks
from dengta.definitions import effects as definitions
from dengta.definitions.rules.shapes import Holder
from dengta.organizations import effects as organizations
from dengta.organizations.models import Organization
from dengta.organizations.rules.information import work_of
from dengta.refusal import OutOfReach, Refusal


@transaction.atomic
def give_back(
    *, organization: Organization, cleared: UUID, by: Actor, at: datetime
) -> tuple[Changed, ...]:
    """Put back what a change of category or unit cleared, as it was (ORG-17).

    Refuses, saying what prevents it: it is over, done already, filled in anew since, or the
    category is another one now.
    """
    require(by, Can.EDIT_ORGANIZATION, organization.path)
    locks.take_for_step(Organization.objects.filter(pk=organization.pk))
    stands = Organization.objects.filter(pk=organization.pk).first()
    if stands is None:
        raise OutOfReach
    if stands.dissolved_at is not None:
        raise Refusal(f"“{stands.name}”已撤销，不能再修改。")
    holder = Holder("organization", stands.uid, stands.path)
    of = work_of(stands.category, stands.work_category)
    changes = definitions.give_back(holder, cleared, of, at=at)
    organizations.remember([stands.pk], changes, by=by, at=at)
    record(
        Event.CLEARED_RETURNED,
        subject=Subject("organization", stands.uid, stands.name),
        path=stands.path,
        by=by,
        at=at,
        changes=changes,
        detail={"set": "党建工作信息"},
    )
    return changes
