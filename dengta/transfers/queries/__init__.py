"""What someone may see of transfers."""

from dengta.transfers.queries.readiness import Check, Checked, Matter, preflight
from dengta.transfers.queries.seeing import as_stored, find, may, verbs, visible
from dengta.transfers.queries.ways import Way, branches_below, letter_of, stops_of, way

__all__ = [
    "Check",
    "Checked",
    "Matter",
    "Way",
    "as_stored",
    "branches_below",
    "find",
    "letter_of",
    "may",
    "preflight",
    "stops_of",
    "verbs",
    "visible",
    "way",
]
