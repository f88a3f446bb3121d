"""<组织新增>: an organisation with its units, below one's own (ORG-03 … ORG-10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from dengta.access.permissions import Can
from dengta.accounts.rules.drafts import Form
from dengta.codes.queries import tables
from dengta.organizations.actions.tree import create
from dengta.organizations.queries import tree
from dengta.organizations.queries.units import unit_of
from dengta.organizations.rules.categories import Situation, needs_unit
from dengta.organizations.rules.seeds import CHOOSABLE_ESTABLISHMENTS
from dengta.refusal import Refusal
from dengta.web import drafts
from dengta.web.fields import FieldChoice
from dengta.web.jinja import with_query
from dengta.web.live import is_check, status_of, tell_phones
from dengta.web.organizations import chooser, entering, selection
from dengta.web.organizations.entering import Entering
from dengta.web.organizations.forms import CreationForm
from dengta.web.organizations.naming import tell_name
from dengta.web.organizations.tabs import WORDS, first_to_fill
from dengta.web.render import go_to, page_or_part
from dengta.web.requests import ActorRequest

if TYPE_CHECKING:
    from dengta.organizations.models import Organization

PART = "creation"
GO_ON = "党组织已建立。请继续填写它的其他信息，也可以以后再填。"
LEADS_ON = tuple(f"/{word}" for word in WORDS.values())
ADDRESS = "/zuzhi/dangzuzhi/xinzeng"
OPEN_DRAFT = "有一个单位还没有填完：请点【确定】或【取消】，再保存。"


@require_http_methods(["GET", "POST"])
def creation(request: ActorRequest) -> HttpResponse:
    """The form below the organisation ``shangji``, by default the own one."""
    actor = request.actor
    uid = selection.uid_of(request.GET.get("shangji", ""), actor)
    superior = tree.find(actor, uid, Can.CREATE_ORGANIZATION)
    draft = drafts.offer(request, Form.ORGANIZATION_NEW, superior.uid)
    if request.method == "GET":
        filled = entering.fresh()
        if draft.values is not None:
            filled = entering.read(draft.texts)
            entering.press(filled, "", actor)
        return _shown(request, superior, filled, None, draft)
    filled = entering.read(request.POST.dict())
    do = request.POST.get("do", "")
    if is_check(request):
        form = CreationForm(filled)
        good = tell_name(form, actor, superior)
        tell_phones(form, "phone")
        return _shown(request, superior, filled, form, draft, good)
    if do == "save" and filled.draft is None:
        form = CreationForm(filled)
        address = form.perform(request, lambda: _created(request, superior, filled))
        if address:
            messages.success(request, "操作成功")
            if address.endswith(LEADS_ON):
                messages.info(request, GO_ON)
            return go_to(request, address)
        entering.press(filled, "", actor)
        return _shown(request, superior, filled, form, draft)
    complaints = entering.press(filled, do, actor)
    form = CreationForm(filled)
    if do == "save":
        form.complain(Refusal(OPEN_DRAFT, field="units"))
    elif complaints:
        form.complain(Refusal.of(complaints))
    return _shown(request, superior, filled, form, draft)


def _created(request: ActorRequest, superior: Organization, filled: Entering) -> str:
    made = create(
        superior=superior,
        **filled.texts,
        units=filled.entries(),
        default=filled.default if filled.joint else 0,
        by=request.actor,
        at=request.at,
    )
    return first_to_fill(request.actor, made) or with_query("/zuzhi/dangzuzhi", org=made.uid)


def _shown(
    request: ActorRequest,
    superior: Organization,
    filled: Entering,
    form: CreationForm | None,
    draft: drafts.Offer,
    good: dict[str, str] | None = None,
) -> HttpResponse:
    form = form or CreationForm(filled)
    inherited = unit_of(superior) if needs_unit(superior.category) else None
    context: dict[str, Any] = {
        "place": ["党组织和单位信息管理", "党组织信息维护", "组织新增"],
        "superior": superior,
        "superior_label": tables.label("org_category", superior.category),
        "filled": filled,
        "form": form,
        "good": good or {},
        "draft": draft,
        "categories": chooser.below(superior.category),
        "category_label": tables.label("org_category", filled.category),
        "with_units": needs_unit(filled.category),
        "situations": unit_situations(filled, has_unit=inherited is not None),
        "inherited": inherited,
        "lists": unit_lists(),
        "labels": {
            "category": tables.labels("unit_category"),
            "establishment": tables.labels("unit_org_status"),
        },
        "work_label": _work_label(filled),
        "here": with_query(ADDRESS, shangji=superior.uid),
        "back": with_query("/zuzhi/dangzuzhi", org=superior.uid),
    }
    return page_or_part(
        request, "organizations/creation.html", PART, context, status_of(request, form)
    )


def unit_situations(filled: Entering, *, has_unit: bool) -> list[FieldChoice]:
    """党组织所在单位情况 of a category that is no joint branch."""
    why = {
        Situation.SAME_AS_SUPERIOR: "" if has_unit else "上级没有所在单位",
        Situation.LEGAL_UNIT: "",
        Situation.JOINT: "仅 632、932 可选",
    }
    return [
        FieldChoice(
            situation.value,
            tables.label("org_unit_situation", situation.value),
            why_not=reason,
            selected=filled.texts["situation"] == situation,
        )
        for situation, reason in why.items()
    ]


def unit_lists() -> dict[str, list[Any]]:
    """What can be chosen in the fields of a unit."""
    return {
        "category": tables.choices("unit_category"),
        "establishment": [
            choice
            for choice in tables.choices("unit_org_status")
            if choice.code in CHOOSABLE_ESTABLISHMENTS
        ],
        "has_party_group": [FieldChoice("1", "是"), FieldChoice("0", "否")],
    }


def _work_label(filled: Entering) -> str:
    """党组织工作分类 as it will be: the category of the default unit (ORG-09)."""
    if filled.joint and filled.default < len(filled.units):
        return tables.label("unit_category", filled.units[filled.default].category)
    return ""
