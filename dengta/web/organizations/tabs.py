"""The tabs of an organisation after 【编辑】 (ORG-14), with what is missing in each."""

from __future__ import annotations

from dengta.access.actor import Actor
from dengta.access.checks import allows
from dengta.access.permissions import Can
from dengta.organizations.models import Organization
from dengta.organizations.queries.information import standing, units_of
from dengta.organizations.queries.units import highest_of
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

ADDRESS = "/zuzhi/dangzuzhi"
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
    address = f"{ADDRESS}/{organization.uid}"
    may = allows(actor, Can.EDIT_ORGANIZATION, organization.path)
    basic = f"{address}/{BASIC}"
    if not may or organization.dissolved_at is not None:
        basic = with_query(ADDRESS, org=organization.uid)
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


def first_to_fill(actor: Actor, organization: Organization) -> str:
    """The address of the first tab in which something is missing that is filled in from here
    (ORG-10); "" when nothing is, or the account may not."""
    if not allows(actor, Can.EDIT_ORGANIZATION, organization.path):
        return ""
    for each in standing(organization):
        elsewhere = each.name == UNIT and organization.pk not in {
            place.pk for place in highest_of([unit.pk for unit in units_of(organization)]).values()
        }
        if each.missing and not elsewhere:
            return f"{ADDRESS}/{organization.uid}/{WORDS[each.name]}"
    return ""
