"""The backend: IMMEDIATE transactions under one write lock, WAL, FULL, no stray writes.

Django finds ``DatabaseWrapper`` here by the name of the engine.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable
from sqlite3 import Connection, dbapi2
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base
from django.db.transaction import TransactionManagementError

from dengta.database.sqlite.write_lock import PATIENCE, Busy, FileLock, ThreadLock

WAL_IS_SAFE_FROM = (3, 51, 3)
"""Before it a rare race of a checkpoint with a writer could lose what was committed."""

_BEGIN = r"(?:\s|--[^\n]*\n|/\*.*?\*/)*"
_WRITES = re.compile(
    _BEGIN + r"(?:(?:INSERT|UPDATE|DELETE|REPLACE|CREATE|ALTER|DROP)\b"
    r"|WITH\b.*\b(?:INSERT|UPDATE|DELETE|REPLACE)\b)",
    re.IGNORECASE | re.DOTALL,
)
_NOTES_OF_MIGRATIONS = re.compile(
    r'\s*(?:INSERT INTO|DELETE FROM) "django_migrations"', re.IGNORECASE
)
_STEPS_BETWEEN_LOOKS = 1000


def journal_mode() -> str:
    """``wal`` where the library does it safely, else ``truncate``."""
    safe = dbapi2.sqlite_version_info >= WAL_IS_SAFE_FROM
    return "wal" if safe else "truncate"


class Cursor(base.SQLiteCursorWrapper):
    """A cursor that refuses to write outside ``atomic()``."""

    wrapper: DatabaseWrapper

    def execute(self, query: str, params: Any = None) -> Any:
        if self.connection.in_transaction or not _WRITES.match(query):
            return super().execute(query, params)
        with self.wrapper.stray_write(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        if self.connection.in_transaction or not _WRITES.match(query):
            return super().executemany(query, param_list)
        with self.wrapper.stray_write(query):
            return super().executemany(query, param_list)


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's SQLite, one writer at a time."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._write_lock: FileLock | ThreadLock | None = None
        self._deadline: float | None = None
        self._synchronous = "FULL"
        self._at_the_end: dict[Callable[[], object], None] = {}

    def get_connection_params(self) -> dict[str, Any]:
        """Django's parameters; the transaction mode is IMMEDIATE, whatever the settings say.

        The option ``synchronous`` (FULL unless a trial wants it faster) becomes a pragma.
        """
        parameters: dict[str, Any] = super().get_connection_params()
        parameters.setdefault("timeout", PATIENCE)
        self._synchronous = str(parameters.pop("synchronous", "FULL"))
        self.transaction_mode = "IMMEDIATE"
        return parameters

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        """A connection with the journal, the syncing and the checking of keys that we promise."""
        connection: Connection = super().get_new_connection(conn_params)
        try:
            connection.execute(f"PRAGMA synchronous = {self._synchronous}")
            connection.execute("PRAGMA cache_size = -32768")
            # REPLACE deletes without a word otherwise, insert-only tables too.
            connection.execute("PRAGMA recursive_triggers = ON")
            if not self.is_in_memory_db():
                self._choose_journal(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _choose_journal(self, connection: Connection) -> None:
        """Change the journal where it is another; the mode of a WAL file is kept in the file."""
        wanted = journal_mode()
        if connection.execute("PRAGMA journal_mode").fetchone()[0] == wanted:
            return
        with self._new_write_lock():
            connection.execute(f"PRAGMA journal_mode = {wanted}")

    def create_cursor(self, name: str | None = None) -> Cursor:  # noqa: ARG002
        """A cursor that refuses to write outside ``atomic()``."""
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        cursor.wrapper = self
        return cursor

    def stray_write(self, query: str) -> FileLock | ThreadLock:
        """What a write outside ``atomic()`` gets: a refusal.

        Only Django's own note of a migration with deferred statements is written so, after the
        migration's transaction; it is written under the lock.
        """
        if _NOTES_OF_MIGRATIONS.match(query):
            return self._new_write_lock()
        raise TransactionManagementError(
            f"SQLite is written only inside atomic(), where the write lock is held: {query[:80]}"
        )

    def _new_write_lock(self) -> FileLock | ThreadLock:
        name = self.settings_dict["NAME"]
        if not self.is_in_memory_db():
            return FileLock(name)
        # Unnamed databases in memory belong to one connection each.
        return ThreadLock(str(id(self)) if name == ":memory:" else str(name))

    def _start_transaction_under_autocommit(self) -> None:
        """The write lock, then BEGIN IMMEDIATE, which waits for nobody but foreign programs."""
        if self._write_lock is not None:
            self._write_lock.free()
        self._write_lock = self._new_write_lock()
        self._write_lock.take()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException as error:
            self._free_write_lock()
            if isinstance(error, OperationalError) and "locked" in str(error):
                raise Busy from error
            raise

    def at_the_end(self, do: Callable[[], object]) -> None:
        """Call ``do`` as the last thing before the transaction under way commits, once however
        often it is asked for; a rollback forgets it."""
        self._at_the_end[do] = None

    def _do_at_the_end(self) -> None:
        """What fails here takes the whole transaction back."""
        waiting, self._at_the_end = list(self._at_the_end), {}
        try:
            for do in waiting:
                do()
        except BaseException:
            self._rollback()
            raise

    def _commit(self) -> None:
        self._do_at_the_end()
        try:
            super()._commit()  # type: ignore[misc]
        finally:
            self._free_when_ended()

    def _rollback(self) -> None:
        self._at_the_end.clear()
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._free_when_ended()

    def _close(self) -> None:
        self._at_the_end.clear()
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._free_write_lock()

    def _free_when_ended(self) -> None:
        """A COMMIT that failed leaves its transaction open: the lock stays until the rollback."""
        if self.connection is None or not self.connection.in_transaction:
            self._free_write_lock()

    def _free_write_lock(self) -> None:
        lock, self._write_lock = self._write_lock, None
        if lock is not None:
            lock.free()

    def set_deadline(self, deadline: float | None) -> float | None:
        """Interrupt statements that run past ``deadline`` (``time.monotonic()``); None: never.

        Returns the deadline that held before, to be put back.
        """
        self.ensure_connection()
        before, self._deadline = self._deadline, deadline
        look: Callable[[], bool] | None = None
        if deadline is not None:

            def look() -> bool:
                return time.monotonic() > deadline

        self.connection.set_progress_handler(look, _STEPS_BETWEEN_LOOKS)
        return before
