"""The database's clock, and the names of rows that rise with it."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db.transaction import atomic

from dengta.database.clock import database_now
from dengta.database.uids import new_uid


@pytest.mark.usefixtures("db")
def test_it_is_now_in_utc_and_moves_on_within_a_transaction() -> None:
    with atomic():
        first = database_now()
        second = database_now()
        while second == first:
            second = database_now()
    assert first < second
    assert first.tzinfo is UTC
    assert abs(first - datetime.now(UTC)) < timedelta(seconds=10)


def test_uids_tell_the_time_and_never_meet() -> None:
    before = datetime.now(UTC).timestamp() * 1000
    made: list[list[int]] = [[] for _ in range(4)]

    def make(into: list[int]) -> None:
        into += [new_uid().int for _ in range(2_000)]

    threads = [threading.Thread(target=make, args=(into,)) for into in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(into == sorted(into) for into in made)
    every = [uid for into in made for uid in into]
    assert len({uid >> 64 for uid in every}) == 8_000
    assert abs((min(every) >> 80) - before) < 10_000


def test_uids_rise_when_the_clock_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = new_uid()
    monkeypatch.setattr("dengta.database.uids.time.time_ns", lambda: 0)
    assert new_uid() > ahead
