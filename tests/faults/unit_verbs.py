"""The verbs of units, on a state in which each goes through."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction

from dengta.access.actor import SYSTEM
from dengta.definitions import effects as definitions
from dengta.definitions.queries import rows as sets
from dengta.definitions.rules.packaged import definition
from dengta.definitions.rules.shapes import Holder
from dengta.organizations.actions import linked_units, tree, units
from dengta.organizations.models import Unit
from dengta.organizations.queries.units_ending import preview_of
from dengta.organizations.rules.unit_facts import UnitEdit
from tests.reorganization import papers
from tests.world import NOON, PHONE, Province, organization, unit, unit_entry

Run = partial[Any]
Prepared = Callable[[Province], Run]

UNIT_VERBS: dict[str, Prepared] = {}


def verb(prepare: Prepared) -> Prepared:
    """Enter ``prepare`` under its own name."""
    UNIT_VERBS[prepare.__name__] = prepare
    return prepare


def _shop(province: Province) -> Unit:
    entry = unit_entry("柳园商店", category="23", establishment="41")
    return units.create(
        entry=entry, managing=province["B1"], basics={"workers": "9"}, home=province["T1"],
        by=SYSTEM, at=NOON,
    )  # fmt: skip


@verb
def create_a_unit(province: Province) -> Run:
    return partial(
        units.create, entry=unit_entry("新河村"), managing=None, basics={"households": "9"},
        home=province["T1"], by=province.actor("T1"), at=NOON,
    )  # fmt: skip


@verb
def edit_a_unit(province: Province) -> Run:
    entry = unit_entry("柳园超市", category="11", establishment="3")
    return partial(
        units.edit, unit=_shop(province), entry=entry, managing=province["G1"],
        basics={"households": "8"}, seen=0, basics_seen=0, announced="11",
        by=province.actor("T1"), at=NOON,
    )  # fmt: skip


@verb
def edit_an_organization_and_its_unit(province: Province) -> Run:
    top, by = province["G1"], province.actor("T1")
    one, work = unit(top), definition("work_unit")
    follower = organization(top, "同村党支部", situation="1")
    with transaction.atomic():
        field = next(each for each in work.fields_for(one.category) if each.kind == "yes_no")
        for row in (top, follower):
            holder = Holder("organization", row.uid, row.path)
            definitions.put(holder, work, one.category, {field.name: "1"}, at=NOON)
    units.fill(unit=one, basics={"households": "7"}, seen=-1, by=by, at=NOON)
    edits = [UnitEdit(one.uid, unit_entry("柳园社区", category="14", establishment="12"), one.step)]
    row = papers.fresh(top)
    preview = linked_units.consider(row, edits, by=by)
    assert preview is not None
    return partial(
        tree.edit, organization=row, secretary="石守一", contact="白见微", phone=PHONE,
        units=edits, announced=preview.digest, seen=row.step, by=by, at=NOON,
    )  # fmt: skip


@verb
def fill_a_unit(province: Province) -> Run:
    return partial(
        units.fill, unit=unit(province["B1"]), basics={"households": "7"}, seen=-1,
        by=province.actor("B1"), at=NOON,
    )  # fmt: skip


@verb
def take_back_what_was_cleared(province: Province) -> Run:
    shop, by = _shop(province), province.actor("T1")
    for category, announced in (("11", "11"), ("23", "")):
        shop = units.edit(
            unit=shop, entry=unit_entry("柳园商店", category=category, establishment="41"),
            managing=province["B1"], basics={}, seen=shop.step, basics_seen=0 if announced else -1,
            announced=announced, by=SYSTEM, at=NOON,
        )  # fmt: skip
    (kept,) = sets.cleared(shop.uid, NOON)
    return partial(units.take_back, unit=shop, cleared=kept.uid, by=by, at=NOON)


@verb
def delete_a_unit(province: Province) -> Run:
    shop = _shop(province)
    seen = preview_of(shop).digest
    return partial(units.delete, unit=shop, seen=seen, by=province.actor("T1"), at=NOON)
