"""新增账号, one by one: filled in, read again, only then authorised (ACC-03, ACC-06, ACC-07)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from dengta.access.checks import allows
from dengta.access.permissions import Can
from dengta.access.roles import ROLE_LABELS, Role
from dengta.accounts.actions import authorising, entering
from dengta.accounts.actions.entering import Entry
from dengta.codes.rules import phone
from dengta.organizations.queries import tree
from dengta.refusal import Refusal, SeparationBroken
from dengta.web.components import Step
from dengta.web.fields import FieldChoice
from dengta.web.jinja import url
from dengta.web.officer import matrix
from dengta.web.officer.forms import PersonForm, pressed
from dengta.web.organizations import selection
from dengta.web.render import go_to, page_or_part
from dengta.web.requests import ActorRequest

if TYPE_CHECKING:
    from dengta.organizations.models import Organization

PART = "opening"
NOT_HERE = "本级的安全员由上级党组织的安全员授权"


@require_http_methods(["GET", "POST"])
def opening(request: ActorRequest) -> HttpResponse:
    """One person for the organisation ``org``. The button ``do`` says which step is next."""
    actor = request.actor
    uid = selection.uid_of(request.GET.get("org", ""), actor)
    organization = tree.find(actor, uid, Can.MANAGE_ACCOUNTS)
    if request.method == "GET":
        return _filled(request, organization, PersonForm())
    do = request.POST.get("do", "")
    if do == "save":
        return _saved(request, organization)
    form = PersonForm(request.POST)
    if do == "check":
        entry = _checked(request, form, organization)
        return (
            _filled(request, organization, form)
            if entry is None
            else _confirm(request, organization, form, entry)
        )
    return _filled(request, organization, _unsaid(request, do))


def _unsaid(request: ActorRequest, do: str) -> PersonForm:
    """The form as typed, without complaints, after a button that saves nothing."""
    typed: dict[str, Any] = {
        name: request.POST.get(name, "") for name in ("name", "id_number", "mobile", "role")
    }
    ticked = pressed(do)
    typed["functions"] = request.POST.getlist("functions") if ticked is None else ticked
    return PersonForm(initial=typed)


def _checked(request: ActorRequest, form: PersonForm, organization: Organization) -> Entry | None:
    """The entry, or None when something is wrong with it, which then stands beside its fields."""
    if not form.is_valid():
        return None
    entry = form.entry(organization)
    wrong = [*form.missing, *entering.complaints_of([entry]).get(0, [])]
    try:
        entering.require_separation([entry], by=request.actor)
    except SeparationBroken as broken:
        form.show(broken, request)
        return None
    if wrong:
        form.complain(Refusal.of(wrong))
        return None
    return entering.normal(entry)


def _saved(request: ActorRequest, organization: Organization) -> HttpResponse:
    form = PersonForm(request.POST)
    address = form.perform(request, lambda: _authorised(request, form, organization))
    if address:
        messages.success(request, "操作成功")
        return go_to(request, address)
    return _filled(request, organization, form)


def _authorised(request: ActorRequest, form: PersonForm, organization: Organization) -> str:
    if form.missing:
        raise Refusal.of(form.missing)
    [account] = authorising.authorise(
        entries=[form.entry(organization)], by=request.actor, at=request.at
    )
    return url("account_card", account.uid)


def _filled(request: ActorRequest, organization: Organization, form: PersonForm) -> HttpResponse:
    context = {
        "form": form,
        "roles": _roles(request, organization, form),
        "matrix": matrix.matrix(form.ticked),
        "entry": None,
        "begins": request.method == "GET",
    }
    status = 403 if form.broken else 422 if form.errors else 200
    return _answer(request, organization, context, step=0, status=status)


def _confirm(
    request: ActorRequest, organization: Organization, form: PersonForm, entry: Entry
) -> HttpResponse:
    """What will be done and sent, before anything is."""
    context = {
        "form": form,
        "entry": entry,
        "duty": ROLE_LABELS[entry.role],
        "said": [
            ("所属党组织", organization.name),
            ("角色", ROLE_LABELS[entry.role]),
            ("姓名", entry.name),
            ("公民身份证号", entry.id_number),
            ("手机号码", entry.mobile),
        ],
        "functions": matrix.labels(entry.functions),
        "masked": phone.mask(entry.mobile),
        "is_administrator": entry.role is Role.ADMINISTRATOR,
    }
    return _answer(request, organization, context, step=1)


def _roles(
    request: ActorRequest, organization: Organization, form: PersonForm
) -> list[FieldChoice]:
    """The three duties; an officer of one's own organisation is appointed from above (ACC-05)."""
    may_appoint = allows(request.actor, Can.APPOINT_OFFICERS, organization.path)
    chosen = form["role"].value()
    return [
        FieldChoice(
            each.value,
            ROLE_LABELS[each],
            why_not=NOT_HERE if each is Role.OFFICER and not may_appoint else "",
            selected=each == chosen,
        )
        for each in (Role.ADMINISTRATOR, Role.AUDITOR, Role.OFFICER)
    ]


def _answer(
    request: ActorRequest,
    organization: Organization,
    context: dict[str, Any],
    *,
    step: int,
    status: int = 200,
) -> HttpResponse:
    labels = ("填写", "核对", "发送授权码")
    context |= {
        "place": ["虚拟专网区工作台", "账号管理", "新增账号"],
        "organization": organization,
        "steps_shown": [
            Step(label, "done" if at < step else "now" if at == step else "waiting")
            for at, label in enumerate(labels)
        ],
        "here": url("account_opening", query={"org": organization.uid}),
        "back": url("account_list", query={"org": organization.uid}),
    }
    return page_or_part(request, "officer/opening.html", PART, context, status=status)
