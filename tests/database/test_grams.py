"""Any two or more characters of a name, in a scope."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.transaction import atomic, set_rollback
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoDbBlocker

from dengta.database import dialect, grams
from dengta.database.grams import name_contains
from tests.database.shelf import Place

NAMES = {
    "000": "东平川省委员会",
    "000000": "东平川市委员会",
    "000000000": "龙凤社区党支部",
    "000000001": "𠮷祥社区党支部",
    "000000002": "龙凤",
    "000000003": "龙",
    "000001": "西临河市委员会",
    "000001000": "龙凤_100%党支部",
}
ALL = ("000", "001")


@pytest.fixture
def places(shelf: None) -> None:
    """Eight places with the names above."""
    for path, name in NAMES.items():
        Place.objects.create(path=path, name=name)


def _found(keyword: str, path_range: tuple[str, str] = ALL, scope: int | None = None) -> list[str]:
    rows = name_contains(Place.objects.order_by("path"), "name", keyword, path_range, scope=scope)
    return [row.path for row in rows]


@pytest.mark.usefixtures("places")
@pytest.mark.spec("GEN-05")
@pytest.mark.parametrize(
    "keyword",
    ["龙凤", "凤社", "龙凤社区", "社区党支部", "𠮷祥", "党支部", "凤_1", "0%", "%党", "欧阳", "龙"],
)
def test_every_row_that_contains_it_and_no_other(keyword: str) -> None:
    expected = [path for path, name in NAMES.items() if keyword in name]
    assert _found(keyword) == expected
    assert _found(keyword, scope=8) == expected


@pytest.mark.usefixtures("places")
def test_only_in_the_scope() -> None:
    assert _found("龙凤", ("000001", "000002")) == ["000001000"]
    assert _found("龙凤", ("000000", "000001")) == ["000000000", "000000002"]


@pytest.mark.usefixtures("places")
def test_renaming_and_deleting_are_followed() -> None:
    Place.objects.filter(path="000000000").update(name="桃园社区党支部")
    Place.objects.filter(path="000000002").delete()
    assert _found("龙凤") == ["000001000"]
    assert _found("桃园") == ["000000000"]


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(("rare", "questions"), [(2_000, 2), (1, 2)])
def test_a_common_word_is_found_by_walking(
    monkeypatch: pytest.MonkeyPatch, rare: int, questions: int
) -> None:
    monkeypatch.setattr(grams, "RARE", rare)
    with CaptureQueriesContext(connection) as asked:
        assert _found("龙凤") == ["000000000", "000000002", "000001000"]
    assert len(asked) == questions
    by_key = " = ANY(" if connection.vendor == "postgresql" else "json_each("
    assert (by_key in asked[-1]["sql"]) == (rare > 1)


@pytest.mark.usefixtures("places")
def test_the_probe_reads_the_grams() -> None:
    with connection.cursor() as cursor:
        if dialect.is_postgresql():
            cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as asked:
        _found("龙凤社区")
    probe = asked[0]["sql"]
    with connection.cursor() as cursor:
        word = "EXPLAIN" if dialect.is_postgresql() else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{word} {probe}".replace("%", "%%"), [])
        plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
    if dialect.is_postgresql():
        assert "Bitmap Index Scan on shelf_place_grams" in plan
    else:
        assert "SEARCH shelf_place_gram USING PRIMARY KEY (g=?)" in plan
        assert "SCAN shelf_place_gram" not in plan


WORDS = st.text(alphabet="龙凤社区%_'\\𠮷a ", max_size=6)


@pytest.mark.usefixtures("shelf_tables", "django_db_setup")
@given(names=st.lists(WORDS, max_size=8), keyword=WORDS.filter(bool))
def test_it_is_the_same_as_looking_at_every_name(
    names: list[str], keyword: str, django_db_blocker: DjangoDbBlocker
) -> None:
    with django_db_blocker.unblock(), atomic():
        for at, name in enumerate(names):
            Place.objects.create(path=f"000{at:03}", name=name)
        expected = [f"000{at:03}" for at, name in enumerate(names) if keyword in name]
        assert _found(keyword) == expected
        set_rollback(True)
