"""The law of TRF-06 … TRF-12: what may follow what, who holds it, what happens by itself."""

from __future__ import annotations

import csv
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dengta.codes
from dengta.refusal import Refusal
from dengta.transfers.rules import diagram
from dengta.transfers.rules.law import (
    AFTER,
    ALLOWED,
    AT,
    NEVER,
    RUNNING,
    STATUS_LABELS,
    Letter,
    Move,
    Place,
    Status,
    Stop,
    Verb,
    next_of,
    place_of,
    sent,
    verbs_of,
    why_not,
)
from tests.transfers.places import NAMES, PATHS, STANDS, names, way, way_in

TABLES = Path(dengta.codes.__file__).parent / "tables"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "generated" / "transfer-states.md"


def told(moves: tuple[Move, ...]) -> list[str]:
    """Each step as ``verb from→to``, with a star when it happened by itself."""
    return [
        f"{move.verb} {NAMES[move.before.holder.path]}→{NAMES[move.after.holder.path]}"
        + ("*" if move.by_itself else "")
        for move in moves
    ]


def stands(letter: Letter) -> tuple[str, Status]:
    return NAMES[letter.holder.path], letter.status


def sending(source: str, target: str, *, approving: bool = False) -> Letter:
    return sent(way(source, target).stops, approving=approving)[-1].after


def done(letter: Letter, *verbs: Verb) -> Letter:
    for verb in verbs:
        letter = next_of(letter, verb)[-1].after
    return letter


# -- the tables -------------------------------------------------------------------------------


@pytest.mark.spec("TRF-12")
def test_the_states_are_those_of_the_code_table() -> None:
    with (TABLES / "transfer_status.csv").open(encoding="utf-8") as table:
        rows = {row["code"]: row["label"] for row in csv.DictReader(table)}
    assert rows == {status.value: label for status, label in STATUS_LABELS.items()}


@pytest.mark.spec("TRF-12")
def test_every_state_and_place_has_its_row_and_the_ended_allow_nothing() -> None:
    assert set(ALLOWED) == set(Status)
    assert set(AT) == set(Place)
    assert set(AFTER) == set(Verb)
    for status in set(Status) - RUNNING:
        assert ALLOWED[status] == frozenset()


def test_the_page_of_states_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == diagram.page()


@pytest.mark.spec("TRF-08", "TRF-09", "TRF-11")
@pytest.mark.parametrize(
    ("status", "place", "verbs"),
    [
        (Status.UNDERWAY, Place.NODE, {Verb.AGREE, Verb.SEND_BACK}),
        (Status.UNDERWAY, Place.CHOICE, {Verb.CHOOSE_BRANCH, Verb.SEND_BACK}),
        (Status.UNDERWAY, Place.BRANCH, {Verb.RECEIVE, Verb.SEND_BACK}),
        (Status.RETURNED, Place.SOURCE, {Verb.SEND_AGAIN, Verb.CORRECT, Verb.VOID}),
        (Status.RETURNED, Place.NODE, {Verb.AGREE, Verb.SEND_BACK, Verb.VOID}),
        (Status.RETURNED, Place.CHOICE, {Verb.CHOOSE_BRANCH, Verb.SEND_BACK, Verb.VOID}),
    ],
)
def test_what_each_holder_may_do(status: Status, place: Place, verbs: set[Verb]) -> None:
    assert ALLOWED[status] & AT[place] == verbs


# -- the examples of TRF-06 -------------------------------------------------------------------


@pytest.mark.spec("TRF-06", "TRF-10")
def test_people_act_at_t1_d1_d2_t2_b2_and_the_rest_by_itself() -> None:
    first = sent(way("B1", "B2").stops)
    assert told(first) == ["send B1→T1"]
    letter = next_of(first[-1].after, Verb.AGREE)[-1].after
    assert stands(letter) == ("D1", Status.UNDERWAY)
    over = next_of(letter, Verb.AGREE)
    assert told(over) == ["agree D1→C1", "agree C1→P*", "agree P→C2*", "agree C2→D2*"]
    letter = done(over[-1].after, Verb.AGREE, Verb.AGREE)
    assert stands(letter) == ("B2", Status.UNDERWAY)
    last = next_of(letter, Verb.RECEIVE)
    assert told(last) == ["receive B2→B2"]
    assert last[-1].after.status is Status.FINISHED


