"""Lines to be chained, and two folders for the checkpoints."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction

from dengta.audit.actions import record_each
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Happening, Subject
from dengta.database.uids import new_uid
from tests.audit.people import COUNTY, NOON, actor


@transaction.atomic
def write(lines: int = 1, minutes: int = 0) -> None:
    """So many lines in one transaction."""
    record_each(
        [
            Happening(Event.MEMBER_ENROLLED, Subject("member", new_uid(), f"李{n}"), COUNTY)
            for n in range(lines)
        ],
        by=actor(),
        at=NOON + timedelta(minutes=minutes),
    )
