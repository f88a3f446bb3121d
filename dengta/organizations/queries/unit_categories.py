"""What another category of a unit would do, to it and to every organisation linked to it.

The plan that a page shows is the one that ``effects.unit_categories`` carries out (GEN-07). The
caller has asked who may; of organisations outside his range only the number is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from dengta.definitions.models import SetRow
from dengta.organizations.models import Unit, UnitLink
from dengta.organizations.queries.relinking import Follower, clears_of


@dataclass(frozen=True, slots=True)
class NewCategory:
    """Another category of one unit.

    ``linked`` are the organisations whose default unit it is: their work classification follows,
    those with 与上级党组织相同 among them are ``inheriting``. ``basics`` are set → how many fields
    of the unit's own sets are filled in, ``clears`` uid of an organisation → its sets of
    党建工作信息 that no longer fit and are filled in.
    """

    unit: Unit
    category: str
    linked: tuple[Follower, ...]
    inheriting: int
    basics: Mapping[str, int]
    clears: Mapping[UUID, tuple[str, ...]]


def plan(unit: Unit, category: str) -> NewCategory:
    """What giving ``unit`` another ``category`` does (ORG-18, ORG-20)."""
    columns = ("pk", "uid", "path", "name", "category", "work_category")
    links = (
        UnitLink.objects.filter(unit=unit, is_default=True)
        .order_by("organization__path")
        .values_list("inherited", *(f"organization__{each}" for each in columns))
    )
    found = [(inherited, Follower(*row)) for inherited, *row in links]
    linked = tuple(each for _, each in found)
    return NewCategory(
        unit=unit,
        category=category,
        linked=linked,
        inheriting=sum(inherited for inherited, _ in found),
        basics={
            row.set: len(row.values)
            for row in SetRow.objects.filter(subject_uid=unit.uid).order_by("set")
        },
        clears=clears_of([(each.uid, each.category, each.category) for each in linked], category),
    )


def linked_to(units: Sequence[int]) -> list[int]:
    """The keys of the organisations whose default unit is one of ``units``, in their order."""
    links = UnitLink.objects.filter(unit__in=units, is_default=True)
    return sorted(links.values_list("organization", flat=True))
