from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from dengta.counts import actions, effects, queries
from dengta.counts.models import Delta, Total
from dengta.counts.rules import Dimension
from tests.audit.people import CITY, COUNTY, NOON, OTHER_CITY, PROVINCE

pytestmark = pytest.mark.django_db

MEMBERS, SEX, BORN = Dimension.MEMBERS, Dimension.SEX, Dimension.BIRTH_YEAR
TREE = (PROVINCE, CITY, COUNTY, OTHER_CITY)


@pytest.fixture(autouse=True)
def tree() -> None:
    for path in TREE:
        effects.load_totals({path: {}})


def numbers() -> dict[str, int]:
    return {path: totals.of(MEMBERS) for path, totals in queries.totals(TREE).items()}


def test_what_is_added_counts_for_every_superior_and_no_neighbour() -> None:
    effects.add(COUNTY, {(MEMBERS, "1"): 2, (SEX, "1"): 1, (SEX, "2"): 1})
    effects.add(CITY, {(MEMBERS, "1"): 5})
    assert numbers() == {PROVINCE: 7, CITY: 7, COUNTY: 2, OTHER_CITY: 0}
    assert queries.total(PROVINCE).codes(SEX) == {"1": 1, "2": 1}


def test_adding_writes_one_insert_and_no_total(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1) as captured:
        effects.add(COUNTY, {(MEMBERS, "1"): 1, (SEX, "1"): 1, (BORN, "1966"): 1})
    assert "counts_delta" in captured[0]["sql"]
    assert Delta.objects.count() == 3
    assert all(row.counts == {} for row in Total.objects.all())


def test_what_cancels_out_writes_nothing(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        effects.add(COUNTY, {(MEMBERS, "1"): 0})
        effects.move(COUNTY, COUNTY, {(MEMBERS, "1"): 1})


def test_moving_changes_both_places_and_not_what_they_share() -> None:
    effects.add(COUNTY, {(MEMBERS, "1"): 3})
    effects.move(COUNTY, OTHER_CITY, {(MEMBERS, "1"): 1})
    assert numbers() == {PROVINCE: 3, CITY: 2, COUNTY: 2, OTHER_CITY: 1}


def test_a_page_of_twenty_is_one_query_as_is_one_path(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    paths = [f"000003{n:03d}" for n in range(20)]
    for path in paths:
        effects.load_totals({path: {}})
        effects.add(path, {(MEMBERS, "1"): 1})
    with django_assert_num_queries(1):
        assert queries.total(PROVINCE).of(MEMBERS) == 20
    with django_assert_num_queries(1):
        page = queries.totals([*paths, PROVINCE, PROVINCE])
    assert [page[path].of(MEMBERS) for path in paths] == [1] * 20
    with django_assert_num_queries(0):
        assert queries.totals([]) == {}


def test_folding_changes_no_answer() -> None:
    effects.add(COUNTY, {(MEMBERS, "1"): 2, (SEX, "1"): 2, (BORN, "1966"): 2})
    effects.add(COUNTY, {(SEX, "1"): -2, (SEX, "2"): 2})
    effects.move(COUNTY, OTHER_CITY, {(MEMBERS, "1"): 1})
    before = queries.totals(TREE)
    assert queries.backlog() == 7
    assert actions.fold(NOON) == 7
    assert queries.backlog() == 0
    assert queries.totals(TREE) == before
    assert Total.objects.get(path=COUNTY).counts == {
        "member": {"1": 1},
        "sex": {"2": 2},
        "birth_year": {"1966": 2},
    }


def test_folding_takes_the_oldest_first_and_no_more_than_asked() -> None:
    for n in range(5):
        effects.add(COUNTY, {(MEMBERS, "1"): n + 1})
    assert actions.fold(NOON, at_most=2) == 2
    assert Total.objects.get(path=PROVINCE).counts == {"member": {"1": 3}}
    assert numbers()[PROVINCE] == 15
    assert actions.fold(NOON) == 3
    assert actions.fold(NOON) == 0


def test_folds_follow_one_another_by_holding_the_roots_total_first() -> None:
    effects.add(COUNTY, {(MEMBERS, "1"): 1})
    with CaptureQueriesContext(connection) as captured:
        actions.fold(NOON)
    statements = [query["sql"] for query in captured if "counts_" in query["sql"]]
    assert statements[0].startswith("SELECT")
    assert f"'{PROVINCE}'" in statements[0]
    assert ("FOR UPDATE" in statements[0]) is (connection.vendor == "postgresql")
    assert "DELETE FROM counts_delta" in statements[1]


def test_totals_are_updated_in_the_order_of_their_paths() -> None:
    effects.add(OTHER_CITY, {(MEMBERS, "1"): 1})
    effects.add(COUNTY, {(MEMBERS, "1"): 1})
    written: list[str] = []

    def watch(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        if many and "UPDATE counts_total" in sql:
            written.extend(path for _, path in params)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        actions.fold(NOON)
    assert written == [PROVINCE, CITY, COUNTY, OTHER_CITY]


def test_without_a_total_row_folding_keeps_the_deltas() -> None:
    lost = "000001009"
    effects.add(lost, {(MEMBERS, "1"): 1})
    with pytest.raises(LookupError, match=lost), transaction.atomic():
        actions.fold(NOON)
    assert queries.backlog() == 1
    assert not Total.objects.filter(path=lost).exists()


def test_before_the_root_exists_there_is_nothing_to_fold() -> None:
    effects.add(COUNTY, {(MEMBERS, "1"): 1})
    Total.objects.all().delete()
    assert actions.fold(NOON) == 0
    assert queries.backlog() == 1


def test_an_organisation_has_one_total() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        effects.load_totals({COUNTY: {}})


def test_totals_of_a_loaded_tree_are_read_like_all_others() -> None:
    loaded = {"000007": {"member": {"1": 12}, "sex": {"2": 12}}, "000007001": {}}
    assert effects.load_totals(loaded) == 2
    effects.add("000007001", {(MEMBERS, "1"): 1})
    actions.fold(NOON)
    assert queries.total("000007").of(MEMBERS) == 13
    assert queries.total("000007").of(SEX, "2") == 12


def test_one_read_is_one_statement_that_walks_the_range_of_deltas() -> None:
    """Both indexes serve it: a read of the root or of a branch never scans all deltas."""
    effects.add(COUNTY, {(MEMBERS, "1"): 1})
    statement = queries.READ.format(values="(%s, %s)")
    bounds = (COUNTY, "000001002")
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("EXPLAIN (FORMAT JSON) " + statement, bounds)
            found = cursor.fetchone()[0]
            plan = found if isinstance(found, str) else json.dumps(found)
        else:
            cursor.execute("EXPLAIN QUERY PLAN " + statement, bounds)
            plan = " ".join(row[3] for row in cursor.fetchall())
    assert "counts_delta_range" in plan
    assert "counts_one_total_a_path" in plan or "sqlite_autoindex_counts_total_1" in plan
