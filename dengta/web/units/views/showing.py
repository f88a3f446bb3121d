"""One unit for reading: its own fields, 单位基本信息, its organisations, what can come back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from dengta.access.actor import Actor
from dengta.access.checks import allows
from dengta.access.permissions import Can
from dengta.codes.queries import tables
from dengta.definitions.queries import rows
from dengta.organizations.actions import units
from dengta.organizations.models import Unit
from dengta.organizations.queries.unit_lists import tied_to
from dengta.organizations.queries.unit_places import (
    KIND_LABELS,
    UnitKind,
    find,
    kind_of,
    place_of,
)
from dengta.refusal import Refusal
from dengta.web import sets
from dengta.web.components import MenuItem
from dengta.web.forms import VerbForm, new_mark
from dengta.web.jinja import with_query
from dengta.web.render import go_to, page
from dengta.web.requests import ActorRequest
from dengta.web.units.filters import ADDRESS
from dengta.web.units.forms import BASICS
from dengta.web.units.views.listing import SAID


@require_GET
def unit(request: ActorRequest, uid: UUID) -> HttpResponse:
    """The unit, and what the account may do with it from here."""
    return _shown(request, find(request.actor, uid), VerbForm())


@require_POST
def take_back(request: ActorRequest, uid: UUID) -> HttpResponse:
    """【取回】 what a change of category cleared."""
    found = find(request.actor, uid)
    form = VerbForm(request.POST)
    address = form.perform(request, lambda: _taken_back(request, found))
    if address:
        messages.success(request, "操作成功")
        return go_to(request, address)
    return _shown(request, found, form)


def _taken_back(request: ActorRequest, found: Unit) -> str:
    try:
        cleared = UUID(request.POST.get("cleared", ""))
    except ValueError:
        raise Refusal("没有找到要取回的信息，请返回后重试。") from None
    units.take_back(unit=found, cleared=cleared, by=request.actor, at=request.at)
    return f"{ADDRESS}/{found.uid}"


def _shown(request: ActorRequest, found: Unit, form: VerbForm) -> HttpResponse:
    actor = request.actor
    row = rows.only_row(BASICS, found.uid)
    place = place_of(found)
    tools = _tools(actor, found, place.path, str(place.uid))
    context: dict[str, Any] = {
        "place": ["党组织和单位信息管理", "单位信息维护", "查看单位"],
        "unit": found,
        "kind_label": KIND_LABELS[kind_of(found)],
        "awaiting": kind_of(found) is UnitKind.AWAITING,
        "said": [
            ("单位名称", found.name),
            ("党组织所在单位代码", found.code or "未填"),
            ("单位类别", tables.label("unit_category", found.category)),
            ("单位建立党组织情况", tables.label("unit_org_status", found.establishment)),
            ("是否成立党组", SAID[found.has_party_group]),
        ],
        "told": sets.told(rows.printed(BASICS, found.category, row)),
        "missing": rows.how_many_missing(BASICS, found.category, row),
        "tied": tied_to(found),
        "own": actor,
        "read_by": "" if tools else place.name,
        "tools": tools,
        "cleared": rows.cleared(found.uid, request.at),
        "mark": new_mark(),
        "form": form,
        "back": with_query(
            ADDRESS, org=place.uid if allows(actor, Can.BROWSE_UNITS, place.path) else ""
        ),
    }
    return page(request, "units/unit.html", context, status=422 if form.errors else 200)


def _tools(actor: Actor, found: Unit, path: str, place: str) -> list[tuple[str, MenuItem]]:
    """Kind of button and what it does: a linked unit is changed from its organisation's page."""
    here = f"{ADDRESS}/{found.uid}"
    tools: list[tuple[str, MenuItem]] = []
    if kind_of(found) is UnitKind.BUILT:
        if allows(actor, Can.EDIT_ORGANIZATION, path):
            tools.append(("primary", MenuItem("填写单位基本信息", f"{here}/jibenxinxi", "edit")))
            address = f"/zuzhi/dangzuzhi/{place}/bianji"
            tools.append(("", MenuItem("到党组织修改", address, "document")))
    elif allows(actor, Can.EDIT_UNIT, path):
        tools.append(("primary", MenuItem("编辑", f"{here}/bianji", "edit")))
    if allows(actor, Can.DELETE_UNIT, path):
        tools.append(("", MenuItem("删除", f"{here}/shanchu", "trash", dialog=True)))
    return tools
