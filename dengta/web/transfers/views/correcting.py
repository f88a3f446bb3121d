"""An item that came back to its source: corrected, and sent again (TRF-06, TRF-08)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from dengta.accounts.rules.drafts import Form
from dengta.refusal import Overtaken, Refusal
from dengta.transfers import actions, queries
from dengta.transfers.queries import Case
from dengta.transfers.rules.law import Verb
from dengta.web import drafts
from dengta.web.forms import step_of
from dengta.web.jinja import url
from dengta.web.live import is_check, tell_phones
from dengta.web.render import go_to
from dengta.web.requests import ActorRequest
from dengta.web.transfers import stops
from dengta.web.transfers.filling import context_of, fill
from dengta.web.transfers.forms import PHONES, ApplicationForm, typed
from dengta.web.transfers.views.choosing import Chosen, chosen
from dengta.web.transfers.views.desk import address
from dengta.web.transfers.views.sending import Preview, answer, preview_of

PLACE = ["组织关系转接", "组织关系转出", "改正后再发"]
NOT_NOW = "这件转接现在不能改正后再发：只有被退回到转出支部的件可以。请刷新后查看。"


@require_http_methods(["GET", "POST"])
def correction(request: ActorRequest, uid: UUID) -> HttpResponse:
    """The form as it was sent, with why it came back."""
    case = actions.consult(uid=uid, by=request.actor, at=request.at)
    transfer, standing = queries.application_of(request.actor, uid)
    if Verb.SEND_AGAIN not in case.verbs and request.method == "GET":
        raise Overtaken(NOT_NOW)
    on = localdate(request.at)
    branch = transfer.source
    draft = drafts.offer(request, Form.CORRECTION, uid)
    data = request.POST.copy() if draft.values is None else draft.values
    if request.method == "GET" and draft.values is None:
        start = typed(standing)
        data.update(
            {
                **start,
                "target_text": transfer.target.name,
                "recipient_was": start["recipient"],
                "given_for": start["target"],
                "seen": str(case.step),
            }
        )
    receiver = chosen(request.actor, branch, data)
    if receiver.proposal is not None:
        fill(data, receiver.proposal)
    form = ApplicationForm(data)
    do = data.get("do", "")
    if is_check(request):
        tell_phones(form, *PHONES)
    verb = {"send": Verb.SEND_AGAIN, "keep": Verb.CORRECT}.get(do)
    if verb is not None and receiver.sentence:
        form.complain(Refusal(receiver.sentence, field="target"))
    elif verb is not None:
        done = form.perform(request, lambda: _carried_out(request, transfer, form, verb))
        if done:
            messages.success(request, "操作成功" if verb is Verb.SEND_AGAIN else "保存成功")
            return go_to(request, done)
    preview = preview_of(request, transfer.person, form, on) if do == "preview" else Preview()
    context = _context(request, case, form, receiver, preview, branch.name)
    return answer(request, {**context, "draft": draft})


def _carried_out(request: ActorRequest, transfer: Any, form: ApplicationForm, verb: Verb) -> str:
    """Send again or only keep the correction, and where to go then."""
    application = form.application(localdate(request.at))
    seen = step_of(form.data.get("seen", ""))
    if verb is Verb.CORRECT:
        actions.correct(
            transfer=transfer, application=application, seen=seen, by=request.actor, at=request.at
        )
        return url("transfer_correction", transfer.uid)
    actions.send_again(
        transfer=transfer, application=application, seen=seen, by=request.actor, at=request.at
    )
    return url("transfer_list", query={"org": transfer.source.uid})


def _context(
    request: ActorRequest,
    case: Case,
    form: ApplicationForm,
    receiver: Chosen,
    preview: Preview,
    branch_name: str,
) -> dict[str, Any]:
    proposal = receiver.proposal
    return context_of(
        form,
        proposal,
        localdate(request.at),
        place=PLACE,
        branch_name=branch_name,
        case=case,
        people=[],
        stopped=0,
        receiver=receiver,
        receiver_text=form.data.get("target_text", ""),
        path=stops.ahead(proposal) if proposal else [],
        path_note=stops.summary(proposal) if proposal else "",
        preview=preview,
        here=request.path,
        add_url="",
        back=address(case.uid),
        letters_note="",
        member_url=url("member_editing", case.member_uid),
    )
