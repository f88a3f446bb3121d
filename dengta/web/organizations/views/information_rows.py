"""班子成员, 换届信息 and 奖惩信息 of an organisation: rows that come and go (ORG-14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dengta.access.checks import allows, require
from dengta.access.permissions import Can
from dengta.definitions.queries import rows
from dengta.definitions.queries.rows import Row
from dengta.definitions.rules.packaged import definition
from dengta.definitions.rules.shapes import Definition
from dengta.organizations.actions import information as verbs
from dengta.organizations.models import Organization
from dengta.organizations.queries import tree
from dengta.organizations.rules import information as rules
from dengta.refusal import OutOfReach, Overtaken
from dengta.web import sets
from dengta.web.components import Column
from dengta.web.forms import VerbForm, new_mark, step_of
from dengta.web.jinja import with_query
from dengta.web.live import status_of
from dengta.web.organizations.filling import SEEN, Part, SetForm, after
from dengta.web.organizations.side import side
from dengta.web.organizations.tabs import WORDS, tabs_of
from dengta.web.render import go_to, page_or_part, wants_part
from dengta.web.requests import ActorRequest

LIST, DIALOG = "information", "dialog"
SETS: dict[str, str] = {WORDS[name]: name for name in rules.SEVERAL}
"""The last word of a tab's address → its set."""


@dataclass(frozen=True, slots=True)
class Place:
    """Whose rows of which set, and the address of the tab."""

    organization: Organization
    one: Definition
    word: str

    @property
    def address(self) -> str:
        return f"/zuzhi/dangzuzhi/{self.organization.uid}/{self.word}"


@require_GET
def listing(request: ActorRequest, uid: UUID, word: str) -> HttpResponse:
    """The rows of one set, with what can be done with each."""
    return _listed(request, _found(request, uid, word), VerbForm())


@require_http_methods(["GET", "POST"])
def adding(request: ActorRequest, uid: UUID, word: str) -> HttpResponse:
    """【新增】: a dialog over the list, or a page of its own."""
    place = _found(request, uid, word, Can.EDIT_ORGANIZATION)
    part = Part(place.one, "", None)
    form = SetForm([part], request.POST.dict() if request.method == "POST" else None)

    def added() -> str:
        verbs.add(
            organization=place.organization,
            of=place.one.name,
            values=part.typed(request.POST.dict()),
            by=request.actor,
            at=request.at,
        )
        return place.address

    if request.method == "POST":
        address = form.perform(request, added)
        if address:
            messages.success(request, "保存成功")
            return go_to(request, address)
    return _asked(request, place, part, form, f"新增{place.one.label}", {})


@require_http_methods(["GET", "POST"])
def changing(request: ActorRequest, uid: UUID, word: str, row: UUID) -> HttpResponse:
    """【编辑】 of one row."""
    place = _found(request, uid, word, Can.EDIT_ORGANIZATION)
    part = Part(place.one, "", _row(place, row))
    data = request.POST.dict() if request.method == "POST" else None
    form = SetForm([part], data)
    theirs: dict[str, str] = {}
    faster: list[Overtaken] = []

    def changed() -> str:
        try:
            verbs.change(
                organization=place.organization,
                of=place.one.name,
                row=row,
                values=part.typed(request.POST.dict()),
                seen=part.seen(request.POST.dict()),
                by=request.actor,
                at=request.at,
            )
        except Overtaken as overtaken:
            faster.append(overtaken)
            raise
        return place.address

    if data is not None:
        address = form.perform(request, changed)
        if address:
            messages.success(request, "保存成功")
            return go_to(request, address)
        if faster:
            form, theirs = after([part], data, faster[0])
    return _asked(request, place, part, form, f"编辑{place.one.label}", theirs)


