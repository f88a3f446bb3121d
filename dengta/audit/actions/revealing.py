"""Reading a line with its full numbers and addresses: a look, and written down as one (LOG-01)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dengta.access.actor import Actor
from dengta.audit.actions.writing import record_look
from dengta.audit.queries.lines import LineRow, find, opened
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject


@transaction.atomic
def reveal(*, uid: UUID, by: Actor, at: datetime) -> LineRow:
    """The line ``uid`` with its full values; one reading of it within ten minutes is one line.

    Refuses accounts that are not auditors; a line out of reach does not exist.
    """
    line = find(by, uid)
    record_look(
        Subject("line", line.uid, line.subject_name),
        path=line.path,
        by=by,
        at=at,
        event=Event.NUMBER_REVEALED,
    )
    return opened(line)
