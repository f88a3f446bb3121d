"""The organisations of a large province: planned in memory, then written by COPY."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

from dengta.access.reach import SEGMENT, segment
from dengta.operations.demo.large.naming import Names
from dengta.operations.demo.large.shape import DEEPEST, Shape, shares
from dengta.organizations.rules import categories
from dengta.organizations.rules.categories import Situation
from dengta.organizations.rules.numbers import code_of

UnitPlan = tuple[str, str, str]
"""A new unit: its name, its category, the first two characters of its credit code."""


@dataclass(slots=True)
class Node:
    """An organisation: one that stands already (``key`` is set) or one to be written.

    ``place`` is what the names of those below begin with. ``inherits`` tells 与上级党组织相同,
    ``loose`` how many units without an organisation lie there.
    """

    path: str
    code: str
    name: str
    category: str
    superior: Node | None
    place: str
    key: int = 0
    units: tuple[UnitPlan, ...] = ()
    inherits: bool = False
    loose: int = 0
    next_segment: int = 0
    next_number: int = 1
    words: Iterator[str] | None = field(default=None, repr=False)

    @property
    def depth(self) -> int:
        return len(self.path) // SEGMENT

    @property
    def is_branch(self) -> bool:
        return categories.is_branch(self.category)

    @property
    def situation(self) -> str:
        if not categories.needs_unit(self.category):
            return ""
        if self.inherits:
            return Situation.SAME_AS_SUPERIOR.value
        joint = categories.is_joint(self.category)
        return (Situation.JOINT if joint else Situation.LEGAL_UNIT).value


def below(
    superior: Node,
    name: str,
    category: str,
    *units: UnitPlan,
    place: str = "",
    inherits: bool = False,
) -> Node:
    """The next node below ``superior``, which gives it its path and its code."""
    node = Node(
        path=superior.path + segment(superior.next_segment),
        code=code_of(superior.code, superior.next_number),
        name=name,
        category=category,
        superior=superior,
        place=place or superior.place,
        units=units,
        inherits=inherits,
    )
    superior.next_segment += 1
    superior.next_number += 1
    return node


class Grower:
    """Grows a tree of ``shape`` around the nodes that stand; :attr:`grown` is what is new,
    :attr:`names` gives more names that nobody has."""

    def __init__(self, random: Random, shape: Shape, standing: list[Node], taken: set[str]) -> None:
        self.grown: list[Node] = []
        self._random = random
        self._shape = shape
        self.names = Names(random, taken)
        self._standing = standing

    def grow(self) -> list[Node]:
        """Cities, counties, towns, and below them what the shape leaves over."""
        root = self._standing[0]
        cities = self._of(root, "131")
        words = self.names.words()
        while len(cities) < self._shape.cities:
            cities.append(self._city(root, words))
        counties = [county for city in cities for county in self._of(city, "141")]
        while len(counties) < self._shape.counties:
            city = cities[len(counties) % len(cities)]
            counties.append(self._county(city, words))
        towns = [town for county in counties for town in self._of(county, "611")]
        weights = [self._random.uniform(0.6, 1.6) for _ in counties]
        chosen = self._random.choices(counties, weights, k=max(0, self._shape.towns - len(towns)))
        towns.extend(self._town(county) for county in chosen)
        self._wide(counties[-1])
        for number in range(self._shape.chains):
            self._chain(towns[number * 37 % len(towns)])
        left = self._shape.organizations - len(self._standing) - len(self.grown)
        for town, share in zip(
            towns, shares(self._random, max(0, left), len(towns), spread=0.5), strict=True
        ):
            self._fill(town, share)
        return self.grown

    def _of(self, superior: Node, category: str) -> list[Node]:
        return [
            node
            for node in self._standing
            if node.superior is superior and node.category == category
        ]

    def _add(
        self,
        superior: Node,
        name: str,
        category: str,
        *units: UnitPlan,
        place: str = "",
        inherits: bool = False,
    ) -> Node:
        node = below(superior, name, category, *units, place=place, inherits=inherits)
        self.grown.append(node)
        return node

    def _city(self, root: Node, words: Iterator[str]) -> Node:
        city = self.names.take("{}市", words)
        node = self._add(root, f"中共{city}委员会", "131", place=city)
        offices = self._add(node, f"中共{city}直属机关工作委员会", "231")
        for office in ("档案馆", "统计局", "图书馆", "气象局"):
            self._office(offices, city, office)
        return node

    def _county(self, city: Node, words: Iterator[str]) -> Node:
        kind = self._random.choice("县县县区市")
        county = self.names.take("{}" + kind, words)
        node = self._add(city, f"中共{county}委员会", "141", place=county)
        offices = self._add(node, f"中共{county}直属机关工作委员会", "241")
        for office in ("档案馆", "统计局", "水利局", "文化馆"):
            self._office(offices, county, office)
        bureau = self._add(node, f"中共{county}教育局委员会", "421")
        for place in ("教研室", "招生办公室", "电教馆"):
            self._add(bureau, f"中共{county}教育局{place}支部委员会", "423")
        return node

    def _office(self, superior: Node, place: str, office: str) -> None:
        unit = (f"{place}{office}", "4" if office.endswith("局") else "3", "11")
        self._add(superior, f"中共{place}{office}支部委员会", "631", unit)

    def _town(self, county: Node) -> Node:
        kind = self._random.choice(("镇", "镇", "乡", "街道"))
        town = self.names.take(county.place + "{}" + kind, self._words(county))
        unit = (f"{town}{'办事处' if kind == '街道' else '人民政府'}", "13", "11")
        return self._add(county, f"中共{town}委员会", "611", unit, place=town)

    def _wide(self, county: Node) -> None:
        """One committee with thousands of branches directly below it."""
        if not self._shape.widest:
            return
        zone = f"{county.place}经济开发区"
        unit = (f"{zone}管理委员会", "3", "11")
        committee = self._add(
            county, f"中共{zone}非公企业综合委员会", "611", unit, place=county.place
        )
        for _ in range(self._shape.widest):
            self._firm(committee)

    def _chain(self, town: Node) -> None:
        """An enterprise whose committees stand below each other, down to the twelfth level."""
        group = self.names.take(town.place + "{}集团", self._words(town))
        above = town
        for level in range(town.depth + 1, DEEPEST):
            part = group if above is town else f"{group}第{level - town.depth}级公司"
            unit = (f"{part}有限公司", "23", "91")
            above = self._add(above, f"中共{part}委员会", "611", unit, place=group)
        self._add(above, f"中共{group}班组支部委员会", "631", inherits=True)

    def _fill(self, town: Node, share: int) -> None:
        """``share`` organisations below ``town``: villages, firms, schools, communities."""
        while share > 0:
            chance = self._random.random()
            if chance < 0.25 and share >= 3:
                share -= self._community(town, min(self._random.randint(2, 6), share - 1))
                continue
            if chance < 0.72:
                self._village(town)
            elif chance < 0.87:
                self._firm(town)
            elif chance < 0.93:
                self._school(town)
            elif chance < 0.97:
                self._joint(town)
            else:
                self._project(town)
            share -= 1

    def _village(self, town: Node) -> None:
        village = self.names.take(town.place + "{}村", self._words(town))
        unit = (f"{village}村民委员会", "15", "54")
        self._add(town, f"中共{village}支部委员会", "631", unit)

    def _firm(self, superior: Node) -> None:
        firm = self.names.firm(superior.place + "{}", self._words(superior))
        self._add(superior, f"中共{firm}支部委员会", "631", (f"{firm}有限公司", "23", "91"))

    def _school(self, town: Node) -> None:
        school = self.names.take(town.place + "{}小学", self._words(town))
        self._add(town, f"中共{school}支部委员会", "631", (school, "3", "12"))

    def _project(self, town: Node) -> None:
        project = self.names.take(town.place + "{}水库加固工程", self._words(town))
        self._add(town, f"中共{project}临时支部委员会", "931", (f"{project}部", "9", "Y1"))

    def _joint(self, town: Node) -> None:
        words = self._words(town)
        firms = [
            self.names.firm(town.place + "{}", words) for _ in range(self._random.randint(2, 3))
        ]
        units = [(f"{firm}有限公司", "23", "91") for firm in firms]
        self._add(town, f"中共{firms[0]}联合支部委员会", "632", *units)

    def _community(self, town: Node, branches: int) -> int:
        """A general branch with ``branches`` branches of the same unit; returns how many new."""
        community = self.names.take(town.place + "{}社区", self._words(town))
        unit = (f"{community}居民委员会", "14", "55")
        general = self._add(town, f"中共{community}总支部委员会", "621", unit, place=community)
        for number in range(branches):
            name = f"中共{community}第{'一二三四五六'[number]}支部委员会"
            self._add(general, name, "631", inherits=True)
        return branches + 1

    def _words(self, superior: Node) -> Iterator[str]:
        if superior.words is None:
            superior.words = self.names.words()
        return superior.words


def place_of(name: str) -> str:
    """What the names of those below begin with, from the name of an organisation that stands."""
    place = name.removeprefix("中共")
    for ending in ("总支部委员会", "支部委员会", "工作委员会", "委员会"):
        if place.endswith(ending):
            return place.removesuffix(ending)
    return place
