"""Asking for the sheets of many organisations as one file (ORG-21)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from dengta.access.actor import Actor
from dengta.access.checks import require_function
from dengta.access.permissions import Can
from dengta.jobs.actions import enqueue
from dengta.jobs.models import Job
from dengta.organizations.queries.collecting import printable
from dengta.refusal import OutOfReach, Refusal
from dengta.reports.kinds import SHEETS
from dengta.reports.results import require_room
from dengta.reports.sheets.pdf import require_tools

MOST = 2_000
TOO_MANY = f"一个文件最多打印 {MOST:,} 个党组织的采集表。请选中下一级的党组织，分几次打印。"
NONE_CHOSEN = "请先选中要打印的党组织，再点【打印】。"


@transaction.atomic
def ask_sheets(*, uids: Sequence[UUID], name: str, by: Actor, at: datetime) -> Job:
    """Have the sheets of the organisations ``uids`` made one file, in their order, each once, with
    ``name`` for the browser (without an ending).

    Refuses none and more than :data:`MOST`, the whole when one of them is out of reach (404), a
    fourth file under way, and names the package that the machine lacks. The queue's line tells
    that it was asked for; which sheets were made is told when they are.
    """
    require_function(by, Can.BROWSE_ORGANIZATIONS)
    chosen = list(dict.fromkeys(uids))
    if not chosen:
        raise Refusal(NONE_CHOSEN)
    if len(chosen) > MOST:
        raise Refusal(TOO_MANY)
    if len(printable(by, chosen)) < len(chosen):
        raise OutOfReach
    require_tools()
    require_room(by, SHEETS)
    return enqueue(
        SHEETS,
        arguments={
            "organizations": [str(uid) for uid in chosen],
            "name": name,
            "address": by.address,
            "request": by.request,
        },
        by=by,
        at=at,
        label=f"打印采集表{len(chosen)}张",
    )
