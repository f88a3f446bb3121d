"""Opening a record: it shows what lists mask, so it is written down who looked (MEM-12, LOG-01)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from dengta.access.actor import Actor
from dengta.access.permissions import Can
from dengta.audit.actions import record_look
from dengta.audit.rules.lines import Subject
from dengta.members.queries import record as records
from dengta.members.queries.record import Record


@transaction.atomic
def consult(*, uid: UUID, by: Actor, at: datetime, can: Can = Can.BROWSE_MEMBERS) -> Record:
    """Open the record ``uid`` in full: items, increase and decrease records, history.

    Out of reach does not exist (404). One look within ten minutes is one line of the log.
    ``can`` is the permission by which it is opened (<编辑> opens it by ``Can.EDIT_MEMBER``).
    """
    member = records.find(by, uid, can)
    record_look(Subject("member", member.uid, member.name), path=member.org_path, by=by, at=at)
    return records.opened(member, at)
