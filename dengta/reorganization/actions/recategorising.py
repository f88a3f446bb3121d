"""【更改】组织类别 (ORG-17)."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from dengta.access.actor import Actor
from dengta.access.checks import require
from dengta.access.permissions import Can
from dengta.audit.actions import record, record_each
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Changed, Subject
from dengta.codes.queries import tables
from dengta.members import effects as members
from dengta.organizations import effects as organizations
from dengta.organizations.actions import planting
from dengta.organizations.actions.planting import Order
from dengta.organizations.models import Organization
from dengta.organizations.rules import categories, names
from dengta.organizations.rules.categories import Situation
from dengta.organizations.rules.fields import changed
from dengta.organizations.rules.preview import Verb
from dengta.organizations.rules.seeds import Seed
from dengta.refusal import Refusal, refuse_any
from dengta.reorganization.actions.considering import Change, consider
from dengta.reorganization.actions.taking import take, unchanged
from dengta.reorganization.rules.recategorising import Wish, first_branch_category

REASON = "更改组织类别"


def change_category(
    *, organization: Organization, wish: Wish, seen: str, by: Actor, at: datetime
) -> Organization:
    """Give an organisation another category, with everything that follows from it (ORG-17).

    ``seen`` is the digest of the preview that was shown. Refuses what is missing beside its field,
    a world that has changed since (:class:`Overtaken`), and names each blocker: the superior or a
    subordinate that no longer fits (ORG-04), members who would be outside a branch, a running
    transfer.
    """
    require(by, Can.CHANGE_CATEGORY, organization.path)
    try:
        with transaction.atomic():
            return _change(organization, wish, seen, by=by, at=at)
    except IntegrityError as error:
        raise planting.collision(error) from error


def _change(
    organization: Organization, wish: Wish, seen: str, *, by: Actor, at: datetime
) -> Organization:
    if organization.parent_id is not None:
        organizations.pin_as_it_is(organization.parent_id)
    stands = take(organization, Verb.CHANGE_CATEGORY, by=by)
    if stands.dissolved_at is not None:
        raise Refusal(f"“{stands.name}”已撤销，不能再修改。")
    change = consider(stands, wish, by=by)
    refuse_any(change.complaints)
    unchanged(lambda: change.preview, seen)
    old = stands.category
    _set_category(stands, wish.category)
    relinked = organizations.relink(change.plan, by=by, at=at)
    before, after = (tables.label("org_category", code) for code in (old, wish.category))
    changes = [changed("category", before, after), *relinked.changes]
    record_each(relinked.happened, by=by, at=at)
    if change.members:
        changes.append(_found_first_branch(stands, change, by=by, at=at))
    organizations.recheck(stands, at=at)
    organizations.remember([stands.pk], changes, by=by, at=at)
    record(
        Event.CATEGORY_CHANGED,
        subject=Subject("organization", stands.uid, stands.name),
        path=stands.path,
        by=by,
        at=at,
        changes=changes,
    )
    return stands


def _set_category(row: Organization, category: str) -> None:
    """The category, with the flags that go with it (TRF-06, TRF-07, TRF-10) and 介绍信用名."""
    flags = categories.default_flags(category)
    if row.letter_name == names.letter_name(row.name, row.category):
        row.letter_name = names.letter_name(row.name, category)
    row.category = category
    row.county_level = flags.county_level
    row.is_transfer_node = flags.is_transfer_node
    row.can_transfer_directly = flags.can_transfer_directly
    row.auto_approve = flags.auto_approve
    row.step += 1
    row.save(
        update_fields=[
            *("category", "county_level", "is_transfer_node", "can_transfer_directly"),
            *("auto_approve", "letter_name", "step"),
        ]
    )


def _found_first_branch(row: Organization, change: Change, *, by: Actor, at: datetime) -> Changed:
    """The first branch below ``row``, which takes in all its members; without a unit above it
    stands in the data check until it has one of its own."""
    same = change.plan.wanted.main is not None
    seed = Seed(
        name=change.first_branch,
        category=first_branch_category(row.category),
        secretary=row.secretary,
        contact=row.contact,
        phone=row.phone,
        situation=Situation.SAME_AS_SUPERIOR if same else Situation.LEGAL_UNIT,
    )
    (branch,) = planting.plant([Order(row.pk, seed)], lenient=True, by=by, at=at)
    if isinstance(branch, Refusal):
        raise branch
    record_each(members.relocate(row, branch, reason=REASON, by=by, at=at), by=by, at=at)
    told = f"{branch.name}（{change.members}名党员）"
    return Changed("first_branch", "第一个党支部", "", told)
