"""What came of the work over the log: kept for some days, for its owner alone.

A table lies sealed by the vault in ``DENGTA_DATA/exports``; the copy for a verifier lies there as
it is, since its secrets are sealed line by line.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from dengta.access.actor import Actor
from dengta.access.checks import require_function
from dengta.access.permissions import Can
from dengta.jobs import queries as jobs
from dengta.jobs.queries import JobRow
from dengta.jobs.rules import State
from dengta.refusal import OutOfReach, Refusal
from dengta.reports.log.kinds import COPY, EXPORT, KINDS
from dengta.vault import sealing

KEPT = timedelta(days=7)
GONE = "文件已过期删除，请重新导出。"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OWN_JOBS_LOOKED_AT = 100


@dataclass(frozen=True, slots=True)
class LogFile:
    """A finished file: its name for the browser, its kind, and its bytes to be read once."""

    name: str
    content_type: str
    content: BinaryIO


def latest(actor: Actor, kind: str) -> JobRow | None:
    """The actor's newest job of ``kind``; None when there is none."""
    return next((job for job in recent(actor) if job.kind == kind), None)


def recent(actor: Actor) -> list[JobRow]:
    """The actor's own jobs over the log, of every kind, newest first."""
    require_function(actor, Can.READ_LOG)
    own = jobs.mine(actor, limit=OWN_JOBS_LOOKED_AT)
    return [job for job in own if job.kind in KINDS]


def file_of(actor: Actor, job_uid: UUID) -> LogFile:
    """The file that the actor's job wrote. Another's job, an unfinished one and one that writes
    none do not exist; a file that was swept away is told in a sentence."""
    require_function(actor, Can.READ_LOG)
    job = jobs.one(actor, job_uid)
    if job.state is not State.DONE or job.kind not in {EXPORT, COPY}:
        raise OutOfReach
    try:
        name = f"{job.result['name']}"
        if job.kind == COPY:
            return LogFile(name, "application/jsonl", place_of(job_uid, COPY).open("rb"))
        sealed = place_of(job_uid, EXPORT).read_bytes()
    except FileNotFoundError:
        raise Refusal(GONE) from None
    text = sealing.unseal("log_export", "content", job_uid, sealed)
    return LogFile(name, XLSX, BytesIO(b64decode(text)))


def keep(job_uid: UUID, content: bytes) -> None:
    """Keep a table, sealed."""
    sealed = sealing.seal("log_export", "content", job_uid, b64encode(content).decode())
    place = place_of(job_uid, EXPORT)
    draft = place.with_suffix(".part")
    draft.write_bytes(sealed)
    draft.chmod(0o600)
    draft.replace(place)


def place_of(job_uid: UUID, kind: str) -> Path:
    """Where the file of a job lies; makes the folder (0700)."""
    folder = Path(settings.DENGTA_DATA) / "exports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder / f"{job_uid}.{'jsonl' if kind == COPY else 'sealed'}"


def forget_files(at: datetime) -> int:
    """Delete files that are older than :data:`KEPT`; a duty of the worker."""
    folder = Path(settings.DENGTA_DATA) / "exports"
    old = [
        file
        for file in (folder.iterdir() if folder.is_dir() else ())
        if file.stat().st_mtime < (at - KEPT).timestamp()
    ]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)
