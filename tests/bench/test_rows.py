"""When a row missed its goal, and what the command says before there are any."""

from __future__ import annotations

import pytest

from bench.__main__ import main, members
from bench.rows import ROWS, Better, Row


def row(goal: float, better: Better) -> Row:
    return Row("a list of 20", goal, better, True, lambda _size: 0.0)


def test_a_goal_is_missed_on_its_own_side() -> None:
    small, large = row(1.2, Better.SMALL), row(0.5, Better.LARGE)
    assert [small.missed(1.2), small.missed(1.3)] == [False, True]
    assert [small.missed(2.4, slack=2), small.missed(2.5, slack=2)] == [False, True]
    assert [large.missed(0.5), large.missed(0.4)] == [False, True]
    assert [large.missed(0.25, slack=2), large.missed(0.2, slack=2)] == [False, True]


def test_sizes_are_read_as_people_write_them() -> None:
    assert [members("70k"), members("7m"), members("1500")] == [70_000, 7_000_000, 1_500]


def test_every_row_has_a_name_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    assert len({each.name for each in ROWS}) == len(ROWS)
    if not ROWS:
        assert main(["--smoke"]) == 0
        assert "什么也没有测" in capsys.readouterr().out
