"""What can be done to the open case: one button each, and what each asks first (TRF-08 … 11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_POST

from dengta.codes.queries import tables
from dengta.organizations.rules.names import keyword
from dengta.refusal import Overtaken
from dengta.transfers import actions, queries
from dengta.transfers.rules import law
from dengta.web.components import Suggestion
from dengta.web.fields import FieldChoice
from dengta.web.forms import VerbForm, step_of
from dengta.web.jinja import url
from dengta.web.render import go_to, page_or_part
from dengta.web.requests import ActorRequest, uid_in
from dengta.web.transfers.asking import question
from dengta.web.transfers.forms import BranchForm, ReasonForm, StepForm
from dengta.web.transfers.naming import beside
from dengta.web.transfers.views.desk import PLACE, address, desk_of, shown

TEMPLATE = "transfers/deciding.html"
PART = "dialog"
RETURN_REASONS = "transfer_return_reason"
LONGEST = 60
MANY = 50
DONE: dict[law.Verb, str] = {
    law.Verb.AGREE: "已同意",
    law.Verb.RECEIVE: "已接收",
    law.Verb.SEND_BACK: "已退回",
    law.Verb.VOID: "已作为废件",
    law.Verb.WITHDRAW: "已撤回",
    law.Verb.CHOOSE_BRANCH: "已选定接收支部",
}
NOT_NOW = "这件转接现在不能“{verb}”，可能刚刚已被办理。请刷新后查看。"


@require_POST
def agree(request: ActorRequest, uid: UUID) -> HttpResponse:
    """同意."""

    def do(transfer: Any, seen: int) -> None:
        actions.agree(transfer=transfer, seen=seen, by=request.actor, at=request.at)

    return _done(request, uid, law.Verb.AGREE, do)


@require_POST
def receive(request: ActorRequest, uid: UUID) -> HttpResponse:
    """接收."""

    def do(transfer: Any, seen: int) -> None:
        actions.receive(transfer=transfer, seen=seen, by=request.actor, at=request.at)

    return _done(request, uid, law.Verb.RECEIVE, do)


@require_http_methods(["GET", "POST"])
def send_back(request: ActorRequest, uid: UUID) -> HttpResponse:
    """不同意, with a reason from the table and words of one's own."""

    def do(transfer: Any, seen: int) -> None:
        actions.send_back(
            transfer=transfer,
            reason=request.POST.get("reason", ""),
            text=request.POST.get("text", ""),
            seen=seen,
            by=request.actor,
            at=request.at,
        )

    return _asked(request, uid, law.Verb.SEND_BACK, ReasonForm, do)


@require_http_methods(["GET", "POST"])
def void(request: ActorRequest, uid: UUID) -> HttpResponse:
    """废件."""

    def do(transfer: Any, seen: int) -> None:
        actions.void(
            transfer=transfer,
            reason=request.POST.get("reason", ""),
            seen=seen,
            by=request.actor,
            at=request.at,
        )

    return _asked(request, uid, law.Verb.VOID, ReasonForm, do)


@require_http_methods(["GET", "POST"])
def withdraw(request: ActorRequest, uid: UUID) -> HttpResponse:
    """撤回."""

    def do(transfer: Any, seen: int) -> None:
        actions.withdraw(transfer=transfer, seen=seen, by=request.actor, at=request.at)

    return _asked(request, uid, law.Verb.WITHDRAW, StepForm, do)


@require_http_methods(["GET", "POST"])
def choose_branch(request: ActorRequest, uid: UUID) -> HttpResponse:
    """Which branch below the target receives; with ``q`` htmx asks for suggestions."""
    if request.method == "GET" and "q" in request.GET:
        return _branches(request, uid)

    def do(transfer: Any, seen: int) -> None:
        actions.choose_branch(
            transfer=transfer,
            branch=uid_in(request.POST.get("branch", "")),
            seen=seen,
            by=request.actor,
            at=request.at,
        )

    return _asked(request, uid, law.Verb.CHOOSE_BRANCH, BranchForm, do)


