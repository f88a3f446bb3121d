"""The tree as a page draws it first: open down to one organisation, in two queries."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from uuid import UUID

from django.db import connection

from dengta.access.actor import Actor
from dengta.access.checks import require, sees
from dengta.access.permissions import Can
from dengta.access.reach import lineage
from dengta.counts.queries import totals
from dengta.counts.rules import Totals
from dengta.organizations.queries.tree import PART, Drawn, Level, Node, nodes

_COLUMNS = "id, parent_id, uid, path, name, code, category, next_segment, dissolved_at"
PATH = 3
"""Where the path stands among the columns."""
_STANDING = """EXISTS (
    SELECT 1 FROM organizations_organization c WHERE c.parent_id = o.id{of_child}
)"""
ACTIVE = {"of_child": " AND c.dissolved_at IS NULL", "of_row": "dissolved_at IS NULL AND"}
ALL = {"of_child": "", "of_row": ""}
"""What is left out of the tree, and that nothing is."""

# One statement instead of three of the ORM's: it stands on every page with a tree, and a whole page
# may cost twice what the emptiest does. Both databases take the same text.
SHOWN = f"""
SELECT {_COLUMNS}, {_STANDING}, 0, 0 FROM organizations_organization o WHERE path = %s
UNION ALL
SELECT {_COLUMNS}, {_STANDING}, place, size
  FROM (
    SELECT {_COLUMNS},
           ROW_NUMBER() OVER (PARTITION BY parent_id ORDER BY path) AS place,
           COUNT(*) OVER (PARTITION BY parent_id) AS size
      FROM organizations_organization
     WHERE {{of_row}}
           parent_id IN (SELECT id FROM organizations_organization WHERE path IN ({{way}}))
  ) o
 WHERE place <= %s OR path IN ({{way}})
"""


@dataclass(frozen=True, slots=True)
class Unfolded:
    """The tree open down to one organisation: the way from the own one to it (both included), by
    uid the first part of the level below each on the way, and by path the numbers of all."""

    way: tuple[Node, ...]
    levels: dict[UUID, Level]
    numbers: dict[str, Totals]


@dataclass(slots=True)
class _Below:
    """What is drawn below one organisation: its first children, then the one on the way."""

    first: list[Drawn]
    behind: list[Drawn]
    size: int = 0


def unfolded(actor: Actor, path: str, limit: int = PART, *, dissolved: bool = False) -> Unfolded:
    """Everything from the own organisation down to ``path``; out of range it does not exist (404).
    With ``dissolved`` the organisations that were dissolved stand there too (ORG-13).

    A level whose first ``limit`` nodes lack the next one on the way has it as its last node, behind
    ``after``, and counts it in ``rest`` all the same.
    """
    require(actor, Can.SEE_TREE, path)
    paths = [each for each in lineage(path) if sees(actor, each)]
    own, below = _read(paths, limit, ALL if dissolved else ACTIVE)
    shown = [own, *(row for each in below.values() for row in (*each.first, *each.behind))]
    numbers = totals(row.path for row in shown)
    way = [row for row in shown if row.path in paths]
    levels = {row.uid: _level(below.get(row.key, _Below([], [])), row.name, numbers) for row in way}
    drawn = {node.uid: node for level in levels.values() for node in level.nodes}
    drawn[own.uid] = nodes([own], "", numbers)[0]
    way.sort(key=lambda row: row.path)
    return Unfolded(tuple(drawn[row.uid] for row in way), levels, numbers)


def _read(
    paths: list[str], limit: int, shown: dict[str, str]
) -> tuple[Drawn, dict[int | None, _Below]]:
    """The organisation at the first of ``paths``, and by key what is drawn below each of them."""
    marks = ", ".join(["%s"] * len(paths))
    with connection.cursor() as cursor:
        cursor.execute(SHOWN.format(way=marks, **shown), [paths[0], *paths, limit, *paths])
        (*first, _, _), *rows = sorted(cursor.fetchall(), key=itemgetter(PATH))
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
