"""Printing the sheets of organisations: a look that is written down (ORG-21, LOG-01)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dengta.access.actor import Actor
from dengta.audit.actions import record_look
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.organizations.queries.collecting import Collected, collected


@transaction.atomic
def print_sheets(*, uids: Sequence[UUID], by: Actor, at: datetime) -> list[Collected]:
    """What stands on the sheets of the organisations ``uids``, in their order, each once; one line
    of the log each. Refuses like :func:`~dengta.organizations.queries.collecting.collected`.
    """
    sheets = collected(by, list(dict.fromkeys(uids)))
    for sheet in sheets:
        record_look(
            Subject("organization", sheet.uid, sheet.name),
            path=sheet.path,
            by=by,
            at=at,
            event=Event.SHEET_PRINTED,
        )
    return sheets
