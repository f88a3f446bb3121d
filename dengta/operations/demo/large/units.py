"""The units of a large province: those of its organisations, and those without one (UNT-02).

Most firms, shops and cooperatives have no organisation of their own: a town or a community looks
after them. A few were registered and still wait for theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any
from uuid import UUID

from stdnum.cn.uscc import calc_check_digit

from dengta.database.copying import copy_rows, draw_keys
from dengta.database.uids import new_uid
from dengta.findings import effects as findings
from dengta.operations.demo.large.naming import Names
from dengta.operations.demo.large.tree import Node, UnitPlan
from dengta.organizations.models import Unit, UnitLink
from dengta.organizations.rules import categories
from dengta.organizations.rules.seeds import UNIT_RULES

FIRST_NUMBER = 100_000
"""The small demo's credit codes lie below."""

KINDS: tuple[UnitPlan, ...] = (
    ("便民商店", "23", "92"),
    ("家庭农场", "23", "92"),
    ("农机服务队", "23", "92"),
    ("种植专业合作社", "22", "93"),
    ("养殖专业合作社", "22", "93"),
    ("加工厂", "23", "91"),
    ("幼儿园", "5", "52"),
    ("老年人协会", "5", "51"),
)
"""How units without an organisation end, with their category and kind of credit code."""
UNBUILT = ("42", "41", "4", "3")
OFTEN = (60, 25, 10, 5)
WAITING = 0.02
"""Of the units without an organisation."""
OF_A_TOWN = 20
"""A town looks after so many times as many as a community."""

UNIT_COLUMNS = (
    *("id", "uid", "name", "category", "establishment", "code", "has_party_group", "managing_id"),
    *("home_id", "awaiting", "created_at", "step"),
)
LINK_COLUMNS = (
    *("organization_id", "unit_id", "is_default", "inherited", "position", "linked_at"),
)


@dataclass(frozen=True, slots=True)
class LooseUnit:
    """A unit without an organisation: looked after from ``place``, or ``awaiting`` one there."""

    place: Node
    plan: UnitPlan
    establishment: str
    awaiting: bool


def plan(random: Random, names: Names, nodes: Sequence[Node], wanted: int) -> list[LooseUnit]:
    """``wanted`` units that lie at the towns and communities of ``nodes``, which are told how
    many; none when it is not above 0."""
    places = [node for node in nodes if node.category == "621" or _is_town(node)]
    weights = [OF_A_TOWN if _is_town(node) else 1 for node in places]
    words: dict[str, Iterator[str]] = {}
    found: list[LooseUnit] = []
    for place in random.choices(places, weights, k=max(0, wanted)) if places else ():
        town = place if _is_town(place) or place.superior is None else place.superior
        if town.path not in words:
            words[town.path] = names.words()
        ending, category, kind = random.choice(KINDS)
        name = names.take(place.place + "{}" + ending, words[town.path])
        awaiting = random.random() < WAITING
        establishment = "13" if awaiting else random.choices(UNBUILT, OFTEN)[0]
        found.append(LooseUnit(place, (name, category, kind), establishment, awaiting))
        place.loose += 1
    return found


def _is_town(node: Node) -> bool:
    return node.category == "611" and node.depth == 4


def write(grown: Sequence[Node], loose: Sequence[LooseUnit], at: datetime, first: int) -> None:
    """Write the units of new nodes (superiors first), their links, and the units that lie loose;
    the credit codes are numbered from ``first``. Needs ``atomic()``."""
    planned = [(node, plan) for node in grown for plan in node.units]
    keys = draw_keys(Unit, len(planned) + len(loose))
    rows: list[tuple[Any, ...]] = []
    links: list[tuple[Any, ...]] = []
    default_units = _default_units_above(grown)
    last: Node | None = None
    position = 0
    for number, (node, plan) in enumerate(planned):
        position = position + 1 if node is last else 1
        last, key = node, keys[number]
        establishment = categories.ESTABLISHMENT.get(node.category, "13")
        rows.append(_row(key, new_uid(), plan, establishment, first + number, node.key, at))
        links.append((node.key, key, position == 1, False, position, at))
        if position == 1:
            default_units[node.key] = key
    for node in grown:  # superiors first
        if node.inherits and node.superior is not None:
            unit = default_units[node.superior.key]
            default_units[node.key] = unit
            links.append((node.key, unit, True, True, 1, at))
    waiting: dict[UUID, tuple[str, findings.Found]] = {}
    for number, each in enumerate(loose, start=len(planned)):
        uid = new_uid()
        managing = None if each.awaiting else each.place.key
        what = (keys[number], uid, each.plan, each.establishment, first + number, each.place.key)
        rows.append(_row(*what, at, managing=managing, awaiting=each.awaiting))
        if each.awaiting:
            waiting[uid] = (each.place.path, {"UNT-02": ("", {})})
    copy_rows(Unit, UNIT_COLUMNS, rows)
    copy_rows(UnitLink, LINK_COLUMNS, links)
    findings.set_each("unit", waiting, UNIT_RULES, at)


def _default_units_above(grown: Sequence[Node]) -> dict[int, int]:
    """organisation → its default unit, for those that stood already and are inherited from."""
    new = {node.key for node in grown}
    above = {node.superior.key for node in grown if node.inherits and node.superior is not None}
    links = UnitLink.objects.filter(organization__in=above - new, is_default=True)
    return dict(links.values_list("organization_id", "unit_id"))


def _row(
    key: int,
    uid: UUID,
    plan: UnitPlan,
    establishment: str,
    number: int,
    home: int,
    at: datetime,
    *,
    managing: int | None = None,
    awaiting: bool = False,
) -> tuple[Any, ...]:
    """The values of :data:`UNIT_COLUMNS`."""
    name, category, kind = plan
    body = f"{kind}370999MA{number:07d}"
    code = body + str(calc_check_digit(body + "0"))
    return (
        *(key, uid, name, category, establishment, code, False, managing),
        *(home, awaiting, at, 0),
    )
