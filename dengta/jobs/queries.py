"""What someone may see of the queue: the own jobs, and how the queue fares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dengta.access.actor import Actor
from dengta.database import clock
from dengta.jobs.models import Job, Worker
from dengta.jobs.rules import State, share_done
from dengta.refusal import OutOfReach
from dengta.vault import sealing


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as its owner sees it. ``percent`` is 0 … 100."""

    uid: UUID
    kind: str
    state: State
    percent: int
    done: int
    total: int
    result: dict[str, object]
    problem: str
    cancel_asked: bool
    enqueued_at: datetime
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


@dataclass(frozen=True, slots=True)
class Health:
    """How the queue fares: jobs waiting and running, how long the oldest takeable job has waited
    and since when no worker was heard of (None: there is none)."""

    waiting: int
    running: int
    oldest_waiting: timedelta
    worker_silent: timedelta | None


def mine(actor: Actor, *, limit: int = 20) -> list[JobRow]:
    """The actor's own jobs, newest first."""
    return [_row(job) for job in Job.objects.filter(owner_uid=actor.uid).order_by("-id")[:limit]]


def one(actor: Actor, uid: UUID) -> JobRow:
    """The actor's job ``uid``; another's does not exist."""
    return _row(find(actor, uid))


def find(actor: Actor, uid: UUID) -> Job:
    """The same as ``actions.cancel`` takes it."""
    job = Job.objects.filter(owner_uid=actor.uid, uid=uid).first()
    if job is None:
        raise OutOfReach
    return job


def health() -> Health:
    """The state of queue and workers by the database's clock, for /healthz."""
    now = clock.database_now()
    open_jobs = Job.objects.filter(ended_at__isnull=True)
    due = open_jobs.filter(state=State.WAITING, lease_until__lte=now).order_by("lease_until")
    oldest = due.values_list("lease_until", flat=True).first()
    seen = Worker.objects.order_by("-seen_at").values_list("seen_at", flat=True).first()
    return Health(
        waiting=open_jobs.filter(state=State.WAITING).count(),
        running=open_jobs.filter(state=State.RUNNING).count(),
        oldest_waiting=now - oldest if oldest else timedelta(),
        worker_silent=max(timedelta(), now - seen) if seen else None,
    )


def arguments_of(job: Job) -> dict[str, object]:
    """The arguments that the job was enqueued with, unsealed; for the worker."""
    opened = sealing.unseal_json(Job._meta.db_table, "arguments", job.uid, bytes(job.arguments))
    return dict(opened) if isinstance(opened, dict) else {}


def _row(job: Job) -> JobRow:
    return JobRow(
        uid=job.uid,
        kind=job.kind,
        state=State(job.state),
        percent=100 if job.state == State.DONE else share_done(job.done, job.total),
        done=job.done,
        total=job.total,
        result=dict(job.result),
        problem=job.problem,
        cancel_asked=job.cancel_asked,
        enqueued_at=job.enqueued_at,
        ended_at=job.ended_at,
    )
