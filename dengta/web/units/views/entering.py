"""<新增单位>, <编辑单位> and 单位基本信息 of a linked unit (UNT-03, UNT-06, UNT-09 … UNT-11)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from dengta.access.permissions import Can
from dengta.accounts.rules.drafts import Form
from dengta.codes.queries import tables
from dengta.codes.rules import unit_code
from dengta.definitions.queries import rows
from dengta.definitions.queries.rows import Said
from dengta.organizations.actions import units
from dengta.organizations.models import Organization, Unit
from dengta.organizations.queries import tree
from dengta.organizations.queries.unit_places import UnitKind, find, kind_of, require_place
from dengta.organizations.rules.seeds import UNBUILT
from dengta.refusal import Overtaken, Refusal
from dengta.web import drafts, sets
from dengta.web.fields import FieldChoice
from dengta.web.forms import step_of
from dengta.web.jinja import url, with_query
from dengta.web.live import is_check, status_of, tell_codes
from dengta.web.organizations import selection
from dengta.web.render import go_to, page_or_part
from dengta.web.requests import ActorRequest
from dengta.web.returning import PARAMETER
from dengta.web.units.filters import ADDRESS
from dengta.web.units.forms import (
    BASICS,
    BasicsForm,
    UnitForm,
    entry_of,
    lists,
    managing_of,
    start_of,
)

PART = "unit"
YES_NO = (FieldChoice("1", "是"), FieldChoice("0", "否"))
Drawn = TypeVar("Drawn", bound=BasicsForm)
NONE_YET = -1
"""The step of 单位基本信息 that nobody has filled in."""


@require_http_methods(["GET", "POST"])
def creation(request: ActorRequest) -> HttpResponse:
    """【新增单位】."""
    actor = request.actor
    uid = selection.uid_of(request.GET.get("org", ""), actor)
    home = tree.find(actor, uid, Can.CREATE_UNIT)
    draft = drafts.offer(request, Form.UNIT_NEW, home.uid)
    data = request.POST.dict() if request.method == "POST" else draft.texts or None
    form = UnitForm((data or {}).get("category", ""), data, {})
    if request.POST.get("do") == "save":
        said: list[str] = []
        address = form.perform(request, lambda: _created(request, home, said))
        if address:
            return _saved(request, address, said)
    here = with_query(f"{ADDRESS}/xinzeng", org=home.uid)
    back = with_query(ADDRESS, org=home.uid)
    return _shown(request, form, "新增单位", here, back, draft)


@require_http_methods(["GET", "POST"])
def editing(request: ActorRequest, uid: UUID) -> HttpResponse:
    """<编辑单位> of a unit without an organisation; a linked one leads to its organisation."""
    unit = find(request.actor, uid)
    place = require_place(request.actor, unit, Can.EDIT_UNIT)
    if kind_of(unit) is UnitKind.BUILT:
        address = url("organization_editing", place.uid) + "#id_units"
        return go_to(request, with_query(address, **{PARAMETER: request.GET.get(PARAMETER)}))
    here, back = f"{ADDRESS}/{uid}/bianji", f"{ADDRESS}/{uid}"
    row = rows.only_row(BASICS, unit.uid)
    steps = {"seen": unit.step, "basics_seen": row.step if row else NONE_YET}
    draft = drafts.offer(request, Form.UNIT, unit.uid)
    data = request.POST.dict() if request.method == "POST" else draft.texts
    if not data:
        values = row.values if row else {}
        form = UnitForm(unit.category, None, {**start_of(unit), **values, **steps})
        return _shown(request, form, "编辑单位", here, back, draft, unit=unit)
    form = UnitForm(data.get("category", ""), data, {})
    theirs: dict[str, str] = {}
    if request.POST.get("do") == "save":
        said: list[str] = []
        overtaken: list[Overtaken] = []
        address = form.perform(request, lambda: _edited(request, unit, said, overtaken))
        if address:
            return _saved(request, address, said)
        form, theirs = _anew(form, data, steps, overtaken)
    clears: list[Said] = []
    if form.of_category != unit.category and row is not None and row.values:
        clears = [each for each in rows.printed(BASICS, unit.category, row) if each.text]
        form.data = {**form.data, "announced": form.of_category}
    return _shown(
        request, form, "编辑单位", here, back, draft, unit=unit, theirs=theirs, clears=clears
    )


@require_http_methods(["GET", "POST"])
def filling(request: ActorRequest, uid: UUID) -> HttpResponse:
    """单位基本信息 of a linked unit, from its highest organisation; the rest is read-only."""
    unit = find(request.actor, uid)
    linked = kind_of(unit) is UnitKind.BUILT
    if not linked:
        return go_to(request, f"{ADDRESS}/{uid}/bianji")
    require_place(request.actor, unit, Can.EDIT_ORGANIZATION)
    here, back = f"{ADDRESS}/{uid}/jibenxinxi", f"{ADDRESS}/{uid}"
    row = rows.only_row(BASICS, unit.uid)
    steps = {"basics_seen": row.step if row else NONE_YET}
    draft = drafts.offer(request, Form.UNIT, unit.uid)
    if request.method == "GET":
        standing = {**(row.values if row else {}), **steps}
        form = BasicsForm(unit.category, draft.values, standing)
        return _shown(request, form, "单位基本信息", here, back, draft, unit=unit)
    data = request.POST.dict()
    form = BasicsForm(unit.category, data, {})
    overtaken: list[Overtaken] = []
    address = form.perform(request, lambda: _filled(request, unit, back, overtaken))
    if address:
        return _saved(request, address, [])
    form, theirs = _anew(form, data, steps, overtaken)
    return _shown(request, form, "单位基本信息", here, back, draft, unit=unit, theirs=theirs)


def _created(request: ActorRequest, home: Organization, said: list[str]) -> str:
    data = request.POST.dict()
    entry = entry_of(data)
    made = units.create(
        entry=entry,
        managing=managing_of(request.actor, data),
        basics=sets.typed(BASICS, entry.category, data),
        home=home,
        by=request.actor,
        at=request.at,
    )
    said += unit_code.warnings(made.code)
    kind = kind_of(made).value
    return with_query(ADDRESS, org=home.uid, kind=kind, name=made.name)


def _edited(request: ActorRequest, unit: Unit, said: list[str], overtaken: list[Overtaken]) -> str:
    data = request.POST.dict()
    entry = entry_of(data)
    try:
        saved = units.edit(
            unit=unit,
            entry=entry,
            managing=managing_of(request.actor, data),
            basics=sets.typed(BASICS, entry.category, data),
            seen=step_of(data.get("seen", "")),
            basics_seen=_basics_seen(data),
            announced=data.get("announced", ""),
            by=request.actor,
            at=request.at,
        )
    except Overtaken as faster:
        overtaken.append(faster)
        raise
    said += unit_code.warnings(saved.code)
    return f"{ADDRESS}/{unit.uid}"


def _filled(request: ActorRequest, unit: Unit, back: str, overtaken: list[Overtaken]) -> str:
    data = request.POST.dict()
    try:
        units.fill(
            unit=unit,
            basics=sets.typed(BASICS, unit.category, data),
            seen=_basics_seen(data),
            by=request.actor,
            at=request.at,
        )
    except Overtaken as faster:
        overtaken.append(faster)
        raise
    return back


def _basics_seen(data: Mapping[str, str]) -> int:
    return step_of(data.get("basics_seen", ""))


def _saved(request: ActorRequest, address: str, said: list[str]) -> HttpResponse:
    """操作成功, and beside it what the code warns of (UNT-04)."""
    messages.success(request, "保存成功")
    for sentence in said:
        messages.warning(request, sentence)
    return go_to(request, address)


def _anew(
    form: Drawn, data: Mapping[str, str], steps: Mapping[str, int], overtaken: list[Overtaken]
) -> tuple[Drawn, dict[str, str]]:
    """After somebody else was faster: the form with what was typed and the steps that stood when
    this post began, and what stands now beside each field (GEN-10)."""
    if not overtaken:
        return form, {}
    fresh = {**data, **{name: str(step) for name, step in steps.items()}}
    again = type(form)(form.of_category, fresh, {})
    first, *others = overtaken[0].complaints
    again.complain(Refusal(first.sentence))
    return again, {each.field: each.sentence for each in others}


def _shown(
    request: ActorRequest,
    form: BasicsForm,
    title: str,
    here: str,
    back: str,
    draft: drafts.Offer,
    *,
    unit: Unit | None = None,
    theirs: Mapping[str, str] | None = None,
    clears: Sequence[Said] = (),
) -> HttpResponse:
    row = rows.only_row(BASICS, unit.uid) if unit is not None else None
    own = isinstance(form, UnitForm)
    good = tell_codes(form, "code") if own and is_check(request) else {}
    chosen = str(form["establishment"].value() or "") if own else ""
    context: dict[str, Any] = {
        "place": ["党组织和单位信息管理", "单位信息维护", title],
        "title": title,
        "form": form,
        "own": own,
        "unit": unit,
        "here": here,
        "back": back,
        "draft": draft,
        "theirs": theirs or {},
        "good": good,
        "clears": clears,
        "asks_managing": chosen in UNBUILT,
        "unbuilt": " ".join(sorted(UNBUILT)),
        "managing_text": _managing_text(form, unit) if own else "",
        "lists": {**lists(unit), "has_party_group": YES_NO},
        "category_label": tables.label("unit_category", form.of_category),
        "establishment_label": tables.label("unit_org_status", unit.establishment) if unit else "",
        "sections": sets.sections(BASICS, form.of_category, row.values if row else {}, theirs or {})
        if form.of_category
        else [],
    }
    return page_or_part(request, "units/form.html", PART, context, status=status_of(request, form))


def _managing_text(form: BasicsForm, unit: Unit | None) -> str:
    """The words in the suggesting field: as typed, else the name of what stands."""
    if form.is_bound:
        return str(form.data.get("managing_text", ""))
    return unit.managing.name if unit is not None and unit.managing is not None else ""
