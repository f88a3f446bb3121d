"""<组织关系转出>: choose whom, check what would stop it, fill in the letter, send (TRF-01 … 04)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from dengta.accounts.rules.drafts import Form
from dengta.refusal import OutOfReach, Refusal
from dengta.reports.sheets.letter import LetterSheet, filled
from dengta.transfers import actions, queries
from dengta.transfers.queries import Checked
from dengta.transfers.queries.wordings import signing_name
from dengta.web import drafts
from dengta.web.jinja import url, with_query
from dengta.web.live import is_check, status_of, tell_phones
from dengta.web.render import go_to, page_or_part, wants_part
from dengta.web.requests import ActorRequest, uid_in
from dengta.web.transfers import stops
from dengta.web.transfers.filling import context_of, fill
from dengta.web.transfers.forms import PHONES, ApplicationForm, contact_values
from dengta.web.transfers.people import people
from dengta.web.transfers.views.choosing import Chosen, chosen
from dengta.web.transfers.views.starting import start

TEMPLATE = "transfers/application.html"
PART = "application"
PLACE = ["组织关系转接", "组织关系转出", "党员转出申请（填写介绍信）"]
MOST = 50
TOO_MANY = f"一次最多为 {MOST} 名党员办理转出，请分几次办理。"


@dataclass(frozen=True, slots=True)
class Preview:
    """预览介绍信: the letter, or why there is none yet (its complaints stand on the form)."""

    sheet: LetterSheet | None = None


@require_http_methods(["GET", "POST"])
def application(request: ActorRequest) -> HttpResponse:
    """The form for the members that the address names; without any the choice of them."""
    uids = _uids(request.GET.getlist("dangyuan"))
    if not uids or "tianjia" in request.GET:
        return start(request, uids)
    on = localdate(request.at)
    checked = queries.preflight(request.actor, uids, on=on)
    branch = checked[0].member.branch
    draft = drafts.offer(request, Form.TRANSFER, drafts.subject_of(uids))
    if request.method == "GET" and draft.values is None:
        return _shown(request, checked, ApplicationForm(initial=_first(branch)), Chosen(), draft)
    data = request.POST.copy() if draft.values is None else draft.values
    receiver = chosen(request.actor, branch, data)
    if receiver.proposal is not None:
        fill(data, receiver.proposal)
        target = receiver.proposal.target_uid
        checked = queries.preflight(request.actor, uids, on=on, target=target)
    form = ApplicationForm(data)
    do = data.get("do", "")
    if is_check(request):
        tell_phones(form, *PHONES)
    if do == "send" and receiver.sentence:
        form.complain(Refusal(receiver.sentence, field="target"))
    elif do == "send":
        address = form.perform(request, lambda: _sent(request, checked, form))
        if address:
            messages.success(request, "操作成功")
            return go_to(request, address)
    preview = preview_of(request, checked[0].member, form, on) if do == "preview" else Preview()
    return _shown(request, checked, form, receiver, draft, preview)


def preview_of(request: ActorRequest, member: Any, form: ApplicationForm, on: Any) -> Preview:
    """The letter as it would be opened today; what forbids it is put beside its field."""
    try:
        wording = queries.preview(request.actor, member, form.application(on), on=on)
    except OutOfReach:
        raise
    except Refusal as refusal:
        form.complain(refusal)
        return Preview()
    return Preview(filled(wording))


def answer(request: ActorRequest, context: dict[str, Any]) -> HttpResponse:
    """The form, or for htmx the part that it asked for: a preview that is wrong is the form."""
    form, preview = context["form"], context["preview"]
    status = status_of(request, form)
    if wants_part(request) and request.headers.get("HX-Target") == "dialog":
        if preview.sheet is not None:
            return page_or_part(request, TEMPLATE, "dialog", context)
        response = page_or_part(request, TEMPLATE, PART, context, status=status)
        response["HX-Retarget"], response["HX-Reswap"] = f"#{PART}", "outerHTML"
        return response
    return page_or_part(request, TEMPLATE, PART, context, status=status)


def _sent(request: ActorRequest, checked: list[Checked], form: ApplicationForm) -> str:
    """Send, and where the new items stand."""
    branch = checked[0].member.branch
    actions.send(
        members=[each.member for each in checked],
        application=form.application(localdate(request.at)),
        by=request.actor,
        at=request.at,
    )
    return with_query(url("transfer_list"), org=branch.uid)


def _first(branch: Any) -> dict[str, str]:
    """What the form holds before anything was typed."""
    contacts = queries.source_contacts(branch)
    return {
        "sender": signing_name(branch),
        "days": "7",
        **contact_values("source", contacts.source),
        **contact_values("committee", contacts.committee),
    }


def _shown(
    request: ActorRequest,
    checked: list[Checked],
    form: ApplicationForm,
    receiver: Chosen,
    draft: drafts.Offer,
    preview: Preview | None = None,
) -> HttpResponse:
    on = localdate(request.at)
    branch = checked[0].member.branch
    address = url("transfer_application")
    here = with_query(address, dangyuan=[each.member.uid for each in checked])
    persons = people(checked, address, on)
    stopped = sum(not look.passed for each in persons for look in each.looks)
    if not form.is_bound:
        form.initial["sent_on"] = on.isoformat()
    context = context_of(
        form,
        receiver.proposal,
        on,
        draft=draft,
        place=PLACE,
        branch_name=branch.name,
        people=persons,
        stopped=stopped,
        receiver=receiver,
        receiver_text=str(form.data.get("target_text", "")),
        path=stops.ahead(receiver.proposal) if receiver.proposal else [],
        path_note=stops.summary(receiver.proposal) if receiver.proposal else "",
        preview=preview or Preview(),
        here=here,
        add_url=with_query(here, tianjia="1", org=branch.uid),
        back=with_query(url("member_list"), org=branch.uid),
        case=None,
        letters_note=f"为 {len(persons)} 名党员各开一封介绍信" if len(persons) > 1 else "",
    )
    return answer(request, context)


def _uids(texts: list[str]) -> list[UUID]:
    """The members that an address names, each once; an address that names none exactly is as
    good as a wrong one."""
    found: list[UUID] = []
    for text in texts:
        uid = uid_in(text)
        if uid is None:
            raise OutOfReach
        if uid not in found:
            found.append(uid)
    if len(found) > MOST:
        raise Refusal(TOO_MANY)
    return found
