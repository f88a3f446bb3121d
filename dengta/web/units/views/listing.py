"""<单位信息维护>: the tree on the left, the units linked to or managed by the selected organisation
on the right (UNT-01, UNT-02)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dengta.access.checks import holds, require_function
from dengta.access.permissions import Can
from dengta.database.keyset import PAGE
from dengta.organizations.queries import tree, unit_lists
from dengta.organizations.queries.unit_lists import UnitPage
from dengta.organizations.queries.unit_places import UnitKind
from dengta.organizations.rules.categories import is_branch
from dengta.web.components import Column, Suggestion
from dengta.web.organizations import selection
from dengta.web.organizations.side import side
from dengta.web.render import page_or_part, render_part, wants_part
from dengta.web.requests import ActorRequest
from dengta.web.units import filters
from dengta.web.units.filters import Filters

PART = "units"
COLUMNS = (
    Column("单位名称", "name"),
    Column("单位类别"),
    Column("党组织所在单位代码", "code"),
    Column("单位建立党组织情况"),
    Column("是否成立党组"),
    Column("关联/管理党组织"),
    Column("操作", "actions"),
)
SAID = {True: "是", False: "否", None: "未填"}
NOTES: dict[UnitKind, str] = {
    UnitKind.BUILT: "这些单位已建立党组织，信息在党组织的页面上修改。",
    UnitKind.UNBUILT: "这些单位没有自己的党组织，由管理党组织联系。",
    UnitKind.AWAITING: "这些单位已经保存，还没有关联党组织：到该党组织点【更换单位】选择它。",
}


@require_GET
def listing(request: ActorRequest) -> HttpResponse:
    """The units of the selected organisation, a page at a time."""
    actor = request.actor
    uid = selection.uid_of(request.GET.get("org", ""), actor)
    organization = tree.find(actor, uid, Can.BROWSE_UNITS)
    asked = filters.read(uid, request.GET.dict())
    after = filters.text_of(request.GET.dict(), "after")
    before = "" if after else filters.text_of(request.GET.dict(), "before")
    found = unit_lists.page(actor, asked.question(organization.path, after, before))
    context: dict[str, Any] = {
        "organization": organization,
        "branch": is_branch(organization.category),
        "filters": asked,
        "categories": filters.categories(),
        "columns": COLUMNS,
        "found": found,
        "said_group": SAID,
        "pages": _pages(asked, found, _number(request.GET.get("nr", ""))),
        "note": NOTES.get(asked.known_kind) if asked.known_kind else "",
        "may_create": holds(actor, Can.CREATE_UNIT),
        "may_edit": holds(actor, Can.EDIT_UNIT),
        "may_delete": holds(actor, Can.DELETE_UNIT),
        "may_edit_organization": holds(actor, Can.EDIT_ORGANIZATION),
        "own": actor,
    }
    if not wants_part(request):
        context |= side(request, organization, "danwei")
    return page_or_part(request, "units/list.html", PART, context)


@require_GET
def managing(request: ActorRequest) -> HttpResponse:
    """Organisations within one's range, while 管理党组织 is typed (UNT-03)."""
    require_function(request.actor, Can.BROWSE_UNITS)
    found = tree.search(request.actor, request.GET.get("q", "")[: filters.LONGEST])
    rows = [
        Suggestion(str(each.uid), each.name, note=each.code, category=each.category)
        for each in found
    ]
    return render_part(request, "units/parts.html", "managing", {"rows": rows})


def _number(text: str) -> int:
    """The number of the first row, as the address carries it."""
    return max(int(text), 1) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def _pages(asked: Filters, found: UnitPage, start: int) -> dict[str, object]:
    """Which rows are shown, of how many, and where the other pages are."""
    rows = found.rows
    if not found.earlier:
        start = 1
    return {
        "start": start,
        "end": start + len(rows) - 1,
        "total": found.total,
        "previous": asked.url(before=rows[0].name, nr=max(start - PAGE, 1))
        if rows and found.earlier
        else "",
        "next": asked.url(after=rows[-1].name, nr=start + len(rows))
        if rows and found.later
        else "",
    }
