"""<信息管理> and <党员浏览>: the tree on the left, the members of what is selected on the right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from dengta.access.actor import Actor
from dengta.access.checks import holds, require
from dengta.access.permissions import Can
from dengta.members.queries import lists
from dengta.members.queries.lists import Page, Question
from dengta.organizations.queries import tree
from dengta.organizations.queries.unfolding import unfolded
from dengta.organizations.rules.categories import is_branch
from dengta.refusal import Denied, OutOfReach, Refusal
from dengta.web import trees
from dengta.web.components import Column
from dengta.web.jinja import url
from dengta.web.members import columns as member_columns
from dengta.web.members import filters as member_filters
from dengta.web.members import finding
from dengta.web.members.filters import Filters
from dengta.web.organizations import selection
from dengta.web.render import go_to, page_or_part, wants_part
from dengta.web.requests import ActorRequest

PARTS = ("members", "conditions")
LONGEST_ADDRESS = 2_000


@dataclass(frozen=True, slots=True)
class Kind:
    """One of the two pages: its name, and whether members may be changed from it."""

    page: str
    title: str
    at: str
    changes: bool

    @property
    def address(self) -> str:
        return url(self.page)


WORKSPACE = Kind("member_list", "信息管理", "dangyuan", changes=True)
BROWSE = Kind("member_browse", "党员浏览", "liulan", changes=False)


@require_GET
def workspace(request: ActorRequest) -> HttpResponse:
    """<信息管理> (MEM-12)."""
    return _list(request, WORKSPACE)


@require_GET
def browse(request: ActorRequest) -> HttpResponse:
    """<党员浏览>: the same list, to read only."""
    return _list(request, BROWSE)


@require_POST
def search(request: ActorRequest, browsing: bool) -> HttpResponse:
    """The posted filters become an address, in which an ID number stands sealed."""
    kind = BROWSE if browsing else WORKSPACE
    return go_to(request, member_filters.asked(kind.address, request.POST.dict(), request.actor))


@require_POST
def columns(request: ActorRequest) -> HttpResponse:
    """Keep the chosen columns and go back to the list."""
    back = request.POST.get("next", "")
    ours = back.startswith(url("members") + "/") and len(back) <= LONGEST_ADDRESS
    if not ours or not url_has_allowed_host_and_scheme(back, None):
        back = WORKSPACE.address
    response = go_to(request, back)
    member_columns.keep(
        response, request.POST.getlist("column"), secure=settings.CSRF_COOKIE_SECURE
    )
    return response


def _list(request: ActorRequest, kind: Kind) -> HttpResponse:
    actor = request.actor
    asked = member_filters.read(kind.address, request.GET.dict(), actor)
    organization = tree.find(actor, selection.uid_of(asked.org, actor), Can.SEE_TREE)
    require(actor, Can.BROWSE_MEMBERS, organization.path)
    branch = is_branch(organization.category)
    include_below = asked.below == "1" if asked.below in {"0", "1"} else not branch
    side = {} if wants_part(request) else _side(request, kind, organization.path)
    shown = member_columns.chosen(request)
    found: Page | None = None
    wrong: dict[str, str] = {}
    total = None
    try:
        question = asked.question(organization.path, include_below=include_below, at=request.at)
        found = lists.page(
            actor,
            question,
            shown={column.name for column in shown},
            numbers=side.get("numbers", lists.NONE_YET),
        )
        total = _total(actor, question, found, wanted=request.GET.get("count") == "1")
    except (Denied, OutOfReach):
        raise
    except Refusal as refusal:
        wrong = {each.field: each.sentence for each in refusal.complaints}
    opened = request.GET.get("more") == "1"
    narrowed = any(asked.texts.get(name) for name in member_filters.MORE)
    context: dict[str, Any] = {
        "kind": kind,
        "organization": organization,
        "branch": branch,
        "include_below": include_below,
        "filters": asked,
        "categories": member_filters.choices("category"),
        "statuses": member_filters.choices("status"),
        "wrong": wrong,
        "more_open": opened or bool(set(member_filters.MORE) & set(wrong)),
        # most lists are read without them, and they were a fifth of the page
        "conditions": member_filters.conditions(asked, wrong) if opened or narrowed else [],
        "conditions_url": asked.url(cursor=asked.cursor, more=1),
        "found": found,
        "total": total,
        "summary": _summary(found, total, asked),
        "columns": [
            Column("姓名", "name"),
            *(Column(column.label, column.kind) for column in shown),
            Column("操作", "actions"),
        ],
        "shown": {column.name for column in shown},
        "all_columns": member_columns.COLUMNS,
        "columns_word": f"列 {len(shown) + member_columns.FIXED}/{member_columns.ALL}",
        "here": asked.url(cursor=asked.cursor),
        "may_enrol": kind.changes and holds(actor, Can.ENROL_MEMBER),
        "may_edit": kind.changes and holds(actor, Can.EDIT_MEMBER),
        "may_send": kind.changes and holds(actor, Can.SEND_TRANSFER),
        **side,
    }
    status = 422 if wrong else 200
    return page_or_part(request, "members/list.html", PARTS, context, status=status)


def _side(request: ActorRequest, kind: Kind, selected: str) -> dict[str, Any]:
    """The tree with its numbers, or what its search found."""
    keyword = finding.words(request.GET.get("q", ""))
    if keyword:
        hits = finding.search(request.actor, keyword, kind.address)
        return {"keyword": keyword, "hits": hits, "nodes": []}
    found = unfolded(request.actor, selected)
    nodes = trees.drawn(request.actor, found, kind.at)
    return {"keyword": "", "hits": None, "nodes": nodes, "numbers": found.numbers}


def _total(actor: Actor, question: Question, found: Page, *, wanted: bool) -> int | None:
    """The exact total; counted now where only that knows it and somebody asked."""
    if found.total is None and wanted:
        return lists.count(actor, question)
    return found.total


def _summary(found: Page | None, total: int | None, asked: Filters) -> dict[str, Any]:
    """What stands under the list: which rows, of how many, and who is told beside them."""
    if found is None or not found.rows:
        return {}
    return {
        "start": found.start,
        "end": found.start + len(found.rows) - 1,
        "total": "1000+" if total is None else f"{total:,}",
        "what": "名党员" if asked.texts.get("status") else "名在册党员",
        "suspended": 0 if asked.texts.get("status") else found.suspended,
        "count_url": asked.url(cursor=asked.cursor, count=1) if total is None else "",
        "previous": asked.url(cursor=found.prev) if found.prev else "",
        "next": asked.url(cursor=found.next) if found.next else "",
    }
