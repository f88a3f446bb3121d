"""One's own account: last logins and the own password (ACC-19)."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_http_methods

from dengta.accounts.actions.passwords import change_password
from dengta.accounts.actions.vpn import change_vpn_password
from dengta.accounts.queries import own
from dengta.accounts.rules.limits import renewal
from dengta.accounts.rules.sessions import Ended
from dengta.files.queries import portrait_of
from dengta.refusal import Refusal
from dengta.web import session_cookie
from dengta.web.account.forms import PasswordForm
from dengta.web.jinja import url
from dengta.web.moments import minute
from dengta.web.render import go_to, page
from dengta.web.requests import ActorRequest

Change = Callable[..., None]


@require_GET
def account(request: ActorRequest) -> HttpResponse:
    """<我的账号>: who one is here, and where one signed in last."""
    functions = own.functions_of(request.actor)
    context = {
        "sign_ins": [(minute(each.at), each.address) for each in own.last_sign_ins(request.actor)],
        "renewals": [
            ("登录密码", renewal(own.password_days_left(request.actor, request.at))),
            ("VPN 密码", renewal(own.vpn_days_left(request.actor, request.at))),
        ],
        "portrait": portrait_of(request.actor.uid),
        "functions": [(subsystem, "、".join(labels)) for subsystem, labels in functions],
    }
    return page(request, "account/account.html", context)


@require_http_methods(["GET", "POST"])
def password(request: ActorRequest) -> HttpResponse:
    """<修改密码>: afterwards one signs in anew with it."""
    form = PasswordForm(request.POST or None)
    if _changed(request, form, change_password):
        response = HttpResponseRedirect(url("sign_in", query={"why": Ended.PASSWORD}))
        response.status_code = 303
        session_cookie.drop(response)
        return response
    return _form(request, form, "修改密码", "保存后请用新密码重新登录。")


@require_http_methods(["GET", "POST"])
def vpn_password(request: ActorRequest) -> HttpResponse:
    """<修改 VPN 密码>: from now on the VPN asks for it."""
    form = PasswordForm(request.POST or None)
    if _changed(request, form, change_vpn_password):
        messages.success(request, "保存成功，下次连接 VPN 请用新密码")
        return go_to(request, url("account"))
    return _form(request, form, "修改 VPN 密码", "保存后，下次连接 VPN 请用新密码。")


def _changed(request: ActorRequest, form: PasswordForm, change: Change) -> bool:
    """Whether the password was changed; else what is wrong stands beside its field.

    Not within ``once``: the hashing would hold a transaction, and the second of two equal posts is
    refused anyhow, since the old password is no longer the old one.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    typed = form.cleaned_data
    try:
        change(
            old=typed["old"],
            new=typed["new"],
            again=typed["again"],
            by=request.actor,
            at=request.at,
        )
    except Refusal as refusal:
        form.complain(refusal)
        return False
    return True


def _form(request: ActorRequest, form: PasswordForm, title: str, note: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title,
        "note": note,
        "place": ["我的账号", title],
        "must": request.actor.must_change_password and title == "修改密码",
    }
    return page(request, "account/password.html", context, status=422 if form.errors else 200)
