"""The four screens of the log, as plain sentences (LOG-01, LOG-02)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_POST

from dengta.access.checks import require_function
from dengta.access.permissions import Can
from dengta.audit import actions, queries
from dengta.audit.rules.events import KIND_LABELS
from dengta.organizations.queries import tree
from dengta.refusal import Denied, OutOfReach, Refusal
from dengta.web.components import Suggestion
from dengta.web.forms import new_mark
from dengta.web.log.filters import LONGEST, Filters, filters_of
from dengta.web.log.showing import head_of
from dengta.web.render import page, page_or_part, render_part, wants_part
from dengta.web.requests import ActorRequest

TEMPLATE = "log/screen.html"
PLACE = "虚拟专网区工作台"


@require_GET
def screen(request: ActorRequest, screen: str) -> HttpResponse:
    """One screen: how the chain stands, filters, the lines that answer them."""
    require_function(request.actor, Can.READ_LOG)
    filters = filters_of(request, screen)
    part_alone = wants_part(request)
    context: dict[str, Any] = {
        "filters": filters,
        "title": KIND_LABELS[filters.kind],
        "work": None if part_alone else head_of(request.actor, request.at),
        "year": localdate(request.at).year,
        "mark": new_mark(),
        "place_name": filters["org_text"],
        "errors": {},
    }
    status = 200
    try:
        context |= _answered(request, filters)
    except (Denied, OutOfReach):
        raise
    except Refusal as refusal:
        context["errors"] = {each.field: each.sentence for each in refusal.complaints}
        context |= {"found": None, "tally": None, "bursts": None}
        status = 422
    return page_or_part(request, TEMPLATE, "lines", context, status=status)


@require_GET
def line(request: ActorRequest, screen: str, uid: UUID) -> HttpResponse:
    """One line: old and new side by side, where it stands in the chain; for htmx the row of the
    list, opened, or shut again by ``?shut=1``."""
    shut = wants_part(request) and "shut" in request.GET
    return _line(request, screen, queries.line(request.actor, uid), shut=shut)


@require_POST
def reveal(request: ActorRequest, screen: str, uid: UUID) -> HttpResponse:
    """The same line with its full values; the look is written down."""
    shown = actions.reveal(uid=uid, by=request.actor, at=request.at)
    return _line(request, screen, shown, revealed=True)


@require_GET
def places(request: ActorRequest) -> HttpResponse:
    """Organisations of the own range while one is typed."""
    require_function(request.actor, Can.READ_LOG)
    hits = tree.search(request.actor, request.GET.get("q", "")[:LONGEST])
    rows = [
        Suggestion(value=str(hit.uid), label=hit.name, note=hit.code, category=hit.category)
        for hit in hits
    ]
    return render_part(request, "log/parts.html", "places", {"rows": rows})


def _answered(request: ActorRequest, filters: Filters) -> dict[str, Any]:
    place = filters.place(request.actor)
    question = filters.question(place)
    found = {"place_name": place.name if place else "", "bursts": None}
    if filters.asks_for_bursts:
        bursts = queries.bursts(request.actor, question)
        return found | {"bursts": bursts, "found": None, "tally": None}
    return found | {
        "found": queries.page(
            request.actor,
            question,
            older_than=request.GET.get("older", ""),
            newer_than=request.GET.get("newer", ""),
        ),
        "tally": queries.tally(request.actor, question),
    }


def _line(
    request: ActorRequest,
    screen: str,
    row: queries.LineRow,
    *,
    revealed: bool = False,
    shut: bool = False,
) -> HttpResponse:
    filters = filters_of(request, screen)
    if row.kind is not filters.kind:
        raise OutOfReach
    context = {
        "row": row,
        "opened": not shut,
        "revealed": revealed,
        "proof": None if shut else queries.proof(request.actor, row.uid),
        "filters": filters,
        "year": localdate(request.at).year,
        "title": KIND_LABELS[row.kind],
        "place": [PLACE, KIND_LABELS[row.kind], "日志详情"],
    }
    if wants_part(request):
        return render_part(request, "log/line.html", "row", context)
    return page(request, "log/line.html", context)
