"""Many workers at one queue, leases that run out in the middle of a batch, slow batches."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from time import monotonic

import pytest
from django.db import connection

from dengta.jobs.actions import Progress, cancel, enqueue, finish, heartbeat, take
from dengta.jobs.actions.taking import lease_of
from dengta.jobs.models import Job
from dengta.jobs.rules import LeaseLost, State
from tests.audit.people import NOON, actor
from tests.counts.test_claims import at_once
from tests.jobs.queue import NOW, piece, pieces_of, put, taken, work

pytestmark = pytest.mark.django_db(transaction=True)

SECONDS = 2.0


@pytest.mark.race
@pytest.mark.spec("GEN-08")
def test_eight_workers_never_do_one_piece_twice_though_leases_run_out_at_once() -> None:
    """Every lease has run out as soon as it is given: the worst case, all take from all."""
    jobs = [put(pieces=4) for _ in range(6)]
    stop_at = monotonic() + SECONDS
    rounds: Counter[str] = Counter()
    counting = threading.Lock()

    def serve(name: str) -> Callable[[], None]:
        def loop() -> None:
            while monotonic() < stop_at and Job.objects.filter(ended_at=None).exists():
                job = take(name, NOON, term=NOW)
                if job is None:
                    continue
                progress = Progress(job)
                try:
                    finish(progress.lease, at=NOON, result=work(progress))
                    outcome = "finished"
                except LeaseLost:
                    outcome = "lost"
                with counting:
                    rounds[outcome] += 1

        return loop

    at_once(*(serve(f"w{n}") for n in range(8)))
    print(f"queue: {dict(rounds)}, 0 doubled")
    for job in jobs:
        job.refresh_from_db()
        done = pieces_of(job)
        assert len(done) == len(set(done))
        assert done == list(range(len(done)))
        assert job.checkpoint.get("next", 0) == len(done)
        if job.state == State.DONE:
            assert done == [0, 1, 2, 3]


@pytest.mark.spec("GEN-08")
def test_eight_workers_take_every_job_once() -> None:
    jobs = [put().pk for _ in range(12)]
    found: list[int] = []
    keeping = threading.Lock()

    def loop() -> None:
        while (job := take("w", NOON)) is not None:
            with keeping:
                found.append(job.pk)

    at_once(*[loop] * 8)
    # SKIP LOCKED may pass over a row that a neighbour holds; what is left is still there
    while (job := take("w", NOON)) is not None:
        found.append(job.pk)
    assert sorted(found) == jobs


@pytest.mark.spec("GEN-08")
def test_a_batch_is_rolled_back_when_the_job_is_taken_in_its_middle() -> None:
    """On SQLite nobody can take it meanwhile: the batch holds the write lock, and stands."""
    job = put()
    lost = Progress(taken("w1", term=NOW))
    inside, gone = threading.Event(), threading.Event()
    outcomes: list[str] = []

    def slow() -> None:
        try:
            with lost.batch() as batch:
                piece(lost, 0)
                batch.count()
                inside.set()
                if connection.vendor == "postgresql":
                    assert gone.wait(20)
        except LeaseLost:
            outcomes.append("lost")
        else:
            outcomes.append("stood")

    def takes_over() -> None:
        assert inside.wait(20)
        assert take("w2", NOON) is not None
        gone.set()

    at_once(slow, takes_over)
    on_postgresql = connection.vendor == "postgresql"
    assert outcomes == ["lost" if on_postgresql else "stood"]
    assert pieces_of(job) == ([] if on_postgresql else [0])


@pytest.mark.spec("GEN-08")
def test_heartbeat_and_cancelling_do_not_wait_for_a_batch() -> None:
    clerk = actor()
    job = put(clerk)
    progress = Progress(taken())
    inside, heard = threading.Event(), threading.Event()

    def slow() -> None:
        with progress.batch() as batch:
            piece(progress, 0)
            batch.count()
            inside.set()
            if connection.vendor == "postgresql":
                assert heard.wait(20)

    def beside() -> None:
        assert inside.wait(20)
        assert heartbeat(progress.lease)
        cancel(job, by=clerk, at=NOON)
        heard.set()

    at_once(slow, beside)
    job.refresh_from_db()
    assert (job.cancel_asked, job.done) == (True, 1)


@pytest.mark.spec("GEN-08")
def test_the_same_work_asked_for_by_eight_at_once_is_one_job() -> None:
    clerk = actor()
    found: list[int] = []

    def ask() -> None:
        found.append(enqueue("print", arguments={}, by=clerk, at=NOON, key="print:1").pk)

    at_once(*[ask] * 8)
    assert len(set(found)) == 1
    assert Job.objects.count() == 1


def test_a_job_is_not_taken_while_its_lease_holds() -> None:
    put()
    job = taken("w1")
    assert take("w2", NOON) is None
    assert heartbeat(lease_of(job))
