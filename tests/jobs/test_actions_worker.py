from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from dengta.audit.models import Line
from dengta.counts import actions as counts
from dengta.counts import effects, queries
from dengta.counts.rules import Dimension
from dengta.jobs import queries as jobs
from dengta.jobs.actions import Progress, cancel, worker
from dengta.jobs.actions.worker import Duty, Work
from dengta.jobs.models import Job
from dengta.jobs.rules import SENTENCE_UNKNOWN, State
from dengta.refusal import Refusal
from tests.audit.people import NOON, actor
from tests.jobs.queue import KIND, piece, pieces_of, put, work

pytestmark = pytest.mark.django_db(transaction=True)


class EmptyQueue:
    """Stops the worker when it finds nothing to do, or after ``at_most`` looks."""

    def __init__(self, at_most: int = 1) -> None:
        self._left = at_most
        self._over = threading.Event()

    def is_set(self) -> bool:
        return self._over.is_set()

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 nobody waits in a test
        self._left -= 1
        if self._left <= 0:
            self._over.set()
        return self._over.is_set()

    def stop(self) -> None:
        self._over.set()


def serve(table: Mapping[str, Work], stop: EmptyQueue | None = None) -> None:
    worker.run(table, stop or EmptyQueue(), name="w1", now=lambda: NOON)


@pytest.mark.spec("GEN-08")
def test_the_worker_does_what_the_table_says_and_stores_the_result() -> None:
    clerk = actor()
    first, second = put(clerk, pieces=2), put(clerk, pieces=1)
    serve({KIND: work})
    for job in (first, second):
        row = jobs.one(clerk, job.uid)
        assert (row.state, row.percent, row.ended_at) == (State.DONE, 100, NOON)
        assert row.result == {"pieces": row.total}
    assert (pieces_of(first), pieces_of(second)) == ([0, 1], [0])


@pytest.mark.spec("GEN-08")
def test_long_work_lets_what_came_meanwhile_go_first_and_then_goes_on() -> None:
    clerk = actor()
    short: list[Job] = []

    def long_work(progress: Progress) -> dict[str, object]:
        for n in range(int(str(progress.checkpoint.get("next", 0))), 3):
            with progress.batch() as batch:
                piece(progress, n)
                batch.checkpoint = {"next": n + 1}
            if n == 0 and not short:
                short.append(put(clerk, pieces=1))
            progress.give_way()
        return {}

    def pieces(progress: Progress) -> dict[str, object]:
        return (work if progress.arguments["pieces"] == 1 else long_work)(progress)

    long = put(clerk, pieces=3)
    serve({KIND: pieces})
    order = Line.objects.filter(subject_noun="piece").order_by("pk")
    assert list(order.values_list("subject_uid", flat=True)) == [
        long.uid,
        short[0].uid,
        long.uid,
        long.uid,
    ]
    assert pieces_of(long) == [0, 1, 2]
    assert set(Job.objects.values_list("state", flat=True)) == {State.DONE}


def test_an_unknown_kind_and_a_refusal_end_with_a_sentence_for_the_owner() -> None:
    def refuses(_: Progress) -> None:
        raise Refusal("表格里没有“姓名”这一列，请使用下载的模板。")

    clerk = actor()
    refused = put(clerk)
    serve({KIND: refuses})
    unknown = put(clerk)
    serve({})
    assert jobs.one(clerk, refused.uid).problem == "表格里没有“姓名”这一列，请使用下载的模板。"
    assert jobs.one(clerk, unknown.uid).problem == SENTENCE_UNKNOWN
    assert set(Job.objects.values_list("state", flat=True)) == {State.FAILED}


@pytest.mark.spec("GEN-08")
def test_a_fault_is_tried_again_from_the_checkpoint() -> None:
    def breaks(progress: Progress) -> None:
        with progress.batch() as batch:
            piece(progress, 0)
            batch.checkpoint = {"next": 1}
        raise ZeroDivisionError

    job = put(pieces=2)
    serve({KIND: breaks})
    job.refresh_from_db()
    assert (job.state, job.problem) == (State.WAITING, "")
    with transaction.atomic():
        Job.objects.update(lease_until=job.enqueued_at)
    serve({KIND: work})
    job.refresh_from_db()
    assert job.state == State.DONE
    assert pieces_of(job) == [0, 1]


