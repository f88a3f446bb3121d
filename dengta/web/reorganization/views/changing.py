"""更换单位, 更改组织类别, 解除关联: what changes is told before 【确定】 (ORG-17 … ORG-20)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from dengta.access.permissions import Can
from dengta.codes.queries import tables
from dengta.organizations.actions import linking
from dengta.organizations.queries import tree
from dengta.organizations.queries import units as unit_queries
from dengta.organizations.queries.units import unit_of
from dengta.organizations.rules.categories import Situation, is_branch, needs_unit
from dengta.organizations.rules.preview import Preview
from dengta.refusal import Complaint, Refusal
from dengta.reorganization import actions
from dengta.reorganization.rules.recategorising import (
    Wish,
    asks_for_units,
    first_branch_category,
    offered,
)
from dengta.web.fields import FieldChoice
from dengta.web.jinja import with_query
from dengta.web.live import status_of
from dengta.web.organizations import entering
from dengta.web.organizations.entering import Entering
from dengta.web.organizations.units import Typed
from dengta.web.organizations.views.creation import OPEN_DRAFT, unit_lists, unit_situations
from dengta.web.render import go_to, page_or_part
from dengta.web.reorganization.forms import ChangingForm, SeenForm
from dengta.web.reorganization.ways import lines
from dengta.web.requests import ActorRequest
from dengta.web.returning import mark, way_of

if TYPE_CHECKING:
    from dengta.access.actor import Actor
    from dengta.organizations.models import Organization

PART = "changing"
LIST = "/zuzhi/dangzuzhi"

Considered = tuple[Preview | None, tuple[Complaint, ...]]


@require_http_methods(["GET", "POST"])
def linking_units(request: ActorRequest, uid: UUID) -> HttpResponse:
    """【更换单位】: another unit, the superior's, or the units of a joint branch (ORG-18)."""
    actor = request.actor
    organization = tree.find(actor, uid, Can.EDIT_ORGANIZATION)
    if not needs_unit(organization.category):
        raise Refusal(linking.NO_UNIT)
    filled = _filled(request, organization)
    filled.texts["category"] = organization.category

    def consider() -> Considered:
        found = linking.consider_units(organization, **_wanted(filled), by=actor)
        return found.preview, found.complaints

    def act() -> str:
        linking.set_units(
            organization=organization,
            **_wanted(filled),
            seen=request.POST.get("seen", ""),
            by=actor,
            at=request.at,
        )
        return with_query(LIST, org=organization.uid)

    return _answer(request, organization, filled, "更换单位", consider, act)


@require_http_methods(["GET", "POST"])
def category(request: ActorRequest, uid: UUID) -> HttpResponse:
    """【更改】组织类别 (ORG-17)."""
    actor = request.actor
    organization = tree.find(actor, uid, Can.CHANGE_CATEGORY)
    filled = _filled(request, organization)

    def consider() -> Considered:
        if not filled.category:
            return None, (Complaint("请选择一个组织类别！", "category"),)
        found = actions.consider(organization, _wish(request, organization, filled), by=actor)
        return found.preview, found.complaints

    def act() -> str:
        actions.change_category(
            organization=organization,
            wish=_wish(request, organization, filled),
            seen=request.POST.get("seen", ""),
            by=actor,
            at=request.at,
        )
        return with_query(LIST, org=organization.uid)

    return _answer(request, organization, filled, "更改组织类别", consider, act)


@require_http_methods(["GET", "POST"])
def unlinking(request: ActorRequest, uid: UUID) -> HttpResponse:
    """【解除与单位关联关系】 (ORG-19)."""
    actor, way = request.actor, way_of(request)
    organization = tree.find(actor, uid, Can.EDIT_ORGANIZATION)
    preview = linking.consider_unlinking(organization, by=actor).preview
    form = SeenForm(initial={"seen": preview.digest})
    if request.method == "POST":
        typed = request.POST.copy()
        form = SeenForm(typed)

        def unlinked() -> str:
            linking.unlink(
                organization=organization,
                seen=request.POST.get("seen", ""),
                by=actor,
                at=request.at,
            )
            return with_query(LIST, org=organization.uid)

        address = form.perform(request, unlinked)
        if address:
            messages.success(request, "操作成功")
            return go_to(request, way.url if way else address)
        typed["seen"] = preview.digest
    context = {
        "place": ["党组织和单位信息管理", "党组织信息维护", "解除与单位关联关系"],
        "preview": preview,
        "category_label": tables.label("org_category", preview.category),
        "form": form,
        "here": request.get_full_path(),
        "way": way,
        "back": with_query(LIST, org=organization.uid),
    }
    status = status_of(request, form)
    return page_or_part(request, "reorganization/unlinking.html", "dialog", context, status)


