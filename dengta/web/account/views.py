"""One's own account: last logins and the own password (ACC-19)."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET, require_http_methods

from dengta.accounts.actions.passwords import change_password
from dengta.accounts.queries import own
from dengta.accounts.rules.sessions import Ended
from dengta.refusal import Refusal
from dengta.web import session_cookie
from dengta.web.account.forms import PasswordForm
from dengta.web.render import page
from dengta.web.requests import ActorRequest


@require_GET
def account(request: ActorRequest) -> HttpResponse:
    """<我的账号>: who one is here, and where one signed in last."""
    functions = own.functions_of(request.actor)
    context = {
        "sign_ins": [
            (f"{localtime(each.at):%Y-%m-%d %H:%M}", each.address)
            for each in own.last_sign_ins(request.actor)
        ],
        "days_left": own.password_days_left(request.actor, request.at),
        "functions": [(subsystem, "、".join(labels)) for subsystem, labels in functions],
    }
    return page(request, "account/account.html", context)


@require_http_methods(["GET", "POST"])
def password(request: ActorRequest) -> HttpResponse:
    """<修改密码>: afterwards one signs in anew with it."""
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            change_password(
                old=typed["old"],
                new=typed["new"],
                again=typed["again"],
                by=request.actor,
                at=request.at,
            )
        except Refusal as refusal:
            form.complain(refusal)
        else:
            response = HttpResponseRedirect(f"/sso?why={Ended.PASSWORD}")
            response.status_code = 303
            session_cookie.drop(response)
            return response
    status = 422 if form.errors else 200
    must = request.actor.must_change_password
    return page(request, "account/password.html", {"form": form, "must": must}, status=status)