@pytest.mark.spec("GEN-08")
def test_a_worker_told_to_stop_finishes_its_batch_and_gives_the_job_back() -> None:
    stop = EmptyQueue()

    def interrupted(progress: Progress) -> dict[str, object]:
        with progress.batch() as batch:
            piece(progress, 0)
            batch.count()
            batch.checkpoint = {"next": 1}
            stop.stop()
        return work(progress)

    job = put(pieces=3)
    serve({KIND: interrupted}, stop)
    job.refresh_from_db()
    assert (job.state, job.done, pieces_of(job)) == (State.WAITING, 1, [0])
    serve({KIND: work})
    job.refresh_from_db()
    assert (job.state, pieces_of(job)) == (State.DONE, [0, 1, 2])


@pytest.mark.spec("GEN-08")
def test_a_job_cancelled_while_it_runs_ends_as_cancelled() -> None:
    clerk = actor()
    job = put(clerk, pieces=3)

    def overtaken(progress: Progress) -> dict[str, object]:
        with progress.batch() as batch:
            piece(progress, 0)
            batch.checkpoint = {"next": 1}
        cancel(job, by=clerk, at=NOON)
        return work(progress)

    serve({KIND: overtaken})
    job.refresh_from_db()
    assert (job.state, pieces_of(job)) == (State.CANCELLED, [0])


class Until:
    """Stops the worker when ``reached`` says so; a limit ends a test that would never end."""

    def __init__(self, reached: Callable[[], bool]) -> None:
        self._reached = reached
        self._pause = threading.Event()
        self._left = 2000

    def is_set(self) -> bool:
        self._left -= 1
        return self._left <= 0 or self._reached()

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 as soon as possible
        self._pause.wait(0.01)
        return self.is_set()


def test_duties_run_beside_the_jobs_and_a_faulty_one_ends_nothing() -> None:
    with transaction.atomic():
        effects.load_totals({"000": {}})
        effects.add("000", {(Dimension.MEMBERS, "1"): 2})
    told: list[datetime] = []

    def faulty(at: datetime) -> None:
        told.append(at)
        raise ZeroDivisionError

    worker.run(
        {},
        Until(lambda: len(told) > 1 and queries.backlog() == 0),
        duties=[
            Duty("faulty", timedelta(), faulty),
            Duty("fold", timedelta(seconds=1), counts.fold),
        ],
        pulse=timedelta(milliseconds=20),
        now=lambda: NOON,
    )
    assert set(told) == {NOON}
    assert len(told) > 1
    assert queries.backlog() == 0
    assert queries.total("000").of(Dimension.MEMBERS) == 2


@pytest.mark.spec("GEN-08")
def test_the_lease_of_a_long_job_is_prolonged_beside_it() -> None:
    prolonged, pause = threading.Event(), threading.Event()
    job = put(pieces=1)

    def slow(progress: Progress) -> None:
        first = Job.objects.values_list("lease_until", flat=True).get(pk=job.pk)
        for _ in range(2000):
            if Job.objects.filter(pk=job.pk, lease_until__gt=first).exists():
                prolonged.set()
                return
            pause.wait(0.01)

    worker.run(
        {KIND: slow},
        EmptyQueue(),
        name="w1",
        term=timedelta(seconds=30),
        pulse=timedelta(milliseconds=20),
        now=lambda: NOON,
    )
    assert prolonged.is_set()
    job.refresh_from_db()
    assert job.state == State.DONE


def test_a_worker_says_that_it_lives() -> None:
    worker.run({}, Until(lambda: jobs.health().worker_silent is not None), now=lambda: NOON)
    silent = jobs.health().worker_silent
    assert silent is not None
    assert silent < timedelta(seconds=30)
