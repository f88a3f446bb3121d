"""The write lock between processes: nobody is lost, nobody waits long, nobody dies with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from dengta.database.sqlite.write_lock import Busy, FileLock
from tests.database.conftest import run

PROGRAM = Path(__file__).with_name("counting_process.py")
ROOT = PROGRAM.parents[2]


def _start(over: BaseDatabaseWrapper, times: int, end: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(PROGRAM), over.settings_dict["NAME"], str(times), end],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )


@pytest.mark.race
@pytest.mark.process
def test_eight_processes_take_turns(sqlite: BaseDatabaseWrapper) -> None:
    processes = [_start(sqlite, 50, "live") for _ in range(8)]
    waits = [float(process.communicate()[0]) for process in processes]
    print(f"8 processes, 400 transactions, longest wait {max(waits):.3f} s")
    assert [process.returncode for process in processes] == [0] * 8
    assert run(sqlite, "SELECT n FROM counter") == 400
    assert max(waits) < 5


@pytest.mark.process
def test_a_child_neither_frees_nor_keeps_the_lock_of_its_parent(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "one")
    lock.take()
    (heard, say), (told, tell) = os.pipe(), os.pipe()
    child = os.fork()
    if child == 0:
        os.dup(lock._descriptor)
        lock.free()
        os.write(say, b".")
        os.read(told, 1)
        os._exit(0)
    try:
        os.read(heard, 1)
        with pytest.raises(Busy):
            FileLock(tmp_path / "one").take(patience=0)
        lock.free()
        FileLock(tmp_path / "one").take(patience=0)
    finally:
        os.write(tell, b".")
        os.waitpid(child, 0)
        for end in (heard, say, told, tell):
            os.close(end)


@pytest.mark.process
def test_a_killed_writer_leaves_neither_lock_nor_half_a_change(
    sqlite: BaseDatabaseWrapper,
) -> None:
    killed = _start(sqlite, 3, "die")
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert run(sqlite, "SELECT n FROM counter") == 2
    heir = _start(sqlite, 3, "live")
    heir.communicate()
    assert heir.returncode == 0
    assert run(sqlite, "SELECT n FROM counter") == 5