def _filled(request: ActorRequest, organization: Organization) -> Entering:
    """What was typed, or the units as they stand."""
    if request.method == "POST":
        return entering.read(request.POST.dict())
    filled = entering.fresh()
    linked = unit_queries.units_of(request.actor, organization)
    inherited = any(each.inherited for each in linked)
    filled.texts["situation"] = organization.situation or Situation.LEGAL_UNIT.value
    if not inherited:
        filled.units = [Typed(uid=str(each.uid), name=each.name) for each in linked]
        filled.default = next((at for at, each in enumerate(linked) if each.is_default), 0)
    filled.texts["category"] = ""
    return filled


def _wanted(filled: Entering) -> dict[str, Any]:
    return {
        "situation": filled.texts["situation"],
        "units": filled.entries(),
        "default": filled.default if filled.joint else 0,
    }


def _wish(request: ActorRequest, organization: Organization, filled: Entering) -> Wish:
    asked = asks_for_units(organization.category, filled.category)
    return Wish(
        category=filled.category,
        situation=filled.texts["situation"] if asked else "",
        units=tuple(filled.entries()) if asked else (),
        default=filled.default if asked and filled.joint else 0,
        first_branch=request.POST.get("first_branch", ""),
    )


def _answer(
    request: ActorRequest,
    organization: Organization,
    filled: Entering,
    label: str,
    consider: Callable[[], Considered],
    act: Callable[[], str],
) -> HttpResponse:
    """The form with what it would do; 【查看影响】 looks, 【确定】 acts on what was shown."""
    actor, way = request.actor, way_of(request)
    do = request.POST.get("do", "") if request.method == "POST" else ""
    looks = do in {"look", "save"}
    complaints = [] if looks else entering.press(filled, do, actor)
    first_branch = request.POST.get("first_branch", "")
    form = ChangingForm(filled, seen=request.POST.get("seen", ""), first_branch=first_branch)
    preview: Preview | None = None
    if looks and filled.draft is not None:
        form.complain(Refusal(OPEN_DRAFT, field="units"))
    elif looks:
        if do == "save":
            address = form.perform(request, act)
            if address:
                messages.success(request, "操作成功")
                return go_to(request, way.url if way else address)
        entering.press(filled, "", actor)
        preview, found = consider()
        if do == "look" and found:
            form.complain(Refusal.of(found))
        preview = None if found else preview
    elif complaints:
        form.complain(Refusal.of(complaints))
    context = _context(actor, organization, filled, form, preview) | {
        "label": label,
        "here": request.get_full_path(),
        "way": way,
        "place": ["党组织和单位信息管理", "党组织信息维护", label],
        "checked_at": localtime(request.at),
        "first_branch": first_branch,
        "is_category": label == "更改组织类别",
    }
    status = status_of(request, form)
    return page_or_part(request, "reorganization/changing.html", PART, context, status)


def _moving(actor: Actor, organization: Organization, chosen: str) -> int:
    """How many members a first branch would take in (ORG-17); 0 when none is made."""
    if is_branch(chosen) or not first_branch_category(chosen):
        return 0
    card = tree.card(actor, organization.uid)
    return card.members_direct + card.suspended if is_branch(card.category) else 0


def _context(
    actor: Actor,
    organization: Organization,
    filled: Entering,
    form: ChangingForm,
    preview: Preview | None,
) -> dict[str, Any]:
    superior = organization.parent
    inherited = unit_of(superior) if superior is not None else None
    chosen = filled.category
    blockers = lines(actor, preview, mark("leibie", organization.uid)) if preview else []
    return {
        "organization": organization,
        "category_label": tables.label("org_category", organization.category),
        "filled": filled,
        "form": form,
        "preview": preview,
        "blockers": blockers,
        "seen": preview.digest if preview else "",
        "choices": [
            FieldChoice(
                code,
                f"{code}　{tables.label('org_category', code)}",
                why_not=why,
                selected=code == chosen,
            )
            for code, why in sorted(
                offered(organization.category, superior.category if superior is not None else ""),
                key=lambda offer: bool(offer[1]),
            )
        ],
        "moving": _moving(actor, organization, chosen),
        "with_units": chosen == organization.category
        or asks_for_units(organization.category, chosen),
        "situations": unit_situations(filled, has_unit=inherited is not None),
        "inherited": inherited,
        "lists": unit_lists(),
        "labels": {
            "category": tables.labels("unit_category"),
            "establishment": tables.labels("unit_org_status"),
        },
        "work_label": "",
        "back": with_query(LIST, org=organization.uid),
    }
