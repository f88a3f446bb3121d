"""When a row missed its goal, what stops a build, and that every row has its line."""

from __future__ import annotations

import pytest

from bench import rows
from bench.__main__ import stopped
from bench.table import LATER, Better, Line, Measured, Row, line_of, text


def row(goal: float | None, better: Better, *, gated: bool = True) -> Row:
    return Row("a list of 20", goal, better, "×", gated, lambda _site: Measured(0.0))


def line(value: float, better: Better = Better.SMALL, *, gated: bool = True, **how: bool) -> Line:
    return line_of(row(1.0, better, gated=gated), Measured(value), "a database", **how)


def test_a_goal_is_missed_on_its_own_side() -> None:
    small, large = row(1.2, Better.SMALL), row(0.5, Better.LARGE)
    assert [small.missed(1.2), small.missed(1.3)] == [False, True]
    assert [small.missed(2.4, slack=2), small.missed(2.5, slack=2)] == [False, True]
    assert [large.missed(0.5), large.missed(0.4)] == [False, True]
    assert [large.missed(0.25, slack=2), large.missed(0.2, slack=2)] == [False, True]
    assert not row(None, Better.LARGE).missed(0.0)


@pytest.mark.parametrize(
    ("value", "better", "verdict", "stops"),
    [
        (1.0, Better.SMALL, "reached", False),
        (1.9, Better.SMALL, "missed", False),
        (2.1, Better.SMALL, "missed", True),
        (0.6, Better.LARGE, "missed", False),
        (0.4, Better.LARGE, "missed", True),
    ],
)
def test_only_twice_a_goal_stops(value: float, better: Better, verdict: str, stops: bool) -> None:
    found = line(value, better)
    assert (found.verdict, found.stops) == (verdict, stops)
    assert not line(value, better, gated=False).stops
    assert stopped([found], gate=True) == int(stops)
    assert stopped([found], gate=False) == 0


def test_a_smoke_run_judges_no_time_but_every_answer() -> None:
    assert not line(9.0, judged=False).stops
    wrong = line_of(row(1.0, Better.SMALL), Measured(0.5, wrong="two lost"), "a database")
    assert wrong.verdict == "wrong"
    assert stopped([wrong], gate=False) == 1
    assert "wrong: two lost" in text([wrong])


def test_every_row_has_a_line_of_its_own() -> None:
    for every in (rows.ON_POSTGRESQL, rows.ON_SQLITE):
        assert len({each.name for each in every}) == len(every)
        drawn = text([line_of(each, Measured(1.0), "a database") for each in every])
        assert all(f"| {each.name}" in drawn for each in every)
    assert all(later in drawn for later in LATER)


def test_what_is_gated_is_a_ratio_with_a_goal() -> None:
    for each in {*rows.ON_POSTGRESQL, *rows.ON_SQLITE}:
        if each.gated:
            assert each.unit == "×"
            assert each.goal is not None
