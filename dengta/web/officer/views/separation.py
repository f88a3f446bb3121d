"""三员互斥: how often it is violated, and who tried (ACC-01)."""

from __future__ import annotations

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dengta.accounts.queries import separation
from dengta.web.components import Column
from dengta.web.jinja import url
from dengta.web.moments import minute
from dengta.web.render import page_or_part
from dengta.web.requests import ActorRequest

PART = "attempts"
COLUMNS = (
    Column("时间", "date"),
    Column("经办人"),
    Column("角色"),
    Column("所属党组织"),
    Column("为什么没有办成"),
)


@require_GET
def attempts(request: ActorRequest) -> HttpResponse:
    """The count of violations and a page of refused attempts, newest first."""
    text = request.GET.get("before", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
    found = separation.attempts(request.actor, before=before)
    context = {
        "violations": separation.violations(request.actor),
        "columns": COLUMNS,
        "rows": [
            (minute(each.at), each.name, each.duty, each.organization, each.sentence)
            for each in found.rows
        ],
        "first": url("separation") if before else "",
        "next": url("separation", query={"before": found.before}) if found.before else "",
    }
    return page_or_part(request, "officer/separation.html", PART, context)
