"""All members of a branch go to another one in one step, set by set (ORG-17)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import F

from dengta.access.actor import Actor
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Changed, Happening, Subject
from dengta.counts import effects as counts
from dengta.counts.rules import opposite
from dengta.database import locks
from dengta.database.batches import batches
from dengta.findings import effects as findings
from dengta.members.effects import records
from dengta.members.effects.records import FINDINGS, IN_ONE_INSERT
from dengta.members.models import Member, Movement
from dengta.members.rules.counting import counted
from dengta.members.rules.facts import FIELDS, SECRET, Facts, label_of
from dengta.members.rules.standing import MovementKind
from dengta.organizations.models import Organization

WHOLE_OUT, WHOLE_IN = "22", "38"
"""整建制转往本地直属的其他单位, 整建制转入: the ways of both records."""


def relocate(
    source: Organization, to: Organization, *, reason: str, by: Actor, at: datetime
) -> list[Happening]:
    """Move every member under ``source`` to the branch ``to``, with counts and findings; returns
    the line of each, for the verb to write.

    Each active one gets a pair of records (a suspended one is in no balance, so none), each one
    its history. Both rows are held by the caller; nobody may be in a running transfer.
    """
    people = locks.take_for_step(Member.objects.filter(branch=source, under_branch=True))
    if not people:
        return []
    for some in batches([each.pk for each in people]):
        Member.objects.filter(pk__in=some).update(branch=to, org_path=to.path, step=F("step") + 1)
    findings.move_each(FINDINGS, [each.uid for each in people], to.path)
    changes = [counted(_readable(each)) for each in people]
    counts.add_each(
        [
            *((source.path, opposite(change)) for change in changes),
            *((to.path, change) for change in changes),
        ]
    )
    _write(people, source, to, reason=reason, by=by, at=at)
    moved = (Changed("branch", label_of("branch"), source.name, to.name),)
    return [
        Happening(
            Event.MEMBER_MOVED, Subject("member", each.uid, each.name), to.path, moved, reason
        )
        for each in people
    ]


def _readable(member: Member) -> Facts:
    """The items that are counted; the sealed ones stay sealed."""
    shown: dict[str, Any] = {name: getattr(member, name) for name in FIELDS if name not in SECRET}
    return Facts(**shown)


def _write(
    people: list[Member],
    source: Organization,
    to: Organization,
    *,
    reason: str,
    by: Actor,
    at: datetime,
) -> None:
    active = [each for each in people if each.active]
    sides = (
        (MovementKind.DECREASE, WHOLE_OUT, source, to.name),
        (MovementKind.INCREASE, WHOLE_IN, to, source.name),
    )
    Movement.objects.bulk_create(
        [
            records.movement(each, kind, way, organization, other, by=by, at=at, reason=reason)
            for kind, way, organization, other in sides
            for each in active
        ],
        batch_size=IN_ONE_INSERT,
    )
    changes = [("branch", source.name, to.name)]
    records.keep_history(people, changes, by=by, at=at, reason=reason)
