"""Faults of database and machine become sentences."""

from __future__ import annotations

import errno

import pytest
from django.db import DatabaseError, OperationalError

from dengta.operations.trouble import sentence_of


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OperationalError("database or disk is full"), "磁盘已满"),
        (OperationalError('could not extend file "base/1": No space left on device'), "磁盘已满"),
        (OSError(errno.ENOSPC, "No space left on device"), "磁盘已满"),
        (OperationalError("attempt to write a readonly database"), "不能写入"),
        (OperationalError("unable to open database file"), "不能写入"),
        (OSError(errno.EROFS, "Read-only file system"), "不能写入"),
        (
            OperationalError('connection to server at "db", port 5432 failed: Connection refused'),
            "连不上",
        ),
        (
            OperationalError('FATAL: password authentication failed for user "party"'),
            "用户名或密码",
        ),
        (OperationalError('FATAL: database "dengta" does not exist'), "没有这个库"),
        (DatabaseError("file is not a database"), "损坏"),
        (DatabaseError("something\n  new"), "something new"),
    ],
)
def test_each_fault_has_its_sentence(error: DatabaseError | OSError, words: str) -> None:
    sentence = sentence_of(error)
    assert words in sentence
    assert "\n" not in sentence
