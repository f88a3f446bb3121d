"""The tree as a page draws it first: open down to one organisation, in five queries."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber

from dengta.access.actor import Actor
from dengta.access.checks import sees
from dengta.access.reach import lineage
from dengta.counts.queries import totals
from dengta.counts.rules import Totals
from dengta.organizations.models import Organization
from dengta.organizations.queries.tree import PART, Level, Node, active, find, nodes, with_flag


@dataclass(frozen=True, slots=True)
class Unfolded:
    """The tree open down to one organisation: the way from the own one to it (both included), and
    by uid the first part of the level below each on the way."""

    way: tuple[Node, ...]
    levels: dict[UUID, Level]


def unfolded(actor: Actor, uid: UUID, limit: int = PART) -> Unfolded:
    """Everything from the own organisation down to ``uid``; out of range it does not exist (404).

    A level whose first ``limit`` nodes lack the next one on the way has it as its last node, behind
    ``after``, and counts it in ``rest`` all the same.
    """
    paths = [path for path in lineage(find(actor, uid).path) if sees(actor, path)]
    way = list(with_flag(Organization.objects.filter(path__in=paths)).order_by("path"))
    places = list(
        active()
        .filter(parent__in=[row.pk for row in way])
        .annotate(
            place=Window(RowNumber(), partition_by=[F("parent")], order_by=["path"]),
            size=Window(Count("pk"), partition_by=[F("parent")]),
        )
        .filter(place__lte=limit)
        .values_list("pk", "parent", "size")
    )
    first = {pk for pk, _, _ in places}
    sizes = {parent: size for _, parent, size in places}
    shown = active().filter(Q(pk__in=first) | Q(path__in=paths[1:]))
    below: dict[int | None, list[Organization]] = {row.pk: [] for row in way}
    for row in with_flag(shown).order_by("path"):
        below[row.parent_id].append(row)
    numbers = totals([way[0].path, *(row.path for rows in below.values() for row in rows)])
    levels = {
        row.uid: _level(below[row.pk], row.name, first, sizes.get(row.pk, 0), numbers)
        for row in way
    }
    drawn = {node.uid: node for level in levels.values() for node in level.nodes}
    drawn[way[0].uid] = nodes(way[:1], "", numbers)[0]
    return Unfolded(tuple(drawn[row.uid] for row in way if row.uid in drawn), levels)


def _level(
    rows: list[Organization],
    superior: str,
    first: set[int],
    size: int,
    numbers: dict[str, Totals],
) -> Level:
    part = [row for row in rows if row.pk in first]
    after = part[-1].path if part else ""
    return Level(nodes(rows, superior, numbers), size - len(part), after)
