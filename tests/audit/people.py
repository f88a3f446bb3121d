"""Invented accounts of a province that fits in the head: 省 000, 市 000001, 县 000001001."""

from __future__ import annotations

from datetime import UTC, datetime

from dengta.access.actor import Actor
from dengta.access.permissions import FUNCTIONS, Can
from dengta.access.roles import Role
from dengta.database.uids import new_uid

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)

PROVINCE = "000"
CITY = "000001"
COUNTY = "000001001"
OTHER_CITY = "000002"

NAMES = {PROVINCE: "东原省委", CITY: "平川市委", COUNTY: "东平川县委", OTHER_CITY: "西岭市委"}


def actor(
    role: Role = Role.ADMINISTRATOR,
    path: str = COUNTY,
    *,
    name: str = "田小禾",
    functions: frozenset[Can] | None = None,
) -> Actor:
    """An account of the organisation at ``path``; an administrator has every function."""
    granted = frozenset(FUNCTIONS) if role is Role.ADMINISTRATOR else frozenset[Can]()
    return Actor(
        uid=new_uid(),
        name=name,
        role=role,
        functions=granted if functions is None else functions,
        organization_uid=new_uid(),
        organization_name=NAMES[path],
        path=path,
        category="131",
        address="10.0.0.7",
        request="r-1",
    )
