"""Migration operations whose work differs by database: grams of names, insert-only tables.

Both leave *guards* (triggers, and on PostgreSQL an index) in the database. A later ``AlterField``
on SQLite remakes the table and loses its triggers without a word, so every start calls
:func:`restore_triggers`, and ``dengta check`` asks :func:`missing_triggers`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations.base import Operation

from dengta.database import dialect, guards
from dengta.database.guards import Guard


class _Guarded(Operation):
    """An operation that leaves guards; knows how to put them back one by one."""

    reduces_to_sql = True
    reversible = True
    table: str

    def guards(self, over: BaseDatabaseWrapper) -> list[Guard]:
        """What must stand in the database ``over``."""
        raise NotImplementedError

    def prepare(self, over: BaseDatabaseWrapper) -> None:
        """Make what the guards call: functions, tables. May run again."""

    def refill(self, over: BaseDatabaseWrapper) -> None:
        """Bring up to date what a guard that was away could not keep."""

    def clear(self, over: BaseDatabaseWrapper) -> None:
        """Take away what :meth:`prepare` made for this table alone."""

    def state_forwards(self, app_label: str, state: object) -> None:
        """The models stay as they are."""

    def database_forwards(
        self,
        app_label: str,  # noqa: ARG002
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: object,  # noqa: ARG002
        to_state: object,  # noqa: ARG002
    ) -> None:
        """Make everything; rows that are there already are taken in."""
        over = schema_editor.connection
        # Statements that Django keeps for the end (indexes) do not matter to guards.
        self.prepare(over)
        for guard in self.guards(over):
            guards.make(guard, over)
        self.refill(over)

    def database_backwards(
        self,
        app_label: str,  # noqa: ARG002
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: object,  # noqa: ARG002
        to_state: object,  # noqa: ARG002
    ) -> None:
        """Take everything away again."""
        over = schema_editor.connection
        for guard in self.guards(over):
            guards.drop(guard, over)
        self.clear(over)


class InsertOnly(_Guarded):
    """Rows of ``table`` are only ever added: UPDATE, DELETE and TRUNCATE fail (LOG-04).

    They raise ``IntegrityError`` on both databases.
    """

    def __init__(self, table: str) -> None:
        self.table = table

    def describe(self) -> str:
        return f"Let {self.table} only ever grow"

    def guards(self, over: BaseDatabaseWrapper) -> list[Guard]:
        return guards.insert_only(self.table, over)

    def prepare(self, over: BaseDatabaseWrapper) -> None:
        if dialect.is_postgresql(over):
            guards.run(guards.INSERT_ONLY_FUNCTION, over)


class NameGrams(_Guarded):
    """Search in ``column`` of ``table`` by any two or more characters (ORG-09, MEM-08).

    PostgreSQL: a GIN index on ``bigrams(column)``. SQLite: the table ``<table>_gram`` of pairs
    (two characters, id), kept by triggers; one searched column a table. Ask it through
    :func:`dengta.database.grams.name_contains`.
    """

    def __init__(self, table: str, column: str = "name") -> None:
        self.table = table
        self.column = column

    def describe(self) -> str:
        return f"Search {self.table}.{self.column} by two characters"

    def guards(self, over: BaseDatabaseWrapper) -> list[Guard]:
        return guards.name_grams(self.table, self.column, over)

    def prepare(self, over: BaseDatabaseWrapper) -> None:
        if dialect.is_postgresql(over):
            guards.run(guards.BIGRAMS_FUNCTION, over)
        else:
            guards.run(guards.gram_table(self.table), over)

    def refill(self, over: BaseDatabaseWrapper) -> None:
        if not dialect.is_postgresql(over):
            guards.fill_grams(self.table, self.column, over)

    def clear(self, over: BaseDatabaseWrapper) -> None:
        if not dialect.is_postgresql(over):
            guards.run(f"DROP TABLE IF EXISTS {over.ops.quote_name(self.table + '_gram')}", over)


def missing_triggers() -> list[str]:
    """Names of the guards that should stand and do not, or do not do what they should."""
    standing = guards.standing(connection)
    return [
        guard.name
        for operation in _applied()
        for guard in operation.guards(connection)
        if not guards.stands(guard, standing)
    ]


def restore_triggers() -> list[str]:
    """Make the missing guards again; returns their names. Runs at every start, after migrating."""
    restored: list[str] = []
    with transaction.atomic():
        standing = guards.standing(connection)
        for operation in _applied():
            missing = [
                guard
                for guard in operation.guards(connection)
                if not guards.stands(guard, standing)
            ]
            if missing:
                operation.prepare(connection)
                for guard in missing:
                    guards.drop(guard, connection)
                    guards.make(guard, connection)
                operation.refill(connection)
                restored += [guard.name for guard in missing]
    return restored


@contextmanager
def insert_only_off() -> Iterator[None]:
    """Let insert-only tables be emptied inside; for the flush of tests, refused elsewhere."""
    if settings.DENGTA_MODE != "test":
        raise RuntimeError("insert-only tables are emptied in tests only")
    with transaction.atomic():
        asleep = guards.put_to_sleep(connection)
    try:
        yield
    finally:
        with transaction.atomic():
            guards.wake(asleep, connection)


def _applied() -> list[_Guarded]:
    """The guarded operations of the migrations that this database has seen, table still there."""
    loader = MigrationLoader(connection, ignore_no_migrations=True)
    tables = set(connection.introspection.table_names())
    return [
        operation
        for key, migration in sorted(loader.disk_migrations.items())
        if key in loader.applied_migrations
        for operation in migration.operations
        if isinstance(operation, _Guarded) and operation.table in tables
    ]
