"""One row of an uploaded sheet: a cell mended in place, the whole row, left out or taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dengta.imports.actions import sheets as verbs
from dengta.imports.queries import sheets as queries
from dengta.imports.queries.sheets import GridRow, Show
from dengta.imports.rules.sheet import CELL_AT_MOST, COLUMN_LABELS, Column, Standing
from dengta.refusal import Denied, OutOfReach, Overtaken, Refusal
from dengta.web.forms import VerbForm, step_of
from dengta.web.jinja import url
from dengta.web.officer import sheet_lines
from dengta.web.officer.sheet_lines import Place
from dengta.web.officer.views.grid import PART, TEMPLATE, counted, whole
from dengta.web.officer.views.sheets import PLACE
from dengta.web.render import go_to, page_or_part, render_part, wants_part, with_notice
from dengta.web.requests import ActorRequest

if TYPE_CHECKING:
    from dengta.imports.models import SheetRow


@require_GET
def row(request: ActorRequest, uid: UUID) -> HttpResponse:
    """The row again, with the cell ``lie`` open for writing; without script the form of the
    row."""
    found = queries.find_row(request.actor, uid)
    if not wants_part(request):
        return go_to(request, _at(request).at(url("sheet_row_mending", uid)))
    column = request.GET.get("lie", "")
    editing = column if column in set(Column) else ""
    return _one(request, found, editing=editing)


@require_http_methods(["GET", "POST"])
def mending(request: ActorRequest, uid: UUID) -> HttpResponse:
    """A cell mended in place (posted with its name ``lie``), or the form of the whole row."""
    found = queries.find_row(request.actor, uid)
    column = request.POST.get("lie", "")
    if request.method == "POST" and column in set(Column):
        return _mended(request, found, Column(column))
    return _form(request, found)


@require_POST
def skip(request: ActorRequest, uid: UUID) -> HttpResponse:
    """Leave the row out."""
    found = queries.find_row(request.actor, uid)
    return _changed(request, found, lambda: verbs.skip(row=found, by=request.actor, at=request.at))


@require_POST
def take_back(request: ActorRequest, uid: UUID) -> HttpResponse:
    """The row belongs to the sheet again."""
    found = queries.find_row(request.actor, uid)
    return _changed(
        request, found, lambda: verbs.take_back(row=found, by=request.actor, at=request.at)
    )


def _mended(request: ActorRequest, found: SheetRow, column: Column) -> HttpResponse:
    text = request.POST.get("text", "") or request.POST.get("text_text", "")

    def do() -> SheetRow:
        return verbs.mend(
            row=found,
            column=column,
            text=text[:CELL_AT_MOST],
            seen=step_of(request.POST.get("seen", "")),
            by=request.actor,
            at=request.at,
        )

    return _changed(request, found, do, editing=column, typed=text)


def _changed(
    request: ActorRequest,
    found: SheetRow,
    do: Callable[[], SheetRow],
    *,
    editing: str = "",
    typed: str = "",
) -> HttpResponse:
    """Do it and answer with the row as it stands now; with all rows when others changed too.

    Whoever comes second sees the row as it is now, and keeps what he typed (GEN-10).
    """
    before = queries.sheet(request.actor, found.draft.uid)
    was = Standing(found.standing)
    try:
        do()
    except (Denied, OutOfReach):
        raise
    except Refusal as refusal:
        return _refused(request, found, refusal, editing, typed)
    if not wants_part(request):
        return go_to(request, f"{_sheet_at(request, found)}#row-{found.uid}")
    after = queries.sheet(request.actor, found.draft.uid)
    now = queries.grid_row(request.actor, found.uid).standing
    own = (now is Standing.WRONG) - (was is Standing.WRONG)
    if after.wrong - before.wrong == own and after.done == before.done:
        return _one(request, found)
    context = whole(request, found.draft.uid, _at(request))
    response = render_part(request, TEMPLATE, PART, context)
    response["HX-Retarget"] = f"#{PART}"
    return response


def _refused(
    request: ActorRequest, found: SheetRow, refusal: Refusal, editing: str, typed: str
) -> HttpResponse:
    if not wants_part(request):
        messages.warning(request, refusal.sentence)
        return go_to(request, _sheet_at(request, found))
    kept = isinstance(refusal, Overtaken)
    response = _one(request, found, editing=editing if kept else "", typed=typed if kept else None)
    return with_notice(response, refusal.sentence, "warning")


def _one(
    request: ActorRequest, found: SheetRow, *, editing: str = "", typed: str | None = None
) -> HttpResponse:
    """The row as it stands, with the counts that changed with it."""
    place = _at(request)
    current = queries.grid_row(request.actor, found.uid)
    head = queries.sheet(request.actor, found.draft.uid)
    shown = place.show or (Show.WRONG if head.wrong else Show.ALL)
    line = sheet_lines.line(current, place)
    context: dict[str, Any] = counted(head, replace(place, show=shown)) | {
        "line": line,
        "editing": editing if line.free else "",
        "typed": _text(current, editing) if typed is None else typed,
        "hints": sheet_lines.HINTS,
        "roles": sheet_lines.ROLES,
        "oob": True,
    }
    return render_part(request, TEMPLATE, "row_and_counts", context)


def _text(current: GridRow, editing: str) -> str:
    return next((cell.text for cell in current.cells if cell.column == editing), "")


def _form(request: ActorRequest, found: SheetRow) -> HttpResponse:
    """All six cells at once."""
    current = queries.grid_row(request.actor, found.uid)
    line = sheet_lines.line(current, _at(request))
    values = {cell.column.value: cell.text for cell in current.cells}
    form = VerbForm()
    if request.method == "POST":
        values |= {column.value: _typed(request, column) for column in Column}
        form = VerbForm(request.POST)
        address = form.perform(request, lambda: _all_mended(request, found, current, values))
        if address:
            messages.success(request, "保存成功")
            return go_to(request, address)
    context = {
        "place": [*PLACE, f"第 {current.number} 行"],
        "form": form,
        "line": line,
        "values": values,
        "faults": {cell.column.value: cell.faults for cell in current.cells},
        "labels": COLUMN_LABELS,
        "hints": sheet_lines.HINTS,
        "roles": sheet_lines.ROLES,
        "here": request.get_full_path(),
        "back": _sheet_at(request, found),
    }
    status = 422 if form.errors else 200
    return page_or_part(request, "officer/sheet_row.html", "dialog", context, status=status)


def _all_mended(
    request: ActorRequest, found: SheetRow, current: GridRow, values: dict[str, str]
) -> str:
    """Mend what differs, cell by cell, in one transaction."""
    seen = step_of(request.POST.get("seen", ""))
    for cell in current.cells:
        text = values[cell.column.value]
        if text == cell.text:
            continue
        found = verbs.mend(
            row=found,
            column=cell.column,
            text=text,
            seen=seen,
            by=request.actor,
            at=request.at,
        )
        seen = found.step
    return f"{_sheet_at(request, found)}#row-{found.uid}"


def _typed(request: ActorRequest, column: Column) -> str:
    name = column.value
    text = request.POST.get(name, "") or request.POST.get(f"{name}_text", "")
    return text[:CELL_AT_MOST].strip()


def _at(request: ActorRequest) -> Place:
    return sheet_lines.place_of(request.GET.dict())


def _sheet_at(request: ActorRequest, found: SheetRow) -> str:
    return _at(request).at(url("sheet", found.draft.uid))
