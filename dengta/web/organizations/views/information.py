"""单位基本信息 and 党建工作信息 of an organisation (ORG-14, UNT-09 … UNT-11)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from dengta.access.checks import allows, require, sees
from dengta.access.permissions import Can
from dengta.accounts.rules.drafts import Form
from dengta.codes.queries import tables
from dengta.definitions.queries import rows
from dengta.definitions.rules.packaged import definition
from dengta.organizations.actions import information as verbs
from dengta.organizations.actions.information import Filling
from dengta.organizations.models import Organization
from dengta.organizations.queries import information, tree
from dengta.organizations.queries.information import Block
from dengta.organizations.rules import information as rules
from dengta.organizations.rules.categories import needs_unit
from dengta.refusal import Overtaken, Refusal
from dengta.web import drafts
from dengta.web.jinja import with_query
from dengta.web.live import status_of
from dengta.web.organizations.filling import Part, SetForm, after
from dengta.web.organizations.side import side
from dengta.web.organizations.tabs import tabs_of
from dengta.web.render import go_to, page_or_part, wants_part
from dengta.web.requests import ActorRequest

PART = "information"
UNIT = definition(rules.UNIT)
NOTHING = "这里现在没有可以填写的项目，没有保存。"


@dataclass(frozen=True, slots=True)
class Shown:
    """One set as the page draws it. ``facts`` stand above it, not to be changed here. ``why_not``
    says why it can only be read, with ``way`` (words, address) to where it is filled in."""

    part: Part
    title: str = ""
    note: str = ""
    facts: Sequence[tuple[str, str]] = ()
    why_not: str = ""
    way: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Page:
    """A tab: its sets, and what it says where there is nothing to fill in."""

    organization: Organization
    title: str
    word: str
    draft: drafts.Offer
    shown: Sequence[Shown]
    empty: str = ""
    hint: str = ""
    to_basic: bool = False

    @property
    def fillable(self) -> list[Part]:
        return [
            each.part
            for each in self.shown
            if not each.why_not and each.part.one.fields_for(each.part.category)
        ]


@require_http_methods(["GET", "POST"])
def units(request: ActorRequest, uid: UUID) -> HttpResponse:
    """单位基本信息: one block for each unit, the default one first. A unit is filled in from the
    highest organisation linked to it; elsewhere it is read."""
    organization = _found(request, uid)
    blocks = information.blocks(organization) if needs_unit(organization.category) else []
    alone = len(blocks) == 1
    page = Page(
        organization,
        UNIT.label,
        "danwei",
        drafts.offer(request, Form.UNIT_BASICS, uid),
        [_unit(request, organization, block, alone=alone) for block in blocks],
        empty="没有所在单位",
        hint="先在党组织基本信息中关联所在单位，这里就显示这一类单位的基本信息。"
        if needs_unit(organization.category)
        else "这一类党组织没有所在单位，不用填写单位基本信息。",
        to_basic=True,
    )
    by_part = {_prefix(block): block for block in blocks}

    def save() -> None:
        data = request.POST.dict()
        verbs.fill_units(
            organization=organization,
            fillings=[
                Filling(by_part[p.prefix].unit, p.typed(data), p.seen(data), p.prefix)
                for p in page.fillable
            ],
            by=request.actor,
            at=request.at,
        )

    return _answered(request, page, save)


@require_http_methods(["GET", "POST"])
def work(request: ActorRequest, uid: UUID) -> HttpResponse:
    """党建工作信息: by the default unit's category, for 1–5 by the organisation's own."""
    organization = _found(request, uid)
    one = definition(rules.work_set(organization.category))
    of = rules.work_of(organization.category, organization.work_category)
    row = rows.only_row(one, uid)
    shown = Shown(Part(one, of, row), why_not=_why_not(request, organization))
    if not one.fields_for(of):
        shown = replace(
            shown, why_not=shown.why_not or "现在没有所在单位，只能查看以前填写的内容。"
        )
    page = Page(
        organization,
        one.label,
        "dangjian",
        drafts.offer(request, Form.WORK, uid),
        [shown] if one.fields_for(of) or row is not None else [],
        empty="没有要填写的项目",
        hint="党建工作信息按所在单位的类别填写：先在党组织基本信息中关联所在单位，单位类别要选到具体的一类。",
        to_basic=True,
    )

    def save() -> None:
        data = request.POST.dict()
        verbs.fill_work(
            organization=organization,
            values=shown.part.typed(data),
            category=data.get("category", ""),
            seen=shown.part.seen(data),
            by=request.actor,
            at=request.at,
        )

    return _answered(request, page, save)


def _found(request: ActorRequest, uid: UUID) -> Organization:
    """The organisation, for those who edit it or read it; to change it, for those who edit."""
    actor = request.actor
    if request.method == "POST":
        return tree.find(actor, uid, Can.EDIT_ORGANIZATION)
    found = tree.find(actor, uid)
    if not allows(actor, Can.EDIT_ORGANIZATION, found.path):
        require(actor, Can.BROWSE_ORGANIZATIONS, found.path)
    return found


def _why_not(request: ActorRequest, organization: Organization) -> str:
    """Why everything of ``organization`` can only be read; "" when it can be changed."""
    if organization.dissolved_at is not None:
        return "这个党组织已撤销，只能查看。"
    if not allows(request.actor, Can.EDIT_ORGANIZATION, organization.path):
        return "您的账号可以查看，不能修改。"
    return ""


def _unit(request: ActorRequest, organization: Organization, block: Block, *, alone: bool) -> Shown:
    unit, place = block.unit, block.place
    why_not, way = _why_not(request, organization), ("", "")
    if not why_not and place.pk != organization.pk:
        why_not = f"这个单位的信息由“{place.name}”填写，这里只能查看。"
        if sees(request.actor, place.path):
            way = ("去那里填写", f"/zuzhi/dangzuzhi/{place.uid}/danwei")
    return Shown(
        Part(UNIT, unit.category, block.row, _prefix(block)),
        title="单位" if alone else unit.name,
        note="默认单位" if block.is_default and not alone else "",
        facts=[
            ("单位名称", unit.name),
            ("党组织所在单位代码", unit.code or "没有填写"),
            ("单位类别", tables.label("unit_category", unit.category)),
            ("单位建立党组织情况", tables.label("unit_org_status", unit.establishment)),
        ],
        why_not=why_not,
        way=way,
    )


def _prefix(block: Block) -> str:
    """The same for a unit however many others are linked: what was typed never lands in another."""
    return f"u{block.unit.uid.hex[-8:]}-"


def _answered(request: ActorRequest, page: Page, save: Callable[[], None]) -> HttpResponse:
    if request.method == "GET":
        return _drawn(request, page, SetForm(page.fillable, _texts(page.draft)), {})
    data = request.POST.dict()
    form = SetForm(page.fillable, data)
    faster: list[Overtaken] = []

    def saved() -> str:
        if not page.fillable:
            raise Refusal(NOTHING)
        try:
            save()
        except Overtaken as overtaken:
            faster.append(overtaken)
            raise
        return request.path

    address = form.perform(request, saved)
    if address:
        messages.success(request, "保存成功")
        return go_to(request, address)
    theirs: dict[str, str] = {}
    if faster:
        form, theirs = after(page.fillable, data, faster[0])
    return _drawn(request, page, form, theirs)


def _texts(draft: drafts.Offer) -> dict[str, str] | None:
    return draft.texts if draft.values is not None else None


def _drawn(
    request: ActorRequest, page: Page, form: SetForm, theirs: Mapping[str, str]
) -> HttpResponse:
    organization, address = page.organization, f"/zuzhi/dangzuzhi/{page.organization.uid}"
    fillable = page.fillable
    may_link = page.to_basic and not _why_not(request, organization)
    context: dict[str, Any] = {
        "place": ["党组织和单位信息管理", "党组织信息维护", page.title],
        "organization": organization,
        "title": page.title,
        "strip": tabs_of(request.actor, organization, page.word),
        "form": form,
        "draft": page.draft,
        "shown": [
            (each, each.part.sections(theirs) if each.part in fillable else [])
            for each in page.shown
        ],
        "fillable": fillable,
        "category": fillable[0].category if fillable else "",
        "empty_title": page.empty,
        "empty_hint": page.hint,
        "basic": f"{address}/bianji" if may_link else "",
        "here": request.path,
        "back": with_query("/zuzhi/dangzuzhi", org=organization.uid),
    }
    if not wants_part(request):
        context |= side(request, organization, "dangzuzhi")
    return page_or_part(
        request, "organizations/information.html", PART, context, status_of(request, form)
    )
