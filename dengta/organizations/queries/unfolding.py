"""The tree as a page draws it first: open down to one organisation, in three queries."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from dengta.access.actor import Actor
from dengta.access.checks import sees
from dengta.access.reach import lineage
from dengta.counts.queries import totals
from dengta.counts.rules import Totals
from dengta.organizations.queries.tree import PART, Drawn, Level, Node, find, nodes

_STANDING = """EXISTS (
    SELECT 1 FROM organizations_organization c WHERE c.parent_id = o.id AND c.dissolved_at IS NULL
)"""
_COLUMNS = f"""
o.id, o.parent_id, o.uid, o.path AS path, o.name, o.code, o.category, o.next_segment, {_STANDING}
"""

# One statement instead of three of the ORM's: it stands on every page with a tree, and a whole page
# may cost twice what the emptiest does. Both databases take the same text.
SHOWN = f"""
WITH way AS (SELECT id FROM organizations_organization WHERE path IN ({{way}})),
ranked AS (
    SELECT o.id, o.path,
           ROW_NUMBER() OVER (PARTITION BY o.parent_id ORDER BY o.path) AS place,
           COUNT(*) OVER (PARTITION BY o.parent_id) AS size
      FROM organizations_organization o JOIN way ON o.parent_id = way.id
     WHERE o.dissolved_at IS NULL
)
SELECT {_COLUMNS}, 0, 0 FROM organizations_organization o WHERE o.path = %s
UNION ALL
SELECT {_COLUMNS}, r.place, r.size
  FROM ranked r JOIN organizations_organization o ON o.id = r.id
 WHERE r.place <= %s OR r.path IN ({{way}})
 ORDER BY path
"""


@dataclass(frozen=True, slots=True)
class Unfolded:
    """The tree open down to one organisation: the way from the own one to it (both included), and
    by uid the first part of the level below each on the way."""

    way: tuple[Node, ...]
    levels: dict[UUID, Level]


@dataclass(slots=True)
class _Below:
    """What is drawn below one organisation: its first children, then the one on the way."""

    first: list[Drawn]
    behind: list[Drawn]
    size: int = 0


def unfolded(actor: Actor, uid: UUID, limit: int = PART) -> Unfolded:
    """Everything from the own organisation down to ``uid``; out of range it does not exist (404).

    A level whose first ``limit`` nodes lack the next one on the way has it as its last node, behind
    ``after``, and counts it in ``rest`` all the same.
    """
    paths = [path for path in lineage(find(actor, uid).path) if sees(actor, path)]
    own, below = _read(paths, limit)
    shown = [own, *(row for each in below.values() for row in (*each.first, *each.behind))]
    numbers = totals(row.path for row in shown)
    way = [row for row in shown if row.path in paths]
    levels = {row.uid: _level(below.get(row.key, _Below([], [])), row.name, numbers) for row in way}
    drawn = {node.uid: node for level in levels.values() for node in level.nodes}
    drawn[own.uid] = nodes([own], "", numbers)[0]
    way.sort(key=lambda row: row.path)
    return Unfolded(tuple(drawn[row.uid] for row in way), levels)


def _read(paths: list[str], limit: int) -> tuple[Drawn, dict[int | None, _Below]]:
    """The organisation at the first of ``paths``, and by key what is drawn below each of them."""
    marks = ", ".join(["%s"] * len(paths))
    with connection.cursor() as cursor:
        cursor.execute(SHOWN.format(way=marks), [*paths, paths[0], limit, *paths])
        (*first, _, _), *rows = cursor.fetchall()
    below: dict[int | None, _Below] = {}
    for *columns, place, size in rows:
        row = _drawn(columns)
        part = below.setdefault(row.parent, _Below([], [], size))
        (part.first if place <= limit else part.behind).append(row)
    return _drawn(first), below


def _drawn(columns: list[object]) -> Drawn:
    key, parent, uid, *rest = columns
    return Drawn(key, parent, UUID(str(uid)), *rest)  # type: ignore[arg-type]


def _level(below: _Below, superior: str, numbers: dict[str, Totals]) -> Level:
    after = below.first[-1].path if below.first else ""
    shown = nodes([*below.first, *below.behind], superior, numbers)
    return Level(shown, below.size - len(below.first), after)
