"""The worker, one job at a time, for tests in a transaction of their own."""

from __future__ import annotations

from django.utils.timezone import now

from dengta.jobs.actions import Progress, fail, finish, take
from dengta.jobs.actions.taking import end_cancelled
from dengta.jobs.rules import CancelAsked
from dengta.operations.job_table import TABLE
from dengta.refusal import Refusal


def work() -> None:
    """Do the job that waits."""
    job = take("test", now())
    assert job is not None
    running = Progress(job)
    try:
        finish(running.lease, at=now(), result=TABLE[job.kind](running) or {})
    except CancelAsked:
        end_cancelled(running.lease, at=now())
    except Refusal as refusal:
        fail(running.lease, at=now(), problem=refusal.sentence)
