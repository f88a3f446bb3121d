"""Counts equal rows, whatever is added, moved, folded or taken back, in whatever order."""

from __future__ import annotations

from collections import Counter

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from dengta.counts import actions, effects, queries
from dengta.counts.models import Delta, Total
from dengta.counts.rules import Dimension
from tests.audit.people import NOON

PATHS = ["000", "000001", "000001001", "000001002", "000002", "000002001", "00000200100Z"]

Member = tuple[str, str, str]
"""(path, sex, year of birth): the rows that the counts must equal."""


def facts(member: Member) -> dict[tuple[Dimension, str], int]:
    _, sex, year = member
    return {
        (Dimension.MEMBERS, "1"): 1,
        (Dimension.SEX, sex): 1,
        (Dimension.BIRTH_YEAR, year): 1,
    }


def agree(members: list[Member]) -> None:
    totals = queries.totals(PATHS)
    for path in PATHS:
        below = [member for member in members if member[0].startswith(path)]
        assert totals[path].of(Dimension.MEMBERS) == len(below)
        assert totals[path].codes(Dimension.SEX) == Counter(m[1] for m in below)
        assert totals[path].codes(Dimension.BIRTH_YEAR) == Counter(m[2] for m in below)


people = st.tuples(
    st.sampled_from(PATHS), st.sampled_from(["1", "2"]), st.sampled_from(["1949", "1966", "2001"])
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("add"), people),
        st.tuples(st.just("move"), st.integers(0, 50), st.sampled_from(PATHS)),
        st.tuples(st.just("leave"), st.integers(0, 50)),
        st.tuples(st.just("undone"), people),
        st.tuples(st.just("fold"), st.integers(1, 9)),
    ),
    max_size=30,
)


@pytest.mark.django_db
@given(steps)
def test_counts_equal_rows(steps: list[tuple]) -> None:  # type: ignore[type-arg]
    Total.objects.all().delete()
    Delta.objects.all().delete()
    for path in PATHS:
        effects.load_totals({path: {}})
    members: list[Member] = []
    for step in steps:
        match step:
            case ("add", person):
                effects.add(person[0], facts(person))
                members.append(person)
            case ("move", which, target) if members:
                mover = members.pop(which % len(members))
                effects.move(mover[0], target, facts(mover))
                members.append((target, *mover[1:]))
            case ("leave", which) if members:
                leaver = members.pop(which % len(members))
                effects.add(leaver[0], {key: -n for key, n in facts(leaver).items()})
            case ("undone", person):
                with transaction.atomic():
                    effects.add(person[0], facts(person))
                    transaction.set_rollback(True)
            case ("fold", at_most):
                actions.fold(NOON, at_most=at_most)
        agree(members)
    actions.fold(NOON)
    agree(members)
    assert all(Total.objects.get(path=path).counts == {} for path in PATHS if not members)
