"""Long work: its states, how long a lease holds, and what stops it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

LEASE = timedelta(seconds=60)
"""A worker that has not been heard of for so long has lost its job to the next one."""

HEARTBEAT = timedelta(seconds=10)
ATTEMPTS_AT_MOST = 5
"""Attempts without one finished batch between them; then the job has failed."""

WORKER_SILENT = timedelta(seconds=60)
"""After so long without a sign /healthz calls the worker dead."""


class State(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


STATE_LABELS: dict[State, str] = {
    State.WAITING: "排队中",
    State.RUNNING: "进行中",
    State.DONE: "已完成",
    State.FAILED: "失败",
    State.CANCELLED: "已取消",
}

SENTENCE_BROKEN = "任务执行时出错，已停止。请稍后重新提交；如仍失败，请联系系统管理人员。"
SENTENCE_UNKNOWN = "系统不认识这种任务，没有执行。请联系系统管理人员。"


class Halted(Exception):
    """The work may not go on. Raised at the border of a batch, caught by the worker; a job's
    function lets it pass."""


class LeaseLost(Halted):
    """Another worker has the job, or it was ended: this one's batch was rolled back."""


class CancelAsked(Halted):
    """The owner has cancelled the job."""


class Stopping(Halted):
    """The worker is shutting down; the job goes back to the queue with its checkpoint."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on a job: valid while the row still has this ``turn``, which only grows."""

    job_pk: int
    worker: str
    turn: int


def pause_before(attempt: int) -> timedelta:
    """How long a job that broke off waits before attempt number ``attempt`` + 1: 2, 4, 8, 16 s."""
    return timedelta(seconds=2 ** min(attempt, 6))


def share_done(done: int, total: int) -> int:
    """Per cent for the progress bar, 0 … 100; 0 while the total is unknown."""
    return min(100, done * 100 // total) if total > 0 else 0


Values = Mapping[str, object]
"""What JSON can hold, by name."""
