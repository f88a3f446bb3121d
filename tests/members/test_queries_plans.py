"""Which way the database reads a page of the list: an index, never a sort of an area (MEM-12)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dengta.access.actor import SYSTEM
from dengta.members.effects import bulk
from dengta.members.queries import lists
from dengta.members.queries.lists import Order, Question
from tests.members.builders import facts
from tests.world import NOON, Province

pytestmark = pytest.mark.sqlite

MANY = 60


@pytest.fixture
def crowd(province: Province) -> Province:
    """Some members in one branch and few in another, so that both ways by name are taken."""
    rows = [
        bulk.Row(province[key].pk, province[key].path, facts(post=post))
        for key, many in (("B1", MANY), ("B2", 2))
        for post in ("11", "602")
        for _ in range(many)
    ]
    bulk.load(rows, by=SYSTEM, at=NOON)
    return province


def plan_of(question: Question) -> str:
    """How the database reads the rows of ``question``.

    A handful of rows is read fastest from end to end: PostgreSQL is told that this, and sorting,
    are dear, so that the plan is the one of a large table.
    """
    with CaptureQueriesContext(connection) as captured:
        lists.page(SYSTEM, question)
    [sql, *_] = [
        query["sql"]
        for query in captured
        if "members_member" in query["sql"] and "ORDER BY" in query["sql"]
    ]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE members_member")
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("EXPLAIN " + sql)
        else:
            cursor.execute("EXPLAIN QUERY PLAN " + sql)
        return "\n".join(str(row) for row in cursor.fetchall())


def sorts(plan: str) -> bool:
    return "Sort" in plan or "TEMP B-TREE" in plan


@pytest.mark.spec("MEM-12")
@pytest.mark.parametrize("key", ["P", "C1", "T1", "B1"])
@pytest.mark.parametrize("filters", [{}, {"status": ""}, {"sex": "1"}])
def test_by_organisation_the_range_is_walked_in_its_own_order(
    crowd: Province, key: str, filters: dict[str, Any]
) -> None:
    first = Question(crowd[key].path, size=5, **filters)
    page = lists.page(SYSTEM, first)
    for question in (first, Question(crowd[key].path, size=5, cursor=page.next, **filters)):
        plan = plan_of(question)
        assert "member_by_organization" in plan
        assert not sorts(plan)


@pytest.mark.parametrize(
    "filters", [{"category": "1"}, {"sex": "1", "post": "602"}, {"age_from": 20}]
)
def test_a_walk_that_passes_many_rows_by_stays_in_the_index(
    crowd: Province, filters: dict[str, Any]
) -> None:
    question = Question(crowd["P"].path, size=5, on=date(2026, 6, 1), **filters)
    plan = plan_of(question)
    assert "member_by_organization" in plan
    if connection.vendor == "postgresql":
        assert "Filter: " not in plan


@pytest.mark.spec("MEM-12")
@pytest.mark.parametrize("filters", [{}, {"status": ""}, {"sex": "1"}, {"post": "602"}])
def test_by_name_a_large_area_walks_the_names(crowd: Province, filters: dict[str, Any]) -> None:
    question = Question(crowd["P"].path, order=Order.NAME, size=5, **filters)
    plan = plan_of(question)
    assert "member_by_name" in plan
    assert not sorts(plan)


@pytest.mark.spec("MEM-12")
def test_by_name_a_small_area_is_walked_and_sorted(crowd: Province) -> None:
    plan = plan_of(Question(crowd["T2"].path, order=Order.NAME, size=5))
    assert "member_by_name" not in plan
    assert sorts(plan)


@pytest.mark.spec("MEM-12")
@pytest.mark.parametrize(
    ("filters", "index"),
    [
        ({"status": "2"}, "member_suspended"),
        ({"lost": True}, "member_lost"),
        ({"floating": True}, "member_floating"),
    ],
)
def test_the_few_of_an_area_have_indexes_of_their_own(
    crowd: Province, filters: dict[str, Any], index: str
) -> None:
    rows = [
        bulk.Row(crowd["B1"].pk, crowd["B1"].path, facts(lost=lost, status=status))
        for lost, status in ((True, "1"), (False, "2"))
    ]
    bulk.load(rows, by=SYSTEM, at=NOON)
    if index == "member_floating":
        rows = [bulk.Row(crowd["B1"].pk, crowd["B1"].path, facts(floating=True))]
        bulk.load(rows, by=SYSTEM, at=NOON)
    assert index in plan_of(Question(crowd["P"].path, **filters))
