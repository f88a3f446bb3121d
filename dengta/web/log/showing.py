"""The head of a screen of the log: how the chain stands, the long work under way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localtime

from dengta.access.actor import Actor
from dengta.access.reach import ROOT_PATH
from dengta.audit import queries
from dengta.audit.queries import Standing
from dengta.jobs.queries import JobRow
from dengta.jobs.rules import State
from dengta.reports import results
from dengta.reports.kinds import CHECK, COPY, EXPORT
from dengta.web.background.showing import Work, work_of
from dengta.web.components import Tone
from dengta.web.moments import moment

SHOWN_AFTERWARDS = timedelta(days=1)
"""So long a screen tells what became of the newest file; the list of files tells it for longer."""
OVER_THE_LOG = frozenset({CHECK, EXPORT, COPY})


@dataclass(frozen=True, slots=True)
class Chain:
    """How the chain stands: the bold words, the rest, whether all is well."""

    tone: Tone
    strong: str
    rest: str


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of a screen shows."""

    chain: Chain
    checking: Work | None
    files: tuple[Work, ...]
    may_copy: bool
    has_files: bool

    @property
    def jobs(self) -> list[Work]:
        """The check under way before the files."""
        return [*([self.checking] if self.checking else []), *self.files]

    @property
    def polls(self) -> bool:
        """Whether something is under way."""
        return any(job.is_open for job in self.jobs)


def head_of(actor: Actor, at: datetime) -> Head:
    """The newest check, every file under way and the newest finished one of the last day."""
    own = [job for job in results.recent(actor) if job.kind in OVER_THE_LOG]
    checked = next((job for job in own if job.kind == CHECK), None)
    files = [job for job in own if job.kind != CHECK]
    ended = [job for job in files if job.ended_at and job.ended_at > at - SHOWN_AFTERWARDS]
    shown = [job for job in files if job.is_open or job in ended[:1]]
    return Head(
        chain=_chain(checked, queries.standing(actor)),
        checking=work_of(checked, at) if checked is not None and checked.is_open else None,
        files=tuple(work_of(job, at) for job in shown),
        may_copy=actor.path == ROOT_PATH,
        has_files=bool(files),
    )


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
