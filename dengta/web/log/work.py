"""Long work over the log, asked for by a button: 校验, 导出, 副本; its progress."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from dengta.access.checks import require_function
from dengta.access.permissions import Can
from dengta.reports import log
from dengta.web.forms import VerbForm, new_mark
from dengta.web.log.filters import Filters, filters_of
from dengta.web.log.showing import head_of
from dengta.web.render import go_to, render_part, wants_part
from dengta.web.requests import ActorRequest


@require_GET
def progress(request: ActorRequest, screen: str) -> HttpResponse:
    """The head of a screen alone, asked for by the page itself while something is under way."""
    filters = filters_of(request, screen)
    if not wants_part(request):
        return go_to(request, filters.url())
    context = {
        "filters": filters,
        "work": head_of(request.actor, request.at),
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


def _asked(request: ActorRequest, screen: str, do: Callable[[Filters], object]) -> HttpResponse:
    """Do it once for the form's mark, and go back to the screen with its filters; a refusal is
    told there."""
    require_function(request.actor, Can.READ_LOG)
    filters = filters_of(request, screen)
    form = VerbForm(request.POST)
    back = filters.url()

    def address() -> str:
        do(filters)
        return back

    if form.perform(request, address):
        messages.success(request, "操作成功")
    for complaint in form.complaints:
        messages.error(request, complaint.sentence)
    return go_to(request, back)
