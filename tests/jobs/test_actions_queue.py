from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from dengta.audit.queries import lines_about
from dengta.audit.rules.events import Event
from dengta.jobs import queries
from dengta.jobs.actions import cancel, enqueue, fail, finish, take
from dengta.jobs.actions.taking import lease_of
from dengta.jobs.models import Job
from dengta.jobs.rules import State
from dengta.refusal import OutOfReach, Refusal
from tests.audit.people import COUNTY, NOON, actor
from tests.jobs.queue import put, taken

pytestmark = pytest.mark.django_db


def events(job: Job) -> list[Event]:
    return [line.event for line in lines_about(job.uid)]


@pytest.mark.spec("GEN-08")
def test_a_job_waits_for_its_worker_and_its_owner_sees_it() -> None:
    clerk = actor()
    job = put(clerk)
    (row,) = queries.mine(clerk)
    assert (row.uid, row.state, row.percent, row.is_open) == (job.uid, State.WAITING, 0, True)
    assert queries.one(clerk, job.uid) == row
    assert events(job) == [Event.JOB_ENQUEUED]


@pytest.mark.spec("ACC-02")
def test_another_ones_job_does_not_exist() -> None:
    job, other = put(), actor()
    assert queries.mine(other) == []
    with pytest.raises(OutOfReach):
        queries.one(other, job.uid)
    with pytest.raises(OutOfReach):
        cancel(job, by=other, at=NOON)
    assert Job.objects.get().state == State.WAITING


def test_arguments_are_sealed_and_come_back() -> None:
    clerk = actor()
    job = enqueue("export", arguments={"number": "370999199001010012"}, by=clerk, at=NOON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT arguments FROM jobs_job")
        assert b"3709" not in bytes(cursor.fetchone()[0])
    assert queries.arguments_of(Job.objects.get(pk=job.pk)) == {"number": "370999199001010012"}


@pytest.mark.spec("GEN-08")
def test_the_same_work_is_queued_once_while_it_waits_runs_or_is_done() -> None:
    first = put(key="import:1")
    assert put(key="import:1").pk == first.pk
    job = taken()
    assert put(key="import:1").pk == first.pk
    finish(lease_of(job), at=NOON)
    assert put(key="import:1").pk == first.pk
    assert put(key="import:2").pk != first.pk
    assert events(first) == [Event.JOB_ENQUEUED, Event.JOB_FINISHED]


@pytest.mark.spec("GEN-08")
def test_failed_or_cancelled_work_may_be_queued_again() -> None:
    first = put(key="import:1")
    fail(lease_of(taken()), at=NOON, problem="文件打不开。")
    second = put(key="import:1")
    assert second.pk != first.pk
    clerk = actor()
    third = put(clerk, key="import:3")
    cancel(third, by=clerk, at=NOON)
    assert put(key="import:3").pk != third.pk


@pytest.mark.spec("GEN-08")
def test_a_waiting_job_is_cancelled_at_once_and_never_taken() -> None:
    clerk = actor()
    job = cancel(put(clerk), by=clerk, at=NOON)
    assert (job.state, job.ended_at) == (State.CANCELLED, NOON)
    assert take("w1", NOON) is None
    assert events(job) == [Event.JOB_ENQUEUED, Event.JOB_CANCELLED]


@pytest.mark.spec("GEN-08")
def test_a_running_job_is_asked_to_stop_once() -> None:
    clerk = actor()
    job = put(clerk)
    taken()
    for _ in range(2):
        assert cancel(job, by=clerk, at=NOON).cancel_asked
    assert Job.objects.get().state == State.RUNNING
    assert events(job) == [Event.JOB_ENQUEUED, Event.JOB_CANCEL_ASKED]


def test_an_ended_job_cannot_be_cancelled() -> None:
    clerk = actor()
    job = put(clerk)
    finish(lease_of(taken()), at=NOON)
    with pytest.raises(Refusal, match="已经结束"):
        cancel(job, by=clerk, at=NOON)
    assert Job.objects.get().state == State.DONE


def test_the_list_of_own_jobs_is_one_query_for_one_and_for_three(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    clerk = actor()
    first = put(clerk)
    with django_assert_num_queries(1):
        assert len(queries.mine(clerk)) == 1
    put(clerk)
    put(clerk)
    with django_assert_num_queries(1):
        rows = queries.mine(clerk)
    assert len(rows) == 3
    assert rows[-1].uid == first.uid


def test_health_tells_how_long_the_queue_stands() -> None:
    assert queries.health() == queries.Health(0, 0, timedelta(), None)
    put()
    put()
    Job.objects.update(lease_until=Job.objects.earliest("pk").lease_until - timedelta(hours=1))
    taken()
    health = queries.health()
    assert (health.waiting, health.running) == (1, 1)
    assert timedelta(hours=1) <= health.oldest_waiting < timedelta(hours=1, minutes=1)
    assert Job.objects.filter(org_path=COUNTY).count() == 2
