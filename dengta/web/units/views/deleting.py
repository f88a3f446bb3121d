"""【删除】 of a unit: what goes with it is told before 【确定】 (UNT-07, GEN-07)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from dengta.access.permissions import Can
from dengta.codes.queries import tables
from dengta.organizations.actions import units
from dengta.organizations.models import Unit
from dengta.organizations.queries.unit_places import find, require_place
from dengta.organizations.queries.units_ending import deletion as preview_of
from dengta.web.jinja import with_query
from dengta.web.live import status_of
from dengta.web.render import go_to, page_or_part
from dengta.web.reorganization.forms import SeenForm
from dengta.web.reorganization.ways import lines
from dengta.web.requests import ActorRequest
from dengta.web.returning import mark
from dengta.web.units.filters import ADDRESS


@require_http_methods(["GET", "POST"])
def deletion(request: ActorRequest, uid: UUID) -> HttpResponse:
    """The consequences; after 【确定】 the unit is gone for good."""
    unit = find(request.actor, uid)
    place = require_place(request.actor, unit, Can.DELETE_UNIT)
    form = SeenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        back = with_query(ADDRESS, org=place.uid)
        address = form.perform(request, lambda: _deleted(request, unit, back))
        if address:
            messages.success(request, "删除成功")
            return go_to(request, address)
    preview = preview_of(request.actor, unit)
    context: dict[str, Any] = {
        "place": ["党组织和单位信息管理", "单位信息维护", "删除单位"],
        "preview": preview,
        "seen": preview.digest,
        "blockers": lines(request.actor, preview, mark("shanchu-danwei", uid)),
        "category_label": tables.label("unit_category", unit.category),
        "checked_at": localtime(request.at),
        "form": form,
        "here": f"{ADDRESS}/{uid}/shanchu",
        "way": None,
        "back": f"{ADDRESS}/{uid}",
    }
    status = status_of(request, form)
    return page_or_part(request, "units/deletion.html", "dialog", context, status=status)


def _deleted(request: ActorRequest, unit: Unit, back: str) -> str:
    units.delete(unit=unit, seen=request.POST.get("seen", ""), by=request.actor, at=request.at)
    return back
