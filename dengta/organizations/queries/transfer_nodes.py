"""Which organisation approves transfers for a place (TRF-06): its nearest transfer node."""

from __future__ import annotations

from collections.abc import Iterable

from dengta.access.reach import lineage, nearest
from dengta.organizations.models import Organization


def nearest_nodes(paths: Iterable[str]) -> dict[str, str]:
    """The path of the nearest transfer node at or above each of ``paths``, the root where there is
    none; for verbs and questions that have asked who may. One query."""
    wanted = set(paths)
    above = {each for path in wanted for each in lineage(path)}
    found = Organization.objects.filter(path__in=above, is_transfer_node=True)
    nodes = set(found.values_list("path", flat=True))
    return {path: nearest(path, nodes) for path in wanted}


def nearest_node(path: str) -> str:
    """:func:`nearest_nodes` of one ``path``."""
    return nearest_nodes([path])[path]
