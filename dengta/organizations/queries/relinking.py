"""What a change of an organisation's units would do, to it and to those that follow it.

The plan that a page shows is the plan that ``effects.relinking`` carries out (GEN-07). The caller
has asked who may; names of followers lie below the organisation, hence in its range.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from dengta.database.batches import batches
from dengta.definitions.models import SetRow
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.organizations.rules.categories import Situation
from dengta.organizations.rules.information import WORK_COMMITTEE, WORK_UNIT, work_set

WORK_SETS = (WORK_UNIT, WORK_COMMITTEE)


@dataclass(frozen=True, slots=True)
class Wanted:
    """The units that an organisation is to have: in their order, ``default`` the index of the
    default one; none at all after 解除关联 and for the categories 1–5."""

    units: tuple[Unit, ...] = ()
    default: int = 0
    inherited: bool = False
    situation: str = ""

    @property
    def main(self) -> Unit | None:
        return self.units[self.default] if self.units else None


NOTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Follower:
    """A subordinate with 与上级党组织相同, however far below."""

    pk: int
    uid: UUID
    path: str
    name: str
    category: str
    work_category: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of the links of ``organization``.

    ``followers`` get its new default unit, or none when it has none. ``clears`` are uid → set of
    党建工作信息 that no longer fits and is filled in.
    """

    organization: Organization
    category: str
    wanted: Wanted
    links: tuple[UnitLink, ...]
    followers: tuple[Follower, ...]
    clears: dict[UUID, tuple[str, ...]]

    @property
    def dropped(self) -> tuple[Unit, ...]:
        """Units that are no longer linked."""
        kept = {unit.pk for unit in self.wanted.units if unit.pk is not None}
        return tuple(link.unit for link in self.links if link.unit_id not in kept)

    @property
    def added(self) -> tuple[Unit, ...]:
        """Units that were not linked, new ones too."""
        known = {link.unit_id for link in self.links}
        return tuple(unit for unit in self.wanted.units if unit.pk not in known)

    @property
    def work_category(self) -> str:
        """党组织工作分类 afterwards: the category of the default unit."""
        return self.wanted.main.category if self.wanted.main is not None else ""

    @property
    def moves_followers(self) -> bool:
        """Whether the default unit is another one, so that those who have it too follow."""
        default = next((link.unit_id for link in self.links if link.is_default), None)
        main = self.wanted.main
        return default != (main.pk if main is not None else None)


def plan(organization: Organization, category: str, wanted: Wanted) -> Plan:
    """The plan for ``organization``, with ``category`` from now on. A fixed number of queries for
    each level that follows."""
    links = tuple(
        UnitLink.objects.filter(organization=organization)
        .select_related("unit")
        .order_by("position", "pk")
    )
    found = Plan(organization, category, wanted, links, (), {})
    followers = tuple(followers_of(organization)) if found.moves_followers else ()
    clears = clears_of(
        [(organization.uid, organization.category, category), *_unchanged(followers)],
        found.work_category,
    )
    return Plan(organization, category, wanted, links, followers, clears)


def followers_of(organization: Organization) -> list[Follower]:
    """The subordinates with 与上级党组织相同 whose unit comes from ``organization``, by level."""
    found: list[Follower] = []
    level = [organization.pk]
    columns = ("pk", "uid", "path", "name", "category", "work_category")
    while level:
        below: list[Follower] = []
        for some in batches(level):
            rows = Organization.objects.filter(
                parent__in=some,
                situation=Situation.SAME_AS_SUPERIOR,
                dissolved_at__isnull=True,
            ).order_by("path")
            below += [Follower(*row) for row in rows.values_list(*columns)]
        found += below
        level = [each.pk for each in below]
    return found


def clears_of(
    subjects: Sequence[tuple[UUID, str, str]], work_category: str
) -> dict[UUID, tuple[str, ...]]:
    """uid → the sets of 党建工作信息 that are filled in and do not fit any more, for
    ``subjects`` (uid, category before, category after) whose unit is of ``work_category`` now.

    Without a unit what was filled in stays, until another kind of unit is linked (ORG-19).
    """
    after = {uid: new for uid, _, new in subjects}
    found: dict[UUID, tuple[str, ...]] = {}
    for some in batches(list(after)):
        rows = SetRow.objects.filter(subject_uid__in=some, set__in=WORK_SETS)
        for uid, name, filled_for in rows.values_list("subject_uid", "set", "category"):
            fits = name == work_set(after[uid])
            if name == WORK_UNIT and fits and work_category:
                fits = filled_for == work_category
            if not fits:
                found[uid] = (*found.get(uid, ()), name)
    return found


def _unchanged(followers: Sequence[Follower]) -> list[tuple[UUID, str, str]]:
    return [(each.uid, each.category, each.category) for each in followers]
