"""A way back to the page that sent someone to solve something first (GEN-07).

The mark ``<name>.<uid>`` travels as ``fanhui`` in the address; the frame shows it as a link, which
goes along from page to page until it is taken (``static/js/page.js``).
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from dengta.web.jinja import url, with_query
from dengta.web.requests import uid_in

PARAMETER = "fanhui"


@dataclass(frozen=True, slots=True)
class Way:
    """A link back; ``dialog`` when it opens over the page."""

    label: str
    url: str
    dialog: bool


DIALOGS: dict[str, tuple[str, str]] = {
    "shanchu": ("删除党组织", "organization_deleting"),
    "chexiao": ("撤销党组织", "organization_dissolving"),
    "huifu": ("恢复党组织", "organization_restoring"),
    "shanchu-danwei": ("删除单位", "unit_deletion"),
}
PAGES: dict[str, tuple[str, str]] = {"leibie": ("更改组织类别", "organization_category")}
LISTS: dict[str, tuple[str, str]] = {
    "zuzhi-jiaohe": ("数据校核", "organization_findings"),
    "dangyuan-jiaohe": ("数据校核", "member_findings"),
}
"""Name in the mark → what the link says, and the page: about the uid, or asked at it."""


def mark(name: str, uid: UUID) -> str:
    """What stands in the address; ``name`` is one of those above."""
    return f"{name}.{uid}"


def way_of(request: HttpRequest) -> Way | None:
    """The way back that the address of ``request`` names; None for none, and for a forged one."""
    name, _, text = request.GET.get(PARAMETER, "").partition(".")
    uid = uid_in(text)
    if uid is None:
        return None
    if name in LISTS:
        label, page = LISTS[name]
        return Way(f"返回“{label}”", with_query(url(page), org=uid), dialog=False)
    found = DIALOGS.get(name) or PAGES.get(name)
    if found is None:
        return None
    label, page = found
    return Way(f"返回“{label}”", url(page, uid), name in DIALOGS)
