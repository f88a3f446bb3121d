"""One writer at a time: a lock on a file beside the database, across threads and processes."""

from __future__ import annotations

import fcntl
import os
import random
import threading
import time
from pathlib import Path

from dengta.refusal import Refusal

PATIENCE = 20.0
"""Seconds that a writer waits for those before it; flock itself knows no time-out."""

_SOON = 0.1
_PAUSE_AT_FIRST = 0.003
_PAUSE_AFTER = 0.0005
"""Who has waited longer asks more often, so that nobody is passed by for long."""


class Busy(Refusal):
    """Another writer did not finish in time; nothing was written."""

    def __init__(self) -> None:
        super().__init__("系统正忙，另一项保存还没有完成，本次没有保存。请稍等片刻再试一次。")


class CannotWrite(Refusal):
    """The folder of the database takes no file: read-only, full, or somebody else's."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"无法写入数据文件夹 {folder}（{reason}），本次没有保存。"
            "请系统管理人员检查磁盘空间和文件夹权限。"
        )


class _WriteLock:
    """What both locks are: free at first, taken and freed once a transaction."""

    held = False
    """Whether the lock is taken through this object."""

    def take(self, patience: float | None = None) -> None:
        """Wait up to ``patience`` seconds (None: PATIENCE); then refuse with :class:`Busy`."""
        raise NotImplementedError

    def free(self) -> None:
        """Let the next one write; nothing happens when it is free already."""
        raise NotImplementedError

    def __enter__(self) -> None:
        self.take()

    def __exit__(self, *_: object) -> None:
        self.free()


class FileLock(_WriteLock):
    """The write lock of the database at ``path`` (its file is ``<path>-write-lock``).

    Each taking opens the file anew: locks of two openings exclude each other inside one process
    too. The kernel frees the lock of a process that dies.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(f"{os.fspath(path)}-write-lock")
        self._descriptor = -1
        self._owner = 0

    def take(self, patience: float | None = None) -> None:
        if self.held:
            raise RuntimeError("the write lock is taken already")
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise CannotWrite(self.path.parent, error.strerror or str(error)) from error
        try:
            _wait_for(descriptor, PATIENCE if patience is None else patience)
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor, self._owner, self.held = descriptor, os.getpid(), True

    def free(self) -> None:
        if self.held:
            self.held = False
            # A child made by fork has a copy of the opening, on which the lock hangs: it must not
            # free what its parent holds, nor keep what its parent frees.
            if self._owner == os.getpid():
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)
            os.close(self._descriptor)

    def __del__(self) -> None:
        self.free()


def _wait_for(descriptor: int, patience: float) -> None:
    """Ask again and again: flock itself waits for ever."""
    begun = time.monotonic()
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waited = time.monotonic() - begun
            if waited >= patience:
                raise Busy from None
            pause = _PAUSE_AT_FIRST if waited < _SOON else _PAUSE_AFTER
            time.sleep(pause * random.uniform(0.5, 1.5))
        else:
            return


class ThreadLock(_WriteLock):
    """The same for a database in memory that the threads of one process share by its name."""

    _locks: dict[str, threading.Lock] = {}
    _making = threading.Lock()

    def __init__(self, name: str) -> None:
        with self._making:
            self._lock = self._locks.setdefault(name, threading.Lock())

    def take(self, patience: float | None = None) -> None:
        if self.held:
            raise RuntimeError("the write lock is taken already")
        if not self._lock.acquire(timeout=PATIENCE if patience is None else patience):
            raise Busy
        self.held = True

    def free(self) -> None:
        if self.held:
            self.held = False
            self._lock.release()
