"""【打印】: the 《党组织和所在单位基本信息采集表》 as a page of paper and as a PDF (ORG-21)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from dengta.access.checks import require_function
from dengta.access.permissions import Can
from dengta.organizations.actions.printing import print_sheets
from dengta.refusal import Refusal
from dengta.reports.sheets import organization
from dengta.reports.sheets.pdf import pdf
from dengta.web.jinja import with_query
from dengta.web.organizations.selection import uid_of
from dengta.web.render import page
from dengta.web.requests import ActorRequest

MOST = 100
NONE_CHOSEN = "请先选中要打印的党组织，再点【打印】。"
TOO_MANY = f"一次最多打印 {MOST} 个党组织的采集表，请分几次打印。"
MOST_IN_A_FILE = 20
"""Sheets in one PDF: each takes a worker 0.2 s, in which it answers nobody else."""
TOO_MANY_IN_A_FILE = (
    f"一个 PDF 文件最多 {MOST_IN_A_FILE} 个党组织的采集表，请分几次选择；"
    "也可以点【打印】，在打印窗口中选择“另存为 PDF”。"
)
TEMPLATE = "organization_sheet.html"


@require_GET
def sheets(request: ActorRequest) -> HttpResponse:
    """The sheets of the chosen organisations, one below the other."""
    return page(request, TEMPLATE, _filled(request))


@require_GET
def sheets_file(request: ActorRequest) -> HttpResponse:
    """The same as one PDF."""
    if len(_chosen(request)) > MOST_IN_A_FILE:
        raise Refusal(TOO_MANY_IN_A_FILE)
    return _file(page(request, TEMPLATE, _filled(request)), "采集表.pdf")


@require_GET
def blank(request: ActorRequest) -> HttpResponse:
    """The sheet to be filled by hand."""
    return page(request, TEMPLATE, _blank(request))


@require_GET
def blank_file(request: ActorRequest) -> HttpResponse:
    """The same as a PDF."""
    return _file(page(request, TEMPLATE, _blank(request)), "空白采集表.pdf")


def _filled(request: ActorRequest) -> dict[str, Any]:
    uids = _chosen(request)
    collected = print_sheets(uids=uids, by=request.actor, at=request.at)
    back = collected[0].uid if len(collected) == 1 else request.GET.get("fanhui", "")
    return {
        "sheets": [organization.fill(each) for each in collected],
        "pdf": with_query(reverse("organization_sheets_file"), org=[str(uid) for uid in uids]),
        "empty_sheet": reverse("organization_blank_sheet"),
        "back": with_query(reverse("organization_list"), org=back),
    }


def _blank(request: ActorRequest) -> dict[str, Any]:
    require_function(request.actor, Can.BROWSE_ORGANIZATIONS)
    return {
        "sheets": [organization.blank()],
        "pdf": reverse("organization_blank_sheet_file"),
        "empty_sheet": "",
        "back": reverse("organization_list"),
    }


def _chosen(request: ActorRequest) -> list[UUID]:
    texts = dict.fromkeys(request.GET.getlist("org"))
    if not texts:
        raise Refusal(NONE_CHOSEN)
    if len(texts) > MOST:
        raise Refusal(TOO_MANY)
    return [uid_of(text, request.actor) for text in texts]


def _file(drawn: HttpResponse, name: str) -> HttpResponse:
    response = HttpResponse(pdf(drawn.content.decode()), content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
