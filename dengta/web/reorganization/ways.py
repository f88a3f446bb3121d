"""From what stands in the way to where it is solved, and back again (GEN-07)."""

from __future__ import annotations

from dataclasses import dataclass

from dengta.access.actor import Actor
from dengta.access.checks import holds
from dengta.access.permissions import Can
from dengta.organizations.rules.preview import Matter, Preview
from dengta.web.addresses import address_of_spot
from dengta.web.jinja import with_query
from dengta.web.returning import PARAMETER

NEEDS: dict[str, Can] = {
    "members_of": Can.BROWSE_MEMBERS,
    "transfers_of": Can.BROWSE_TRANSFERS,
    "organization": Can.EDIT_ORGANIZATION,
    "subordinates": Can.BROWSE_ORGANIZATIONS,
    "units_of": Can.BROWSE_UNITS,
    "dissolution": Can.DISSOLVE_ORGANIZATION,
    "restoring": Can.DISSOLVE_ORGANIZATION,
    "unlinking": Can.EDIT_ORGANIZATION,
    "category": Can.CHANGE_CATEGORY,
    "renaming": Can.RENAME_ORGANIZATION,
}
"""The function that the page behind a link asks for: nobody is led to a refusal."""
DIALOGS = frozenset({"dissolution", "restoring", "unlinking", "renaming"})
"""Pages that open over the one that leads to them."""


@dataclass(frozen=True, slots=True)
class Line:
    """A matter with the address that solves it, "" where this account cannot."""

    matter: Matter
    url: str
    dialog: bool


def lines(actor: Actor, preview: Preview, back: str) -> list[Line]:
    """What blocks, each with its way; ``back`` is the mark that leads here again."""
    found = []
    for matter in preview.blockers:
        spot = matter.spot
        may = spot is not None and (spot.noun not in NEEDS or holds(actor, NEEDS[spot.noun]))
        url = address_of_spot(spot) if may and spot is not None else ""
        if url:
            url = with_query(url, **{PARAMETER: back})
        found.append(Line(matter, url, spot is not None and spot.noun in DIALOGS))
    return found
