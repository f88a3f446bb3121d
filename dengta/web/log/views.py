"""The four screens of the log, as plain sentences (LOG-01, LOG-02)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from dengta.access.checks import require_function
from dengta.access.permissions import Can
from dengta.audit import actions, queries
from dengta.audit.queries import Question
from dengta.audit.rules.events import KIND_LABELS
from dengta.audit.rules.groups import Ready
from dengta.refusal import Denied, OutOfReach, Refusal
from dengta.web.log.filters import SCREENS, Filters
from dengta.web.render import page, page_or_part
from dengta.web.requests import ActorRequest

TEMPLATE = "log/screen.html"


@require_GET
def screen(request: ActorRequest, screen: str) -> HttpResponse:
    """One screen: filters, the lines that answer them, and how far the log is sealed."""
    require_function(request.actor, Can.READ_LOG)
    filters = Filters.read(screen, request.GET.dict())
    context = {
        "filters": filters,
        "title": KIND_LABELS[SCREENS[screen]],
        "standing": queries.standing(request.actor),
        "errors": {},
    }
    status = 200
    try:
        context |= _answered(request, filters, filters.question(request.actor))
    except (Denied, OutOfReach):
        raise
    except Refusal as refusal:
        context["errors"] = {each.field: each.sentence for each in refusal.complaints}
        context |= {"found": None, "tally": None, "bursts": ()}
        status = 422
    return page_or_part(request, TEMPLATE, "lines", context, status=status)


@require_GET
def line(request: ActorRequest, uid: UUID) -> HttpResponse:
    """One line: old and new side by side, where it stands in the chain."""
    return _line(request, queries.line(request.actor, uid), revealed=False)


@require_POST
def reveal(request: ActorRequest, uid: UUID) -> HttpResponse:
    """The same line with its full values; the look is written down."""
    shown = actions.reveal(uid=uid, by=request.actor, at=request.at)
    return _line(request, shown, revealed=True)


def _answered(request: ActorRequest, filters: Filters, question: Question) -> dict[str, Any]:
    return {
        "found": queries.page(
            request.actor,
            question,
            older_than=request.GET.get("older", ""),
            newer_than=request.GET.get("newer", ""),
        ),
        "tally": queries.tally(request.actor, question),
        "bursts": (
            queries.bursts(request.actor, question) if filters["ready"] == Ready.MANY_LOOKS else ()
        ),
    }


def _line(request: ActorRequest, row: queries.LineRow, *, revealed: bool) -> HttpResponse:
    screen = next(key for key, kind in SCREENS.items() if kind is row.kind)
    context = {
        "row": row,
        "revealed": revealed,
        "proof": queries.proof(request.actor, row.uid),
        "filters": Filters(screen),
        "title": KIND_LABELS[row.kind],
        "place": ["虚拟专网区工作台", KIND_LABELS[row.kind], "日志详情"],
    }
    return page(request, "log/line.html", context)
