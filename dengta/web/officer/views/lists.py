"""账号管理: the tree on the left; on the right the accounts of what is selected (ACC-07)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from dengta.access.permissions import Can
from dengta.accounts.queries import officer
from dengta.organizations.queries import tree
from dengta.web.components import Column
from dengta.web.jinja import url
from dengta.web.officer import acts, filters, showing
from dengta.web.organizations import selection
from dengta.web.organizations.side import side
from dengta.web.render import go_to, page_or_part, render_part, wants_part
from dengta.web.requests import ActorRequest

AT = "zhanghao"
PART = "accounts"
COLUMNS = (
    Column("姓名", "name"),
    Column("角色"),
    Column("所属党组织"),
    Column("手机号码"),
    Column("授权激活"),
    Column("账号"),
    Column("功能"),
    Column("最近登录", "date"),
    Column("操作", "actions"),
)


@require_GET
def accounts(request: ActorRequest) -> HttpResponse:
    """The accounts of the selected organisation, by default with everything below it."""
    actor = request.actor
    asked = filters.read(request.GET.dict(), actor)
    organization = tree.find(actor, selection.uid_of(asked.org, actor), Can.MANAGE_ACCOUNTS)
    found = officer.accounts(
        actor,
        organization.path,
        asked.include_below,
        asked.question(),
        after=asked.after,
        before=asked.before,
        at=request.at,
    )
    context: dict[str, Any] = {
        "organization": organization,
        "filters": asked,
        "choices": filters.CHOICES,
        "columns": COLUMNS,
        "rows": [showing.shown(row, organization.name) for row in found.rows],
        "previous": asked.url(before=found.before) if found.before else "",
        "next": asked.url(after=found.after) if found.after else "",
    }
    if not wants_part(request):
        context |= side(request, organization, AT)
    return page_or_part(request, "officer/list.html", PART, context)


@require_POST
def search(request: ActorRequest) -> HttpResponse:
    """The posted filters become an address, in which words stand sealed."""
    return go_to(request, filters.asked(request.POST.dict(), request.actor))


@require_GET
def menu(request: ActorRequest, uid: UUID) -> HttpResponse:
    """What can be done with an account; without script its page, whose buttons do the same."""
    card = officer.account(request.actor, uid, request.at)
    address = url("account_card", uid)
    if not wants_part(request):
        return go_to(request, address)
    items = acts.offers(card.row) or [showing.look(address)]
    return render_part(
        request, "officer/parts.html", "menu", {"items": items, "title": card.row.name}
    )
