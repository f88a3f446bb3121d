"""The wrong rows of a sheet together: the same fault mended at once, the list to take along
(ACC-06)."""

from __future__ import annotations

import io
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST

from dengta.imports.actions import sheets as verbs
from dengta.imports.queries import sheets as queries
from dengta.imports.queries import wrong_rows
from dengta.imports.rules.sheet import CELL_AT_MOST, COLUMN_LABELS, SHARED, Alike, Column
from dengta.refusal import Refusal
from dengta.web.forms import VerbForm
from dengta.web.jinja import url
from dengta.web.officer import sheet_lines
from dengta.web.officer.views.sheets import PLACE, XLSX
from dengta.web.render import go_to, page_or_part
from dengta.web.requests import ActorRequest

LONGEST = 2_000
FILE_NAME = "授权表错误清单.xlsx"


@require_http_methods(["GET", "POST"])
def alike(request: ActorRequest, uid: UUID) -> HttpResponse:
    """相同错误一起改: each fault that several rows share, and what to put in its place."""
    form = VerbForm(request.POST or None)
    back = url("sheet", uid)
    if request.method == "POST":
        draft = queries.find(request.actor, uid)
        mended = form.perform(
            request,
            lambda: verbs.mend_alike(
                draft=draft, changes=_changes(request), by=request.actor, at=request.at
            ),
        )
        if mended:
            left = queries.sheet(request.actor, uid).wrong
            more = f"还有 {left} 行要改正" if left else "没有要改正的行了"
            messages.success(request, f"保存成功：改了 {mended} 行，{more}")
            return go_to(request, back)
    groups = wrong_rows.alike(request.actor, uid)
    typed = _changes(request) if request.method == "POST" else {}
    context = {
        "place": [*PLACE, "相同错误一起改"],
        "form": form,
        "groups": [(each, typed.get(each.fault, "")) for each in groups],
        "labels": COLUMN_LABELS,
        "roles": sheet_lines.ROLES,
        "here": request.path,
        "back": back,
    }
    status = 422 if form.errors else 200
    return page_or_part(request, "officer/alike.html", "dialog", context, status=status)


def _changes(request: ActorRequest) -> dict[Alike, str]:
    """What was typed for which fault; forged faults are those of no row."""
    found: dict[Alike, str] = {}
    for at in range(wrong_rows.GROUPS_AT_MOST):
        column = request.POST.get(f"lie-{at}", "")
        if column in set(SHARED):
            old, said = (request.POST.get(f"{name}-{at}", "") for name in ("yuan", "wenti"))
            new = request.POST.get(f"gai-{at}", "") or request.POST.get(f"gai-{at}_text", "")
            fault = Alike(Column(column), old[:CELL_AT_MOST], said[:LONGEST])
            found[fault] = new[:CELL_AT_MOST].strip()
    return found


@require_POST
def fault_list(request: ActorRequest, uid: UUID) -> HttpResponseBase:
    """下载错误清单: the wrong rows with what is wrong with them."""
    draft = queries.find(request.actor, uid)
    try:
        content = verbs.export_wrong(draft=draft, by=request.actor, at=request.at)
    except Refusal as refusal:
        messages.warning(request, refusal.sentence)
        return go_to(request, url("sheet", uid))
    return FileResponse(
        io.BytesIO(content), as_attachment=True, filename=FILE_NAME, content_type=XLSX
    )
