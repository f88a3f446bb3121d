"""Paths and ranges: pure arithmetic on strings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengta.access import reach

segments = st.integers(0, reach.CHILDREN_AT_MOST - 1).map(reach.segment)
paths = st.lists(segments, min_size=0, max_size=6).map(lambda parts: "000" + "".join(parts))


@given(st.integers(0, reach.CHILDREN_AT_MOST - 2))
def test_segments_are_ordered_as_their_numbers(number: int) -> None:
    assert reach.segment(number) < reach.segment(number + 1)
    assert len(reach.segment(number)) == reach.SEGMENT


@pytest.mark.parametrize("number", [-1, reach.CHILDREN_AT_MOST])
def test_a_superior_holds_no_more_children_than_a_segment_can_name(number: int) -> None:
    with pytest.raises(ValueError, match="at most"):
        reach.segment(number)


@pytest.mark.spec("ACC-02")
@given(paths, paths)
def test_the_range_of_a_path_holds_it_and_everything_below_and_nothing_else(
    own: str, other: str
) -> None:
    in_range = own <= other < reach.next_of(own)
    assert in_range == reach.at_or_below(other, own)
    assert reach.below(other, own) == (in_range and other != own)


@given(paths, paths)
def test_the_common_superior_is_the_longest_path_in_both_lineages(one: str, other: str) -> None:
    shared = reach.common(one, other)
    assert shared == [p for p in reach.lineage(one) if p in reach.lineage(other)][-1]
    assert shared == reach.common(other, one)


def test_lineage_of_a_branch_begins_at_the_root() -> None:
    assert reach.lineage("00000A00B") == ["000", "00000A", "00000A00B"]
    assert reach.parent_of("00000A00B") == "00000A"
    assert reach.parent_of("000") == ""
    assert reach.depth_of("00000A00B") == 3
