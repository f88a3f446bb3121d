"""Rows of a plan into the base or the archive, one line of the log for each (MEM-27)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from dengta.access.actor import Actor
from dengta.access.checks import require
from dengta.access.permissions import Can
from dengta.audit.actions import record_each
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Happening, Subject
from dengta.codes.queries import tables
from dengta.members.effects import bulk
from dengta.members.rules.standing import ArchivedAs, IncreaseWay
from dengta.organizations import effects as organizations


def load(*, rows: Sequence[bulk.Row], by: Actor, at: datetime) -> int:
    """Load ``rows``, judged already, in one transaction; returns how many.

    Pins every branch. Refuses a branch out of the actor's range (404) or dissolved meanwhile. Like
    ``effects.bulk.load_batch`` it takes no savepoint.
    """
    for path in {row.org_path for row in rows}:
        require(by, Can.ENROL_MEMBER, path)
    return _load(rows, by, at)


@transaction.atomic(savepoint=False)
def _load(rows: Sequence[bulk.Row], by: Actor, at: datetime) -> int:
    organizations.pin(*{row.branch_pk for row in rows})
    way = tables.label("member_increase_way", IncreaseWay.ENROLLED)
    uids = bulk.load_batch(rows, by=by, at=at)
    return record_each(
        (
            Happening(
                Event.MEMBER_ENROLLED,
                Subject("member", uid, row.facts.name),
                row.org_path,
                detail={"way": way} if row.archived_as is ArchivedAs.NOT else {},
            )
            for row, uid in zip(rows, uids, strict=True)
        ),
        by=by,
        at=at,
    )
