"""The examples of TRF-06, word for word, and what holds on every tree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dengta.access.reach import ROOT_PATH, at_or_below, lineage, segment
from dengta.refusal import Refusal
from dengta.transfers.rules.route import Stand, desk_of, route
from tests.transfers.places import PATHS, STANDS, names, office, way, way_in

pytestmark = pytest.mark.spec("TRF-06")


@pytest.mark.parametrize(
    ("source", "target", "expected"),
    [
        ("GB1", "GB2", "GB1, T1, GB2"),
        ("GB1", "G1", "GB1, T1, G1"),
        ("B1", "T1", "B1, T1"),
        ("B1", "D1", "B1, T1, D1"),
        ("B1", "B2", "B1, T1, D1, C1*, P*, C2*, D2, T2, B2"),
        ("CB1", "CB2", "CB1, C1*, P*, C2*, CB2"),
        ("B1", "C2", "B1, T1, D1, C1*, P*, C2*"),
        ("KB1", "B1", "KB1, D1, T1, B1"),
        ("B1", "GB1", "B1, T1, GB1"),
        ("B1", "G1", "B1, T1, G1"),
        ("KB1", "K1", "KB1, D1, K1"),
        ("B1", "CB1", "B1, T1, D1, C1*, CB1"),
    ],
)
def test_the_examples(source: str, target: str, expected: str) -> None:
    assert names(way(source, target).stops) == expected


@pytest.mark.spec("TRF-06", "TRF-13")
@pytest.mark.parametrize(
    ("source", "target", "common"),
    [
        ("GB1", "GB2", "T1"),
        ("GB1", "G1", "T1"),
        ("B1", "T1", "T1"),
        ("B1", "B2", "P"),
        ("KB1", "B1", "D1"),
    ],
)
def test_the_lowest_common_superior_stands_on_the_path(
    source: str, target: str, common: str
) -> None:
    found = way(source, target)
    assert found.paths[found.common] == PATHS[common]


@pytest.mark.spec("TRF-06", "TRF-05")
def test_registering_from_outside_runs_down_and_all_of_it_is_incoming() -> None:
    found = way_in("D1", "GB1")
    assert names(found.stops) == "D1, T1, GB1"
    assert found.common == -1


def test_registering_for_a_place_not_below_is_refused() -> None:
    with pytest.raises(Refusal, match="登记单位之下"):
        way_in("D1", "B2")


def test_without_a_common_node_the_root_takes_its_place() -> None:
    general_branch = office(("000", False, False), ("000001", False, True), ("000002", False, True))
    assert route("000001", "000002", general_branch).paths == ("000001", "000", "000002")
    # and where the root itself is the target, choosing replaces its approval
    assert route("000001", "000", general_branch).paths == ("000001", "000")


def test_the_source_is_no_target() -> None:
    with pytest.raises(Refusal, match="另选接收单位"):
        way("B1", "B1")


@pytest.mark.spec("TRF-12")
def test_a_desk_is_the_holder_at_a_nodes_place_else_the_nearest_node() -> None:
    assert desk_of(PATHS["B1"], STANDS, at_node=False) == PATHS["T1"]
    assert desk_of(PATHS["GB1"], STANDS, at_node=False) == PATHS["T1"]
    assert desk_of(PATHS["G1"], STANDS, at_node=False) == PATHS["T1"]
    assert desk_of(PATHS["KB1"], STANDS, at_node=False) == PATHS["D1"]
    assert desk_of(PATHS["T1"], STANDS, at_node=False) == PATHS["T1"]
    alone = office(("000", False, False), ("000001", False, True))
    assert desk_of("000001", alone, at_node=False) == "000"
    assert desk_of("000", alone, at_node=True) == "000"


@st.composite
def trees(draw: st.DrawFn) -> tuple[dict[str, Stand], str, str]:
    """A tree with nodes strewn over it, a branch in it and another place."""
    paths = [ROOT_PATH]
    for number in range(draw(st.integers(2, 14))):
        paths.append(draw(st.sampled_from(paths)) + segment(number))
    inner = {path[:-3] for path in paths}
    stands = {
        path: Stand(
            path,
            node=path in inner and draw(st.booleans()),
            automatic=draw(st.booleans()),
            branch=path not in inner,
        )
        for path in paths
    }
    source = draw(st.sampled_from([path for path in paths if path not in inner]))
    target = draw(st.sampled_from([path for path in paths if path != source]))
    return stands, source, target


@given(trees())
def test_on_every_tree(drawn: tuple[dict[str, Stand], str, str]) -> None:
    stands, source, target = drawn
    found = route(source, target, stands)
    assert found.paths[0] == source
    assert found.paths[-1] == target
    assert len(set(found.paths)) == len(found.paths) >= 2
    gate = found.paths[found.common]
    assert at_or_below(source, gate)
    assert at_or_below(target, gate)
    for path in found.paths[1:-1]:
        assert stands[path].node or path == gate
    # every node between the source and the gate, and between the gate and the target, is asked
    on_the_way = set(lineage(source)) | set(lineage(target))
    asked = {path for path in on_the_way if stands[path].node and at_or_below(path, gate)}
    assert asked - {source, target} <= set(found.paths)
    # the gate is the lowest that could be: no node over both lies below it
    both = set(lineage(source)) & set(lineage(target)) - {source}
    assert all(at_or_below(gate, path) for path in both if stands[path].node)


@given(trees())
def test_the_way_back_is_the_way_out_reversed(drawn: tuple[dict[str, Stand], str, str]) -> None:
    stands, source, target = drawn
    if not stands[target].branch:
        return
    out = route(source, target, stands).paths
    back = route(target, source, stands).paths
    assert back == out[::-1]
