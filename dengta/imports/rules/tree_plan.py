"""What an imported tree would do: pure decisions on its rows and on what exists already.

Rows are judged here only as parts of a tree (superior, depth, category, the name of the unit);
whether an organisation may be made is judged by the same rules as on the page, when it is made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from uuid import UUID

from dengta.codes.rules.unit_names import category_of
from dengta.imports.rules.tree_file import TreeRow
from dengta.organizations.rules import categories
from dengta.organizations.rules.categories import Situation
from dengta.organizations.rules.seeds import Seed, UnitChoice, UnitEntry

LADDER = ("121", "131", "141", "611", "631")
"""The categories of a tree that names none, from the province down to the village branch."""


@dataclass(frozen=True, slots=True)
class Standing:
    """An organisation that exists: ``names`` are its present and its former ones, ``label`` what
    a unit's name may begin with, ``depth`` is 0 for the root, ``unit_name`` its default unit's."""

    code: str
    superior: str
    names: frozenset[str]
    label: str
    depth: int
    unit_name: str = ""


@dataclass(frozen=True, slots=True)
class StandingUnit:
    """A unit that exists."""

    uid: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What the rows meet: the root and its category, organisations by code, names of units, and
    the units by those codes that the rows carry."""

    root: Standing
    root_category: str
    standing: Mapping[str, Standing]
    unit_names: AbstractSet[str]
    units: Mapping[str, StandingUnit] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Planned:
    """One organisation to make, below the one whose code is ``superior``."""

    number: int
    superior: str
    seed: Seed


@dataclass(frozen=True, slots=True)
class RowRefused:
    """A row that was not imported, and why."""

    number: int
    sentence: str


