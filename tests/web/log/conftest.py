"""Who reads the log, and the worker that does what the buttons ask for."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from django.test import Client
from django.utils.timezone import now
from pytest_django import Settings

from dengta.access.roles import Role
from tests.accounts.builders import account
from tests.web.signing import signed_in
from tests.world import Province

SignIn = Callable[..., Client]


@pytest.fixture
def at_desk(province: Province) -> SignIn:
    """``at_desk("T1")``: a browser in which the auditor of that organisation is signed in; another
    role by ``role``, another name by ``name``. Invented people from 701 on."""
    numbers = count(701)

    def sign_in(key: str, role: Role = Role.AUDITOR, name: str = "沈知远") -> Client:
        opened = account(province[key], next(numbers), name=name, role=role, at=now())
        return signed_in(Client(), opened)

    return sign_in


@pytest.fixture
def auditor(at_desk: SignIn) -> Client:
    """The auditor of T1."""
    return at_desk("T1")


@pytest.fixture
def exports(settings: Settings, tmp_path: Path) -> None:
    """Where the files of the jobs lie, for this test alone."""
    settings.DENGTA_DATA = tmp_path
