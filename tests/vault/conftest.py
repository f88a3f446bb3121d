"""A folder of keys for each test, and a table with protected values."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker, Settings

from dengta.vault import keys
from tests.vault.secrets_table import Secret


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """Fresh keys, in use during the test."""
    place = tmp_path / "keys"
    keys.make(place)
    settings.DENGTA_KEYS = place
    settings.DENGTA_SUITE = "SM4-GCM"
    keys.forget()
    yield place
    keys.forget()


@pytest.fixture(scope="session")
def secrets_table(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The table, made once."""
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Secret)
    yield
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.delete_model(Secret)


@pytest.fixture
def secrets(secrets_table: None, db: None, folder: Path) -> None:
    """The table, empty, in a transaction that is rolled back."""
