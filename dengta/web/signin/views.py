"""Signing in and out (ACC-14)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dengta.accounts.actions import sign_in as accounts
from dengta.accounts.rules.sessions import ENDED_SENTENCES, Ended
from dengta.refusal import Refusal
from dengta.web import session_cookie
from dengta.web.render import page
from dengta.web.requests import ActorRequest, OpenRequest, address_of, open_to_all
from dengta.web.signin import pictures
from dengta.web.signin.forms import MISSING, SignInForm

HOME = "/"
DONE: dict[str, str] = {
    "activated": "激活成功。请用手机号码或身份证号和新密码登录；VPN 也请用新密码重新连接。",
    "reset": "密码已重设，原来的登录已全部退出。请用新密码登录。",
}
"""What the page says of what was just finished elsewhere."""


@open_to_all
@require_http_methods(["GET", "POST"])
def sign_in(request: OpenRequest) -> HttpResponse:
    """<登录页面>: on to where one wanted to go, or the page again with one sentence."""
    if request.method == "GET":
        return _form(request, {})
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _form(request, {name: MISSING[name] for name in form.errors})
    typed = form.cleaned_data
    try:
        pictures.insist(token=typed["picture_token"], typed=typed["picture"], at=request.at)
        session = accounts.sign_in(
            user_name=typed["user_name"],
            password=typed["password"],
            address=address_of(request),
            request="POST /sso",
            at=request.at,
        )
    except Refusal as refusal:
        return _form(request, {each.field: each.sentence for each in refusal.complaints})
    response = HttpResponseRedirect(_wanted(request))
    response.status_code = 303
    session_cookie.write(response, session)
    return response


@open_to_all
@require_GET
def picture(request: OpenRequest) -> HttpResponse:
    """The picture of the question that ``t`` seals."""
    try:
        drawn = pictures.drawn(request.GET.get("t", ""))
    except Refusal:
        return HttpResponse(status=404)
    return HttpResponse(drawn, content_type="image/png")


@require_POST
def sign_out(request: ActorRequest) -> HttpResponse:
    """End the session here and now."""
    accounts.sign_out(by=request.actor, at=request.at)
    response = HttpResponseRedirect(f"/sso?why={Ended.LEFT}")
    response.status_code = 303
    session_cookie.drop(response)
    return response


def _form(request: OpenRequest, errors: dict[str, str]) -> HttpResponse:
    in_words = request.GET.get("words") == "1"
    posed = pictures.pose(in_words=in_words, at=request.at)
    why = request.GET.get("why", "")
    context = {
        "errors": errors,
        "user_name": request.POST.get("user_name", ""),
        "posed": posed,
        "in_words": in_words,
        "said": posed.question.shown if settings.DENGTA_MODE == "demo" else "",
        "next": _asked(request),
        "done": DONE.get(request.GET.get("done", ""), ""),
        "ended": ENDED_SENTENCES[Ended(why)] if why in set(Ended) else "",
    }
    return page(request, "signin/sign_in.html", context, status=422 if errors else 200)


def _asked(request: HttpRequest) -> str:
    return request.POST.get("next") or request.GET.get("next") or ""


def _wanted(request: HttpRequest) -> str:
    wanted = _asked(request)
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return wanted if wanted and safe else HOME
