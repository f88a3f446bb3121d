"""Paging by row values on both databases."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import QuerySet

from dengta.database import dialect, keyset
from tests.database.shelf import Person, Place

ORDER = ("org_path", "name", "id")


@pytest.fixture
def people(shelf: None) -> list[Person]:
    """Thirty people at three places; names repeat."""
    places = [Place.objects.create(path=f"00000{at}", name=f"第{at}支部") for at in range(3)]
    Person.objects.bulk_create(
        Person(
            place=places[at % 3],
            org_path=places[at % 3].path,
            name=["安一", "白二", "陈三"][at % 2],
            born=date(1970 + at, 1, 2),
        )
        for at in range(30)
    )
    return list(Person.objects.order_by(*ORDER))


def _place_of(person: Person, columns: tuple[str, ...] = ORDER) -> list[Any]:
    return [getattr(person, column) for column in columns]


@pytest.mark.spec("GEN-05")
def test_pages_meet_without_gap_or_double(people: list[Person]) -> None:
    read: list[Person] = []
    page: QuerySet[Person] = Person.objects.order_by(*ORDER)
    while rows := list(page[:7]):
        read += rows
        page = Person.objects.filter(keyset.after(ORDER, _place_of(rows[-1]))).order_by(*ORDER)
    assert read == people


def test_before_is_the_way_back(people: list[Person]) -> None:
    backwards = tuple(f"-{column}" for column in ORDER)
    rows = Person.objects.filter(keyset.before(ORDER, _place_of(people[12]))).order_by(*backwards)
    assert list(rows[:5])[::-1] == people[7:12]


def test_values_are_prepared_as_their_columns(people: list[Person]) -> None:
    ordered = sorted(people, key=lambda person: person.uid)
    later = Person.objects.filter(keyset.after(("uid",), [ordered[10].uid]))
    assert set(later) == set(ordered[11:])
    assert isinstance(ordered[10].uid, UUID)
    by_date = Person.objects.filter(keyset.after(("born", "id"), [date(1990, 1, 2), 0]))
    assert by_date.count() == 10


def test_it_combines_with_scopes_and_relations(people: list[Person]) -> None:
    seen = people[11]
    scope = keyset.fenced_range("org_path", "000001", "000002")
    rows = Person.objects.filter(scope & keyset.after(("place__path", "id"), ["000001", seen.pk]))
    assert set(rows) == {p for p in people if p.org_path == "000001" and p.pk > seen.pk}


def test_it_refuses_what_has_no_place() -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        keyset.after(("a", "b"), [1])
    with pytest.raises(ValueError, match="NULL"):
        keyset.after(("a",), [None])


def _plan(queryset: QuerySet[Person]) -> str:
    with connection.cursor() as cursor:
        if dialect.is_postgresql():
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_sort = off")
            cursor.execute("SET LOCAL enable_bitmapscan = off")
    return queryset.explain()


@pytest.mark.usefixtures("shelf")
def test_the_place_is_an_index_condition() -> None:
    rows = Person.objects.filter(keyset.after(ORDER, ["000", "安一", 7])).order_by(*ORDER)
    plan = _plan(rows)
    if dialect.is_postgresql():
        assert "Index Cond: (ROW((org_path)::text, (name)::text, id) > ROW(" in plan
    else:
        # The key is SQLite's rowid: it ends every index and is compared there.
        assert "shelf_person_by_place ((org_path,name)>(?,?))" in plan


@pytest.mark.usefixtures("shelf")
def test_a_fence_takes_the_path_index_out_of_play() -> None:
    scope = keyset.fenced_range("org_path", "000", "001")
    by_name = Person.objects.filter(scope).order_by("name", "id")
    assert "shelf_person_by_name" in _plan(by_name)
    free = Person.objects.filter(org_path__gte="000", org_path__lt="001")
    by_fenced_name = free.order_by(keyset.fence("name"), "id")
    assert "shelf_person_by_place" in _plan(by_fenced_name)


def test_a_fenced_range_holds_the_same_rows(people: list[Person]) -> None:
    fenced = Person.objects.filter(keyset.fenced_range("org_path", "000001", "000002"))
    free = Person.objects.filter(org_path__gte="000001", org_path__lt="000002")
    assert set(fenced) == set(free) != set()


def test_the_access_path_follows_the_size_of_the_scope() -> None:
    assert keyset.walks_scope(scope=11_800, total=7_000_000)
    assert not keyset.walks_scope(scope=11_900, total=7_000_000)
    assert keyset.walks_scope(scope=50_000, total=7_000_000, selectivity=0.03)
