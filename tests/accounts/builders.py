"""Accounts for tests, opened by the real verb."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from dengta.access.actor import SYSTEM
from dengta.access.permissions import FUNCTIONS, Can
from dengta.access.roles import Role
from dengta.accounts.actions.accounts import open_account
from dengta.accounts.models import Account
from dengta.codes.rules.id_number import check_digit
from dengta.organizations.models import Organization

OPENED = datetime(2026, 11, 20, 4, tzinfo=UTC)
PASSWORD = "Maple-hill-26"


def invented_id(number: int) -> str:
    """The ID number of the ``number``-th invented person, of a region never issued."""
    stem = f"37099919{70 + number % 30:02d}0101{number % 1000:03d}"
    return stem + check_digit(stem)


def account(
    organization: Organization,
    number: int,
    *,
    name: str = "方云舟",
    role: Role = Role.ADMINISTRATOR,
    functions: Iterable[Can] | None = None,
    at: datetime = OPENED,
    password: str = PASSWORD,
) -> Account:
    """An active account; an administrator holds all functions unless told otherwise."""
    if functions is None:
        functions = FUNCTIONS if role is Role.ADMINISTRATOR else ()
    return open_account(
        organization=organization,
        name=name,
        id_number=invented_id(number),
        mobile=f"139000{number:05d}",
        role=role,
        functions=functions,
        password=password,
        by=SYSTEM,
        at=at,
    )
