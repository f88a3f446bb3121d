"""What follows for a unit from its links, its code and its categories."""

from __future__ import annotations

from datetime import datetime

from dengta.codes.queries import tables
from dengta.counts import effects as counts
from dengta.counts.rules import ONE, Dimension
from dengta.findings import effects as findings
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.organizations.queries.unit_places import place_of
from dengta.organizations.rules import categories
from dengta.organizations.rules.seeds import BARE, UNIT_RULES, code_findings

BARE_ALLOWED = frozenset({BARE})


def settle_unit(pk: int, *, at: datetime) -> None:
    """Look anew whether the unit waits for its organisation (UNT-02) and what the data check has
    to say of it (UNT-04, UNT-08, GEN-09). Needs ``atomic()``.

    For every verb that makes, edits, links or unlinks a unit, as its last word.
    """
    unit = Unit.objects.select_related("managing", "home").get(pk=pk)
    linked = UnitLink.objects.filter(unit=unit).exists()
    awaiting = not linked and unit.managing_id is None
    if awaiting is not unit.awaiting:
        Unit.objects.filter(pk=pk).update(awaiting=awaiting)
    place = place_of(unit)
    found = code_findings(unit.code)
    if unit.has_party_group is None:
        found["UNT-03.has_party_group"] = ("has_party_group", {})
    if awaiting:
        found["UNT-02"] = ("", {})
    if tables.choice_problem("unit_category", unit.category) is not None:
        found["GEN-09.unit_category"] = ("category", {})
    also = () if linked else BARE_ALLOWED
    if tables.choice_problem("unit_org_status", unit.establishment, also=also) is not None:
        found["GEN-09.establishment"] = ("establishment", {})
    elif linked and categories.ill_established(unit.establishment, place.category):
        found["UNT-08"] = ("establishment", {})
    findings.set("unit", unit.uid, place.path, found, UNIT_RULES, at)


def take_home(unit: Unit, to: Organization) -> None:
    """Let ``unit`` be counted at ``to``: where it lies once nobody is linked to it (UNT-11). Needs
    ``atomic()``, with the unit's row taken."""
    if unit.home_id == to.pk:
        return
    counts.move(unit.home.path, to.path, {(Dimension.UNITS, ONE): 1})
    Unit.objects.filter(pk=unit.pk).update(home=to)
    unit.home = to
