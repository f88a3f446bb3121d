"""<查看转接情况>: the transfers of an area, and the steps of one (TRF-16)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from dengta.access.permissions import Can
from dengta.organizations.queries import tree
from dengta.organizations.rules.categories import is_branch
from dengta.refusal import Denied, OutOfReach, Refusal
from dengta.transfers import queries
from dengta.transfers.queries import Page
from dengta.transfers.rules.law import RUNNING, Status, Verb
from dengta.web import trees
from dengta.web.components import Column
from dengta.web.jinja import url
from dengta.web.organizations import selection
from dengta.web.render import go_to, page_or_part, wants_part
from dengta.web.requests import ActorRequest
from dengta.web.transfers import filters as transfer_filters
from dengta.web.transfers.filters import PAGE, Filters
from dengta.web.transfers.naming import beside
from dengta.web.transfers.views.desk import address as case_address
from dengta.web.transfers.views.desk import tone_of

PART = "transfers"
PLACE = ["组织关系转接", "查看转接情况"]
COLUMNS = (
    Column("姓名", "name"),
    Column("身份证号", "code"),
    "转出单位",
    "接收单位",
    "当前组织",
    Column("转出时间", "date"),
    "审核状态",
    "接转类型",
    Column("操作", "actions"),
)
FOUND = 20


@require_GET
def listing(request: ActorRequest) -> HttpResponse:
    """The tree on the left, the transfers of what is selected on the right."""
    actor = request.actor
    asked = transfer_filters.read(request.GET, actor)
    organization = tree.find(actor, selection.uid_of(asked.org, actor), Can.BROWSE_TRANSFERS)
    found: Page | None = None
    wrong: dict[str, str] = {}
    try:
        found = queries.listing(actor, asked.question(organization.path), at=request.at)
    except (Denied, OutOfReach):
        raise
    except Refusal as refusal:
        wrong = {each.field: each.sentence for each in refusal.complaints}
    context: dict[str, Any] = {
        "place": PLACE,
        "organization": organization,
        "branch": is_branch(organization.category),
        "filters": asked,
        "choices": transfer_filters.choices(),
        "wrong": wrong,
        "found": found,
        "summary": _summary(found, asked),
        "columns": COLUMNS,
        "tones": {status: _mark(status) for status in Status},
        "short": beside(organization.name, actor.organization_name),
        "here": asked.url(cursor=asked.cursor),
    }
    if not wants_part(request):
        context |= _side(request, organization.path)
    status = 422 if wrong else 200
    return page_or_part(request, "transfers/list.html", PART, context, status=status)


@require_POST
def search(request: ActorRequest) -> HttpResponse:
    """The posted filters become an address, in which an ID number stands sealed."""
    return go_to(request, transfer_filters.asked(request.POST, request.actor))


@require_GET
def steps(request: ActorRequest, uid: UUID) -> HttpResponse:
    """【查看】: the steps of one transfer, a dialog over the list or a page of its own."""
    case = queries.case(request.actor, uid, at=request.at)
    context = {
        "place": [*PLACE, "转接步骤"],
        "case": case,
        "short": beside(*(place.name for place in case.path)),
        "tone": tone_of(case.status),
        "running": case.status in RUNNING,
        "may_withdraw": Verb.WITHDRAW in case.verbs,
        "waits_here": bool(case.verbs - {Verb.WITHDRAW}),
        "case_url": case_address(uid),
        "steps_url": request.path,
        "back": url(PAGE),
        "newest": case.letters[0] if case.letters else None,
    }
    return page_or_part(request, "transfers/steps.html", "dialog", context)


def _side(request: ActorRequest, selected: str) -> dict[str, Any]:
    """The tree, or what its search found."""
    keyword = request.GET.get("q", "").strip()[: transfer_filters.LONGEST]
    if keyword:
        hits = tree.search(request.actor, keyword, FOUND)
        return {"keyword": keyword, "hits": hits, "nodes": []}
    nodes = trees.nodes(request.actor, selected, "zhuanjie")
    return {"keyword": "", "hits": None, "nodes": nodes}


def _summary(found: Page | None, asked: Filters) -> dict[str, Any]:
    """What stands under the list: which rows, of how many, and the pages beside this one."""
    if found is None or not found.rows:
        return {}
    return {
        "start": found.start,
        "end": found.start + len(found.rows) - 1,
        "total": found.total_text,
        "previous": asked.url(cursor=found.prev) if found.prev else "",
        "next": asked.url(cursor=found.next) if found.next else "",
    }


def _mark(status: Status) -> str:
    """The shape beside a status in the list."""
    tone = tone_of(status)
    return "" if tone == "error" else tone
