"""A question that takes too long ends with a sentence, and the connection goes on."""

from __future__ import annotations

import time

import pytest
from django.db import OperationalError, connection
from django.db.transaction import atomic

from dengta.database import dialect
from dengta.database.limits import TookTooLong, time_limit
from tests.database.conftest import run
from tests.database.shelf import Place

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


def _timeout_now() -> object:
    return run(connection, "SHOW statement_timeout") if dialect.is_postgresql() else None


@pytest.mark.usefixtures("lasting_shelf")
def test_an_endless_question_is_stopped() -> None:
    begun = time.monotonic()
    with pytest.raises(TookTooLong) as caught, time_limit(50):
        run(connection, ENDLESS)
    assert time.monotonic() - begun < 5
    assert caught.value.sentence.startswith("查询用时过长，已经停止。")
    assert run(connection, "SELECT 7") == 7


@pytest.mark.usefixtures("shelf")
def test_the_transaction_around_it_stays_whole() -> None:
    before = _timeout_now()
    Place.objects.create(path="000", name="省委")
    with pytest.raises(TookTooLong), time_limit(50):
        run(connection, ENDLESS)
    assert Place.objects.get().name == "省委"
    assert _timeout_now() == before


@pytest.mark.usefixtures("lasting_shelf")
@pytest.mark.parametrize("inside", [True, False])
def test_the_limit_ends_with_the_block(inside: bool) -> None:
    before = _timeout_now()
    if inside:
        with atomic():
            with time_limit(50):
                assert run(connection, "SELECT 7") == 7
            assert _timeout_now() == before
    else:
        with time_limit(50):
            assert run(connection, "SELECT 7") == 7
    assert _timeout_now() == before
    if not dialect.is_postgresql():
        slow = ENDLESS.replace("FROM n)", "FROM n WHERE i < 500000)")
        assert run(connection, slow) == 500_000


@pytest.mark.usefixtures("lasting_shelf")
def test_other_faults_pass_through() -> None:
    before = _timeout_now()
    with pytest.raises(LookupError), time_limit(50):
        raise LookupError
    with pytest.raises(OperationalError, match="elsewhere"), time_limit(50):
        raise OperationalError("elsewhere")
    assert _timeout_now() == before


@pytest.mark.usefixtures("lasting_shelf")
def test_limits_nest() -> None:
    with time_limit(60_000):
        with pytest.raises(TookTooLong), time_limit(50):
            run(connection, ENDLESS)
        slow = ENDLESS.replace("FROM n)", "FROM n WHERE i < 500000)")
        assert run(connection, slow) == 500_000
