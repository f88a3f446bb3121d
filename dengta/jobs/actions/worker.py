"""The worker: takes jobs, runs them one after the other, and does periodic duties beside them."""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import Protocol

from django.db import Error, connection, transaction
from django.utils import timezone

from dengta.database import clock
from dengta.jobs.actions import taking
from dengta.jobs.actions.progress import Progress
from dengta.jobs.models import Job, Worker
from dengta.jobs.rules import (
    HEARTBEAT,
    LEASE,
    SENTENCE_UNKNOWN,
    CancelAsked,
    Lease,
    LeaseLost,
    Stopping,
    Values,
)
from dengta.refusal import Refusal

log = logging.getLogger(__name__)

IDLE = 1.0
"""Seconds between two looks at an empty queue."""

FORGOTTEN = timedelta(days=1)
"""Workers not heard of for so long leave the table."""

Work = Callable[[Progress], Values | None]
"""A job's function: does the work in batches, returns the result (JSON) for its owner."""


class StopSign(Protocol):
    """What ends the loop; a ``threading.Event`` is one."""

    def is_set(self) -> bool: ...

    def wait(self, timeout: float | None = None) -> bool: ...


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do again and again, as the fold of the counts; ``do`` is given the moment.

    Duties run beside the jobs on a connection of their own, so that a long job delays none.
    """

    name: str
    every: timedelta
    do: Callable[[datetime], object]


def run(
    table: Mapping[str, Work],
    stop: StopSign,
    *,
    duties: Sequence[Duty] = (),
    name: str = "",
    term: timedelta = LEASE,
    pulse: timedelta = HEARTBEAT,
    now: Callable[[], datetime] = timezone.now,
) -> None:
    """Serve the queue until ``stop`` is set; ``table`` says which function does which kind.

    A fault of a job or of the database never ends the loop. On ``stop`` the running job goes back
    to the queue at the end of its batch.
    """
    who = name or f"{socket.gethostname()}-{os.getpid()}"
    companion = Companion(who, duties, term=term, pulse=pulse, now=now)
    with companion.running():
        while not stop.is_set():
            if not _serve_one(table, stop, companion, who, term, now):
                stop.wait(IDLE)


class Companion:
    """The thread beside the jobs: says that the worker lives, prolongs the lease, does duties."""

    def __init__(
        self,
        worker: str,
        duties: Sequence[Duty],
        *,
        term: timedelta,
        pulse: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        self._worker = worker
        self._duties = duties
        self._term = term
        self._pulse = pulse.total_seconds()
        self._now = now
        self._over = threading.Event()
        self._lease: Lease | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """The thread runs within."""
        thread = threading.Thread(target=self._loop, name="worker-companion", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._over.set()
            thread.join()

    @contextmanager
    def keeping(self, lease: Lease) -> Iterator[None]:
        """Within, the lease is prolonged."""
        self._lease = lease
        try:
            yield
        finally:
            self._lease = None

    def _loop(self) -> None:
        due = {duty.name: 0.0 for duty in self._duties}
        pulse_due = 0.0
        tick = min(IDLE, self._pulse)
        while not self._over.is_set():
            if monotonic() >= pulse_due:
                _guarded("pulse", self._beat)
                pulse_due = monotonic() + self._pulse
            for duty in self._duties:
                if monotonic() >= due[duty.name]:
                    _guarded(duty.name, partial(duty.do, self._now()))
                    due[duty.name] = monotonic() + duty.every.total_seconds()
            self._over.wait(tick)
        connection.close()

    def _beat(self) -> None:
        lease = self._lease
        if lease is not None:
            taking.heartbeat(lease, term=self._term)
        seen(self._worker)


@transaction.atomic
def seen(worker: str) -> None:
    """Write down that ``worker`` lives, and forget those that are long gone."""
    at = clock.database_now()
    if not Worker.objects.filter(name=worker).update(seen_at=at):
        Worker.objects.create(name=worker, started_at=at, seen_at=at)
        Worker.objects.filter(seen_at__lt=at - FORGOTTEN).delete()


def _serve_one(
    table: Mapping[str, Work],
    stop: StopSign,
    companion: Companion,
    worker: str,
    term: timedelta,
    now: Callable[[], datetime],
) -> bool:
    """Take and do one job; False when there was none (or the database did not answer)."""
    try:
        job = taking.take(worker, now(), term=term)
    except Error:
        log.exception("the queue could not be read")
        connection.close()
        return False
    if job is None:
        return False
    lease = taking.lease_of(job)
    with companion.keeping(lease):
        try:
            _do(job, lease, table.get(job.kind), stop, now)
        except LeaseLost:
            log.warning("job %s is another worker's by now", job.uid)
        except Error:
            log.exception("job %s: the database did not answer; its lease will run out", job.uid)
            connection.close()
    return True


def _do(
    job: Job,
    lease: Lease,
    work: Work | None,
    stop: StopSign,
    now: Callable[[], datetime],
) -> None:
    if work is None:
        taking.fail(lease, at=now(), problem=SENTENCE_UNKNOWN)
        return
    try:
        result = work(Progress(job, stopping=stop.is_set))
    except Stopping:
        taking.put_back(lease)
    except CancelAsked:
        taking.end_cancelled(lease, at=now())
    except LeaseLost:
        raise
    except Refusal as no:
        taking.fail(lease, at=now(), problem=no.sentence)
    except Exception:
        log.exception("job %s (%s) broke off", job.uid, job.kind)
        connection.close_if_unusable_or_obsolete()
        taking.retry(lease)
    else:
        taking.finish(lease, at=now(), result=result)


def _guarded(name: str, do: Callable[[], object]) -> None:
    """A duty's fault is written down and never ends the thread."""
    try:
        do()
    except Exception:
        log.exception("duty %s failed", name)
        connection.close()
