"""Paging by row values on both databases."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from operator import attrgetter
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext

from dengta.database import cursors, dialect, keyset
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


def _pages(
    rows: QuerySet[Person], size: int, *, descending: bool = False
) -> list[keyset.Page[Person]]:
    """Every page from the first on, each asked for as an address would."""
    read: list[keyset.Page[Person]] = []
    beside: keyset.Mark | None = None
    while not read or beside:
        read.append(_page(rows, beside, size, descending=descending))
        later = read[-1].later
        beside = keyset.mark(later.written(), str, str, int) if later else None
    return read


def _page(
    rows: QuerySet[Person], beside: keyset.Mark | None, size: int, *, descending: bool = False
) -> keyset.Page[Person]:
    with CaptureQueriesContext(connection) as asked:
        page = keyset.page(
            rows, ORDER, beside, place=attrgetter(*ORDER), size=size, descending=descending
        )
    assert len(asked) == 1
    return page


@pytest.mark.spec("GEN-05")
@pytest.mark.parametrize("size", [1, 7, 10, 29, 30, 31])
@pytest.mark.parametrize("descending", [False, True])
def test_pages_meet_without_gap_or_double(
    people: list[Person], size: int, descending: bool
) -> None:
    ordered = people[::-1] if descending else people
    pages = _pages(Person.objects.all(), size, descending=descending)
    assert [row for page in pages for row in page.rows] == ordered
    assert [page.number for page in pages] == list(range(1, 31, size))
    assert pages[0].earlier is None
    for earlier, page in pairwise(pages):
        back = _page(Person.objects.all(), page.earlier, size, descending=descending)
        assert back == earlier


def test_a_list_that_shrank_ends_where_its_rows_end(people: list[Person]) -> None:
    beside = keyset.Mark(attrgetter(*ORDER)(people[0]), backwards=True, number=21)
    assert _page(Person.objects.all(), beside, 7) == keyset.Page([], None, None, 1)
    beside = keyset.Mark(attrgetter(*ORDER)(people[3]), backwards=True, number=21)
    first = _page(Person.objects.all(), beside, 7)
    assert (first.rows, first.earlier, first.number) == (people[:3], None, 1)
    beside = keyset.Mark(attrgetter(*ORDER)(people[-1]))
    assert _page(Person.objects.all(), beside, 7) == keyset.Page([], None, None, 1)


@pytest.mark.parametrize("text", ["", "1", "none", cursors.write(1, 1, "000001", "安一", "7")])
def test_what_is_no_mark_is_the_first_page(text: str) -> None:
    assert keyset.mark(text, str, str, int) is None


def test_values_are_prepared_as_their_columns(people: list[Person]) -> None:
    ordered = sorted(people, key=lambda person: person.uid)
    later = Person.objects.filter(keyset.after(("uid",), [ordered[10].uid]))
    assert set(later) == set(ordered[11:])
    assert isinstance(ordered[10].uid, UUID)
    by_date = Person.objects.filter(keyset.after(("born", "id"), [date(1990, 1, 2), 0]))
    assert by_date.count() == 10


def test_it_combines_with_scopes_and_relations(people: list[Person]) -> None:
    seen = people[11]
    scope = Q(org_path__gte="000001", org_path__lt="000002")
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
def test_a_fence_takes_the_name_index_out_of_play() -> None:
    free = Person.objects.filter(org_path__gte="000", org_path__lt="001")
    by_fenced_name = free.order_by(keyset.fence("name"), "id")
    assert "shelf_person_by_place" in _plan(by_fenced_name)


def test_the_access_path_follows_the_size_of_the_scope() -> None:
    assert keyset.walks_scope(scope=11_800, total=7_000_000)
    assert not keyset.walks_scope(scope=11_900, total=7_000_000)
    assert keyset.walks_scope(scope=50_000, total=7_000_000, selectivity=0.03)