@require_http_methods(["GET", "POST"])
def removal(request: ActorRequest, uid: UUID, word: str, row: UUID) -> HttpResponse:
    """【删除】: what goes is shown before 【确定】 (GEN-07)."""
    place = _found(request, uid, word, Can.EDIT_ORGANIZATION)
    standing = _row(place, row)
    form = VerbForm(request.POST if request.method == "POST" else None)

    def removed() -> str:
        verbs.remove(
            organization=place.organization,
            of=place.one.name,
            row=row,
            seen=step_of(request.POST.get(SEEN, "")),
            by=request.actor,
            at=request.at,
        )
        return place.address

    if request.method == "POST":
        address = form.perform(request, removed)
        if address:
            messages.success(request, "删除成功")
            return go_to(request, address)
    context: dict[str, Any] = {
        **_frame(place, f"删除{place.one.label}"),
        "form": form,
        "seen": standing.step,
        "told": sets.told(rows.printed(place.one, "", standing)),
        "warns": place.one.name == rules.TERMS,
        "here": request.path,
    }
    status = status_of(request, form)
    return page_or_part(request, "organizations/information_removal.html", DIALOG, context, status)


@require_POST
def moving(request: ActorRequest, uid: UUID, word: str, row: UUID) -> HttpResponse:
    """【上移】 and 【下移】 in a set that people put in order."""
    place = _found(request, uid, word, Can.EDIT_ORGANIZATION)
    form = VerbForm(request.POST)

    def moved() -> str:
        verbs.shift(
            organization=place.organization,
            of=place.one.name,
            row=row,
            up=request.POST.get("do", "") == "up",
            seen=step_of(request.POST.get(SEEN, "")),
            by=request.actor,
            at=request.at,
        )
        return place.address

    address = form.perform(request, moved)
    if address:
        messages.success(request, "保存成功")
        return go_to(request, address)
    return _listed(request, place, form)


def _found(request: ActorRequest, uid: UUID, word: str, can: Can | None = None) -> Place:
    """The set of an organisation, for those who edit it or read it; with ``can`` for those alone.
    An organisation that has no such set and never filled it in has no such page (404)."""
    found = tree.find(request.actor, uid, can or Can.SEE_TREE)
    if can is None and not allows(request.actor, Can.EDIT_ORGANIZATION, found.path):
        require(request.actor, Can.BROWSE_ORGANIZATIONS, found.path)
    one = definition(SETS[word])
    if not rules.has(one.name, found.category) and not rows.rows(one, uid):
        raise OutOfReach
    return Place(found, one, word)


def _row(place: Place, uid: UUID) -> Row:
    row = rows.one_of(place.one, place.organization.uid, uid)
    if row is None:
        raise OutOfReach
    return row


def _frame(place: Place, title: str) -> dict[str, Any]:
    return {
        "place": ["党组织和单位信息管理", "党组织信息维护", title],
        "organization": place.organization,
        "title": title,
        "back": place.address,
    }


def _asked(
    request: ActorRequest,
    place: Place,
    part: Part,
    form: SetForm,
    title: str,
    theirs: dict[str, str],
) -> HttpResponse:
    """The form of one row."""
    context: dict[str, Any] = {
        **_frame(place, title),
        "form": form,
        "sections": part.sections(theirs),
        "here": request.path,
    }
    status = status_of(request, form)
    return page_or_part(request, "organizations/information_row.html", DIALOG, context, status)


def _listed(request: ActorRequest, place: Place, form: VerbForm) -> HttpResponse:
    organization, one = place.organization, place.one
    found = rows.rows(one, organization.uid)
    header, *lines = rows.exported(one, "", found)
    may = allows(request.actor, Can.EDIT_ORGANIZATION, organization.path)
    may = may and organization.dissolved_at is None
    by_hand = may and not one.newest and len(found) > 1
    context: dict[str, Any] = {
        **_frame(place, one.label),
        "strip": tabs_of(request.actor, organization, place.word),
        "form": form,
        "mark": new_mark(),
        "may_edit": may,
        "dissolved": organization.dissolved_at is not None,
        "by_hand": by_hand,
        "columns": [
            *header,
            *([Column("顺序", "actions")] if by_hand else []),
            *([Column("操作", "actions")] if may else []),
        ],
        "lines": [
            {"uid": row.uid, "step": row.step, "texts": texts, "title": texts[0]}
            for row, texts in zip(found, lines, strict=True)
        ],
        "address": place.address,
        "back": with_query("/zuzhi/dangzuzhi", org=organization.uid),
    }
    if not wants_part(request):
        context |= side(request, organization, "dangzuzhi")
    status = status_of(request, form)
    return page_or_part(request, "organizations/information_rows.html", LIST, context, status)
