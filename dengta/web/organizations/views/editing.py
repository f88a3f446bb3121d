"""编辑: who is in charge of an organisation and how to reach them (ORG-14 … ORG-16, GEN-10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from dengta.access.checks import allows
from dengta.access.permissions import Can
from dengta.accounts.rules.drafts import Form
from dengta.codes.queries import tables
from dengta.definitions.queries import rows
from dengta.organizations.actions.tree import edit
from dengta.organizations.queries import tree
from dengta.organizations.queries import units as unit_queries
from dengta.organizations.rules.categories import needs_unit
from dengta.refusal import Overtaken, Refusal
from dengta.web import drafts
from dengta.web.forms import step_of
from dengta.web.jinja import with_query
from dengta.web.live import is_check, status_of, tell_phones
from dengta.web.organizations.forms import EditingForm
from dengta.web.organizations.side import side
from dengta.web.organizations.tabs import tabs_of
from dengta.web.render import go_to, page_or_part, wants_part
from dengta.web.requests import ActorRequest

if TYPE_CHECKING:
    from dengta.organizations.models import Organization

PART = "editing"
FIELDS = ("secretary", "contact", "phone")


@require_http_methods(["GET", "POST"])
def editing(request: ActorRequest, uid: UUID) -> HttpResponse:
    """党组织基本信息: what stands, or what was typed and why it was not saved."""
    organization = tree.find(request.actor, uid, Can.EDIT_ORGANIZATION)
    draft = drafts.offer(request, Form.ORGANIZATION, organization.uid)
    if request.method == "GET":
        start = {name: getattr(organization, name) for name in FIELDS}
        return _shown(
            request,
            organization,
            EditingForm(draft.values, initial={**start, "seen": organization.step}),
            draft,
        )
    standing = organization.step
    form = EditingForm(request.POST.copy())
    if is_check(request):
        tell_phones(form, "phone")
        return _shown(request, organization, form, draft)
    overtaken: list[Overtaken] = []
    address = form.perform(request, lambda: _edited(request, organization, overtaken))
    if address:
        messages.success(request, "保存成功")
        return go_to(request, address)
    if not overtaken:
        return _shown(request, organization, form, draft)
    # what stood when this post began is shown now: saving again overwrites nothing unseen
    form = EditingForm({**request.POST.dict(), "seen": str(standing)})
    form.complain(Refusal(overtaken[0].complaints[0].sentence))
    theirs = {each.field: each.sentence for each in overtaken[0].complaints[1:]}
    return _shown(request, organization, form, draft, theirs)


def _edited(request: ActorRequest, organization: Organization, overtaken: list[Overtaken]) -> str:
    """Edit, and remember it when somebody else was faster."""
    try:
        edit(
            organization=organization,
            **{name: request.POST.get(name, "") for name in FIELDS},
            seen=step_of(request.POST.get("seen", "")),
            by=request.actor,
            at=request.at,
        )
    except Overtaken as faster:
        overtaken.append(faster)
        raise
    return with_query("/zuzhi/dangzuzhi", org=organization.uid)


def _shown(
    request: ActorRequest,
    organization: Organization,
    form: EditingForm,
    draft: drafts.Offer,
    theirs: dict[str, str] | None = None,
) -> HttpResponse:
    with_units = needs_unit(organization.category)
    context: dict[str, Any] = {
        "place": ["党组织和单位信息管理", "党组织信息维护", "编辑"],
        "organization": organization,
        "strip": tabs_of(request.actor, organization),
        "category_label": tables.label("org_category", organization.category),
        "situation_label": tables.label("org_unit_situation", organization.situation),
        "form": form,
        "draft": draft,
        "theirs": theirs or {},
        "with_units": with_units,
        "units": unit_queries.units_of(request.actor, organization) if with_units else [],
        "may_recategorise": allows(request.actor, Can.CHANGE_CATEGORY, organization.path),
        "has_cleared": bool(rows.cleared(organization.uid, request.at)),
        "may_rename": allows(request.actor, Can.RENAME_ORGANIZATION, organization.path),
        "here": request.path,
        "back": with_query("/zuzhi/dangzuzhi", org=organization.uid),
    }
    if not wants_part(request):
        context |= side(request, organization, "dangzuzhi")
    return page_or_part(
        request, "organizations/editing.html", PART, context, status_of(request, form)
    )
