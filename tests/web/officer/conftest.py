"""Who signs in, and where, for the tests of the officer's pages."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

import pytest
from django.test import Client
from django.utils.timezone import now

from dengta.access.roles import Role
from tests.accounts.builders import account
from tests.web.signing import signed_in
from tests.world import Province

SignIn = Callable[..., Client]
Officer = Callable[[str], Client]


@pytest.fixture
def at_desk(province: Province) -> SignIn:
    """``at_desk("T1", Role.AUDITOR)``: a browser in which somebody of that organisation is signed
    in; by default an administrator. Invented people from 501 on."""
    numbers = count(501)

    def sign_in(key: str, role: Role = Role.ADMINISTRATOR) -> Client:
        opened = account(province[key], next(numbers), name="田穗青", role=role, at=now())
        return signed_in(Client(), opened)

    return sign_in


@pytest.fixture
def officer(at_desk: SignIn) -> Officer:
    """``officer("T1")``: a browser in which the officer of that organisation is signed in."""
    return lambda key: at_desk(key, Role.OFFICER)
