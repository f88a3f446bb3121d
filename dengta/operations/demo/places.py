"""The organisations of the demo province: invented places, made through the project's own verbs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from stdnum.cn.uscc import calc_check_digit

from dengta.access.actor import SYSTEM
from dengta.operations.demo.names import person_name
from dengta.organizations.actions import tree
from dengta.organizations.models import Organization
from dengta.organizations.rules import categories
from dengta.organizations.rules.categories import Situation
from dengta.organizations.rules.seeds import UnitChoice, UnitEntry

PROVINCE = "海岱省"
STEM = "037"

CITIES: dict[str, Sequence[tuple[str, str, str]]] = {
    "临汶市": (("东平川县", "青石镇", "云台镇"), ("南岭县", "白杨镇", "石桥镇")),
    "云泽市": (("沙河县", "沙窝镇", "清溪镇"), ("北原区", "高坡镇", "杏林镇")),
}
"""City → its counties, each with a large and a small town."""


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation to be made: its key in the demo, its superior's key, name, category, and the
    unit: (name, unit category, kind of the credit code), several for a joint branch, none for
    categories 1–5 or for 与上级党组织相同."""

    key: str
    superior: str
    name: str
    category: str
    units: tuple[tuple[str, str, str], ...] = ()
    same_as_superior: bool = False


def places() -> Iterator[Place]:
    """Every organisation below the root, superiors first; keys are short names like 青石镇."""
    for city, counties in CITIES.items():
        yield Place(city, PROVINCE, f"中共{city}委员会", "131")
        for county, large, small in counties:
            yield from _county(city, county)
            yield from _large_town(county, large)
            yield from _small_town(county, small)


def _county(city: str, county: str) -> Iterator[Place]:
    at = f"中共{county}"
    yield Place(county, city, f"{at}委员会", "141")
    offices = f"{county}直机关"
    yield Place(offices, county, f"{at}直属机关工作委员会", "241")
    for office in ("档案馆", "统计局"):
        unit = ((f"{county}{office}", "4" if office.endswith("局") else "3", "11"),)
        yield Place(f"{county}{office}", offices, f"{at}{office}支部委员会", "631", unit)
    bureau = f"{county}教育局党委"
    yield Place(bureau, county, f"{at}教育局委员会", "421")
    yield Place(f"{county}教研室", bureau, f"{at}教育局教研室支部委员会", "423")
    group = f"{county}水利局党组"
    yield Place(group, county, f"{at}水利局党组", "341")
    water = ((f"{county}水利局", "4", "11"),)
    yield Place(f"{county}水利局", group, f"{at}水利局机关支部委员会", "631", water)


def _large_town(county: str, town: str) -> Iterator[Place]:
    at = f"中共{county}{town}"
    government = ((f"{county}{town}人民政府", "13", "11"),)
    yield Place(town, county, f"{at}委员会", "611", government)
    general = f"{town}柳园社区"
    committee = ((f"{county}{town}柳园社区居民委员会", "14", "55"),)
    yield Place(general, town, f"{at}柳园社区总支部委员会", "621", committee)
    for number in "一二":
        yield Place(
            f"{town}柳园第{number}党支部",
            general,
            f"{at}柳园第{number}支部委员会",
            "631",
            same_as_superior=True,
        )
    firms = tuple(
        (f"{town}{firm}有限公司", "23", "91") for firm in ("柳园商贸", "速达物流", "惠民仓储")
    )
    yield Place(f"{town}柳园企业联合党支部", general, f"{at}柳园企业联合支部委员会", "632", firms)
    for village in ("云岭村", "前河村"):
        yield _village(county, town, village)
    school = ((f"{county}{town}中心小学", "3", "12"),)
    yield Place(f"{town}中心小学", town, f"{at}中心小学支部委员会", "631", school)


def _small_town(county: str, town: str) -> Iterator[Place]:
    at = f"中共{county}{town}"
    government = ((f"{county}{town}人民政府", "13", "11"),)
    yield Place(town, county, f"{at}委员会", "611", government)
    for village in ("西岭村", "新桥村", "槐荫村"):
        yield _village(county, town, village)
    project = ((f"{town}水库加固工程部", "9", "Y1"),)
    yield Place(f"{town}水库临时党支部", town, f"{at}水库加固工程临时支部委员会", "931", project)


def _village(county: str, town: str, village: str) -> Place:
    unit = ((f"{county}{town}{village}村民委员会", "15", "54"),)
    return Place(f"{town}{village}", town, f"中共{county}{town}{village}支部委员会", "631", unit)


def make(random: Random, at: datetime) -> dict[str, Organization]:
    """Install the root and make everything below it; returns the organisations by key."""
    made = {PROVINCE: tree.install(name=f"中共{PROVINCE}委员会", category="121", stem=STEM, at=at)}
    root = made[PROVINCE]
    tree.edit(
        organization=root,
        secretary=person_name(random),
        contact=person_name(random),
        phone="0699-8880001",
        seen=root.step,
        by=SYSTEM,
        at=at,
    )
    for number, place in enumerate(places(), start=2):
        made[place.key] = _grow(place, made[place.superior], number, random, at)
    return made


def _grow(
    place: Place, superior: Organization, number: int, random: Random, at: datetime
) -> Organization:
    situation = ""
    if categories.needs_unit(place.category):
        situation = Situation.SAME_AS_SUPERIOR if place.same_as_superior else Situation.LEGAL_UNIT
    return tree.create(
        superior=superior,
        name=place.name,
        secretary=person_name(random),
        contact=person_name(random),
        phone=f"0699-888{number:04d}",
        category=place.category,
        situation=situation,
        units=[
            _unit(place.category, number, order, *unit) for order, unit in enumerate(place.units)
        ],
        by=SYSTEM,
        at=at,
    )


def _unit(
    organization_category: str, number: int, order: int, name: str, category: str, kind: str
) -> UnitEntry | UnitChoice:
    body = f"{kind}370999MA{number * 10 + order:07d}"
    return UnitEntry(
        name=name,
        category=category,
        establishment=categories.ESTABLISHMENT.get(organization_category, "13"),
        code=body + str(calc_check_digit(body + "0")),
        has_party_group=False,
    )
