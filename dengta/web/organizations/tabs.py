"""The tabs of an organisation after 【编辑】 (ORG-14), with what is missing in each."""

from __future__ import annotations

from dengta.access.actor import Actor
from dengta.access.checks import allows
from dengta.access.permissions import Can
from dengta.organizations.models import Organization
from dengta.organizations.queries.information import standing
from dengta.organizations.rules.information import (
    REWARDS,
    TEAM,
    TERMS,
    UNIT,
    WORK_COMMITTEE,
    WORK_UNIT,
)
from dengta.web.components import Tab
from dengta.web.jinja import with_query

BASIC = "bianji"
WORDS: dict[str, str] = {
    UNIT: "danwei",
    WORK_UNIT: "dangjian",
    WORK_COMMITTEE: "dangjian",
    TEAM: "banzi",
    TERMS: "huanjie",
    REWARDS: "jiangcheng",
}
"""Set → the last word of its tab's address."""


def tabs_of(actor: Actor, organization: Organization, current: str = BASIC) -> list[Tab]:
    """The tabs of ``organization``, ``current`` the last word of the address that is open. Two
    queries, one for an organisation without units."""
    address = f"/zuzhi/dangzuzhi/{organization.uid}"
    may = allows(actor, Can.EDIT_ORGANIZATION, organization.path)
    basic = f"{address}/{BASIC}"
    if not may or organization.dissolved_at is not None:
        basic = with_query("/zuzhi/dangzuzhi", org=organization.uid)
    found = [Tab("党组织基本信息", basic, current == BASIC)]
    for each in standing(organization):
        word = WORDS[each.name]
        found.append(
            Tab(
                each.label,
                f"{address}/{word}",
                current == word,
                count=each.rows or None,
                tag=f"缺 {each.missing} 项" if each.missing else "",
            )
        )
    return found
