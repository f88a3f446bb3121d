"""Which information sets an organisation has, by its category (ORG-14)."""

from __future__ import annotations

from dengta.definitions.rules.packaged import definition
from dengta.organizations.rules.categories import needs_unit

UNIT = "unit_basic"
"""单位基本信息, a set of the unit (UNT-09)."""
WORK_UNIT, WORK_COMMITTEE = "work_unit", "work_committee"
"""党建工作信息, by the category of the unit and by that of the organisation."""
TEAM, TERMS, REWARDS = "team", "terms", "rewards"
SEVERAL = (TEAM, TERMS, REWARDS)
"""The sets with rows that come and go."""


def work_set(category: str) -> str:
    """The set in which an organisation of ``category`` fills in 党建工作信息."""
    return WORK_UNIT if needs_unit(category) else WORK_COMMITTEE


def work_of(category: str, work_category: str) -> str:
    """By which category 党建工作信息 is filled in: the unit's (``work_category``, "" while there is
    none), or the organisation's own."""
    return work_category if needs_unit(category) else category


def has(name: str, category: str) -> bool:
    """Whether organisations of ``category`` have the set ``name``, one of those with rows."""
    return name in SEVERAL and definition(name).is_held_by(category)
