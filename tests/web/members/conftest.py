"""Who signs in, and where, for the tests of the member pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import count

import pytest
from django.test import Client
from django.utils.timezone import now

from dengta.access.actor import SYSTEM
from dengta.access.permissions import FUNCTIONS, Can
from dengta.access.roles import Role
from dengta.accounts.actions.accounts import open_account
from tests.members.builders import number
from tests.web.signing import signed_in
from tests.world import Province

SignIn = Callable[..., Client]


@pytest.fixture
def at_desk(province: Province) -> SignIn:
    """``at_desk("T1")``: a browser in which somebody of that organisation is signed in."""
    mobiles = count(13900000001)

    def sign_in(
        key: str,
        role: Role = Role.ADMINISTRATOR,
        functions: Iterable[Can] | None = None,
    ) -> Client:
        mobile = next(mobiles)
        granted = FUNCTIONS if role is Role.ADMINISTRATOR else ()
        account = open_account(
            organization=province[key],
            name="韩晓禾",
            id_number=number(serial=mobile % 400 + 4_000),
            mobile=str(mobile),
            role=role,
            functions=granted if functions is None else functions,
            password="Deng-ta-2026",
            by=SYSTEM,
            at=now(),
        )
        return signed_in(Client(), account)

    return sign_in
