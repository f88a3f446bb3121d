"""Long work over the log as the pages tell it: how the chain stands, what became of the files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.timezone import localtime

from dengta.access.actor import Actor
from dengta.access.reach import ROOT_PATH
from dengta.audit import queries
from dengta.audit.queries import Standing
from dengta.jobs.queries import JobRow
from dengta.jobs.rules import State
from dengta.reports import log
from dengta.web.components import Tone
from dengta.web.jinja import moment

KIND_WORDS: dict[str, str] = {log.CHECK: "校验", log.EXPORT: "导出", log.COPY: "导出副本和公钥"}
SHOWN_AFTERWARDS = timedelta(days=1)
"""So long a screen tells what became of the newest file; the list of files tells it for longer."""
EXPIRED = "文件保留七天，已经删除，请重新导出。"


@dataclass(frozen=True, slots=True)
class Chain:
    """How the chain stands: the bold words, the rest, whether all is well."""

    tone: Tone
    strong: str
    rest: str


@dataclass(frozen=True, slots=True)
class Job:
    """A job as its owner reads it. ``ready`` says that there is a file to fetch; ``key`` is the
    public key that belongs to a copy."""

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


@dataclass(frozen=True, slots=True)
class Work:
    """What the head of a screen shows."""

    chain: Chain
    checking: Job | None
    files: tuple[Job, ...]
    may_copy: bool
    has_files: bool

    @property
    def jobs(self) -> list[Job]:
        """The check under way before the files."""
        return [*([self.checking] if self.checking else []), *self.files]

    @property
    def polls(self) -> bool:
        """Whether something is under way."""
        return any(job.is_open for job in self.jobs)


def work_of(actor: Actor, at: datetime) -> Work:
    """The newest check, every file under way and the newest finished one of the last day."""
    own = log.recent(actor)
    checked = next((job for job in own if job.kind == log.CHECK), None)
    files = [job for job in own if job.kind != log.CHECK]
    ended = [job for job in files if job.ended_at and job.ended_at > at - SHOWN_AFTERWARDS]
    shown = [job for job in files if job.is_open or job in ended[:1]]
    return Work(
        chain=_chain(checked, queries.standing(actor)),
        checking=job_of(checked, at) if checked is not None and checked.is_open else None,
        files=tuple(job_of(job, at) for job in shown),
        may_copy=actor.path == ROOT_PATH,
        has_files=bool(files),
    )


def files_of(actor: Actor, at: datetime) -> list[Job]:
    """The own exports and copies, newest first."""
    return [job_of(job, at) for job in log.recent(actor) if job.kind != log.CHECK]


def job_of(job: JobRow, at: datetime) -> Job:
    """The words for ``job``."""
    kept = job.state is State.DONE and job.ended_at is not None and job.ended_at > at - log.KEPT
    tone, words = _told(job, kept=kept)
    return Job(
        uid=job.uid,
        label=KIND_WORDS[job.kind],
        asked=moment(job.enqueued_at),
        is_open=job.is_open,
        percent=job.percent,
        counted=f"{job.done:,} / {job.total:,}" if job.total else "",
        stopping=job.cancel_asked and job.is_open,
        tone=tone,
        words=words,
        ready=kept and job.kind != log.CHECK,
        key=str(job.result.get("key", "")),
    )


def _told(job: JobRow, *, kept: bool) -> tuple[Tone, str]:
    label = KIND_WORDS[job.kind]
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
    rows = job.result.get("rows", job.result.get("lines", 0))
    return "good", f"{job.result.get('name', label)}，共 {rows} 条"


def _chain(checked: JobRow | None, standing: Standing) -> Chain:
    sealed = "日志链尚无封存的记录"
    if standing.sealed_until:
        sealed = f"日志链已封存至 {moment(standing.sealed_until)}"
    waiting = f"最近的 {standing.open_lines} 条稍后封存" if standing.open_lines else ""
    so_far = "；".join(filter(None, (f"共 {standing.lines:,} 条", waiting)))
    if checked is None or checked.is_open:
        return Chain("hint", sealed, f"{so_far}。点【校验】可以查明有没有改动、缺失或插入")
    if checked.state is State.FAILED:
        return Chain("error", f"校验没有完成：{checked.problem}", f"{sealed}，{so_far}")
    if checked.state is State.CANCELLED:
        return Chain("warning", "上次校验已取消，没有结论", f"{sealed}，{so_far}")
    strong, _, rest = str(checked.result.get("sentence", "")).partition("。")
    when = f"（{localtime(checked.ended_at):%m-%d %H:%M} 校验）" if checked.ended_at else ""
    tone: Tone = "error" if checked.result.get("fault") else "good"
    return Chain(tone, strong, rest.removesuffix("。") + when)
