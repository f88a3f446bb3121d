"""Content on the disk, in step with rows whose transaction may still fail.

A file on its way in is written under ``unsettled/``, synced, and linked to its place; the link goes
when the transaction is through. A file on its way out is linked there first and goes with the link.
Whoever is killed in between leaves the link, and :func:`settle_left_over` sees by the row which of
the two it was. The link of what comes in is locked while its transaction runs: nobody sweeps it.
"""

from __future__ import annotations

import fcntl
import os
import re
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from django.db import transaction

from dengta.files.models import StoredFile
from dengta.files.queries import CONTENT, place_of, unsettled
from dengta.vault import sealing

_NAME = re.compile("[0-9a-f]{32}")


class _Lock:
    """The lock on a link, held until the transaction is through: when it fails Django forgets what
    was to be done on commit, and with that this goes."""

    __slots__ = ("_descriptor",)

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        fcntl.flock(descriptor, fcntl.LOCK_EX)

    def free(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def __del__(self) -> None:
        self.free()


def keep(uid: UUID, content: bytes) -> None:
    """Seal ``content`` for the row ``uid`` and lay it on the disk, in the caller's transaction.

    Raises ``OSError`` when the disk does not take it; nothing of it is left then.
    """
    sealed = sealing.seal_bytes(StoredFile._meta.db_table, CONTENT, uid, content)
    link, place = unsettled() / uid.hex, place_of(uid)
    for each in (link.parent, place.parent):
        each.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(link, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    lock = _Lock(descriptor)
    try:
        with open(descriptor, "wb", closefd=False) as file:
            file.write(sealed)
        os.fsync(descriptor)
        os.link(link, place)
        _sync(place.parent)
        _sync(link.parent)
    except BaseException:
        _unlink(place, link)
        raise

    def settled() -> None:
        _unlink(link)
        lock.free()

    transaction.on_commit(settled)


def drop(uid: UUID) -> None:
    """Take the content of ``uid`` from the disk once the caller's transaction is through."""
    link, place = unsettled() / uid.hex, place_of(uid)
    link.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with suppress(FileExistsError, FileNotFoundError):
        os.link(place, link)
    _sync(link.parent)
    transaction.on_commit(lambda: _unlink(place, link))


def settle_left_over() -> int:
    """Finish what processes left that were killed, or whose transaction failed; how many.

    Content without a living row goes, content with one stays; a link that a living process holds
    is left alone.
    """
    if not unsettled().is_dir():
        return 0
    count = 0
    for link in sorted(unsettled().iterdir()):
        if not _NAME.fullmatch(link.name):
            continue
        with suppress(FileNotFoundError, BlockingIOError), link.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            uid = UUID(link.name)
            living = StoredFile.objects.filter(uid=uid, removed_at__isnull=True).exists()
            _unlink(*([] if living else [place_of(uid)]), link)
            count += 1
    return count


def _unlink(*paths: Path) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
