"""Importing the tree of another system: ``dengta import organizations FILE`` (ORG-05).

A run that was stopped is simply started again: what stands already is left as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from dengta.access.actor import SYSTEM, Actor
from dengta.access.checks import require
from dengta.access.permissions import Can
from dengta.access.reach import ROOT_PATH, depth_of
from dengta.codes.queries import tables
from dengta.database.batches import batches
from dengta.imports.rules import tree_file
from dengta.imports.rules.tree_file import TreeRow
from dengta.imports.rules.tree_plan import (
    Ground,
    Plan,
    Planned,
    RowRefused,
    Standing,
    StandingUnit,
    above_refused,
    plan,
)
from dengta.organizations.actions.planting import Order
from dengta.organizations.actions.tree import adopt
from dengta.organizations.models import FormerName, Organization, Unit, UnitLink
from dengta.organizations.rules.names import stem
from dengta.refusal import Refusal

BATCH = 1000

Progress = Callable[[int, int], None]
"""Told after each batch: how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What a run did. ``refused`` names each row that was not imported, by its number."""

    created: int
    unchanged: int
    refused: list[RowRefused]

    def sentences(self) -> list[str]:
        """The report, one sentence a line."""
        told = f"新增 {self.created} 个党组织，{self.unchanged} 行已在系统中、没有变化，"
        return [
            told + f"{len(self.refused)} 行没有导入。",
            *(f"第{one.number}行：{one.sentence}" for one in self.refused),
        ]


def import_file(
    file: Path, *, by: Actor = SYSTEM, at: datetime, progress: Progress | None = None
) -> Imported:
    """Make the organisations of the CSV ``file`` below the root; a second run changes nothing.

    Refuses a file that is no such table, and a system without a root. Rows that cannot be imported
    are named in the result; they hinder only what hangs below them.
    """
    rows = tree_file.read(file)
    return carry_out(plan_of(rows, by=by), by=by, at=at, progress=progress)


def plan_of(rows: Sequence[TreeRow], *, by: Actor = SYSTEM) -> Plan:
    """What :func:`import_file` would do with ``rows``; changes nothing."""
    require(by, Can.CREATE_ORGANIZATION, ROOT_PATH)
    root = Organization.objects.filter(path=ROOT_PATH).first()
    if root is None:
        raise Refusal(
            "还没有根组织，无法导入。"
            "请先运行 dengta install --name 名称 --category 类别 --stem 编码前缀。"
        )
    wanted = {row.code for row in rows} | {row.parent_code for row in rows}
    standing = _standing([root.code, *sorted(wanted - {"", root.code})])
    ground = Ground(
        root=standing[root.code],
        root_category=root.category,
        standing=standing,
        unit_names=frozenset(Unit.objects.values_list("name", flat=True)),
        units=_units({row.unit_code for row in rows} - {""}),
    )
    return plan([_with_codes(row) for row in rows], ground)


def carry_out(
    planned: Plan, *, by: Actor = SYSTEM, at: datetime, progress: Progress | None = None
) -> Imported:
    """Make what ``planned`` says, level by level, in batches of :data:`BATCH`."""
    refused = list(planned.refused)
    numbers: dict[str, int] = {}
    created = done = 0
    for level in planned.levels:
        for batch in batches(level, BATCH):
            ready = [one for one in batch if one.superior not in numbers]
            for one in batch:
                if one.superior in numbers:
                    refused.append(RowRefused(one.number, above_refused(numbers[one.superior])))
                    numbers[one.seed.code] = one.number
            for one, outcome in _adopted(ready, by=by, at=at):
                if isinstance(outcome, Refusal):
                    refused.append(RowRefused(one.number, outcome.sentence))
                    numbers[one.seed.code] = one.number
                else:
                    created += 1
            done += len(batch)
            if progress is not None:
                progress(done, planned.new)
    return Imported(created, planned.unchanged, sorted(refused, key=lambda one: one.number))


def _adopted(
    batch: Sequence[Planned], *, by: Actor, at: datetime
) -> list[tuple[Planned, Organization | Refusal]]:
    superiors: dict[str, int] = {}
    for part in batches(sorted({one.superior for one in batch})):
        superiors.update(Organization.objects.filter(code__in=part).values_list("code", "pk"))
    orders = [Order(superiors.get(one.superior, 0), one.seed) for one in batch]
    return list(zip(batch, adopt(orders=orders, by=by, at=at), strict=True)) if batch else []


def _standing(codes: Sequence[str]) -> dict[str, Standing]:
    """The organisations with these codes, as far as a plan looks at them."""
    found: dict[str, Standing] = {}
    for part in batches(codes):
        rows = (
            Organization.objects.filter(code__in=part)
            .select_related("parent")
            .only("code", "name", "path", "parent__code")
        )
        keys = {row.pk: row for row in rows}
        names: dict[int, set[str]] = {pk: {row.name} for pk, row in keys.items()}
        for former in FormerName.objects.filter(organization__in=list(keys)):
            names[former.organization_id].add(former.name)
        units = dict(
            UnitLink.objects.filter(organization__in=list(keys), is_default=True).values_list(
                "organization_id", "unit__name"
            )
        )
        for pk, row in keys.items():
            found[row.code] = Standing(
                code=row.code,
                superior=row.parent.code if row.parent else "",
                names=frozenset(names[pk]),
                label=stem(row.name).removeprefix("中共"),
                depth=depth_of(row.path) - 1,
                unit_name=units.get(pk, ""),
            )
    return found


def _units(codes: AbstractSet[str]) -> dict[str, StandingUnit]:
    """The units with these codes."""
    found: dict[str, StandingUnit] = {}
    for part in batches(sorted(codes)):
        for unit in Unit.objects.filter(code__in=part).only("uid", "name", "code"):
            found[unit.code] = StandingUnit(unit.uid, unit.name)
    return found


def _with_codes(row: TreeRow) -> TreeRow:
    """``row`` with codes where its cells hold the labels of categories."""
    category = tables.code_of("org_category", row.category) or row.category
    unit_category = tables.code_of("unit_category", row.unit_category) or row.unit_category
    return replace(row, category=category, unit_category=unit_category)
