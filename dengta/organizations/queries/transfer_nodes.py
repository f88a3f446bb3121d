"""Which organisation approves transfers for a place (TRF-06): its nearest transfer node."""

from __future__ import annotations

from dengta.access.reach import ROOT_PATH, lineage
from dengta.organizations.models import Organization


def nearest_node(path: str) -> str:
    """The path of the nearest transfer node at or above ``path``, the root where there is none; for
    verbs and questions that have asked who may."""
    nodes = Organization.objects.filter(path__in=lineage(path), is_transfer_node=True)
    nearest = nodes.order_by("-path").values_list("path", flat=True).first()
    return nearest or ROOT_PATH
