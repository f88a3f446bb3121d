"""One account: what it is, its codes, its functions, its last logins (ACC-07, ACC-21)."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dengta.access.roles import Role
from dengta.accounts.queries import officer
from dengta.accounts.queries.officer import AccountCard
from dengta.gateways.queries import sms
from dengta.web.jinja import url
from dengta.web.moments import minute
from dengta.web.officer import acts, matrix, showing
from dengta.web.render import page_or_part
from dengta.web.requests import ActorRequest

PART = "delivery"
NO_FUNCTIONS = "安全员和审计员没有业务功能。"


@require_GET
def card(request: ActorRequest, uid: UUID) -> HttpResponse:
    """The page; its part asks by itself while a message is on its way."""
    found = officer.account(request.actor, uid, request.at)
    row = found.row
    context = {
        "place": ["虚拟专网区工作台", "账号管理", "账号"],
        "row": row,
        "shown": showing.shown(row),
        "said": _said(found),
        "items": acts.offers(row),
        "why_not": _why_not(request, row),
        "history": showing.history(found.codes),
        "functions": matrix.labels(found.granted),
        "no_functions": ("还没有功能。" if row.role is Role.ADMINISTRATOR else NO_FUNCTIONS),
        "sign_ins": [minute(at) for at in found.sign_ins],
        "outbox": sms.has_outbox(),
        "here": url("account_card", uid),
        "back": url("account_list", query={"org": row.organization_uid}),
    }
    return page_or_part(request, "officer/account.html", PART, context)


def _said(found: AccountCard) -> list[tuple[str, str]]:
    row = found.row
    return [
        ("角色", row.role_label),
        ("所属党组织", row.organization_name),
        ("公民身份证号", row.id_number),
        ("手机号码", row.mobile),
        ("VPN 密码", found.vpn_state_label or "没有VPN账号"),
        ("开通时间", minute(found.opened_at)),
        ("最近登录", minute(row.last_login) or "还没有登录过"),
        ("锁定", "；".join(showing.lock_words(row)) or "没有"),
    ]


def _why_not(request: ActorRequest, row: officer.AccountRow) -> str:
    """Why there are no buttons."""
    if row.may_manage:
        return ""
    if row.uid == request.actor.uid:
        return "这是您自己的账号：不能给自己授权，由上级党组织的安全员办理。"
    return "本级安全员的账号由上级党组织的安全员办理。"
