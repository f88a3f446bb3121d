from __future__ import annotations

from datetime import timedelta

import pytest

from dengta.jobs.rules import HEARTBEAT, LEASE, STATE_LABELS, State, pause_before, share_done


def test_every_state_has_words() -> None:
    assert set(STATE_LABELS) == set(State)


def test_a_lease_outlives_several_missed_heartbeats() -> None:
    assert LEASE >= 4 * HEARTBEAT


@pytest.mark.parametrize(
    ("done", "total", "percent"), [(0, 0, 0), (5, 0, 0), (1, 3, 33), (3, 3, 100), (9, 3, 100)]
)
def test_the_bar_stays_between_nothing_and_all(done: int, total: int, percent: int) -> None:
    assert share_done(done, total) == percent


def test_pauses_double_and_end_at_about_a_minute() -> None:
    assert [pause_before(n).total_seconds() for n in (1, 2, 3, 4)] == [2, 4, 8, 16]
    assert pause_before(99) == timedelta(seconds=64)
