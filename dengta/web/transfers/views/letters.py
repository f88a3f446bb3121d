"""Printing introduction letters (TRF-17); each print is written down."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from dengta.refusal import OutOfReach, Refusal
from dengta.reports.sheets.letter import fill
from dengta.transfers import actions, queries
from dengta.web.jinja import url
from dengta.web.render import page
from dengta.web.requests import ActorRequest, uid_in

NONE_CHOSEN = "请先在列表中选中要打印的转接，再点【打印】。"


@require_GET
def one(request: ActorRequest, serial: int) -> HttpResponse:
    """One letter, by its serial."""
    return _printed(request, [serial])


@require_GET
def several(request: ActorRequest) -> HttpResponse:
    """The newest letter of each chosen transfer."""
    uids = {uid_in(text): text for text in request.GET.getlist("jian")}
    if None in uids:
        raise OutOfReach
    if not uids:
        raise Refusal(NONE_CHOSEN)
    newest = queries.newest_letters(request.actor, [uid for uid in uids if uid])
    return _printed(request, [letter.serial for letter in newest])


def _printed(request: ActorRequest, serials: Sequence[int]) -> HttpResponse:
    letters = actions.print_letters(serials=serials, by=request.actor, at=request.at)
    context = {"sheets": [fill(each) for each in letters], "back": _back(request)}
    return page(request, "letter.html", context)


def _back(request: ActorRequest) -> str:
    """Where 返回 leads: the page that asked for the print."""
    address = request.GET.get("fanhui", "")
    ours = address.startswith(url("transfers") + "/")
    if ours and url_has_allowed_host_and_scheme(address, None):
        return address
    return url("transfer_list")
