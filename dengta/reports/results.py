"""What came of the long work that somebody asked for: kept for some days, for its owner alone.

A file lies sealed by the vault in ``DENGTA_DATA/exports``, unless its product says that it carries
its own seals. Work that makes a file in parts keeps them there too, sealed, until it joins them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from dengta.access.actor import Actor
from dengta.access.checks import holds, require_function
from dengta.jobs import queries as jobs
from dengta.jobs.queries import JobRow
from dengta.jobs.rules import State
from dengta.refusal import OutOfReach, Refusal
from dengta.reports.kinds import PRODUCTS
from dengta.vault import sealing

KEPT = timedelta(days=7)
GONE = "文件已过期删除，请重新导出或打印。"
OWN_JOBS_LOOKED_AT = 100

AT_ONCE = 3
"""Files of one kind that one account has under way: the work of everybody else waits behind."""


@dataclass(frozen=True, slots=True)
class ResultFile:
    """A finished file: its name for the browser, its kind, and its bytes to be read once."""

    name: str
    content_type: str
    content: BinaryIO


def latest(actor: Actor, kind: str) -> JobRow | None:
    """The actor's newest job of ``kind``; None when there is none. Refuses who may not ask."""
    require_function(actor, PRODUCTS[kind].can)
    return next((job for job in recent(actor) if job.kind == kind), None)


def recent(actor: Actor) -> list[JobRow]:
    """The actor's own jobs of every kind that he may ask for now, newest first."""
    own = jobs.mine(actor, limit=OWN_JOBS_LOOKED_AT)
    return [job for job in own if job.kind in PRODUCTS and holds(actor, PRODUCTS[job.kind].can)]


def require_room(actor: Actor, kind: str) -> None:
    """Refuses when the actor has :data:`AT_ONCE` jobs of ``kind`` under way."""
    if sum(job.is_open for job in recent(actor) if job.kind == kind) >= AT_ONCE:
        label = PRODUCTS[kind].label
        raise Refusal(
            f"您已有 {AT_ONCE} 份{label}还没有完成。"
            "请等其中一份完成，或在“我的文件”里取消一份，再试。"
        )


def file_of(actor: Actor, job_uid: UUID) -> ResultFile:
    """The file that the actor's job wrote. Another's job, an unfinished one and one that writes
    none do not exist; who may not ask for it any more may not fetch it (403); a file that was
    swept away is told in a sentence."""
    job = jobs.one(actor, job_uid)
    product = PRODUCTS.get(job.kind)
    if product is None or not product.content_type or job.state is not State.DONE:
        raise OutOfReach
    require_function(actor, product.can)
    place = place_of(job_uid, job.kind)
    try:
        content: BinaryIO = place.open("rb")
    except FileNotFoundError:
        raise Refusal(GONE) from None
    if product.sealed:
        with content:
            content = BytesIO(sealing.unseal_bytes("report", "content", job_uid, content.read()))
    return ResultFile(f"{job.result['name']}", product.content_type, content)


def keep(job_uid: UUID, kind: str, content: bytes) -> None:
    """Keep the file of a job, sealed."""
    _put(place_of(job_uid, kind), sealing.seal_bytes("report", "content", job_uid, content))


def keep_part(job_uid: UUID, number: int, content: bytes) -> None:
    """Keep one part of a file that is made in parts, sealed; one of the same number is replaced."""
    _put(_part(job_uid, number), sealing.seal_bytes("report", f"part {number}", job_uid, content))


def part(job_uid: UUID, number: int) -> bytes:
    """A part as it was kept."""
    sealed = _part(job_uid, number).read_bytes()
    return sealing.unseal_bytes("report", f"part {number}", job_uid, sealed)


def forget_parts(job_uid: UUID) -> None:
    """Delete the parts of a job: they are joined, or it ended without a file."""
    for file in _folder().glob(f"{job_uid}.*.part"):
        file.unlink(missing_ok=True)


def place_of(job_uid: UUID, kind: str) -> Path:
    """Where the file of a job lies; makes the folder (0700)."""
    return _folder() / f"{job_uid}.{'sealed' if PRODUCTS[kind].sealed else 'plain'}"


def forget_files(at: datetime) -> int:
    """Delete files that are older than :data:`KEPT`; a duty of the worker."""
    old = [file for file in _folder().iterdir() if file.stat().st_mtime < (at - KEPT).timestamp()]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)


def _folder() -> Path:
    folder = Path(settings.DENGTA_DATA) / "exports"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _part(job_uid: UUID, number: int) -> Path:
    return _folder() / f"{job_uid}.{number}.part"


def _put(place: Path, content: bytes) -> None:
    draft = place.with_name(f"{place.name}.new")
    draft.touch(mode=0o600)
    draft.write_bytes(content)
    draft.replace(place)
