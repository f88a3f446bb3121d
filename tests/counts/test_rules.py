from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dengta.access.reach import lineage
from dengta.counts.rules import (
    DIMENSION_LABELS,
    Counts,
    Dimension,
    Totals,
    add_to,
    merged,
    opposite,
    roll_up,
)

SEX, MEMBERS = Dimension.SEX, Dimension.MEMBERS


def test_every_dimension_has_words_and_fits_its_column() -> None:
    assert set(DIMENSION_LABELS) == set(Dimension)
    assert max(len(dimension) for dimension in Dimension) <= 16


def test_a_count_that_is_nothing_is_zero() -> None:
    totals = Totals({"sex": {"2": 3, "1": 4}})
    assert totals.of(SEX, "2") == 3
    assert totals.of(SEX, "9") == 0
    assert totals.of(MEMBERS) == 0
    assert list(totals.codes(SEX)) == ["1", "2"]
    assert totals.codes(MEMBERS) == {}


def test_a_count_that_becomes_zero_goes() -> None:
    counts: Counts = {}
    add_to(counts, "sex", "1", 2)
    add_to(counts, "sex", "2", 1)
    add_to(counts, "sex", "1", -2)
    assert counts == {"sex": {"2": 1}}
    add_to(counts, "sex", "2", -1)
    assert counts == {}


def test_changes_of_one_batch_are_merged_and_what_cancels_out_is_left_out() -> None:
    assert merged(
        [
            ("000001", {(MEMBERS, "1"): 1, (SEX, "1"): 1}),
            ("000001", {(MEMBERS, "1"): 1, (SEX, "1"): -1}),
            ("000", {(MEMBERS, "1"): -1}),
        ]
    ) == {("000", "member", "1"): -1, ("000001", "member", "1"): 2}


def test_the_opposite_takes_a_change_back() -> None:
    assert opposite({(SEX, "1"): 2, (MEMBERS, "1"): -1}) == {(SEX, "1"): -2, (MEMBERS, "1"): 1}


paths = st.lists(st.integers(0, 3), min_size=0, max_size=4).map(
    lambda turns: "000" + "".join(f"{turn:03d}" for turn in turns)
)


@given(st.dictionaries(paths, st.integers(-5, 5), max_size=12))
def test_rolled_up_every_path_holds_the_sum_of_what_lies_at_or_below(own: dict[str, int]) -> None:
    totals = roll_up({path: {"member": {"1": n}} if n else {} for path, n in own.items()})
    assert set(totals) == {above for path in own for above in lineage(path)}
    for path, counts in totals.items():
        expected = sum(n for other, n in own.items() if other.startswith(path))
        assert Totals(counts).of(MEMBERS) == expected


def test_rolling_up_leaves_what_it_was_given_as_it_was() -> None:
    own: dict[str, Counts] = {"000": {"member": {"1": 1}}, "000001": {"member": {"1": 2}}}
    roll_up(own)
    assert own == {"000": {"member": {"1": 1}}, "000001": {"member": {"1": 2}}}
