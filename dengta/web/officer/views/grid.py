"""The grid of an uploaded sheet: wrong rows first, the counts, the progress (ACC-06, GEN-08)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from dengta.access.checks import require_function
from dengta.access.permissions import Can
from dengta.gateways.queries import sms
from dengta.imports.actions import sheets as verbs
from dengta.imports.queries import sheets as queries
from dengta.imports.queries.sheet_ground import places_of
from dengta.imports.queries.sheets import Sheet, Show
from dengta.imports.rules.sheet import COLUMN_LABELS
from dengta.jobs.queries import one as job_row
from dengta.jobs.rules import State
from dengta.organizations.queries import tree
from dengta.refusal import OutOfReach
from dengta.web.components import Column, Suggestion, Tone
from dengta.web.jinja import url, with_query
from dengta.web.moments import minute
from dengta.web.officer import sheet_lines
from dengta.web.officer.sheet_lines import Place
from dengta.web.officer.views.sheets import PLACE
from dengta.web.render import go_to, page_or_part, render_part, wants_part
from dengta.web.requests import ActorRequest

TEMPLATE = "officer/sheet.html"
PART = "sheet"
LONGEST_KEYWORD = 100
COLUMNS = (
    Column("行号", "number"),
    *(Column(label) for label in COLUMN_LABELS.values()),
    Column("问题"),
    Column("修改或跳过", "actions"),
)


@require_GET
def sheet(request: ActorRequest, uid: UUID) -> HttpResponse:
    """A page of the grid."""
    place = sheet_lines.place_of(request.GET.dict())
    return page_or_part(request, TEMPLATE, PART, whole(request, uid, place))


def whole(request: ActorRequest, uid: UUID, place: Place) -> dict[str, Any]:
    """Everything that the page draws: head, rows, foot."""
    head = queries.sheet(request.actor, uid)
    shown = place.show or (Show.WRONG if head.wrong else Show.ALL)
    grid = queries.grid(request.actor, uid, shown, after=place.after, before=place.before)
    at = Place(shown, place.after, place.before)
    return counted(head, at) | {
        "place": [*PLACE, head.file_name],
        "made": minute(head.made_at),
        "until": minute(head.until),
        "steps_shown": sheet_lines.steps(head),
        "columns": COLUMNS,
        "lines": [sheet_lines.line(row, at) for row in grid.rows],
        "grid": grid,
        "shown": shown,
        "previous": _turned(uid, shown, before=grid.before),
        "next": _turned(uid, shown, after=grid.after),
        "editing": "",
        "back": url("sheet_list"),
    }


def counted(head: Sheet, at: Place) -> dict[str, Any]:
    """What changes with every row: the counts, the progress, the buttons at the foot."""
    address = url("sheet", head.uid)
    shown = at.show or Show.ALL
    running = head.jobs[-1] if head.jobs else None
    done = sum(job.done for job in head.jobs)
    return {
        "sheet": head,
        "tiles": sheet_lines.tiles(head, shown),
        "running": running is not None,
        "waits": running is not None and running.state is State.WAITING,
        "done": done,
        "total": max(sum(job.total for job in head.jobs), done + head.ready - head.free),
        "progress_url": at.at(url("sheet_progress", head.uid), renwu=running.uid)
        if running
        else "",
        "said": "" if head.jobs else head.broken_off,
        "said_tone": "error",
        "address": address,
        "outbox": sms.has_outbox(),
        "oob": False,
    }


@require_GET
def progress(request: ActorRequest, uid: UUID) -> HttpResponse:
    """The counts and the bar alone, asked for by the page itself. Once the job has ended: what
    came of it, with every row as it stands now; rows that had no fault any more are shown where
    they went."""
    place = sheet_lines.place_of(request.GET.dict())
    head = queries.sheet(request.actor, uid)
    if not wants_part(request):
        return go_to(request, url("sheet", uid))
    if head.jobs:
        return render_part(request, TEMPLATE, "head_and_foot", counted(head, place))
    if place.show is Show.READY and not head.ready:
        place = Place(Show.DONE)
    context = whole(request, uid, place)
    if not head.broken_off:
        context["said"], context["said_tone"] = _said(request)
    response = render_part(request, TEMPLATE, PART, context)
    response["HX-Retarget"] = f"#{PART}"
    return response


def _said(request: ActorRequest) -> tuple[str, Tone]:
    """What came of the job that the address names, and its tone."""
    try:
        job = job_row(request.actor, UUID(request.GET.get("renwu", "")))
    except (ValueError, OutOfReach):
        return "", ""
    if job.problem:
        return job.problem, "error"
    authorised, refused = (job.result.get(name, 0) for name in ("authorised", "refused"))
    if job.state is State.CANCELLED:
        return "已取消。没有授权的行还在表里，可以再次确认。", "warning"
    found = f"已授权 {authorised} 人，短信正在发送。"
    if not refused:
        return found, "good"
    return f"{found}有 {refused} 行没有授权成，已退回“要改正”。", "warning"


@require_POST
def skip_wrong(request: ActorRequest, uid: UUID) -> HttpResponse:
    """Leave out every row with faults."""
    draft = queries.find(request.actor, uid)
    count = verbs.skip_wrong(draft=draft, by=request.actor, at=request.at)
    messages.success(request, f"已跳过 {count} 行，可以在“已跳过”里恢复")
    return go_to(request, url("sheet", uid))


@require_POST
def check_again(request: ActorRequest, uid: UUID) -> HttpResponse:
    """Judge every row by what the base holds now."""
    draft = queries.find(request.actor, uid)
    verbs.check_again(draft=draft, by=request.actor, at=request.at)
    messages.success(request, "已按现在的党组织和账号重新检查")
    return go_to(request, url("sheet", uid))


@require_GET
def places(request: ActorRequest) -> HttpResponse:
    """Organisations of the own range while one is typed; what is taken over is the name, or the
    code where several have one name."""
    require_function(request.actor, Can.MANAGE_ACCOUNTS)
    hits = tree.search(request.actor, request.GET.get("q", "")[:LONGEST_KEYWORD])
    same = places_of(request.actor, {hit.name for hit in hits})
    rows = [
        Suggestion(
            value=hit.name if len(same.get(hit.name, ())) == 1 else hit.code,
            label=hit.name if len(same.get(hit.name, ())) == 1 else hit.code,
            note=hit.code if len(same.get(hit.name, ())) == 1 else hit.name,
            category=hit.category,
        )
        for hit in hits
    ]
    return render_part(request, "officer/parts.html", "places", {"rows": rows})


def _turned(uid: UUID, shown: Show, **place: str) -> str:
    if not any(place.values()):
        return ""
    return with_query(url("sheet", uid), show=shown, **place)
