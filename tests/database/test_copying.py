"""Many rows at once say the same as rows saved one by one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.transaction import TransactionManagementError, atomic

from dengta.database import copying
from dengta.database.copying import copy_rows, draw_keys
from dengta.database.grams import name_contains
from dengta.database.uids import new_uid
from tests.database.shelf import Person, Place

NOON = datetime(2026, 11, 24, 4, 0, 0, 123456, tzinfo=UTC)
COLUMNS = ("uid", "place_id", "org_path", "name", "born", "seen_at", "items", "active")
NAMES = ["王\t建华", "欧阳\\n", "\\N", "a\nb", "𠮷", "", "O'Neil", "100%s"]


def _rows(place: Place, amount: int) -> Iterator[tuple[Any, ...]]:
    for at in range(amount):
        name = NAMES[at % len(NAMES)]
        born = None if at % 3 else date(1990, 2, 28)
        yield (
            new_uid(),
            place.pk,
            place.path,
            name,
            born,
            NOON,
            {"职务": [at, "书记\t"]},
            bool(at % 2),
        )


@pytest.mark.usefixtures("shelf")
def test_every_kind_of_value_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "CHUNK", 7)
    place = Place.objects.create(path="000", name="省委")
    rows = list(_rows(place, 20))
    assert copy_rows(Person, COLUMNS, iter(rows)) == 20
    assert list(Person.objects.order_by("id").values_list(*COLUMNS)) == rows
    saved = Person(**dict(zip(COLUMNS, next(_rows(place, 1)), strict=True)))
    saved.save()
    assert Person.objects.filter(seen_at=NOON, born=date(1990, 2, 28)).count() == 8


@pytest.mark.usefixtures("shelf")
def test_no_rows_are_no_rows() -> None:
    assert copy_rows(Place, ("uid", "path", "name"), []) == 0


@pytest.mark.usefixtures("shelf")
def test_constraints_hold_and_nothing_half_stays() -> None:
    twice = [(new_uid(), "000", "一"), (new_uid(), "000", "二")]
    with pytest.raises(IntegrityError), atomic():
        copy_rows(Place, ("uid", "path", "name"), twice)
    assert not Place.objects.exists()


@pytest.mark.usefixtures("shelf")
def test_names_can_be_searched_at_once() -> None:
    copy_rows(Place, ("uid", "path", "name"), [(new_uid(), "000", "东平川县委员会")])
    found = name_contains(Place.objects.all(), "name", "平川", ("000", "001"))
    assert [row.path for row in found] == ["000"]


@pytest.mark.usefixtures("shelf")
def test_keys_are_drawn_for_rows_that_name_each_other() -> None:
    before = Place.objects.create(path="000", name="省委")
    keys = draw_keys(Place, 3)
    assert keys == sorted(set(keys))
    assert keys[0] > before.pk
    copy_rows(
        Place, ("id", "uid", "path", "name"), [(k, new_uid(), f"000{k:03}", "支部") for k in keys]
    )
    assert Place.objects.create(path="001", name="又一个").pk > keys[-1]
    assert draw_keys(Person, 2)[0] >= 1


@pytest.mark.usefixtures("lasting_shelf")
def test_it_needs_a_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        copy_rows(Place, ("uid", "path", "name"), [(new_uid(), "000", "省委")])
    with pytest.raises(TransactionManagementError):
        draw_keys(Place, 1)
    assert not Place.objects.exists()
