"""What workers do with the queue. Leases go by the database's clock, not by the worker's."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from dengta.access.actor import SYSTEM
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.database import clock
from dengta.jobs.models import Job
from dengta.jobs.rules import (
    ATTEMPTS_AT_MOST,
    LEASE,
    SENTENCE_BROKEN,
    Lease,
    LeaseLost,
    State,
    Values,
    pause_before,
)


@transaction.atomic
def take(worker: str, at: datetime, *, term: timedelta = LEASE) -> Job | None:
    """Take the job that is due longest, waiting or of a worker that fell silent; None when there
    is none.

    SKIP LOCKED on PostgreSQL, the write lock on SQLite: two workers never take one job. A job
    taken too often without finishing one batch is failed instead, and the next one is looked at.
    """
    while True:
        now = clock.database_now()
        job = due().select_for_update(skip_locked=True).order_by("lease_until", "id").first()
        if job is None:
            return None
        if job.cancel_asked:
            _end(job, State.CANCELLED, Event.JOB_CANCELLED, at)
        elif job.attempts >= ATTEMPTS_AT_MOST:
            _end(job, State.FAILED, Event.JOB_FAILED, at, problem=SENTENCE_BROKEN)
        else:
            job.state = State.RUNNING
            job.lease_by = worker
            job.lease_until = now + term
            job.turn += 1
            job.attempts += 1
            job.started_at = job.started_at or at
            job.save()
            return job


def due() -> QuerySet[Job]:
    """The jobs that may be taken now."""
    return Job.objects.filter(ended_at__isnull=True, lease_until__lte=clock.database_now())


@transaction.atomic
def heartbeat(lease: Lease, *, term: timedelta = LEASE) -> bool:
    """Prolong the lease; False when it is lost. Called outside the batch, on a connection of its
    own, so that a long batch does not lose its job."""
    until = clock.database_now() + term
    return bool(held(lease).update(lease_until=until))


@transaction.atomic
def finish(lease: Lease, *, at: datetime, result: Values | None = None) -> None:
    """The work is done. Raises :class:`LeaseLost` when the job is another's by now."""
    job = _locked(lease)
    job.result = dict(result or {})
    _end(job, State.DONE, Event.JOB_FINISHED, at)


@transaction.atomic
def fail(lease: Lease, *, at: datetime, problem: str) -> None:
    """The work cannot be done; ``problem`` is the sentence for the owner."""
    _end(_locked(lease), State.FAILED, Event.JOB_FAILED, at, problem=problem[:400])


@transaction.atomic
def end_cancelled(lease: Lease, *, at: datetime) -> None:
    """The owner had asked for it, and the batch is over."""
    _end(_locked(lease), State.CANCELLED, Event.JOB_CANCELLED, at)


@transaction.atomic
def put_back(lease: Lease) -> None:
    """The worker shuts down: the job waits again, with its checkpoint, for whoever is next."""
    job = _locked(lease)
    job.state = State.WAITING
    job.attempts = 0
    job.lease_by = ""
    job.lease_until = clock.database_now()
    job.save()


@transaction.atomic
def retry(lease: Lease) -> None:
    """The work broke off by a fault: the job waits a little and goes on at its checkpoint.
    :func:`take` gives it up after :data:`ATTEMPTS_AT_MOST` attempts without a batch."""
    job = _locked(lease)
    job.state = State.WAITING
    job.lease_by = ""
    job.lease_until = clock.database_now() + pause_before(job.attempts)
    job.save()


def lease_of(job: Job) -> Lease:
    """The lease that a job just taken stands under."""
    return Lease(job.pk, job.lease_by, job.turn)


def held(lease: Lease) -> QuerySet[Job]:
    """The job's row, if the lease still holds: a claim is an update of it with a count of 1."""
    return Job.objects.filter(
        pk=lease.job_pk, turn=lease.turn, lease_by=lease.worker, ended_at__isnull=True
    )


def _locked(lease: Lease) -> Job:
    job = held(lease).select_for_update().first()
    if job is None:
        raise LeaseLost
    return job


def _end(job: Job, state: State, event: Event, at: datetime, *, problem: str = "") -> None:
    job.state = state
    job.problem = problem
    job.ended_at = at
    if state is not State.DONE:
        job.key = None
    job.save()
    record(
        event,
        subject=Subject("job", job.uid, job.kind),
        path=job.org_path,
        by=SYSTEM,
        at=at,
        reason=problem,
    )
