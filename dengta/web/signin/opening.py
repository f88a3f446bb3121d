"""<用户激活> and 忘记密码: two forms that begin with an SMS code (ACC-08, ACC-09, ACC-17).

Both work without JavaScript: the button 发送短信验证码 posts the form, which comes back as it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods

from dengta.accounts.actions import activating, forgetting
from dengta.accounts.rules.passwords import Which
from dengta.gateways.queries import sms
from dengta.refusal import Refusal
from dengta.web.components import Step
from dengta.web.render import page
from dengta.web.requests import OpenRequest, address_of, open_to_all
from dengta.web.signin import pictures, proofs
from dengta.web.signin.forms import ActivationForm, ForgottenForm, PictureForm

PASSWORDS = frozenset({"password", "again", "vpn_password", "vpn_again"})
SEND = "send"
"""The name of the button that asks for the SMS code only."""


STEPS: tuple[Step, ...] = (
    Step("收到短信", "done", ("内有 VPN 账号和授权码",)),
    Step("安装 VPN 客户端", "done"),
    Step("连接 VPN", "done", ("首个用户名是身份证号",)),
    Step("打开登录地址", "done"),
    Step("激活账号", "now", ("就在本页",)),
    Step("重新连接并登录", "waiting", ("用两个新密码",)),
)
"""How one gets in for the first time, seen from <用户激活>."""


@dataclass(frozen=True, slots=True)
class _Page:
    """One of the two pages: its form, its template, how an SMS is asked for, what it carries out
    and what the sign-in page then says."""

    form: type[PictureForm]
    template: str
    ask: Callable[..., str]
    carry_out: Callable[[OpenRequest, PictureForm], None]
    done: str


@open_to_all
@require_http_methods(["GET", "POST"])
def activation(request: OpenRequest) -> HttpResponse:
    """<用户激活>: afterwards both new passwords work at once."""
    return _answer(request, ACTIVATION)


@open_to_all
@require_http_methods(["GET", "POST"])
def forgotten(request: OpenRequest) -> HttpResponse:
    """忘记密码: a new system or VPN password; all sessions end."""
    return _answer(request, FORGOTTEN)


def _answer(request: OpenRequest, which: _Page) -> HttpResponse:
    form = which.form(request.POST or None)
    said, answered = "", False
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            proofs.insist(
                proof=typed["proof"],
                mobile=typed["mobile"],
                token=typed["picture_token"],
                typed=typed["picture"],
                at=request.at,
            )
            answered = True
            if SEND not in request.POST:
                which.carry_out(request, form)
                return _done(which.done)
            said = which.ask(mobile=typed["mobile"], address=address_of(request), at=request.at)
        except Refusal as refusal:
            form.complain(refusal)
    return _drawn(request, which, form, said, answered=answered)


def _drawn(
    request: OpenRequest, which: _Page, form: PictureForm, said: str, *, answered: bool
) -> HttpResponse:
    """The form as it was typed; with a new picture unless one was ``answered`` for this number."""
    mobile = request.POST.get("mobile", "")
    proof = request.POST.get("proof", "")
    if answered and not proofs.is_proved(proof, mobile, request.at):
        proof = proofs.proof_of(mobile, request.at)
    proved = answered and bool(mobile.strip())
    in_words = request.GET.get("words") == "1"
    posed = None if proved else pictures.pose(in_words=in_words, at=request.at)
    context = {
        "form": form,
        "said": said,
        "posed": posed,
        "proof": proof if proved else "",
        "in_words": in_words,
        "opening": STEPS,
        "here": request.path,
        "aloud": posed.question.answer if posed and settings.DENGTA_MODE == "demo" else "",
        "outbox": sms.has_outbox(),
        "retype": any(request.POST.get(name) for name in form.fields if name in PASSWORDS),
    }
    return page(request, which.template, context, status=422 if form.errors else 200)


def _done(why: str) -> HttpResponse:
    response = HttpResponseRedirect(f"/sso?{urlencode({'done': why})}")
    response.status_code = 303
    return response


def _activate(request: OpenRequest, form: PictureForm) -> None:
    typed = form.cleaned_data
    activating.activate(
        mobile=typed["mobile"],
        sms_code=typed["sms_code"],
        code=typed["code"],
        password=typed["password"],
        again=typed["again"],
        vpn_password=typed["vpn_password"],
        vpn_again=typed["vpn_again"],
        name=typed["name"],
        id_number=typed["id_number"],
        address=address_of(request),
        request=f"POST {request.path}",
        at=request.at,
    )


def _set_forgotten(request: OpenRequest, form: PictureForm) -> None:
    typed = form.cleaned_data
    forgetting.set_forgotten(
        which=Which(typed["which"] or Which.SYSTEM),
        mobile=typed["mobile"],
        id_number=typed["id_number"],
        sms_code=typed["sms_code"],
        password=typed["password"],
        again=typed["again"],
        address=address_of(request),
        request=f"POST {request.path}",
        at=request.at,
    )


ACTIVATION = _Page(
    ActivationForm,
    "signin/activation.html",
    activating.send_sms_code,
    _activate,
    "activated",
)
FORGOTTEN = _Page(
    ForgottenForm,
    "signin/forgotten.html",
    forgetting.send_sms_code,
    _set_forgotten,
    "reset",
)
