from __future__ import annotations

from datetime import timedelta

import pytest

from dengta.audit.queries import lines_about
from dengta.audit.rules.events import Event
from dengta.database import clock
from dengta.jobs.actions import Progress, cancel, finish, heartbeat, put_back, retry, take
from dengta.jobs.actions.taking import lease_of
from dengta.jobs.rules import ATTEMPTS_AT_MOST, LEASE, CancelAsked, LeaseLost, State, Stopping
from tests.audit.people import NOON, actor
from tests.jobs.queue import NOW, piece, pieces_of, put, taken, work

pytestmark = pytest.mark.django_db


@pytest.mark.spec("GEN-08")
def test_every_batch_stores_its_checkpoint_and_moves_the_bar() -> None:
    job = put(pieces=4)
    progress = Progress(taken())
    progress.expect(4)
    with progress.batch() as batch:
        piece(progress, 0)
        batch.count(1)
        batch.checkpoint = {"next": 1}
    job.refresh_from_db()
    assert (job.done, job.total, job.checkpoint) == (1, 4, {"next": 1})
    assert (progress.done, progress.checkpoint) == (1, {"next": 1})


@pytest.mark.spec("GEN-08")
def test_a_batch_that_breaks_leaves_neither_work_nor_checkpoint() -> None:
    job = put()
    progress = Progress(taken())

    def breaks() -> None:
        with progress.batch() as batch:
            piece(progress, 0)
            batch.count()
            batch.checkpoint = {"next": 1}
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        breaks()
    job.refresh_from_db()
    assert (pieces_of(job), job.done, job.checkpoint) == ([], 0, {})
    assert progress.checkpoint == {}


@pytest.mark.spec("GEN-08")
def test_after_a_silent_worker_the_next_goes_on_at_the_checkpoint() -> None:
    job = put(pieces=3)
    first = Progress(taken("w1", term=NOW))
    with first.batch() as batch:
        piece(first, 0)
        batch.count()
        batch.checkpoint = {"next": 1}
    second = Progress(taken("w2"))
    assert work(second) == {"pieces": 3}
    finish(second.lease, at=NOON, result={"pieces": 3})
    assert pieces_of(job) == [0, 1, 2]
    job.refresh_from_db()
    assert (job.state, job.done, job.result) == (State.DONE, 3, {"pieces": 3})


@pytest.mark.spec("GEN-08")
def test_whoever_lost_the_job_writes_nothing_more() -> None:
    job = put(pieces=3)
    lost = Progress(taken("w1", term=NOW))
    kept = taken("w2")
    begun: list[str] = []
    with pytest.raises(LeaseLost), lost.batch():
        begun.append("a batch that would only be thrown away")
    assert begun == []
    with pytest.raises(LeaseLost):
        lost.expect(9)
    with pytest.raises(LeaseLost):
        finish(lost.lease, at=NOON)
    with pytest.raises(LeaseLost):
        put_back(lost.lease)
    assert not heartbeat(lost.lease)
    assert pieces_of(job) == []
    job.refresh_from_db()
    assert (job.state, job.total, job.turn) == (State.RUNNING, 0, kept.turn)


@pytest.mark.spec("GEN-08")
def test_the_same_worker_that_takes_a_job_again_cannot_use_its_old_lease() -> None:
    put()
    old = taken("w1", term=NOW)
    new = taken("w1")
    assert (lease_of(old).turn, lease_of(new).turn) == (1, 2)
    assert not heartbeat(lease_of(old))
    assert heartbeat(lease_of(new))


@pytest.mark.spec("GEN-08")
def test_a_cancelled_job_stops_before_its_next_batch() -> None:
    clerk = actor()
    job = put(clerk)
    progress = Progress(taken())
    with progress.batch() as batch:
        piece(progress, 0)
        batch.count()
        cancel(job, by=clerk, at=NOON)
    with pytest.raises(CancelAsked), progress.batch():
        piece(progress, 1)
    assert pieces_of(job) == [0]


@pytest.mark.spec("GEN-08")
def test_a_job_whose_worker_died_after_the_cancelling_ends_when_it_is_next_looked_at() -> None:
    clerk = actor()
    job = put(clerk)
    taken(term=NOW)
    cancel(job, by=clerk, at=NOON)
    assert take("w2", NOON) is None
    job.refresh_from_db()
    assert (job.state, job.ended_at) == (State.CANCELLED, NOON)
    assert [line.event for line in lines_about(job.uid)][-1] == Event.JOB_CANCELLED


def test_a_worker_that_shuts_down_gives_the_job_back_unharmed() -> None:
    job = put()
    stopping = False
    progress = Progress(taken(), stopping=lambda: stopping)
    with progress.batch() as batch:
        batch.checkpoint = {"next": 1}
    stopping = True
    with pytest.raises(Stopping), progress.batch():
        piece(progress, 1)
    put_back(progress.lease)
    again = taken("w2")
    assert (again.pk, again.attempts, again.checkpoint) == (job.pk, 1, {"next": 1})


def test_a_lease_holds_for_its_term_by_the_clock_of_the_database() -> None:
    put()
    before = clock.database_now()
    job = taken()
    assert before + LEASE <= job.lease_until <= clock.database_now() + LEASE
    assert take("w2", NOON + timedelta(days=9)) is None
    assert heartbeat(lease_of(job), term=timedelta(hours=1))
    job.refresh_from_db()
    assert job.lease_until > before + timedelta(minutes=59)


def test_the_oldest_job_is_taken_first() -> None:
    jobs = [put(), put(), put()]
    assert [taken().pk for _ in jobs] == [job.pk for job in jobs]
    assert take("w1", NOON) is None


def test_a_job_that_broke_off_waits_a_little() -> None:
    job = put()
    retry(lease_of(taken()))
    assert take("w2", NOON) is None
    job.refresh_from_db()
    assert job.state == State.WAITING
    wait = job.lease_until - clock.database_now()
    assert timedelta(0) < wait <= timedelta(seconds=2)


@pytest.mark.spec("GEN-08")
def test_a_job_that_kills_every_worker_fails_with_a_sentence_and_lets_the_next_pass() -> None:
    bad = put(key="k")
    for _ in range(ATTEMPTS_AT_MOST):
        assert taken(term=NOW).pk == bad.pk
    good = put()
    assert taken().pk == good.pk
    bad.refresh_from_db()
    assert (bad.state, bad.key) == (State.FAILED, None)
    assert bad.problem.startswith("任务执行时出错")
    line = lines_about(bad.uid)[-1]
    assert (line.event, line.reason) == (Event.JOB_FAILED, bad.problem)


def test_a_finished_batch_gives_a_job_new_attempts() -> None:
    put()
    for _ in range(ATTEMPTS_AT_MOST - 1):
        taken(term=NOW)
    progress = Progress(taken(term=NOW))
    with progress.batch() as batch:
        batch.count()
    assert taken().attempts == 1
