"""【打印】: the 《党组织和所在单位基本信息采集表》 as a page of paper, as a PDF, and many
of them as one PDF that is made in the background (ORG-21)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from dengta.access.actor import Actor
from dengta.access.checks import require_function
from dengta.access.permissions import Can
from dengta.organizations.actions.printing import print_sheets
from dengta.organizations.queries import tree
from dengta.organizations.queries.collecting import below
from dengta.refusal import Refusal
from dengta.reports import printing
from dengta.reports.sheets import organization
from dengta.reports.sheets.pdf import pdf, turn
from dengta.web.forms import VerbForm, new_mark
from dengta.web.jinja import with_query
from dengta.web.organizations.selection import uid_of
from dengta.web.render import go_to, page
from dengta.web.requests import ActorRequest

MOST = 100
"""Sheets on one page."""
TOO_MANY = (
    f"一页最多显示 {MOST} 个党组织的采集表，请少选几个；"
    "全部下级的采集表请点【打印全部下级】，在后台生成一个 PDF 文件。"
)
MOST_IN_A_FILE = 20
"""Sheets in a PDF that is waited for: each takes a process 0.2 s, in which it answers nobody else;
more are made in the background."""
TOO_MANY_IN_A_FILE = (
    f"马上下载的 PDF 文件最多 {MOST_IN_A_FILE} 个党组织的采集表；"
    "更多的请点【在后台生成 PDF 文件】。"
)
QUEUED = "已开始生成 {} 张采集表的 PDF 文件，做好后在这里下载。"
TEMPLATE = "organization_sheet.html"
NAME = "采集表"


@require_GET
def sheets(request: ActorRequest) -> HttpResponse:
    """The sheets of the chosen organisations, one below the other."""
    return page(request, TEMPLATE, _filled(request))


@require_GET
def sheets_file(request: ActorRequest) -> HttpResponse:
    """The same as one PDF."""
    if len(_chosen(request)) > MOST_IN_A_FILE:
        raise Refusal(TOO_MANY_IN_A_FILE)
    return _file(lambda: page(request, TEMPLATE, _filled(request)), f"{NAME}.pdf")


@require_POST
def sheets_in_background(request: ActorRequest) -> HttpResponse:
    """One PDF of many: of the chosen organisations (``org``), or of everything below one of them
    (``xiaji``), which leads to the page of the sheets when they are few."""
    actor, superior = request.actor, request.POST.get("xiaji", "")
    if superior:
        place = tree.find(actor, uid_of(superior, actor), Can.BROWSE_ORGANIZATIONS)
        uids: Sequence[UUID] = below(actor, place.path, printing.MOST + 1)
        name = f"{place.name}下级{NAME}"
    else:
        uids, name = _named(request.POST, actor), NAME
    form = VerbForm(request.POST)

    def address() -> str:
        if superior and 0 < len(uids) <= MOST_IN_A_FILE:
            return with_query(
                reverse("organization_sheets"), org=[str(uid) for uid in uids], fanhui=superior
            )
        printing.ask_sheets(uids=uids, name=name, by=actor, at=request.at)
        return reverse("background")

    onward = form.perform(request, address)
    if onward == reverse("background"):
        messages.success(request, QUEUED.format(len(uids)))
    for complaint in form.complaints:
        messages.error(request, complaint.sentence)
    return go_to(request, onward or with_query(reverse("organization_list"), org=superior))


@require_GET
def blank(request: ActorRequest) -> HttpResponse:
    """The sheet to be filled by hand."""
    return page(request, TEMPLATE, _blank(request))


@require_GET
def blank_file(request: ActorRequest) -> HttpResponse:
    """The same as a PDF."""
    return _file(lambda: page(request, TEMPLATE, _blank(request)), f"空白{NAME}.pdf")


def _filled(request: ActorRequest) -> dict[str, Any]:
    uids = _chosen(request)
    collected = print_sheets(uids=uids, by=request.actor, at=request.at)
    back = collected[0].uid if len(collected) == 1 else request.GET.get("fanhui", "")
    at_once = len(uids) <= MOST_IN_A_FILE
    address, chosen = reverse("organization_sheets_file"), [str(uid) for uid in uids]
    return {
        "sheets": [organization.fill(each) for each in collected],
        "pdf": with_query(address, org=chosen) if at_once else "",
        "in_background": "" if at_once else reverse("organization_sheets_in_background"),
        "chosen": uids,
        "mark": new_mark(),
        "empty_sheet": reverse("organization_blank_sheet"),
        "back": with_query(reverse("organization_list"), org=back),
    }


def _blank(request: ActorRequest) -> dict[str, Any]:
    require_function(request.actor, Can.BROWSE_ORGANIZATIONS)
    return {
        "sheets": [organization.blank()],
        "pdf": reverse("organization_blank_sheet_file"),
        "in_background": "",
        "empty_sheet": "",
        "back": reverse("organization_list"),
    }


def _chosen(request: ActorRequest) -> list[UUID]:
    uids = _named(request.GET, request.actor)
    if not uids:
        raise Refusal(printing.NONE_CHOSEN)
    if len(uids) > MOST:
        raise Refusal(TOO_MANY)
    return uids


def _named(given: QueryDict, actor: Actor) -> list[UUID]:
    """The organisations that an address or a form names, each once."""
    return [uid_of(text, actor) for text in dict.fromkeys(given.getlist("org"))]


def _file(draw: Callable[[], HttpResponse], name: str) -> HttpResponse:
    """What ``draw`` answers as a PDF. It is drawn, and its line written, once the file can be
    made: a refusal leaves no line of what nobody got."""
    with turn():
        response = HttpResponse(pdf(draw().content.decode()), content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
