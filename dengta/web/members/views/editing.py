"""<党员基本情况维护>: the items of a record change, and what changed is kept (MEM-14, GEN-10)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from dengta.access.permissions import Can
from dengta.accounts.rules.drafts import Form
from dengta.codes.rules import id_number as numbers
from dengta.gateways.rules.population import ANSWER_SENTENCES, Answer
from dengta.members.actions import ask_register, consult, edit
from dengta.members.queries.record import Record
from dengta.members.rules.facts import LABELS
from dengta.members.rules.register import STATES
from dengta.members.rules.standing import STATUS_LABELS, Hold, Status
from dengta.organizations.queries import tree
from dengta.refusal import Denied, OutOfReach, Overtaken, Refusal
from dengta.web import drafts
from dengta.web.jinja import url
from dengta.web.members.forms import Beside, EditingForm, lists, normal, typed
from dengta.web.members.post_questions import questions
from dengta.web.render import go_to, page_or_part
from dengta.web.requests import ActorRequest

PART = "editing"
HELD = "正在转接组织关系：姓名、公民身份证号、人员类别和所在党支部要等转接办结后才能修改。"


@require_http_methods(["GET", "POST"])
def editing(request: ActorRequest, uid: UUID) -> HttpResponse:
    """The form with what stands, or with what was typed and why it was not saved."""
    opened = consult(uid=uid, by=request.actor, at=request.at, can=Can.EDIT_MEMBER)
    draft = drafts.offer(request, Form.MEMBER, uid)
    if request.method == "GET":
        member = opened.member
        start = {**typed(opened.facts), "seen": member.step, "branch": member.branch.uid}
        return _shown(request, opened, EditingForm(draft.values, initial=start), {}, draft)
    data = request.POST.copy()
    id_number = data["id_number"] = normal(data.get("id_number", ""))
    do = data.get("do", "")
    said: dict[str, Beside] = {}
    if do == "ask":
        said = _asked(request, data.get("name", ""), id_number)
    elif do in {"mend-sex", "mend-birth_date"} and numbers.problem(id_number) is None:
        number = numbers.parse(id_number)
        field = do.removeprefix("mend-")
        data[field] = number.sex.value if field == "sex" else number.birth_date.isoformat()
    elif do.startswith("take-"):
        data[do.removeprefix("take-")] = typed(opened.facts).get(do.removeprefix("take-"), "")
    form = EditingForm(data)
    if do == "save":
        overtaken: list[Overtaken] = []
        address = form.perform(request, lambda: _edited(request, opened, form, overtaken))
        if address:
            messages.success(request, "保存成功")
            return go_to(request, address)
        if overtaken:
            form, said = _beside_theirs(opened, data, overtaken[0])
    return _shown(request, opened, form, said, draft)


def _edited(
    request: ActorRequest, opened: Record, form: EditingForm, overtaken: list[Overtaken]
) -> str:
    """Edit, and remember it when somebody else was faster."""
    branch = None
    if opened.branch_may_be_corrected and form.data.get("branch"):
        branch = _branch(request, form.data["branch"])
    try:
        member = edit(
            member=opened.member,
            facts=form.facts(localdate(request.at)),
            seen=form.step,
            branch=branch,
            reason=form.data.get("reason", ""),
            by=request.actor,
            at=request.at,
        )
    except Overtaken as faster:
        overtaken.append(faster)
        raise
    return url("member_record", member.uid)


def _beside_theirs(
    opened: Record, data: Any, overtaken: Overtaken
) -> tuple[EditingForm, dict[str, Beside]]:
    """The form with what was typed, what stands now beside it, and the step that stood when this
    post began: saving again overwrites nothing that was not shown (GEN-10)."""
    data["seen"] = str(opened.member.step)
    form = EditingForm(data)
    form.complain(Refusal(overtaken.complaints[0].sentence))
    theirs = typed(opened.facts)
    said = {
        each.field: Beside(
            each.sentence, theirs.get(each.field, ""), "改用现在的", f"take-{each.field}"
        )
        for each in overtaken.complaints[1:]
    }
    return form, said


def _asked(request: ActorRequest, name: str, number: str) -> dict[str, Beside]:
    """What the register says about the name and number in the form."""
    try:
        answer = ask_register(name=name, id_number=number, by=request.actor, at=request.at)
    except (Denied, OutOfReach):
        raise
    except Refusal as refusal:
        return {each.field: Beside(each.sentence) for each in refusal.complaints}
    word = "good" if answer in STATES else ""
    return {"register": Beside(f"实名认证：{ANSWER_SENTENCES[Answer(answer)]}", word)}


def _branch(request: ActorRequest, text: str) -> Any:
    try:
        uid = UUID(text)
    except ValueError:
        raise Refusal("请从列表中选择党支部。", field="branch") from None
    try:
        return tree.find(request.actor, uid, Can.EDIT_MEMBER)
    except OutOfReach:
        raise Refusal("请从列表中选择党支部。", field="branch") from None


def _shown(
    request: ActorRequest,
    opened: Record,
    form: EditingForm,
    said: dict[str, Beside],
    draft: drafts.Offer,
) -> HttpResponse:
    member = opened.member
    beside = form.beside(localdate(request.at)) | said
    register = beside.pop("register", None)
    context: dict[str, Any] = {
        "place": ["党员信息管理", "信息管理", member.name, "编辑"],
        "member": member,
        "form": form,
        "draft": draft,
        "lists": lists(typed(opened.facts)),
        "beside": beside,
        "register": register,
        "with_name": True,
        "may_correct_branch": opened.branch_may_be_corrected,
        "branch_name": member.branch.name,
        "branch_shown": _shown_branch(request, form, member.branch),
        "labels": LABELS,
        "status_label": STATUS_LABELS[Status(member.status)],
        "held": HELD if Hold(member.hold) is Hold.TRANSFER else "",
        "overtaken": bool(said) and "__all__" in form.errors,
        "questions": questions(),
        "here": request.path,
        "record_url": url("member_record", member.uid),
    }
    status = 422 if form.errors else 200
    return page_or_part(request, "members/editing.html", PART, context, status=status)


def _shown_branch(request: ActorRequest, form: EditingForm, now: Any) -> str:
    """The name of the branch that the form holds."""
    text = str(form["branch"].value() or "")
    if text in {"", str(now.uid)}:
        return str(now.name)
    try:
        return str(_branch(request, text).name)
    except Refusal:
        return ""
