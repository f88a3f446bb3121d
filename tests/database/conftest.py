"""The shelf's tables, made once, and a second connection to whatever database the tests use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.transaction import atomic
from django.db.utils import ConnectionHandler
from pytest_django import DjangoDbBlocker

from dengta.database.operations import InsertOnly, NameGrams, insert_only_off
from tests.database.shelf import MODELS

GUARDS = (InsertOnly("shelf_line"), NameGrams("shelf_place"))


@pytest.fixture(scope="session")
def shelf_tables(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The tables with their guards, and none of them afterwards."""
    state: Any = None
    with django_db_blocker.unblock():
        MigrationRecorder(connection).ensure_schema()
        with connection.schema_editor() as editor:
            for model in MODELS:
                editor.create_model(model)
        with connection.schema_editor() as editor:
            for operation in GUARDS:
                operation.database_forwards("shelf", editor, state, state)
    yield
    with django_db_blocker.unblock():
        with connection.schema_editor() as editor:
            for operation in GUARDS:
                operation.database_backwards("shelf", editor, state, state)
        with connection.schema_editor() as editor:
            for model in reversed(MODELS):
                editor.delete_model(model)


@pytest.fixture
def shelf(shelf_tables: None, db: None) -> None:
    """Empty tables inside a transaction that is rolled back."""


@pytest.fixture
def lasting_shelf(shelf_tables: None, transactional_db: None) -> Iterator[None]:
    """Empty tables without a transaction around the test."""
    yield
    with insert_only_off(), connection.schema_editor() as editor:
        for model in reversed(MODELS):
            editor.execute(f"DELETE FROM {model._meta.db_table}")


@pytest.fixture
def other(db: None) -> Iterator[BaseDatabaseWrapper]:
    """A second connection to the same database."""
    second: BaseDatabaseWrapper = connection.copy()
    yield second
    second.close()


@pytest.fixture
def sqlite(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[BaseDatabaseWrapper]:
    """A SQLite file of its own with one counter, as the connection named "trial"."""
    with django_db_blocker.unblock():
        opened = open_trial(tmp_path / "one.sqlite3")
        with atomic(using="trial"):
            run(opened, "CREATE TABLE counter (id integer PRIMARY KEY, n integer NOT NULL)")
            run(opened, "INSERT INTO counter (id, n) VALUES (1, 0)")
        yield opened
        opened.close()
        del connections["trial"]


def open_trial(path: Path | str, **options: object) -> BaseDatabaseWrapper:
    """Make the SQLite database at ``path`` this thread's connection "trial"."""
    trial = {"ENGINE": "dengta.database.sqlite", "NAME": str(path), "OPTIONS": dict(options)}
    handler = ConnectionHandler({"default": {}, "trial": trial})
    connections["trial"] = handler["trial"]
    return handler["trial"]


def run(over: BaseDatabaseWrapper, statement: str) -> object:
    """Execute ``statement``; the first column of the first row, if there is one."""
    with over.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone() if cursor.description else None
    return row[0] if row else None
