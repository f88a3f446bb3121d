"""Information sets of some organisations of the demo: leading bodies, terms (one over, two soon
due), rewards, the work of the Party, and what is known of a unit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from dengta.access.actor import SYSTEM
from dengta.codes.rules.dates import anniversary
from dengta.organizations.actions import information, units
from dengta.organizations.models import Organization
from dengta.organizations.queries.units import unit_of

YEARS = 3
Person = tuple[str, str, str]
"""Name, post (the codes of ``team.toml``), task."""

TEAMS: dict[str, tuple[Person, ...]] = {
    "东平川县": (
        ("武怀远", "1", "主持县委全面工作"),
        ("靳若兰", "2", "分管党的建设"),
        ("葛长河", "3", "分管组织工作"),
        ("庞清越", "3", "分管纪检监察"),
        ("邵明远", "3", "分管宣传工作"),
    ),
    "青石镇": (("汤远帆", "1", "主持全面工作"), ("闵知节", "2", "分管党建"), ("冉春晖", "5", "")),
    "青石镇柳园社区": (
        ("韩晓禾", "1", "主持全面工作"),
        ("宋青芷", "2", "协助书记工作"),
        ("祁月明", "5", "组织、党员管理"),
        ("殷向阳", "6", "宣传、学习"),
        ("戚云岫", "7", "纪律检查"),
    ),
    "青石镇柳园第一党支部": (("韩晓禾", "1", ""), ("童牧野", "5", "党员发展和组织关系")),
}
ELECTED: dict[str, tuple[str, timedelta]] = {
    # number of the term, and how long it still lasts (before: it is over)
    "东平川县": ("第十五届", timedelta(days=800)),
    "青石镇": ("第九届", timedelta(days=41)),
    "青石镇柳园社区": ("第四届", timedelta(days=400)),
    "青石镇柳园第一党支部": ("第三届", timedelta(days=21)),
    "青石镇云岭村": ("第十届", timedelta(days=-75)),
}
"""Whose term, its number, and when the next one is due, counted from today."""


def fill(made: Mapping[str, Organization], at: datetime) -> None:
    """Fill them in as of ``at``, by the verbs of the pages."""
    today = localdate(at)
    for key, people in TEAMS.items():
        since = anniversary(today + ELECTED[key][1], -YEARS)
        for name, post, task in people:
            _add(made[key], "team", at, person=name, post=post, task=task, since=str(since))
    for key, (number, left) in ELECTED.items():
        elected = anniversary(today + left, -YEARS)
        _add(made[key], "terms", at, number=number, elected_on=str(elected), years=str(YEARS))
    general = made["青石镇柳园社区"]
    praised = str(date(today.year - 1, 7, 1))
    _add(
        general, "rewards", at, title="先进基层党组织", kind="1", on=praised,
        by_whom="中共东平川县委员会", paper="东发〔2025〕7号",
    )  # fmt: skip
    _fill_work(general, "14", at, volunteers="1", service_centre="1", reported_members="46")
    _fill_work(made["东平川县"], "141", at, party_workers="18", instructors="6", duties_listed="1")
    community = unit_of(general)
    assert community is not None
    known = {"households": "1862", "residents": "5230", "head": "宋青芷", "has_trade_union": "1"}
    units.fill(unit=community, basics=known, seen=-1, by=SYSTEM, at=at)


def _add(organization: Organization, of: str, at: datetime, **values: str) -> None:
    information.add(organization=organization, of=of, values=values, by=SYSTEM, at=at)


def _fill_work(organization: Organization, category: str, at: datetime, **values: str) -> None:
    information.fill_work(
        organization=organization, values=values, category=category, seen=-1, by=SYSTEM, at=at
    )
