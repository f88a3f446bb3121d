"""按表授权: the uploaded sheets, a new one, and what is done to a whole sheet (ACC-06, GEN-08)."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET, require_http_methods

from dengta.imports.actions import sheets as verbs
from dengta.imports.queries import blank_sheet, workbook
from dengta.imports.queries import sheets as queries
from dengta.imports.queries.sheets import Sheet
from dengta.imports.rules.sheet import ROWS_AT_MOST
from dengta.jobs.actions import cancel
from dengta.jobs.queries import find as find_job
from dengta.refusal import OutOfReach, Overtaken, Refusal
from dengta.web.components import Column
from dengta.web.forms import VerbForm
from dengta.web.jinja import url
from dengta.web.moments import minute
from dengta.web.officer.forms import SheetForm
from dengta.web.officer.sheet_lines import steps
from dengta.web.render import go_to, page, page_or_part
from dengta.web.requests import ActorRequest

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NO_FILE = "请先选择填好的表。"
PLACE = ["虚拟专网区工作台", "账号管理", "按表授权"]
COLUMNS = (
    Column("文件", "name"),
    Column("上传时间", "date"),
    Column("行数"),
    Column("要改正"),
    Column("没有问题"),
    Column("已跳过"),
    Column("已授权"),
    Column("保留到", "date"),
    Column("操作", "actions"),
)


@require_http_methods(["GET", "POST"])
def sheets(request: ActorRequest) -> HttpResponse:
    """The officer's own sheets; a posted file becomes one more."""
    found = queries.sheets(request.actor)
    form = SheetForm()
    if request.method == "POST":
        form = SheetForm(request.POST, request.FILES)
        address = _uploaded(request, form)
        if address:
            return go_to(request, address)
    context = {
        "place": PLACE,
        "form": form,
        "steps_shown": steps(None),
        "columns": COLUMNS,
        "rows": [(each, minute(each.made_at), minute(each.until)) for each in found],
        "most": f"{ROWS_AT_MOST:,}",
        "address": url("sheet_list"),
    }
    return page(request, "officer/sheets.html", context, status=422 if form.errors else 200)


def _uploaded(request: ActorRequest, form: SheetForm) -> str | None:
    """Read the file, outside every transaction, and keep its rows; None when it was refused."""
    file = request.FILES.get("file")
    try:
        if not isinstance(file, UploadedFile):
            raise Refusal(NO_FILE)
        rows = workbook.read(file.read(workbook.BYTES_AT_MOST + 1))
    except Refusal as refusal:
        form.complain(Refusal(refusal.sentence, field="file"))
        return None
    name = file.name or ""

    def keep() -> str:
        draft = verbs.upload(rows=rows, file_name=name, by=request.actor, at=request.at)
        return url("sheet", draft.uid)

    address: str | None = form.perform(request, keep)
    return address


@require_GET
def blank(request: ActorRequest) -> HttpResponseBase:
    """The blank sheet to fill in."""
    content = blank_sheet.blank(request.actor)
    return FileResponse(
        io.BytesIO(content),
        as_attachment=True,
        filename=blank_sheet.FILE_NAME,
        content_type=XLSX,
    )


@dataclass(frozen=True, slots=True)
class SheetAct:
    """What can be done to a whole sheet. ``follows`` says what will happen, a sentence each;
    ``do`` returns where one goes afterwards."""

    label: str
    button: str
    follows: Callable[[Sheet], list[str]]
    do: Callable[[ActorRequest, Sheet], str]
    why_not: Callable[[Sheet], str]
    danger: bool = False


@require_http_methods(["GET", "POST"])
def dialog(request: ActorRequest, uid: UUID, key: str) -> HttpResponse:
    """The dialog ``key`` over a sheet, and doing it."""
    act = ACTS.get(key)
    sheet = queries.sheet(request.actor, uid)
    if act is None:
        raise OutOfReach
    form = VerbForm(request.POST) if request.method == "POST" else VerbForm()
    if request.method == "POST":
        address = form.perform(request, lambda: act.do(request, sheet))
        if address:
            messages.success(request, "操作成功")
            return go_to(request, address)
    elif why_not := act.why_not(sheet):
        raise Overtaken(why_not)
    context: dict[str, Any] = {
        "place": PLACE,
        "act": act,
        "sheet": sheet,
        "form": form,
        "follows": act.follows(sheet),
        "here": request.path,
        "back": url("sheet", uid),
    }
    status = 422 if form.errors else 200
    return page_or_part(request, "officer/sheet_act.html", "dialog", context, status=status)


def _confirm(request: ActorRequest, sheet: Sheet) -> str:
    draft = queries.find(request.actor, sheet.uid)
    verbs.confirm(draft=draft, by=request.actor, at=request.at)
    return url("sheet", sheet.uid)


def _discard(request: ActorRequest, sheet: Sheet) -> str:
    draft = queries.find(request.actor, sheet.uid)
    verbs.discard(draft=draft, by=request.actor, at=request.at)
    return url("sheet_list")


def _cancel(request: ActorRequest, sheet: Sheet) -> str:
    for job in sheet.jobs:
        cancel(find_job(request.actor, job.uid), by=request.actor, at=request.at)
    return url("sheet", sheet.uid)


def _confirming(sheet: Sheet) -> list[str]:
    found = [
        f"为 {sheet.free} 人各建立一个未激活的账号，各产生一个授权码，7 天内有效。",
        f"向他们的手机各发一条短信，一共 {sheet.free} 条。",
        "在后台办理，关闭页面不影响；可以随时取消，已经授权的人不受影响。",
    ]
    if sheet.wrong:
        found.append(f"要改正的 {sheet.wrong} 行留在表里，改好以后再确认。")
    return found


def _discarding(sheet: Sheet) -> list[str]:
    left = sheet.rows - sheet.done
    found = [f"表里还没有授权的 {left} 行删掉，改过的内容也不再保留，不能恢复。"]
    if sheet.done:
        found.append(f"已经授权的 {sheet.done} 人不受影响。")
    return found


def _cancelling(sheet: Sheet) -> list[str]:
    done = sum(job.done for job in sheet.jobs)
    return [
        f"正在办的一批办完就停，已经授权的 {done} 人不受影响，短信照发。",
        "没有授权的行退回这张表，可以再次确认。",
    ]


ACTS: dict[str, SheetAct] = {
    "queren": SheetAct(
        "确认授权",
        "确认授权，发送短信",
        _confirming,
        _confirm,
        lambda sheet: "" if sheet.free else verbs.NOTHING_TO_CONFIRM,
    ),
    "quxiao": SheetAct(
        "取消授权",
        "停止授权",
        _cancelling,
        _cancel,
        lambda sheet: "" if sheet.jobs else "这张表已经授权完了，没有可以取消的。",
        danger=True,
    ),
    "fangqi": SheetAct(
        "放弃这张表",
        "放弃",
        _discarding,
        _discard,
        lambda sheet: "这张表正在授权。请等它完成，或先取消授权，再放弃。" if sheet.jobs else "",
        danger=True,
    ),
}
