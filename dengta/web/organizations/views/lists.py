"""<党组织信息维护>: the tree on the left; on the right what is selected and what is below it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_GET

from dengta.access.checks import holds
from dengta.access.permissions import Can
from dengta.organizations.queries import tree
from dengta.organizations.queries import units as unit_queries
from dengta.organizations.queries.naming import former_names
from dengta.organizations.queries.tree import Row, RowPage
from dengta.organizations.queries.units import LinkedUnit
from dengta.organizations.rules.categories import is_branch, needs_unit
from dengta.web.components import Column, MenuItem, Segment
from dengta.web.forms import new_mark
from dengta.web.jinja import with_query
from dengta.web.organizations import selection
from dengta.web.organizations.offers import offers
from dengta.web.organizations.side import side
from dengta.web.render import page_or_part, wants_part
from dengta.web.requests import ActorRequest

if TYPE_CHECKING:
    from dengta.organizations.models import FormerName

PART = "organization"
ADDRESS = "/zuzhi/dangzuzhi"
AT = "dangzuzhi"
COLUMNS = (
    Column("党组织名称", "name"),
    Column("组织类别"),
    Column("党组织统一编码", "code"),
    Column("书记"),
    Column("联系人"),
    Column("下级（直属／全部）"),
    Column("党员（直属／全部）"),
    Column("操作", "actions"),
)
UNIT_COLUMNS = (
    Column("单位名称", "name"),
    Column("单位建立党组织情况"),
    Column("单位类别"),
    Column("党组织所在单位代码", "code"),
    Column("是否成立党组"),
)
BUTTONS = {
    "新增下级党组织": ("组织新增", "primary"),
    "党组织重命名": ("重命名", ""),
    "编辑": ("编辑", ""),
    "打印采集表": ("打印", ""),
    "恢复党组织": ("恢复", "primary"),
}
"""The lines of the menu that stand as buttons: label and kind; the rest is under 更多."""
SIZES = (20, 50, 100)
"""Rows on a page, the usual first; as many can be chosen at once."""
GROUP = {True: "是", False: "否", None: ""}


@require_GET
def workspace(request: ActorRequest) -> HttpResponse:
    """The card of the selected organisation, its units, and the list of ORG-02."""
    actor = request.actor
    card = tree.card(actor, selection.uid_of(request.GET.get("org", ""), actor))
    organization = tree.find(actor, card.uid, Can.BROWSE_ORGANIZATIONS)
    branch = is_branch(card.category)
    units = unit_queries.units_of(actor, organization) if needs_unit(card.category) else []
    done = offers(actor, card.uid, card.path, card.category, dissolved=card.dissolved)
    asked = "1" if selection.with_dissolved(request, AT) else ""
    here = with_query(ADDRESS, org=card.uid, yichexiao=asked)
    context: dict[str, Any] = {
        "card": card,
        "branch": branch,
        "with_units": needs_unit(card.category),
        "units": units,
        "said_group": GROUP,
        "tools": [(*BUTTONS[item.label], item) for item in done if item.label in BUTTONS],
        "more": [
            MenuItem("已撤销的党组织", with_query(f"{ADDRESS}/yichexiao", org=card.uid), "archive"),
            MenuItem("我的文件", with_query(reverse("background"), back=here), "download"),
            *(item for item in done if item.label not in BUTTONS),
        ],
        "said": _said(card, units, former_names(actor, card.uid)),
        "unit_columns": UNIT_COLUMNS,
        "columns": COLUMNS,
        "below": None,
        "yichexiao": asked,
        "members_url": (
            with_query("/dangyuan/dangyuan", org=card.uid)
            if holds(actor, Can.BROWSE_MEMBERS)
            else ""
        ),
        "may_create": holds(actor, Can.CREATE_ORGANIZATION),
        "may_edit": holds(actor, Can.EDIT_ORGANIZATION),
    }
    if not branch:
        size = _size_of(request.GET.get("size", ""))
        below = tree.rows(
            actor,
            card.path,
            selection.place_of(request.GET.get("after", "")),
            size,
            before=selection.place_of(request.GET.get("before", "")),
        )
        context |= {
            "below": below,
            "pages": _pages(card, below, _sized(here, size)),
            "mark": new_mark(),
            "sizes": [Segment(str(each), _sized(here, each), each == size) for each in SIZES],
        }
    if not wants_part(request):
        context |= side(request, card, AT)
    return page_or_part(request, "organizations/list.html", PART, context)


def _size_of(text: str) -> int:
    return int(text) if text in {str(size) for size in SIZES} else SIZES[0]


def _sized(address: str, size: int) -> str:
    return with_query(address, size="" if size == SIZES[0] else size)


def _pages(card: Row, below: RowPage, here: str) -> dict[str, str | int]:
    """Which rows are shown, of how many, and where the other pages are."""
    if not below.rows:
        return {}
    return {
        "start": below.start,
        "end": below.start + len(below.rows) - 1,
        "total": card.direct,
        "previous": with_query(here, before=below.before) if below.earlier else "",
        "next": with_query(here, after=below.after) if below.more else "",
    }


def _said(card: Row, units: list[LinkedUnit], former: list[FormerName]) -> list[tuple[str, str]]:
    """The facts of the card (ORG-02, ORG-15)."""
    members = f"{card.members} 名"
    if not is_branch(card.category):
        members += f"（直属 {card.members_direct} 名）"
    if card.suspended:
        members += f"，停止党籍 {card.suspended} 名"
    found = [
        ("党组织统一编码", card.code),
        ("组织类别", f"{card.category}\u3000{card.category_label}"),
        ("党组织书记", card.secretary),
        ("党组织联系人", card.contact),
        ("党组织联系方式", card.phone),
        ("在册党员", members),
    ]
    if former:
        names = "；".join(f"{each.name}（{localtime(each.until):%Y-%m-%d} 前）" for each in former)
        found.append(("曾用名", names))
    if not needs_unit(card.category):
        return found
    found.append(("党组织所在单位情况", card.situation_label))
    if len(units) != 1:
        return [*found, ("党组织工作分类", card.work_label)]
    unit = units[0]
    found += [
        ("单位名称", unit.name),
        ("党组织所在单位代码", unit.code),
        ("单位类别", unit.category_label),
        ("单位建立党组织情况", unit.establishment_label),
        ("是否成立党组", GROUP[unit.has_party_group]),
    ]
    return found
