"""/healthz and /readyz answer without signing in and say what is not well."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dengta.audit.actions import record_sign_in
from dengta.audit.rules.events import Event
from dengta.database.clock import database_now
from dengta.database.operations import missing_triggers
from dengta.jobs.actions.worker import seen
from dengta.jobs.models import Worker

pytestmark = pytest.mark.django_db


@pytest.mark.sqlite
def test_all_is_well_while_a_worker_lives(client: Client) -> None:
    seen("a worker")
    answer = client.get("/healthz")
    found = answer.json()
    assert answer.status_code == 200
    assert found["ok"] is True
    assert found["migrations"] == {"ok": True, "pending": 0}
    assert missing_triggers() == []
    assert found["log"] == {"ok": True, "missing": [], "unsealed": 0.0}
    assert found["queue"]["waiting"] == 0
    assert found["counts"]["backlog"] == 0
    assert answer["Cache-Control"] == "no-store"


def test_a_silent_worker_is_named_and_the_rest_still_answers(client: Client) -> None:
    seen("a worker")
    Worker.objects.update(seen_at=database_now() - timedelta(minutes=5))
    answer = client.get("/healthz")
    assert answer.status_code == 503
    found = answer.json()
    assert found["worker"]["ok"] is False
    assert found["worker"]["silent"] > 290
    assert found["queue"]["ok"] is True
    assert client.get("/readyz").status_code == 200


def test_before_the_first_worker_it_is_not_well(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["worker"] == {"ok": False, "silent": None}


@pytest.mark.spec("LOG-03")
@pytest.mark.parametrize(("minutes", "well"), [(9, True), (11, False)])
def test_a_log_that_nobody_seals_is_named(client: Client, minutes: int, well: bool) -> None:
    at = database_now() - timedelta(minutes=minutes)
    record_sign_in(Event.SIGN_IN_FAILED, by=None, at=at)
    found = client.get("/healthz").json()["log"]
    assert found["ok"] is well
    assert 60 * minutes <= found["unsealed"] < 60 * minutes + 60


def test_only_reading_is_answered(client: Client) -> None:
    assert client.post("/healthz").status_code == 405
    assert client.head("/readyz").status_code == 200


def test_the_page_asks_few_questions(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    seen("a worker")
    with django_assert_max_num_queries(16):
        client.get("/healthz")