def _done(
    request: ActorRequest, uid: UUID, verb: law.Verb, do: Callable[[Any, int], None]
) -> HttpResponse:
    """Carry out a step that asks nothing and open the next item; or show the case as it stands
    now with the sentence why nothing changed."""
    form = StepForm(request.POST)
    if answer := _carried_out(request, uid, form, do):
        messages.success(request, _told(request, uid, verb))
        return go_to(request, answer)
    sentence = "".join(each.sentence for each in form.complaints)
    return shown(request, uid, refused=sentence, status=409)


def _told(request: ActorRequest, uid: UUID, verb: law.Verb) -> str:
    """Whom the step was about and who has the item now, with the way back to it."""
    found = queries.case(request.actor, uid, at=request.at)
    near = beside(request.actor.organization_name)
    if found.status in law.RUNNING:
        where = f"，现由 {near(found.holder)} 办理"
    else:
        where = f"，转入 {near(found.target)}" if verb is law.Verb.RECEIVE else ""
    return format_html(
        '操作成功，{}：{}{}　<a href="{}">查看</a>',
        DONE[verb],
        found.member,
        where,
        url("transfer_steps", uid),
    )


def _carried_out(
    request: ActorRequest, uid: UUID, form: VerbForm, do: Callable[[Any, int], None]
) -> str | None:
    """Where to go after the step; None when it was refused."""
    transfer = queries.find(request.actor, uid)
    next_url = desk_of(request).after(uid, opening="wujiaoben" not in request.POST)

    def once() -> str:
        do(transfer, step_of(request.POST.get("seen", "")))
        return next_url

    answer: str | None = form.perform(request, once)
    return answer


def _asked(
    request: ActorRequest,
    uid: UUID,
    verb: law.Verb,
    kind: type[VerbForm],
    do: Callable[[Any, int], None],
) -> HttpResponse:
    """A dialog over the case, or a page of its own, that asks before the step."""
    found = queries.case(request.actor, uid, at=request.at)
    if request.method == "GET":
        if verb not in found.verbs:
            raise Overtaken(NOT_NOW.format(verb=law.VERB_LABELS[verb]))
        form = kind(initial={"seen": found.step})
    else:
        form = kind(request.POST)
        if answer := _carried_out(request, uid, form, do):
            messages.success(request, _told(request, uid, verb))
            return go_to(request, answer)
    side = request.GET.get("fangxiang", "")
    context = {
        "place": [*PLACE, question(found, verb).title],
        "case": found,
        "form": form,
        "question": question(found, verb),
        "reasons": _reasons(verb),
        **(_offered(request, uid) if kind is BranchForm else {}),
        "here": request.get_full_path(),
        "back": address(uid) + (f"?fangxiang={side}" if side in {"outgoing", "incoming"} else ""),
    }
    return page_or_part(request, TEMPLATE, PART, context, status=422 if form.errors else 200)


def _offered(request: ActorRequest, uid: UUID) -> dict[str, Any]:
    """The branches to choose from: all of them, or where there are many those that a typed word
    finds (without a script the word comes back in ``branch_text``)."""
    found = queries.branches(request.actor, uid, limit=MANY)
    word = keyword(request.POST.get("branch_text", ""))[:LONGEST]
    many = len(found) == MANY
    if many:
        found = queries.branches(request.actor, uid, word, limit=MANY) if word else []
    return {
        "choices": [FieldChoice(str(each.uid), each.name) for each in found],
        "many": many,
        "word": word,
        "suggest_url": url("transfer_choose_branch", uid),
    }


def _branches(request: ActorRequest, uid: UUID) -> HttpResponse:
    found = queries.branches(request.actor, uid, keyword(request.GET["q"])[:LONGEST], limit=20)
    rows = [
        Suggestion(str(each.uid), each.name, note=each.code, category=each.category)
        for each in found
    ]
    return page_or_part(request, "transfers/parts.html", "branches", {"rows": rows})


def _reasons(verb: law.Verb) -> list[FieldChoice]:
    """The table of reasons of 不同意; 废件 takes words only."""
    if verb is not law.Verb.SEND_BACK:
        return []
    return [FieldChoice(each.code, each.label) for each in tables.choices(RETURN_REASONS)]
