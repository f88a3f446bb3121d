"""The dialogs over an account: what will happen, a reason, the button (ACC-07, ACC-21, GEN-07)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from dengta.accounts.actions import authorising, lifecycle
from dengta.accounts.queries import manageable, officer
from dengta.accounts.queries.officer import AccountCard
from dengta.refusal import OutOfReach, Overtaken
from dengta.web.forms import step_of
from dengta.web.jinja import url
from dengta.web.officer import acts, matrix
from dengta.web.officer.acts import FUNCTIONS_ACT, Act
from dengta.web.officer.forms import ActForm, FunctionsForm, pressed
from dengta.web.render import go_to, page_or_part
from dengta.web.requests import ActorRequest

if TYPE_CHECKING:
    from dengta.accounts.models import Account

    Verb = Callable[..., None]

PART = "dialog"

CHANGED = "刚才另有人改动了这个账号。“现在”一栏是最新的功能，您勾选的都还在，请核对以后再保存。"
WITH_REASON: dict[str, Verb] = {
    acts.UNLOCK: lifecycle.unlock,
    "vpn": lifecycle.reset_vpn,
    "tingyong": lifecycle.suspend,
    "qiyong": lifecycle.resume,
    "chexiao": lifecycle.end,
    "chehui": authorising.withdraw,
}


@require_http_methods(["GET", "POST"])
def dialog(request: ActorRequest, uid: UUID, key: str) -> HttpResponse:
    """What the act ``key`` does to the account, and doing it."""
    act = acts.act_of(key)
    if act is None:
        raise OutOfReach
    card = officer.account(request.actor, uid, request.at)
    account = manageable.find(request.actor, uid)
    manageable.require_manageable(request.actor, account)
    acts.insist_on_fit(act, card.row)
    if act.key == FUNCTIONS_ACT:
        return _functions(request, act, card, account)
    form = ActForm(request.POST) if request.method == "POST" else ActForm()
    form.fields["reason"].label = f"{act.label}的原因"
    form.fields["seen"].initial = card.step
    if request.method == "POST":
        address = form.perform(request, lambda: _done(request, act, account))
        if address:
            messages.success(request, "操作成功")
            return go_to(request, address)
    context = {
        "act": act,
        "form": form,
        "follows": [each.format(mobile=card.row.mobile) for each in act.follows],
    }
    return _answer(request, "officer/act.html", card, context, form)


def _done(request: ActorRequest, act: Act, account: Account) -> str:
    reason = request.POST.get("reason", "")
    if act.key == acts.RESEND:
        authorising.resend(account=account, by=request.actor, at=request.at)
    elif act.key == "shouji":
        authorising.change_mobile(
            account=account,
            mobile=request.POST.get("mobile", ""),
            seen=step_of(request.POST.get("seen", "")),
            by=request.actor,
            at=request.at,
        )
    else:
        WITH_REASON[act.key](account=account, reason=reason, by=request.actor, at=request.at)
    return url("account_card", account.uid)


def _functions(
    request: ActorRequest, act: Act, card: AccountCard, account: Account
) -> HttpResponse:
    """功能调整: the matrix. Whoever comes second sees what stands now beside what he ticked."""
    standing = sorted(card.granted)
    if request.method == "GET":
        form = FunctionsForm(initial={"functions": standing, "seen": card.step})
        return _matrix(request, act, card, form)
    ticked = pressed(request.POST.get("do", ""))
    seen = step_of(request.POST.get("seen", ""))
    if ticked is not None:
        typed = {"reason": request.POST.get("reason", ""), "seen": seen}
        return _matrix(request, act, card, FunctionsForm(initial={**typed, "functions": ticked}))
    form = FunctionsForm(request.POST)
    address = form.perform(request, lambda: _granted(request, form, account, seen))
    if address:
        messages.success(request, "操作成功")
        return go_to(request, address)
    if seen != card.step and not form.broken:
        # what stands now is shown: saving again overwrites nothing unseen (GEN-10)
        data = request.POST.copy()
        data["seen"] = str(card.step)
        again = FunctionsForm(data)
        for sentence in form.complaints:
            again.add_error(None, sentence.sentence)
        form = again
    return _matrix(request, act, card, form)


def _granted(request: ActorRequest, form: FunctionsForm, account: Account, seen: int) -> str:
    if account.step != seen:
        raise Overtaken(CHANGED)
    lifecycle.grant(
        account=account,
        functions=form.chosen,
        reason=form.cleaned_data["reason"],
        seen=seen,
        by=request.actor,
        at=request.at,
    )
    return url("account_card", account.uid)


def _matrix(
    request: ActorRequest, act: Act, card: AccountCard, form: FunctionsForm
) -> HttpResponse:
    context = {
        "act": act,
        "form": form,
        "matrix": matrix.matrix(form["functions"].value() or (), sorted(card.granted)),
    }
    return _answer(request, "officer/functions.html", card, context, form)


def _answer(
    request: ActorRequest,
    template: str,
    card: AccountCard,
    context: dict[str, Any],
    form: ActForm | FunctionsForm,
) -> HttpResponse:
    act: Act = context["act"]
    context |= {
        "place": ["虚拟专网区工作台", "账号管理", act.label],
        "row": card.row,
        "here": request.path,
        "back": url("account_card", card.row.uid),
    }
    status = 403 if form.broken else 422 if form.errors else 200
    return page_or_part(request, template, PART, context, status=status)
