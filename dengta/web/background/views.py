"""我的文件: what somebody asked for in the background, its progress, its end, its file (GEN-08)."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from dengta.access.checks import require_function
from dengta.jobs.actions import cancel
from dengta.jobs.queries import find
from dengta.refusal import OutOfReach
from dengta.reports import results
from dengta.reports.kinds import PRODUCTS
from dengta.web.background.showing import files_of
from dengta.web.forms import VerbForm, new_mark
from dengta.web.render import go_to, page_or_part
from dengta.web.requests import ActorRequest

PART = "files"


@require_GET
def files(request: ActorRequest) -> HttpResponse:
    """What was asked for, each with its progress, its file or the reason why there is none. The
    part is asked for by the page itself while something is under way."""
    jobs = files_of(request.actor, request.at)
    back = request.GET.get("back", "")
    context = {
        "place": ["工作台", "我的文件"],
        "jobs": jobs,
        "polls": any(job.is_open for job in jobs),
        "again": request.get_full_path(),
        "back": back if _is_ours(back) else "",
        "mark": new_mark(),
    }
    return page_or_part(request, "background/files.html", PART, context)


@require_GET
def download(request: ActorRequest, uid: UUID) -> HttpResponseBase:
    """The file of the own finished job."""
    file = results.file_of(request.actor, uid)
    answer = FileResponse(
        file.content, as_attachment=True, filename=file.name, content_type=file.content_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
def stop(request: ActorRequest, uid: UUID) -> HttpResponse:
    """取消: end one's own long work, and go back to where the button was."""
    job = find(request.actor, uid)
    if job.kind not in PRODUCTS:
        raise OutOfReach
    require_function(request.actor, PRODUCTS[job.kind].can)
    back = request.POST.get("back", "")
    address = back if _is_ours(back) else reverse("background")
    form = VerbForm(request.POST)

    def end() -> str:
        cancel(job, by=request.actor, at=request.at)
        return address

    if form.perform(request, end):
        messages.success(request, "操作成功")
    for complaint in form.complaints:
        messages.error(request, complaint.sentence)
    return go_to(request, address)


def _is_ours(address: str) -> bool:
    """Whether ``address`` leads to a page of this installation."""
    return address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
