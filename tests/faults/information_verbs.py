"""The verbs of an organisation's information sets, on a state in which each goes through."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from dengta.organizations.actions import information
from dengta.organizations.actions.information import Filling
from tests.world import NOON, Province, organization, unit

Run = partial[Any]
Prepared = Callable[[Province], Run]

INFORMATION_VERBS: dict[str, Prepared] = {}
TERM = {"number": "第三届", "elected_on": "2021-03-01", "years": "3"}


def verb(prepare: Prepared) -> Prepared:
    """Enter ``prepare`` under its own name."""
    INFORMATION_VERBS[prepare.__name__] = prepare
    return prepare


def row(province: Province, of: str, **values: str) -> UUID:
    """A row of B1 that somebody above entered."""
    return information.add(
        organization=province["B1"], of=of, values=values, by=province.actor("T1"), at=NOON
    )


def person(province: Province, name: str) -> UUID:
    """Somebody of the leading body of B1."""
    return row(province, "team", person=name, post="4", since="2024-03-01")


@verb
def fill_in_the_work_of_the_party(province: Province) -> Run:
    return partial(
        information.fill_work, organization=province["B1"], values={"secretary_reserve": "2"},
        category="15", seen=-1, by=province.actor("B1"), at=NOON,
    )  # fmt: skip


@verb
def fill_in_the_units_of_a_joint_branch(province: Province) -> Run:
    joint = organization(province["T1"], "企业联合党支部", "632")
    first, second = (link.unit for link in joint.unit_links.select_related("unit").order_by("pk"))
    fillings = [
        Filling(first, {"households": "7"}, -1, "a-"),
        Filling(second, {"households": "8"}, -1, "b-"),
    ]
    return partial(
        information.fill_units, organization=joint, fillings=fillings, by=province.actor("T1"),
        at=NOON,
    )  # fmt: skip


@verb
def fill_in_the_unit_of_a_branch(province: Province) -> Run:
    filling = Filling(unit(province["B1"]), {"households": "7"}, -1)
    return partial(
        information.fill_units, organization=province["B1"], fillings=[filling],
        by=province.actor("B1"), at=NOON,
    )  # fmt: skip


@verb
def add_a_term_that_is_over(province: Province) -> Run:
    return partial(
        information.add, organization=province["B1"], of="terms", values=TERM,
        by=province.actor("B1"), at=NOON,
    )  # fmt: skip


@verb
def change_a_term(province: Province) -> Run:
    term = row(province, "terms", **TERM)
    return partial(
        information.change, organization=province["B1"], of="terms", row=term,
        values={**TERM, "elected_on": "2024-03-01"}, seen=0, by=province.actor("B1"), at=NOON,
    )  # fmt: skip


@verb
def remove_a_term(province: Province) -> Run:
    term = row(province, "terms", **TERM)
    return partial(
        information.remove, organization=province["B1"], of="terms", row=term, seen=0,
        by=province.actor("B1"), at=NOON,
    )  # fmt: skip


@verb
def put_somebody_higher(province: Province) -> Run:
    _first, second = person(province, "田禾秋"), person(province, "赵麦香")
    return partial(
        information.shift, organization=province["B1"], of="team", row=second, up=True, seen=0,
        by=province.actor("B1"), at=NOON,
    )  # fmt: skip
