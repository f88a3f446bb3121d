"""Dissolving an organisation by a document, and bringing it back by another (ORG-13)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from dengta.access.actor import Actor
from dengta.access.checks import require
from dengta.access.permissions import Can
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.codes.rules import texts
from dengta.counts import effects as counts
from dengta.counts.rules import ONE, Dimension
from dengta.findings import effects as findings
from dengta.organizations import effects as organizations
from dengta.organizations.models import Organization
from dengta.organizations.rules.fields import changed
from dengta.organizations.rules.preview import Verb
from dengta.refusal import Overtaken, Refusal, refuse_any
from dengta.reorganization.actions.taking import OTHERWISE, take, unchanged
from dengta.reorganization.models import Dissolution
from dengta.reorganization.queries import ends
from dengta.reorganization.rules import papers


@transaction.atomic
def dissolve(
    *,
    organization: Organization,
    number: str,
    reason: str,
    on: date | None,
    seen: str,
    by: Actor,
    at: datetime,
) -> Dissolution:
    """Dissolve a subordinate: it leaves the tree, receives nothing, and stays as history (ORG-13).

    ``number`` is the document's number, ``on`` the day it names (not after today), ``seen`` the
    digest of the preview that was shown. Refuses the own organisation, a paper that is not in
    order, a world that has changed since (:class:`Overtaken`), and names each blocker.
    """
    require(by, Can.DISSOLVE_ORGANIZATION, organization.path)
    paper, complaints = papers.judge(number, reason, on, today=localdate(at))
    refuse_any(complaints)
    stands = take(organization, Verb.DISSOLVE, by=by)
    if stands.dissolved_at is not None:
        raise Overtaken(f"“{stands.name}”已经撤销。")
    unchanged(lambda: ends.dissolution(by, stands), seen)
    stands.dissolved_at = at
    stands.situation = stands.work_category = ""
    stands.step += 1
    stands.save(update_fields=["dissolved_at", "situation", "work_category", "step"])
    made = Dissolution.objects.create(
        organization=stands,
        number=paper.number,
        reason=paper.reason,
        on=paper.on,
        at=at,
        by_uid=by.uid,
        by_name=by.name,
    )
    findings.drop("organization", stands.uid)
    counts.add(stands.path, {(Dimension.ORGANIZATIONS, ONE): -1})
    organizations.remember([stands.pk], [changed("dissolved", "", paper.number)], by=by, at=at)
    record(
        Event.ORGANIZATION_DISSOLVED,
        subject=Subject("organization", stands.uid, stands.name),
        path=stands.path,
        by=by,
        at=at,
        reason=paper.reason,
        detail={"number": paper.number, "on": f"{paper.on:%Y-%m-%d}"},
    )
    return made


@transaction.atomic
def restore(
    *, organization: Organization, number: str, seen: str, by: Actor, at: datetime
) -> Organization:
    """Bring a dissolved subordinate back by the document ``number``, without units (ORG-13).

    Refuses one that stands, and names what prevents it: its superior is dissolved, its category
    no longer fits below it, its name is taken. What it lacks now goes to the data check.
    """
    require(by, Can.DISSOLVE_ORGANIZATION, organization.path)
    number = texts.clean(number)
    wrong = papers.number_problem(number, "恢复文号")
    if wrong:
        raise Refusal(wrong, field="number")
    if organization.parent_id is not None:
        # the superior stays as it is until the end; a dissolved one is told by the preview
        organizations.pin_as_it_is(organization.parent_id)
    stands = take(organization, Verb.RESTORE, by=by)
    unchanged(lambda: ends.restoring(by, stands), seen)
    under = ends.standing_dissolution(stands)
    claimed = under is not None and Dissolution.objects.filter(
        pk=under.pk, restored_at__isnull=True
    ).update(restored_at=at, restored_number=number, restored_by=by.name)
    if not claimed:
        raise Overtaken(OTHERWISE)
    stands.dissolved_at = None
    stands.step += 1
    try:
        with transaction.atomic():
            stands.save(update_fields=["dissolved_at", "step"])
    except IntegrityError as error:
        raise Overtaken(OTHERWISE) from error
    counts.add(stands.path, {(Dimension.ORGANIZATIONS, ONE): 1})
    organizations.recheck(stands, at=at)
    organizations.remember([stands.pk], [changed("restored", "", number)], by=by, at=at)
    record(
        Event.ORGANIZATION_RESTORED,
        subject=Subject("organization", stands.uid, stands.name),
        path=stands.path,
        by=by,
        at=at,
        detail={"number": number},
    )
    return stands
