"""Faults of the database come out as sentences, faults of the program do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import atomic

from dengta.database import dialect, faults
from dengta.database.sqlite.write_lock import CannotWrite, FileLock
from tests.database.conftest import run


def test_a_full_disk_is_told(sqlite: BaseDatabaseWrapper) -> None:
    pages = run(sqlite, "PRAGMA page_count")
    run(sqlite, f"PRAGMA max_page_count = {pages}")
    with pytest.raises(OperationalError) as caught, atomic(using="trial"):
        run(sqlite, "CREATE TABLE more AS SELECT randomblob(100000) AS blob")
    refusal = faults.explain(caught.value)
    assert refusal is not None
    assert refusal.sentence == "磁盘已满，本次没有保存。请系统管理人员清理磁盘后再试。"
    with atomic(using="trial"):
        run(sqlite, "UPDATE counter SET n = 1")


def test_a_folder_that_takes_no_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="请系统管理人员检查磁盘空间和文件夹权限"):
        FileLock(tmp_path / "none" / "one.sqlite3").take()


@pytest.mark.usefixtures("transactional_db")
def test_a_lost_connection_is_told() -> None:
    """On PostgreSQL the server ends it; a SQLite file has no connection to lose."""
    if not dialect.is_postgresql():
        assert faults.explain(OperationalError("unable to open database file")) is not None
        return
    other = connection.copy()
    pid = run(other, "SELECT pg_backend_pid()")
    run(connection, f"SELECT pg_terminate_backend({pid})")
    with pytest.raises(DatabaseError) as caught:
        run(other, "SELECT 1")
    refusal = faults.explain(caught.value)
    other.close()
    assert refusal is not None
    assert refusal.sentence.startswith("数据库暂时连不上")


@pytest.mark.usefixtures("db")
def test_a_fault_of_the_program_stays_one() -> None:
    with pytest.raises(DatabaseError) as caught, atomic():
        run(connection, "SELECT no_such_column")
    assert faults.explain(caught.value) is None