@pytest.mark.spec("TRF-06", "TRF-10")
def test_a_return_passes_through_automatic_nodes_and_stops_at_people() -> None:
    at_d2 = done(sending("B1", "B2"), Verb.AGREE, Verb.AGREE)
    assert stands(at_d2) == ("D2", Status.UNDERWAY)
    back = next_of(at_d2, Verb.SEND_BACK)
    assert told(back) == [
        "send_back D2→C2",
        "send_back C2→P*",
        "send_back P→C1*",
        "send_back C1→D1*",
    ]
    assert stands(back[-1].after) == ("D1", Status.RETURNED)
    anew = next_of(back[-1].after, Verb.AGREE)
    assert told(anew) == ["agree D1→C1", "agree C1→P*", "agree P→C2*", "agree C2→D2*"]


@pytest.mark.spec("TRF-06", "TRF-09", "TRF-10")
def test_between_city_branches_it_arrives_at_once_and_may_still_be_withdrawn() -> None:
    moves = sent(way("CB1", "CB2").stops)
    assert told(moves) == ["send CB1→C1", "agree C1→P*", "agree P→C2*", "agree C2→CB2*"]
    letter = moves[-1].after
    assert Verb.WITHDRAW in verbs_of(letter)
    withdrawn = next_of(letter, Verb.WITHDRAW)
    assert told(withdrawn) == ["withdraw CB2→CB1"]
    back = next_of(letter, Verb.SEND_BACK)[-1].after
    assert stands(back) == ("CB1", Status.RETURNED)


@pytest.mark.spec("TRF-06", "TRF-10", "TRF-11")
def test_an_automatic_target_chooses_by_hand_and_may_choose_another() -> None:
    letter = done(sending("B1", "C2"), Verb.AGREE, Verb.AGREE)
    assert stands(letter) == ("C2", Status.UNDERWAY)
    assert letter.place is Place.CHOICE
    chosen = next_of(letter, Verb.CHOOSE_BRANCH, branch=STANDS[PATHS["CB2"]].stop)
    assert told(chosen) == ["choose_branch C2→CB2"]
    returned = next_of(chosen[-1].after, Verb.SEND_BACK)
    assert told(returned) == ["send_back CB2→C2"]
    assert stands(returned[-1].after) == ("C2", Status.RETURNED)
    other = next_of(returned[-1].after, Verb.CHOOSE_BRANCH, branch=STANDS[PATHS["B2"]].stop)
    assert names(other[-1].after.stops) == "B1, T1, D1, C1*, P*, C2*, B2"
    assert done(other[-1].after, Verb.RECEIVE).status is Status.FINISHED


@pytest.mark.spec("TRF-11")
def test_a_target_that_chose_may_still_send_it_further_back() -> None:
    letter = done(sending("B1", "C2"), Verb.AGREE, Verb.AGREE)
    letter = next_of(letter, Verb.CHOOSE_BRANCH, branch=STANDS[PATHS["CB2"]].stop)[-1].after
    letter = done(letter, Verb.SEND_BACK)
    back = next_of(letter, Verb.SEND_BACK)
    assert told(back) == ["send_back C2→P", "send_back P→C1*", "send_back C1→D1*"]
    assert names(back[-1].after.stops) == "B1, T1, D1, C1*, P*, C2*"


@pytest.mark.spec("TRF-06")
def test_sending_is_the_approval_too_when_the_account_belongs_to_the_only_node() -> None:
    moves = sent(way("B1", "GB1").stops, approving=True)
    assert told(moves) == ["send B1→T1", "agree T1→GB1"]
    assert [move.by_itself for move in moves] == [False, False]
    # a target never approves: T1 chooses by hand even when it sent
    assert told(sent(way("B1", "T1").stops, approving=True)) == ["send B1→T1"]


@pytest.mark.spec("TRF-06", "TRF-05")
def test_a_return_of_what_was_registered_ends_at_the_registering_organisation() -> None:
    registered = sent(way_in("D1", "GB1").stops)
    assert told(registered) == ["send D1→T1"]
    back = next_of(registered[-1].after, Verb.SEND_BACK)
    assert stands(back[-1].after) == ("D1", Status.RETURNED)


@pytest.mark.spec("TRF-10")
def test_the_sources_and_the_targets_place_never_act_by_themselves() -> None:
    automatic = tuple(
        replace(stop, automatic=True, branch=False) for stop in way("CB1", "C2").stops
    )
    letter = sent(automatic)[-1].after
    assert stands(letter) == ("C2", Status.UNDERWAY)
    assert stands(next_of(letter, Verb.SEND_BACK)[-1].after) == ("CB1", Status.RETURNED)


# -- ending and sending anew ------------------------------------------------------------------


