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


class _WriteLock:
    """What both locks are: free at first, taken and freed once a transaction."""

    def take(self, patience: float = PATIENCE) -> None:
        """Wait up to ``patience`` seconds; refuse with :class:`Busy` after that."""
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

    Each taking opens the file anew: locks of two descriptions exclude each other inside one process
    too, and a child made by fork does not hold what its parent took.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self.path = Path(f"{os.fspath(path)}-write-lock")
        self._descriptor: int | None = None

    @property
    def held(self) -> bool:
        """Whether this lock is taken through this object."""
        return self._descriptor is not None

    def take(self, patience: float = PATIENCE) -> None:
        """Wait up to ``patience`` seconds; refuse with :class:`Busy` after that."""
        if self._descriptor is not None:
            raise RuntimeError("the write lock is taken already")
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        begun = time.monotonic()
        try:
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
                    break
        except BaseException:
            os.close(descriptor)
            raise
        self._descriptor = descriptor

    def free(self) -> None:
        """Let the next one write; nothing happens when it is free already."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)

    def __del__(self) -> None:
        self.free()


class ThreadLock(_WriteLock):
    """The same for a database in memory that the threads of one process share by its name."""

    _locks: dict[str, threading.Lock] = {}
    _making = threading.Lock()

    def __init__(self, name: str) -> None:
        with self._making:
            self._lock = self._locks.setdefault(name, threading.Lock())
        self._held = False

    @property
    def held(self) -> bool:
        """Whether this lock is taken through this object."""
        return self._held

    def take(self, patience: float = PATIENCE) -> None:
        """Wait up to ``patience`` seconds; refuse with :class:`Busy` after that."""
        if self._held:
            raise RuntimeError("the write lock is taken already")
        if not self._lock.acquire(timeout=patience):
            raise Busy
        self._held = True

    def free(self) -> None:
        """Let the next one write; nothing happens when it is free already."""
        if self._held:
            self._held = False
            self._lock.release()
