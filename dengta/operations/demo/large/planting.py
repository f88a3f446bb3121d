"""Writing the planned organisations with their units, links and history: set by set, by COPY.

What ``organizations.actions`` would write for each is written here for all, but for the log, which
has one line for the whole tree, and the history of units.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random
from typing import Any

from django.db import transaction

from dengta.access.actor import SYSTEM
from dengta.access.reach import ROOT_PATH
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.counts.rules import ONE, Counts, Dimension
from dengta.database.copying import copy_rows, draw_keys
from dengta.database.uids import new_uid
from dengta.operations.demo.large import units
from dengta.operations.demo.large.shape import Shape, units_of
from dengta.operations.demo.large.tree import Grower, Node, place_of
from dengta.operations.demo.large.units import LooseUnit
from dengta.operations.demo.names import person_name
from dengta.organizations.models import Organization, OrganizationChange, Unit
from dengta.organizations.rules import categories, names
from dengta.vault.sealing import sealer

ORGANIZATION_COLUMNS = (
    *("id", "uid", "parent_id", "path", "depth", "name", "code", "category", "secretary"),
    *("contact", "phone", "situation", "work_category", "county_level", "is_transfer_node"),
    *("can_transfer_directly", "auto_approve", "letter_name", "next_segment", "next_number"),
    *("dissolved_at", "created_at", "step"),
)
CHANGE_COLUMNS = (*("organization_id", "field", "old", "new", "uid", "at", "by_uid", "by_name"),)


@transaction.atomic
def plant(random: Random, shape: Shape, at: datetime) -> list[Node]:
    """Grow the tree around what stands to ``shape`` and write it; every node, superiors first."""
    standing = _standing()
    taken = {place_of(node.name) for node in standing}
    grower = Grower(random, shape, standing, taken)
    grown = grower.grow()
    nodes = standing + grown
    known = Unit.objects.count() + sum(len(node.units) for node in grown)
    loose = units.plan(random, grower.names, nodes, units_of(len(nodes)) - known)
    write(random, grown, at, loose)
    _move_counters(standing)
    if grown:
        record(
            Event.ROWS_IMPORTED,
            subject=Subject("organization", None, f"演示党组织 {len(grown)} 个"),
            path=ROOT_PATH,
            by=SYSTEM,
            at=at,
        )
    return nodes


def write(
    random: Random,
    grown: Sequence[Node],
    at: datetime,
    loose: Sequence[LooseUnit] = (),
    first_unit: int = units.FIRST_NUMBER,
) -> None:
    """Write organisations that were planned below others, superiors first, with their units and
    those that lie ``loose``; the credit codes are numbered from ``first_unit``. Needs
    ``atomic()``; their counts and the superiors' counters are the caller's."""
    for node, key in zip(grown, draw_keys(Organization, len(grown)), strict=True):
        node.key = key
    copy_rows(Organization, ORGANIZATION_COLUMNS, _organizations(random, grown, at))
    copy_rows(OrganizationChange, CHANGE_COLUMNS, _changes(grown, at))
    units.write(grown, loose, at, first_unit)


def counts_of(node: Node) -> Counts:
    """How a new organisation counts by itself, without members."""
    return {Dimension.ORGANIZATIONS.value: {ONE: 1}, **units_at(node, len(node.units))}


def units_at(node: Node, own: int = 0) -> Counts:
    """How its ``own`` units and those that lie loose there count."""
    number = own + node.loose
    return {Dimension.UNITS.value: {ONE: number}} if number else {}


def _standing() -> list[Node]:
    nodes: dict[int, Node] = {}
    for row in Organization.objects.order_by("path"):
        nodes[row.pk] = Node(
            path=row.path,
            code=row.code,
            name=row.name,
            category=row.category,
            superior=nodes.get(row.parent_id or 0),
            place=place_of(row.name),
            key=row.pk,
            next_segment=row.next_segment,
            next_number=row.next_number,
        )
    return list(nodes.values())


def _organizations(
    random: Random, grown: Sequence[Node], at: datetime
) -> Iterator[tuple[Any, ...]]:
    seal = sealer(Organization._meta.db_table, "phone")
    for number, node in enumerate(grown):
        uid = new_uid()
        flags = categories.default_flags(node.category)
        yield (
            node.key,
            uid,
            node.superior.key if node.superior else None,
            node.path,
            node.depth,
            node.name,
            node.code,
            node.category,
            person_name(random),
            person_name(random),
            seal(uid, f"0699-8{number % 1_000_000:06d}"),
            node.situation,
            _work_category(node),
            flags.county_level,
            flags.is_transfer_node,
            flags.can_transfer_directly,
            flags.auto_approve,
            names.letter_name(node.name, node.category),
            node.next_segment,
            node.next_number,
            None,
            at,
            0,
        )


def _work_category(node: Node) -> str:
    while node.inherits and node.superior is not None:
        node = node.superior
    return node.units[0][1] if node.units else ""


def _changes(grown: Sequence[Node], at: datetime) -> Iterator[tuple[Any, ...]]:
    table = OrganizationChange._meta.db_table
    old, new = sealer(table, "old"), sealer(table, "new")
    for node in grown:
        uid = new_uid()
        yield (
            node.key,
            "created",
            old(uid, ""),
            new(uid, node.name),
            uid,
            at,
            SYSTEM.uid,
            SYSTEM.name,
        )


def _move_counters(standing: Sequence[Node]) -> None:
    """What stood already gave segments and numbers to what is new below it."""
    rows = Organization.objects.in_bulk([node.key for node in standing])
    for node in standing:
        rows[node.key].next_segment = node.next_segment
        rows[node.key].next_number = node.next_number
    Organization.objects.bulk_update(rows.values(), ["next_segment", "next_number"], batch_size=500)