@pytest.mark.spec("TRF-08")
def test_back_at_the_source_it_goes_out_again_on_a_new_path_with_steps_going_on() -> None:
    letter = done(sending("B1", "B2"), Verb.SEND_BACK)
    assert stands(letter) == ("B1", Status.RETURNED)
    corrected = done(letter, Verb.CORRECT)
    assert stands(corrected) == ("B1", Status.RETURNED)
    again = next_of(corrected, Verb.SEND_AGAIN, stops=way("B1", "GB1").stops)
    assert names(again[-1].after.stops) == "B1, T1, GB1"
    assert told(again) == ["send_again B1→T1"]
    assert again[0].before.step == corrected.step > letter.step


@pytest.mark.spec("TRF-09")
def test_void_is_open_to_whoever_holds_a_returned_item_only() -> None:
    underway = sending("B1", "B2")
    assert why_not(underway, Verb.VOID) == "只有被退回的转接才能作废件处理。"
    at_d1 = done(underway, Verb.AGREE, Verb.AGREE, Verb.SEND_BACK)
    voided = next_of(at_d1, Verb.VOID)
    assert told(voided) == ["void D1→D1"]
    assert voided[-1].after.status is Status.VOID
    assert verbs_of(voided[-1].after) == frozenset()


@pytest.mark.spec("TRF-09")
def test_withdrawing_ends_once_a_person_has_acted() -> None:
    letter = sending("B1", "B2")
    assert Verb.WITHDRAW in verbs_of(letter)
    acted = done(letter, Verb.AGREE)
    assert "不能再撤回" in str(why_not(acted, Verb.WITHDRAW))
    with pytest.raises(Refusal, match="不能再撤回"):
        next_of(acted, Verb.WITHDRAW)
    # nor after a return, even when it was sent again
    again = next_of(done(letter, Verb.SEND_BACK), Verb.SEND_AGAIN, stops=way("B1", "B2").stops)[
        -1
    ].after
    assert Verb.WITHDRAW not in verbs_of(again)


@pytest.mark.spec("TRF-10", "TRF-12")
@pytest.mark.parametrize("end", [Verb.WITHDRAW, Verb.VOID, Verb.RECEIVE])
def test_nothing_follows_an_end(end: Verb) -> None:
    letter = sending("CB1", "CB2")
    if end is Verb.VOID:
        letter = done(letter, Verb.SEND_BACK)
    ended = done(letter, end)
    for verb in set(Verb) - {Verb.SEND}:
        with pytest.raises(Refusal):
            next_of(ended, verb, branch=Stop("000"), stops=letter.stops)


# -- what holds on every walk -----------------------------------------------------------------

ENDS = [("B1", "B2"), ("GB1", "GB2"), ("GB1", "G1"), ("B1", "T1"), ("B1", "C2"), ("CB1", "CB2")]
CHOICES = {"G1": "GB2", "T1": "GB1", "C2": "B2"}


@given(st.sampled_from(ENDS), st.booleans(), st.lists(st.integers(0, 20), max_size=25))
@pytest.mark.spec("TRF-06", "TRF-10", "TRF-12")
def test_on_every_walk(ends: tuple[str, str], approving: bool, picks: list[int]) -> None:
    """Steps chain without a gap, one holder stands on the path, the step only grows, no item
    rests where the system acts, and an end is an end."""
    source, target = ends
    record = list(sent(way(source, target).stops, approving=approving))
    for pick in picks:
        letter = record[-1].after
        verbs = sorted(verbs_of(letter))
        if not verbs:
            assert letter.status not in RUNNING
            break
        record += next_of(
            letter,
            verbs[pick % len(verbs)],
            branch=STANDS[PATHS[CHOICES[target]]].stop if target in CHOICES else None,
            stops=way(source, target).stops,
        )
    assert record[0].before.holder.path == PATHS[source]
    for move, following in pairwise(record):
        assert move.after.holder.path == following.before.holder.path
        assert move.after.step == following.before.step
    for move in record:
        assert move.after.step == move.before.step + 1
        assert 0 <= move.after.position < len(move.after.stops)
        assert len({stop.path for stop in move.after.stops}) == len(move.after.stops)
        assert (move.after.status, move.after.place) not in NEVER
        assert not (move.by_itself and move.before.place is not Place.NODE)
        assert move.after.touched >= move.before.touched
    rests = record[-1].after
    if rests.status in RUNNING:
        assert not (rests.holder.automatic and place_of(rests, rests.position) is Place.NODE)
