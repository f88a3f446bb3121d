"""Long work that somebody asked for, as its owner reads it: how far it is, what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dengta.access.actor import Actor
from dengta.jobs.queries import JobRow
from dengta.jobs.rules import State
from dengta.reports import results
from dengta.reports.kinds import PRODUCTS
from dengta.web.components import Tone
from dengta.web.moments import moment

PIECES = ("sheets", "rows", "lines")
"""Under which of these names a result says how many pieces its file has."""
EXPIRED = "文件保留七天，已经删除，需要时请重新导出或打印。"


@dataclass(frozen=True, slots=True)
class Work:
    """A job in words. ``ready`` says that there is a file to fetch; ``key`` is the public key that
    belongs to a copy of the log."""

    uid: UUID
    label: str
    asked: str
    is_open: bool
    percent: int
    counted: str
    stopping: bool
    tone: Tone
    words: str
    ready: bool
    key: str


def files_of(actor: Actor, at: datetime) -> list[Work]:
    """The own work that makes files, newest first."""
    own = results.recent(actor)
    return [work_of(job, at) for job in own if PRODUCTS[job.kind].content_type]


def work_of(job: JobRow, at: datetime) -> Work:
    """The words for ``job``, whose kind has a product."""
    product = PRODUCTS[job.kind]
    kept = job.state is State.DONE and job.ended_at is not None and job.ended_at > at - results.KEPT
    tone, words = _told(job, kept=kept)
    return Work(
        uid=job.uid,
        label=product.label,
        asked=moment(job.enqueued_at),
        is_open=job.is_open,
        percent=job.percent,
        counted=f"{job.done:,} / {job.total:,}" if job.total else "",
        stopping=job.cancel_asked and job.is_open,
        tone=tone,
        words=words,
        ready=kept and bool(product.content_type),
        key=str(job.result.get("key", "")),
    )


def _told(job: JobRow, *, kept: bool) -> tuple[Tone, str]:
    product = PRODUCTS[job.kind]
    label = product.label
    match job.state:
        case State.WAITING:
            return "hint", f"{label}正在排队"
        case State.RUNNING:
            return "hint", f"{label}正在停止" if job.cancel_asked else f"{label}正在进行"
        case State.FAILED:
            return "error", f"{label}没有完成：{job.problem}"
        case State.CANCELLED:
            return "warning", f"{label}已取消，没有生成文件。"
        case State.DONE if not kept:
            return "", EXPIRED
    pieces = next((job.result[name] for name in PIECES if name in job.result), 0)
    words = f"{job.result.get('name', label)}，共 {pieces} {product.counted}"
    if left_out := job.result.get("left_out"):
        words += f"；{left_out} 个党组织已删除或不在您的范围内，没有打印"
    return "good", words
