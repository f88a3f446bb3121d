"""Writing checkpoints beside the database, where who bends the log does not reach (LOG-03)."""

from __future__ import annotations

import fcntl
import json
import logging
import os
from datetime import datetime
from pathlib import Path

from django.utils.timezone import localtime

from dengta.audit.models import Block
from dengta.audit.queries import chain
from dengta.audit.queries.checkpoints import KEY, Checkpoint, folders, newest
from dengta.audit.rules.chain import moment
from dengta.vault import signing

log = logging.getLogger(__name__)


def note_checkpoint(at: datetime) -> int:
    """Sign where the chain ends and write it into every folder that does not know it yet; returns
    how many did. A duty of the worker: a folder that cannot be written is told to the log of the
    server and tried again the next time."""
    block = chain.last_block()
    if block is None:
        return 0
    written = 0
    for folder in folders():
        try:
            written += _note(folder, block, at)
        except OSError:
            log.exception("checkpoints cannot be written to %s", folder)
    return written


def _note(folder: Path, block: Block, at: datetime) -> bool:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    known = newest(folder)
    seal = bytes(block.seal).hex()
    if known is not None and (known.block, known.seal) == (block.number, seal):
        return False
    key = folder / KEY
    if not key.exists():
        key.write_text(signing.public_key().hex() + "\n", encoding="ascii")
    _append(folder / f"{localtime(at):%Y-%m-%d}.jsonl", signed(block, folder, at))
    return True


def signed(block: Block, folder: Path, at: datetime) -> Checkpoint:
    """The checkpoint about ``block``."""
    seal = bytes(block.seal).hex()
    text = json.dumps(
        {
            "block": block.number,
            "seal": seal,
            "lines": block.total,
            "until": moment(block.until),
            "at": moment(at),
        },
        separators=(",", ":"),
    )
    return Checkpoint(block.number, seal, text, signing.sign(text.encode()).hex(), folder)


def _append(file: Path, checkpoint: Checkpoint) -> None:
    """One line more, on the disk when this returns; a half line that a power cut left goes."""
    with os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+b") as open_file:
        fcntl.flock(open_file, fcntl.LOCK_EX)
        whole, line_end, _ = open_file.read().rpartition(b"\n")
        open_file.seek(len(whole) + len(line_end))
        open_file.truncate()
        open_file.write(checkpoint.written().encode() + b"\n")
        open_file.flush()
        os.fsync(open_file.fileno())