@dataclass(slots=True)
class Plan:
    """What to make, level by level: each hangs below the one before or below what exists."""

    levels: list[list[Planned]] = field(default_factory=list)
    refused: list[RowRefused] = field(default_factory=list)
    unchanged: int = 0

    @property
    def new(self) -> int:
        """How many organisations would be made."""
        return sum(map(len, self.levels))


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a row stands once it is placed: under which code, how deep, with which labels above."""

    code: str
    depth: int
    labels: tuple[str, ...]
    unit_name: str
    level: int


def plan(rows: Sequence[TreeRow], ground: Ground) -> Plan:
    """The plan for ``rows``, superiors before subordinates whatever their order in the file.

    A single row without a parent is the root itself; several hang below it. A row whose code
    stands already, with the same name and superior, is left as it is.
    """
    result = Plan()
    rows = _with_own_codes(rows, result)
    tops = [row for row in rows if not row.parent_code]
    alone = tops[0].code if len(tops) == 1 else None
    below: dict[str, list[TreeRow]] = {}
    for row in rows:
        below.setdefault(row.parent_code, []).append(row)
    names = set(ground.unit_names)
    waiting = [
        (_top(alone, row, ground), row)
        if row.code == alone
        else (_place_of(ground.root, (ground.root.label,)), row)
        for row in tops
    ]
    codes = {row.code for row in rows}
    for code in below:
        if code and code not in codes and code in ground.standing:
            standing = ground.standing[code]
            above = _place_of(standing, (standing.label,))
            waiting.extend((above, row) for row in below[code])
    reached: set[str] = set()
    while waiting:
        following: list[tuple[_Place, TreeRow]] = []
        for superior, row in waiting:
            reached.add(row.code)
            settled: _Place | None = superior
            if row.code == alone:
                result.unchanged += 1
            else:
                settled = _settle(row, superior, ground, names, result)
            if settled is None:
                _refuse_below(row, below, reached, result)
                continue
            following.extend((settled, each) for each in below.get(row.code, ()))
        waiting = following
    _refuse_unreached(rows, codes, reached, result)
    result.refused.sort(key=lambda one: one.number)
    return result


def category_at(depth: int, root_category: str) -> str:
    """The category of a row that names none, ``depth`` levels below a root of that category."""
    if root_category in LADDER:
        start = LADDER.index(root_category)
    else:
        held = [at for at, one in enumerate(LADDER) if categories.may_hold(root_category, one)]
        start = held[0] - 1 if held else len(LADDER) - 1
    return LADDER[min(start + depth, len(LADDER) - 1)]


def _with_own_codes(rows: Sequence[TreeRow], result: Plan) -> list[TreeRow]:
    """The rows that have a code of their own; the first of several with one code stays."""
    first: dict[str, int] = {}
    kept: list[TreeRow] = []
    for row in rows:
        if not row.code:
            result.refused.append(RowRefused(row.number, "缺少代码（code），请补上。"))
        elif row.code in first:
            result.refused.append(
                RowRefused(row.number, f"代码“{row.code}”与第{first[row.code]}行重复，请核对。")
            )
        else:
            first[row.code] = row.number
            kept.append(row)
    return kept


def _top(alone: str | None, row: TreeRow, ground: Ground) -> _Place:
    """The place of the single row without a parent: the root, or what stands under its code."""
    standing = ground.standing.get(alone or "", ground.root)
    return _place_of(standing, (row.label,))


def _place_of(standing: Standing, labels: tuple[str, ...]) -> _Place:
    return _Place(standing.code, standing.depth, labels, standing.unit_name, -1)


def _settle(
    row: TreeRow, superior: _Place, ground: Ground, names: set[str], result: Plan
) -> _Place | None:
    """Plan ``row`` below ``superior``, or find that it stands; None when it was refused."""
    labels = (row.label, *superior.labels)
    standing = ground.standing.get(row.code)
    if standing is not None:
        if standing.superior == superior.code and row.label in standing.names:
            result.unchanged += 1
            return _place_of(standing, labels)
        result.refused.append(
            RowRefused(
                row.number,
                f"代码“{row.code}”已是另一个党组织的编码（名称或上级不同），没有改动。",
            )
        )
        return None
    depth = superior.depth + 1
    seed = Seed(
        name=row.label,
        category=row.category or category_at(depth, ground.root_category),
        secretary=row.secretary,
        contact=row.contact,
        phone=row.phone,
        code=row.code,
    )
    unit_name = ""
    if seed.category in categories.ESTABLISHMENT:
        seed, unit_name = _with_unit(seed, row, superior, ground, names)
    level = superior.level + 1
    while len(result.levels) <= level:
        result.levels.append([])
    result.levels[level].append(Planned(row.number, superior.code, seed))
    return _Place(row.code, depth, labels, unit_name, level)


def _with_unit(
    seed: Seed, row: TreeRow, superior: _Place, ground: Ground, names: set[str]
) -> tuple[Seed, str]:
    """``seed`` with its unit, and the unit's name.

    The superior's when the row names that one, the one that exists with that name and code, else a
    new one: a name that is taken gets its superiors' labels in front, the nearest first.
    """
    joint = categories.is_joint(seed.category)
    if row.unit_name and row.unit_name == superior.unit_name and not joint:
        return replace(seed, situation=Situation.SAME_AS_SUPERIOR), superior.unit_name
    situation = Situation.JOINT if joint else Situation.LEGAL_UNIT
    name = row.unit_name or row.label
    known = ground.units.get(row.unit_code) if row.unit_code else None
    if known is not None and known.name == name:
        return replace(seed, situation=situation, units=(UnitChoice(known.uid),)), name
    category = row.unit_category or category_of(name)
    for label in superior.labels:
        if name not in names:
            break
        name = label + name
    names.add(name)
    unit = UnitEntry(
        name=name,
        category=category,
        establishment=categories.ESTABLISHMENT[seed.category],
        code=row.unit_code,
        has_party_group=None,
    )
    return replace(seed, situation=situation, units=(unit,)), name


def _refuse_below(
    row: TreeRow, below: Mapping[str, Sequence[TreeRow]], reached: set[str], result: Plan
) -> None:
    """Everything that hangs below a refused row is refused with it."""
    waiting = [(row, each) for each in below.get(row.code, ())]
    while waiting:
        superior, each = waiting.pop()
        if each.code in reached:
            continue
        reached.add(each.code)
        result.refused.append(RowRefused(each.number, above_refused(superior.number)))
        waiting.extend((each, more) for more in below.get(each.code, ()))


def above_refused(number: int) -> str:
    """The sentence for a row whose superior, in row ``number``, was refused."""
    return f"它的上级（第{number}行）没有导入，请先改正那一行。"


def _refuse_unreached(
    rows: Sequence[TreeRow],
    codes: AbstractSet[str],
    reached: AbstractSet[str],
    result: Plan,
) -> None:
    """Rows that hang on nothing: an unknown superior, or a circle of superiors."""
    lost = [row for row in rows if row.code not in reached]
    for row in lost:
        sentence = (
            "它的上级没有着落（几行互为上级，或上级的上级不存在），请核对上级代码。"
            if row.parent_code in codes
            else f"上级代码“{row.parent_code}”在文件里和系统里都没有，请核对。"
        )
        result.refused.append(RowRefused(row.number, sentence))
