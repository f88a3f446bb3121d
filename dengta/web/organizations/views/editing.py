"""编辑: who is in charge of an organisation, how to reach them, and its units in place (ORG-14 …
ORG-16, ORG-18, GEN-10)."""

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
from dengta.codes.rules import unit_code
from dengta.definitions.queries import rows
from dengta.organizations.actions.linked_units import consider
from dengta.organizations.actions.tree import edit
from dengta.organizations.queries import tree
from dengta.organizations.rules.categories import needs_unit
from dengta.refusal import Overtaken, Refusal
from dengta.web import drafts
from dengta.web.forms import step_of
from dengta.web.jinja import with_query
from dengta.web.live import is_check, status_of, tell_codes, tell_phones
from dengta.web.organizations import linked_units
from dengta.web.organizations.forms import EditingForm
from dengta.web.organizations.linked_units import Block, fitted
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
    """党组织基本信息 with its units: what stands, or what was typed and why it was not saved."""
    organization = tree.find(request.actor, uid, Can.EDIT_ORGANIZATION)
    draft = drafts.offer(request, Form.ORGANIZATION, organization.uid)
    found = linked_units.blocks(request.actor, organization, request.at)
    if request.method == "GET":
        start: dict[str, object] = {name: getattr(organization, name) for name in FIELDS}
        start["seen"] = organization.step
        for block in found:
            start |= block.start
        data = fitted(draft.texts, found, fresh=False) if draft.values is not None else None
        return _shown(request, organization, found, EditingForm(found, data, start), draft)
    data = fitted(request.POST.dict(), found, fresh=False)
    form = EditingForm(found, data)
    if is_check(request):
        tell_phones(form, "phone")
        good = tell_codes(form, *form.codes)
        return _shown(request, organization, found, form, draft, good=good)
    said: list[str] = []
    overtaken: list[Overtaken] = []
    address = form.perform(request, lambda: _edited(request, organization, said, overtaken))
    if address:
        messages.success(request, "保存成功")
        for sentence in said:
            messages.warning(request, sentence)
        return go_to(request, address)
    if not overtaken:
        return _shown(request, organization, found, form, draft)
    # what stood when this post began is shown now: saving again overwrites nothing unseen
    again = {**fitted(request.POST.dict(), found, fresh=True), "seen": str(organization.step)}
    form = EditingForm(found, again)
    form.complain(Refusal.of([each for each in overtaken[0].complaints if not each.field]))
    theirs = {each.field: each.sentence for each in overtaken[0].complaints if each.field}
    return _shown(request, organization, found, form, draft, theirs)


def _edited(
    request: ActorRequest,
    organization: Organization,
    said: list[str],
    overtaken: list[Overtaken],
) -> str:
    """Edit, and remember it when somebody else was faster; ``said`` is what the codes warn of."""
    data = request.POST.dict()
    edits = linked_units.edits(data)
    try:
        edit(
            organization=organization,
            **{name: data.get(name, "") for name in FIELDS},
            units=edits,
            announced=data.get("announced", ""),
            seen=step_of(data.get("seen", "")),
            by=request.actor,
            at=request.at,
        )
    except Overtaken as faster:
        overtaken.append(faster)
        raise
    for each in edits:
        said += unit_code.warnings(each.entry.code)
    return with_query("/zuzhi/dangzuzhi", org=organization.uid)


def _shown(
    request: ActorRequest,
    organization: Organization,
    found: list[Block],
    form: EditingForm,
    draft: drafts.Offer,
    theirs: dict[str, str] | None = None,
    good: dict[str, str] | None = None,
) -> HttpResponse:
    actor = request.actor
    edits = linked_units.edits(form.data) if form.is_bound else []
    preview = consider(organization, edits, by=actor)
    context: dict[str, Any] = {
        "place": ["党组织和单位信息管理", "党组织信息维护", "编辑"],
        "organization": organization,
        "strip": tabs_of(actor, organization),
        "category_label": tables.label("org_category", organization.category),
        "situation_label": tables.label("org_unit_situation", organization.situation),
        "work_label": tables.label("unit_category", organization.work_category),
        "form": form,
        "draft": draft,
        "theirs": theirs or {},
        "good": good or {},
        "preview": preview,
        "with_units": needs_unit(organization.category),
        "blocks": found,
        "may_recategorise": allows(actor, Can.CHANGE_CATEGORY, organization.path),
        "has_cleared": bool(rows.cleared(organization.uid, request.at)),
        "may_rename": allows(actor, Can.RENAME_ORGANIZATION, organization.path),
        "here": request.path,
        "back": with_query("/zuzhi/dangzuzhi", org=organization.uid),
    }
    if not wants_part(request):
        context |= side(request, organization, "dangzuzhi")
    return page_or_part(
        request, "organizations/editing.html", PART, context, status_of(request, form)
    )
