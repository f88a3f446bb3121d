"""The SQLite backend, on a file of its own whatever database the tests use."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.recorder import MigrationRecorder
from django.db.transaction import TransactionManagementError, atomic
from pytest_django import DjangoDbBlocker

from dengta.database.sqlite import base
from dengta.database.sqlite.base import DatabaseWrapper
from dengta.database.sqlite.write_lock import Busy, FileLock, ThreadLock
from tests.database.conftest import open_trial, run

WRITES = [
    "INSERT INTO counter (n) VALUES (1)",
    "  \n update counter SET n = 9",
    "DELETE FROM counter",
    "REPLACE INTO counter (id, n) VALUES (1, 9)",
    "WITH one AS (SELECT 9 AS n) INSERT INTO counter (n) SELECT n FROM one",
    "/* why */ DELETE FROM counter",
    "-- why\nDELETE FROM counter",
    "CREATE TABLE more (id integer)",
    "ALTER TABLE counter ADD COLUMN more text",
    "DROP TABLE counter",
]


def _lock_of(over: BaseDatabaseWrapper) -> FileLock:
    return FileLock(over.settings_dict["NAME"])


def _is_free(over: BaseDatabaseWrapper) -> bool:
    lock = _lock_of(over)
    try:
        lock.take(patience=0)
    except Busy:
        return False
    lock.free()
    return True


@pytest.mark.parametrize("statement", WRITES)
def test_a_write_outside_atomic_is_refused(sqlite: BaseDatabaseWrapper, statement: str) -> None:
    with pytest.raises(TransactionManagementError, match="only inside atomic"):
        run(sqlite, statement)
    with pytest.raises(TransactionManagementError), sqlite.cursor() as cursor:
        cursor.executemany(statement, [()])
    assert run(sqlite, "SELECT sum(n) FROM counter") == 0
    assert _is_free(sqlite)


def test_a_write_is_refused_after_the_same_one_was_allowed(sqlite: BaseDatabaseWrapper) -> None:
    with atomic(using="trial"):
        run(sqlite, "UPDATE counter SET n = 1")
    with pytest.raises(TransactionManagementError):
        run(sqlite, "UPDATE counter SET n = 1")


def test_reading_and_upkeep_need_no_transaction(sqlite: BaseDatabaseWrapper) -> None:
    assert run(sqlite, "SELECT 'DELETE' FROM counter") == "DELETE"
    assert run(sqlite, "WITH one AS (SELECT 7 AS updated) SELECT updated FROM one") == 7
    assert run(sqlite, "PRAGMA integrity_check") == "ok"
    run(sqlite, "ANALYZE")
    run(sqlite, "VACUUM")
    assert _is_free(sqlite)


def test_the_note_of_a_migration_is_written_under_the_lock(
    sqlite: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = MigrationRecorder(sqlite)
    recorder.record_applied("shelf", "0001")
    assert set(recorder.applied_migrations()) == {("shelf", "0001")}
    assert _is_free(sqlite)
    monkeypatch.setattr("dengta.database.sqlite.write_lock.PATIENCE", 0)
    with _lock_of(sqlite), pytest.raises(Busy):
        recorder.record_unapplied("shelf", "0001")
    assert set(recorder.applied_migrations()) == {("shelf", "0001")}


def test_it_is_safe_against_loss(sqlite: BaseDatabaseWrapper) -> None:
    assert run(sqlite, "PRAGMA journal_mode") == base.journal_mode()
    assert run(sqlite, "PRAGMA synchronous") == 2
    assert run(sqlite, "PRAGMA foreign_keys") == 1
    assert run(sqlite, "PRAGMA recursive_triggers") == 1


def test_wal_only_where_the_library_is_safe(monkeypatch: pytest.MonkeyPatch) -> None:
    for version, journal in {
        (3, 40, 1): "truncate",
        (3, 51, 2): "truncate",
        (3, 51, 3): "wal",
        (4, 0, 0): "wal",
    }.items():
        monkeypatch.setattr(sqlite3.dbapi2, "sqlite_version_info", version)
        assert base.journal_mode() == journal


def test_the_wheel_takes_the_place_of_the_system_library() -> None:
    import pysqlite3

    assert sqlite3 is pysqlite3
    assert DatabaseWrapper.Database is pysqlite3.dbapi2


def test_a_file_of_the_other_journal_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock():
        path = tmp_path / "old.sqlite3"
        for mode in ("truncate", "wal"):
            monkeypatch.setattr(base, "journal_mode", lambda mode=mode: mode)
            opened = open_trial(path)
            assert run(opened, "PRAGMA journal_mode") == mode
            opened.close()
        monkeypatch.undo()
        assert run(open_trial(path), "PRAGMA journal_mode") == base.journal_mode()
        connections["trial"].close()


def test_a_trial_may_be_faster(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        opened = open_trial(tmp_path / "fast.sqlite3", synchronous="OFF")
        assert run(opened, "PRAGMA synchronous") == 0
        opened.close()


def test_the_lock_is_held_from_begin_to_the_end(sqlite: BaseDatabaseWrapper) -> None:
    with atomic(using="trial"):
        assert not _is_free(sqlite)
        with atomic(using="trial"):
            run(sqlite, "UPDATE counter SET n = 1")
        assert not _is_free(sqlite)
    assert _is_free(sqlite)


def test_it_is_freed_by_a_rollback(sqlite: BaseDatabaseWrapper) -> None:
    def change_and_fail() -> None:
        with atomic(using="trial"):
            run(sqlite, "UPDATE counter SET n = 1")
            raise LookupError

    with pytest.raises(LookupError):
        change_and_fail()
    assert _is_free(sqlite)
    assert run(sqlite, "SELECT n FROM counter") == 0


def test_it_is_freed_by_closing(sqlite: BaseDatabaseWrapper) -> None:
    with suppress(DatabaseError), atomic(using="trial"):
        run(sqlite, "UPDATE counter SET n = 1")
        sqlite.close()
        assert _is_free(sqlite)
    assert _is_free(sqlite)
    assert run(sqlite, "SELECT n FROM counter") == 0


def test_it_is_freed_when_begin_fails(sqlite: BaseDatabaseWrapper) -> None:
    sqlite.ensure_connection()
    sqlite.connection.execute("PRAGMA busy_timeout = 0")
    foreign = sqlite3.connect(sqlite.settings_dict["NAME"], isolation_level=None)
    foreign.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy), atomic(using="trial"):
        raise AssertionError("never begun")
    assert _is_free(sqlite)
    foreign.execute("ROLLBACK")
    foreign.close()
    with atomic(using="trial"):
        run(sqlite, "UPDATE counter SET n = 1")


def test_a_failed_commit_keeps_it_until_the_rollback(
    sqlite: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    with atomic(using="trial"):
        run(
            sqlite,
            "CREATE TABLE part (of integer REFERENCES counter DEFERRABLE INITIALLY DEFERRED)",
        )
    free_at_rollback: list[bool] = []
    assert isinstance(sqlite, DatabaseWrapper)
    roll_back = sqlite._rollback

    def look_and_roll_back() -> None:
        free_at_rollback.append(_is_free(sqlite))
        roll_back()

    monkeypatch.setattr(sqlite, "_rollback", look_and_roll_back)
    with pytest.raises(IntegrityError), atomic(using="trial"):
        run(sqlite, "INSERT INTO part VALUES (77)")
    assert free_at_rollback == [False]
    assert _is_free(sqlite)


def test_who_waits_too_long_gets_a_sentence(tmp_path: Path) -> None:
    with FileLock(tmp_path / "one"), pytest.raises(Busy) as caught:
        FileLock(tmp_path / "one").take(patience=0.01)
    assert caught.value.sentence == (
        "系统正忙，另一项保存还没有完成，本次没有保存。请稍等片刻再试一次。"
    )


def test_threads_take_turns(
    sqlite: BaseDatabaseWrapper, django_db_blocker: DjangoDbBlocker
) -> None:
    path = sqlite.settings_dict["NAME"]
    failures: list[BaseException] = []

    def count() -> None:
        mine = open_trial(path)
        try:
            for _ in range(25):
                with atomic(using="trial"):
                    seen = run(mine, "SELECT n FROM counter")
                    assert isinstance(seen, int)
                    run(mine, f"UPDATE counter SET n = {seen + 1}")
        except BaseException as error:
            failures.append(error)
        finally:
            mine.close()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert run(sqlite, "SELECT n FROM counter") == 100


def test_a_shared_database_in_memory_has_a_lock_too(
    django_db_blocker: DjangoDbBlocker,
) -> None:
    with django_db_blocker.unblock():
        name = "file:shelf?mode=memory&cache=shared"
        opened = open_trial(name)
        with atomic(using="trial"):
            run(opened, "CREATE TABLE counter (n integer)")
            with pytest.raises(Busy):
                ThreadLock(name).take(patience=0.01)
        with ThreadLock(name):
            pass
        opened.connection.close()
    assert not Path("file:shelf?mode=memory&cache=shared-write-lock").exists()


def test_something_may_be_done_as_the_last_thing_before_the_commit(
    sqlite: BaseDatabaseWrapper,
) -> None:
    assert isinstance(sqlite, DatabaseWrapper)
    seen: list[object] = []

    def seal() -> None:
        seen.append(run(sqlite, "SELECT n FROM counter"))
        run(sqlite, "UPDATE counter SET n = n * 10")

    def fail_after_asking() -> None:
        with atomic(using="trial"):
            sqlite.at_the_end(seal)
            raise LookupError

    with atomic(using="trial"):
        sqlite.at_the_end(seal)
        sqlite.at_the_end(seal)
        run(sqlite, "UPDATE counter SET n = 1")
        assert not seen
    assert seen == [1]
    with pytest.raises(LookupError):
        fail_after_asking()
    with atomic(using="trial"):
        run(sqlite, "UPDATE counter SET n = n + 1")
    assert run(sqlite, "SELECT n FROM counter") == 11
    assert seen == [1]


def test_what_fails_at_the_end_takes_the_transaction_back(sqlite: BaseDatabaseWrapper) -> None:
    assert isinstance(sqlite, DatabaseWrapper)

    def fail() -> None:
        raise LookupError

    def change() -> None:
        with atomic(using="trial"):
            run(sqlite, "UPDATE counter SET n = 7")
            sqlite.at_the_end(fail)

    with pytest.raises(LookupError):
        change()
    assert run(sqlite, "SELECT n FROM counter") == 0
    assert _is_free(sqlite)
