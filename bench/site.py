"""The installation that is measured: its size, its people, and nodes of every level of its tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from random import Random

from django.utils.timezone import now

from dengta.access.actor import Actor
from dengta.access.reach import ROOT_PATH
from dengta.accounts.models import Account
from dengta.accounts.queries.sessions import as_actor
from dengta.organizations.models import Organization
from dengta.organizations.rules import categories

SEED = 7
NODES = 20


class Level(StrEnum):
    """The levels that every question is asked at."""

    ROOT = "root"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    BRANCH = "branch"


@dataclass(frozen=True, slots=True)
class Site:
    """An installation made by ``dengta demo --members``.

    ``nodes`` are the same for the same size; ``quick`` asks for one small round of everything.
    """

    members: int
    data: Path
    url: str
    on_sqlite: bool
    quick: bool
    root: Actor
    nodes: dict[Level, list[Organization]]

    def at(self, organization: Organization) -> Actor:
        """The root's administrator as if the account belonged to ``organization``."""
        return replace(
            self.root,
            organization_uid=organization.uid,
            organization_name=organization.name,
            path=organization.path,
            category=organization.category,
            county_level=organization.county_level,
            is_transfer_node=organization.is_transfer_node,
            can_transfer_directly=organization.can_transfer_directly,
        )

    def times(self, amount: int) -> int:
        """``amount``, or a few in a quick run."""
        return min(amount, 2) if self.quick else amount

    def seconds(self, long: float) -> float:
        """How long a load lasts."""
        return 0.3 if self.quick else long

    def random(self) -> Random:
        """The same choices at every run."""
        return Random(SEED)


def site(members: int, data: Path, url: str, *, on_sqlite: bool, quick: bool) -> Site:
    """The installation of this process's settings."""
    random = Random(SEED)
    account = Account.objects.select_related("organization").get(
        organization__path=ROOT_PATH, role="administrator"
    )
    kinds: dict[Level, dict[str, object]] = {
        Level.ROOT: {"path": ROOT_PATH},
        Level.CITY: {"category": "131"},
        Level.COUNTY: {"category": "141"},
        Level.TOWN: {"category": "611", "depth": 4},
        Level.BRANCH: {"category__in": sorted(categories.BRANCHES)},
    }
    return Site(
        members=members,
        data=data,
        url=url,
        on_sqlite=on_sqlite,
        quick=quick,
        root=as_actor(account, at=now(), address="127.0.0.1", request="bench"),
        nodes={level: _chosen(random, filters, quick) for level, filters in kinds.items()},
    )


def _chosen(random: Random, filters: dict[str, object], quick: bool) -> list[Organization]:
    keys: Sequence[int] = list(
        Organization.objects.filter(**filters).order_by("path").values_list("pk", flat=True)
    )
    wanted = 3 if quick else NODES
    keys = random.sample(keys, wanted) if len(keys) >= wanted else random.choices(keys, k=wanted)
    found = Organization.objects.in_bulk(list(keys))
    return [found[key] for key in keys]
