"""One small province that fits in the head, made through the real verbs; and its builders.

    P省* > C1市* > D1县 > T1镇党委 > { B1, B1b, G1总支 > { GB1, GB2 } }
                   D1县 > K1党组 > KB1
           C1市* > CB1
           C2市* the mirror of it: D2, T2, B2, B2b, G2, GB3, GB4, K2, KB2, CB2        (* automatic)

``province["GB1"]`` is an organisation, ``province.actor("T1")`` who signs in there.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5

import pytest
from django.db import connection
from stdnum.cn.uscc import calc_check_digit

from dengta.access.actor import SYSTEM, Actor
from dengta.access.permissions import FUNCTIONS, Can
from dengta.access.roles import Role
from dengta.organizations.actions import tree
from dengta.organizations.models import Organization, Unit
from dengta.organizations.queries.units import unit_of
from dengta.organizations.rules import categories
from dengta.organizations.rules.categories import Situation
from dengta.organizations.rules.seeds import UnitChoice, UnitEntry
from tests.snapshots import Snapshot

NOON = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
"""Twelve o'clock in Beijing, on an ordinary Monday."""

STEM = "037"
PHONE = "0699-8880011"
PEOPLE = UUID("5b1c3f0e-0000-7000-8000-000000000000")
"""The namespace of the actors' uids: the same organisation and duty give the same person."""

TREE: dict[str, tuple[str, str, str]] = {
    # key: (superior, category, name)
    "C1": ("P", "131", "中共C1市委员会"),
    "D1": ("C1", "141", "中共D1县委员会"),
    "T1": ("D1", "611", "T1镇党委"),
    "B1": ("T1", "631", "B1党支部"),
    "B1b": ("T1", "631", "B1b党支部"),
    "G1": ("T1", "621", "G1党总支"),
    "GB1": ("G1", "631", "GB1党支部"),
    "GB2": ("G1", "631", "GB2党支部"),
    "K1": ("D1", "341", "K1党组"),
    "KB1": ("K1", "631", "KB1党支部"),
    "CB1": ("C1", "631", "CB1党支部"),
    "C2": ("P", "131", "中共C2市委员会"),
    "D2": ("C2", "141", "中共D2县委员会"),
    "T2": ("D2", "611", "T2镇党委"),
    "B2": ("T2", "631", "B2党支部"),
    "B2b": ("T2", "631", "B2b党支部"),
    "G2": ("T2", "621", "G2党总支"),
    "GB3": ("G2", "631", "GB3党支部"),
    "GB4": ("G2", "631", "GB4党支部"),
    "K2": ("D2", "341", "K2党组"),
    "KB2": ("K2", "631", "KB2党支部"),
    "CB2": ("C2", "631", "CB2党支部"),
}


@dataclass(frozen=True)
class Province:
    """The organisations of :data:`TREE` and the root ``P``, by key."""

    by_key: dict[str, Organization]

    def __getitem__(self, key: str) -> Organization:
        return self.by_key[key]

    def actor(
        self,
        key: str,
        role: Role = Role.ADMINISTRATOR,
        functions: Iterable[Can] | None = None,
    ) -> Actor:
        """Who signs in at the organisation ``key``."""
        return actor(self.by_key[key], role, functions)


def credit_code(name: str, kind: str = "54") -> str:
    """A credit code that adds up, the same for the same ``name``; its region is nobody's."""
    body = f"{kind}370999MA{zlib.crc32(name.encode()) % 10_000_000:07d}"
    return body + str(calc_check_digit(body + "0"))


def unit_entry(
    name: str,
    *,
    category: str = "15",
    establishment: str = "13",
    code: str | None = None,
    has_party_group: bool | None = False,
) -> UnitEntry:
    """A new unit as it is filled in beside an organisation; by default a village."""
    return UnitEntry(
        name=name,
        category=category,
        establishment=establishment,
        code=credit_code(name) if code is None else code,
        has_party_group=has_party_group,
    )


def organization(
    superior: Organization,
    name: str,
    category: str = "631",
    *,
    situation: str | None = None,
    units: Sequence[UnitEntry | UnitChoice] | None = None,
    default: int = 0,
    secretary: str = "田禾秋",
    contact: str = "赵麦香",
    phone: str = PHONE,
    by: Actor = SYSTEM,
    at: datetime = NOON,
) -> Organization:
    """A new organisation below ``superior``; where its category needs a unit and none is given, one
    of its own (two for a joint branch)."""
    if units is None:
        establishment = categories.ESTABLISHMENT.get(category, "13")
        names = (
            [f"{name}第{at_}单位" for at_ in (1, 2)] if categories.is_joint(category) else [name]
        )
        units = (
            [unit_entry(f"{each}所在村", establishment=establishment) for each in names]
            if categories.needs_unit(category) and situation != Situation.SAME_AS_SUPERIOR
            else []
        )
    return tree.create(
        superior=superior,
        name=name,
        secretary=secretary,
        contact=contact,
        phone=phone,
        category=category,
        situation=Situation.LEGAL_UNIT if situation is None else situation,
        units=units,
        default=default,
        by=by,
        at=at,
    )


def root(name: str = "中共P省委员会", category: str = "121", stem: str = STEM) -> Organization:
    """The installed root."""
    return tree.install(name=name, category=category, stem=stem, at=NOON)


def unit(organization: Organization) -> Unit:
    """The default unit of ``organization``; fails when it has none."""
    found = unit_of(organization)
    assert found is not None, f"{organization} has no unit"
    return found


def actor(
    organization: Organization,
    role: Role = Role.ADMINISTRATOR,
    functions: Iterable[Can] | None = None,
) -> Actor:
    """Somebody who signs in at ``organization``; an administrator with every function unless
    ``functions`` says otherwise."""
    granted = (FUNCTIONS if role is Role.ADMINISTRATOR else ()) if functions is None else functions
    return Actor(
        uid=uuid5(PEOPLE, f"{organization.uid} {role}"),
        name="李明禾",
        role=role,
        functions=frozenset(granted),
        organization_uid=organization.uid,
        organization_name=organization.name,
        path=organization.path,
        category=organization.category,
        county_level=organization.county_level,
        is_transfer_node=organization.is_transfer_node,
        can_transfer_directly=organization.can_transfer_directly,
        address="127.0.0.1",
        request="test",
    )


_made: dict[str, tuple[Snapshot, dict[str, int]]] = {}
"""The province of this process, by database: its rows, and the key of each organisation."""


def build_province() -> Province:
    """The tree of :data:`TREE`, each organisation by its own ``create``; made by the verbs once in
    a process, put back from their rows after that."""
    database = str(connection.settings_dict["NAME"])
    if database not in _made:
        alone = not Snapshot.taken().tables
        by_key = {"P": root()}
        for key, (superior, category, name) in TREE.items():
            by_key[key] = organization(by_key[superior], name, category)
        keys = {key: each.pk for key, each in by_key.items()}
        if alone:
            _made[database] = (Snapshot.taken(), keys)
    else:
        snapshot, keys = _made[database]
        snapshot.put_back()
    rows = Organization.objects.select_related("parent").in_bulk(list(keys.values()))
    return Province({key: rows[pk] for key, pk in keys.items()})


@pytest.fixture
def province(db: None) -> Province:
    """The small province, for tests in a transaction of their own."""
    return build_province()


@pytest.fixture
def lasting_province(transactional_db: None) -> Province:
    """The small province committed, for tests with several connections."""
    return build_province()
