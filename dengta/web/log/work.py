"""Long work over the log, asked for by a button: 校验, 导出, 副本; its progress, its files."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET, require_POST

from dengta.access.checks import require_function
from dengta.access.permissions import Can
from dengta.jobs.actions import cancel
from dengta.jobs.queries import find as find_job
from dengta.refusal import OutOfReach
from dengta.reports import log
from dengta.web.forms import VerbForm, new_mark
from dengta.web.log.filters import ADDRESS, Filters, filters_of
from dengta.web.log.showing import files_of, work_of
from dengta.web.render import go_to, page, render_part, wants_part
from dengta.web.requests import ActorRequest


@require_GET
def progress(request: ActorRequest, screen: str) -> HttpResponse:
    """The head of a screen alone, asked for by the page itself while something is under way."""
    filters = filters_of(request, screen)
    if not wants_part(request):
        return go_to(request, filters.url())
    context = {
        "filters": filters,
        "work": work_of(request.actor, request.at),
        "mark": new_mark(),
    }
    return render_part(request, "log/screen.html", "work", context)


@require_POST
def check(request: ActorRequest, screen: str) -> HttpResponse:
    """校验: have the chain walked."""
    return _asked(request, screen, lambda _: log.ask_check(by=request.actor, at=request.at))


@require_POST
def export(request: ActorRequest, screen: str) -> HttpResponse:
    """导出: have what the filters find written as a table."""

    def ask(filters: Filters) -> object:
        question = filters.question(filters.place(request.actor))
        return log.ask_export(question=question, by=request.actor, at=request.at)

    return _asked(request, screen, ask)


@require_POST
def copy(request: ActorRequest, screen: str) -> HttpResponse:
    """导出副本和公钥: have the whole log copied, for the root's auditor."""
    return _asked(request, screen, lambda _: log.ask_copy(by=request.actor, at=request.at))


@require_POST
def stop(request: ActorRequest, screen: str, uid: UUID) -> HttpResponse:
    """取消: end one's own check, export or copy."""

    def end(_filters: Filters) -> object:
        job = find_job(request.actor, uid)
        if job.kind not in log.KINDS:
            raise OutOfReach
        return cancel(job, by=request.actor, at=request.at)

    return _asked(request, screen, end)


@require_GET
def files(request: ActorRequest, screen: str) -> HttpResponse:
    """我的导出: what was asked for, each with its file or the reason why there is none."""
    require_function(request.actor, Can.READ_LOG)
    context = {
        "filters": filters_of(request, screen),
        "jobs": files_of(request.actor, request.at),
        "mark": new_mark(),
    }
    return page(request, "log/files.html", context)


@require_GET
def download(request: ActorRequest, uid: UUID) -> HttpResponseBase:
    """The file of the own finished job."""
    file = log.file_of(request.actor, uid)
    answer = FileResponse(
        file.content, as_attachment=True, filename=file.name, content_type=file.content_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _asked(request: ActorRequest, screen: str, do: Callable[[Filters], object]) -> HttpResponse:
    """Do it once for the form's mark, and go back to the screen with its filters; a refusal is
    told there."""
    require_function(request.actor, Can.READ_LOG)
    filters = filters_of(request, screen)
    form = VerbForm(request.POST)
    back = filters.url(f"{ADDRESS}/{screen}/wenjian") if "files" in request.POST else filters.url()

    def address() -> str:
        do(filters)
        return back

    if form.perform(request, address):
        messages.success(request, "操作成功")
    for complaint in form.complaints:
        messages.error(request, complaint.sentence)
    return go_to(request, back)
