"""The record of one member: sixteen items, increases and decreases, what was changed (MEM-13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dengta.access.checks import allows
from dengta.access.permissions import Can
from dengta.files.queries import photo_of
from dengta.members.actions import consult
from dengta.members.queries.leaves import neighbours
from dengta.members.queries.record import Record
from dengta.members.rules.standing import HELD_SENTENCES, Hold
from dengta.transfers.queries import may_send
from dengta.web.jinja import url
from dengta.web.render import page
from dengta.web.requests import ActorRequest


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of 变更记录: an item that changed, or coming and going."""

    label: str
    old: str
    new: str
    note: str
    at: datetime
    by_name: str
    is_change: bool


@require_GET
def record(request: ActorRequest, uid: UUID) -> HttpResponse:
    """A member's record in full; the look is logged (MEM-12)."""
    actor = request.actor
    opened = consult(uid=uid, by=actor, at=request.at)
    member = opened.member
    before, after = neighbours(actor, member)
    hold = Hold(member.hold)
    context = {
        "record": opened,
        "member": member,
        "place": ["党员信息管理", "信息管理", member.name],
        "list_url": url("member_list", query={"org": member.branch.uid}),
        "may_edit": allows(actor, Can.EDIT_MEMBER, member.org_path),
        "may_send": member.active and may_send(actor, member.branch),
        "send_url": url("transfer_application", query={"dangyuan": uid}),
        "why_not_sent": HELD_SENTENCES.get(hold, ""),
        "hold_label": "转接中" if hold is Hold.TRANSFER else "流动登记中" if hold else "",
        "happened": happened(opened),
        "photo": photo_of(uid),
        "before": before,
        "after": after,
        "at": request.at,
    }
    return page(request, "members/record.html", context)


def happened(record: Record) -> list[Happening]:
    """Changes, increases and decreases in one line of time, the newest first."""
    found = [
        Happening(row.label, row.old, row.new, row.reason, row.at, row.by_name, is_change=True)
        for row in record.changes
    ]
    for rows, word in ((record.increases, "进入"), (record.decreases, "离开")):
        found += [
            Happening(
                f"{word} {row.organization}",
                "",
                "",
                "　".join(part for part in (row.way, row.reason) if part),
                row.at,
                row.by_name,
                is_change=False,
            )
            for row in rows
        ]
    return sorted(found, key=lambda each: each.at, reverse=True)
