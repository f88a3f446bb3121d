"""How a job's function reports and stops: batch by batch, each with its checkpoint."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import transaction
from django.db.models import F

from dengta.jobs.actions.taking import due, held, lease_of
from dengta.jobs.models import Job
from dengta.jobs.queries import arguments_of
from dengta.jobs.rules import CancelAsked, Lease, LeaseLost, Stopping


class Batch:
    """One batch under way: set ``checkpoint`` to where the next one begins, and ``count``."""

    def __init__(self, checkpoint: dict[str, object]) -> None:
        self.checkpoint = dict(checkpoint)
        self.finished = 0

    def count(self, n: int = 1) -> None:
        """``n`` more pieces are done."""
        self.finished += n


class Progress:
    """What a job's function is given: arguments, checkpoint and the right to write batches.

    The function begins where ``checkpoint`` says ({} at first), does everything inside
    ``batch()``, and lets :class:`~dengta.jobs.rules.Halted` pass. It may be called again after a
    crash, but a committed batch is never run twice.
    """

    def __init__(self, job: Job, *, stopping: Callable[[], bool] = lambda: False) -> None:
        self.job_uid: UUID = job.uid
        self.owner_uid: UUID = job.owner_uid
        self.org_path: str = job.org_path
        self.arguments = arguments_of(job)
        self.checkpoint: dict[str, object] = dict(job.checkpoint)
        self.done: int = job.done
        self.lease: Lease = lease_of(job)
        self._stopping = stopping

    def expect(self, total: int) -> None:
        """Say how many pieces there are altogether, for the progress bar."""
        with transaction.atomic():
            if not held(self.lease).update(total=total):
                raise LeaseLost

    def give_way(self) -> None:
        """Let jobs that are due go first: long work that goes on at its checkpoint says this
        between its batches, so that a message never waits behind it for minutes. Raises
        :class:`Stopping` when one is due; this job then waits behind it."""
        if due().exists():
            raise Stopping

    @contextmanager
    def batch(self) -> Iterator[Batch]:
        """A batch and its checkpoint in one transaction (GEN-08).

        Before it: :class:`Stopping` when the worker shuts down, :class:`CancelAsked` when the
        owner cancelled. At its end the job is claimed once more; if it is another's by now,
        :class:`LeaseLost` rolls everything back.
        """
        if self._stopping():
            raise Stopping
        with transaction.atomic():
            asked = held(self.lease).values_list("cancel_asked", flat=True).first()
            if asked is None:
                raise LeaseLost
            if asked:
                raise CancelAsked
            batch = Batch(self.checkpoint)
            yield batch
            stood = held(self.lease).update(
                checkpoint=batch.checkpoint, done=F("done") + batch.finished, attempts=0
            )
            if not stood:
                raise LeaseLost
        self.checkpoint = batch.checkpoint
        self.done += batch.finished
