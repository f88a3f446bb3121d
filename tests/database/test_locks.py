"""Who waits for whom; on SQLite everybody for the one writer."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.transaction import TransactionManagementError, atomic

from dengta.database import dialect, locks
from dengta.database.sqlite.write_lock import FileLock
from tests.database.shelf import Place

STATEMENTS = {
    "pin": "SELECT 1 FROM shelf_place WHERE id = %s FOR KEY SHARE",
    "step": "UPDATE shelf_place SET name = name WHERE id = %s",
    "hold": "SELECT 1 FROM shelf_place WHERE id = %s FOR UPDATE",
}
TAKE = {"pin": locks.pin, "step": locks.take_for_step, "hold": locks.hold}
WAITS = {("pin", "hold"), ("step", "step"), ("step", "hold"), ("hold", "pin"), ("hold", "step")}


def _would_wait(other: BaseDatabaseWrapper, statement: str, pk: int) -> bool:
    """Whether ``statement`` on another connection waits (200 ms, then it is told to stop)."""
    with other.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
        try:
            cursor.execute(statement, [pk])
        except OperationalError as error:
            return getattr(error.__cause__, "sqlstate", None) == "55P03"
    return False


@pytest.mark.usefixtures("lasting_shelf")
@pytest.mark.parametrize("mine", TAKE)
@pytest.mark.parametrize("theirs", STATEMENTS)
def test_who_waits_for_whom(mine: str, theirs: str, other: BaseDatabaseWrapper) -> None:
    with atomic():
        place = Place.objects.create(path="000", name="省委")
    with atomic():
        assert TAKE[mine](Place.objects.filter(pk=place.pk)) == [place]
        if dialect.is_postgresql():
            waits = (mine, theirs) in WAITS or (mine, theirs) == ("hold", "hold")
            assert _would_wait(other, STATEMENTS[theirs], place.pk) == waits
        else:
            assert _write_lock_is_taken()
    if not dialect.is_postgresql():
        assert not _write_lock_is_taken()


def _write_lock_is_taken() -> bool:
    lock = FileLock(connection.settings_dict["NAME"])
    try:
        lock.take(patience=0)
    except locks.Busy:
        return True
    lock.free()
    return False


@pytest.mark.usefixtures("lasting_shelf")
@pytest.mark.parametrize("take", TAKE.values())
def test_a_lock_needs_a_transaction(take: type) -> None:
    with pytest.raises(TransactionManagementError):
        take(Place.objects.all())


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize("take", TAKE.values())
def test_rows_come_whole_and_by_key_whatever_the_queryset_says(take: type) -> None:
    for at in range(5):
        Place.objects.create(path=f"{at:03}", name=f"第{at}支部")
    rows = take(Place.objects.filter(path__gte="001", name__contains="支部%").order_by("-path"))
    assert rows == []
    rows = take(Place.objects.filter(path__gte="001", name__contains="支部").order_by("-path"))
    assert [row.path for row in rows] == ["001", "002", "003", "004"]
    assert rows[0].name == "第1支部"
    assert rows[0].uid == Place.objects.get(path="001").uid
