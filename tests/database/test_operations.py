"""Insert-only tables and grams, and their guards when something took them away."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, models
from django.db.migrations.recorder import MigrationRecorder
from django.db.transaction import atomic
from pytest_django import Settings

from dengta.database import dialect, operations
from dengta.database.grams import name_contains
from tests.database.shelf import Line, Place

ALL = ("000", "001")
CHANGES: dict[str, Callable[[], object]] = {
    "update": lambda: Line.objects.update(text="改"),
    "delete": lambda: Line.objects.all().delete(),
    "save": lambda: Line.objects.get().save(),
    "raw": lambda: _run("DELETE FROM shelf_line"),
}


def _run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.usefixtures("shelf")
@pytest.mark.spec("LOG-04")
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_lines_are_only_ever_added(change: Callable[[], object]) -> None:
    Line.objects.create(text="原")
    with pytest.raises(IntegrityError, match="only ever added"), atomic():
        change()
    assert Line.objects.get().text == "原"


@pytest.mark.usefixtures("shelf")
@pytest.mark.spec("LOG-04")
def test_no_way_around_by_replacing_or_truncating() -> None:
    line = Line.objects.create(text="原")
    around = f"REPLACE INTO shelf_line (id, transaction_id, text) VALUES ({line.pk}, 0, '改')"
    if dialect.is_postgresql():
        around = "TRUNCATE shelf_line"
    with pytest.raises(IntegrityError, match="only ever added"), atomic():
        _run(around)
    assert Line.objects.get().text == "原"


@pytest.fixture
def migrated(shelf: None, settings: Settings) -> None:
    """The guards' migration is one of this database's."""
    settings.MIGRATION_MODULES = {"database": "tests.database.shelf_migrations"}
    MigrationRecorder(connection).record_applied("database", "guards_of_the_shelf")


def _guard_names() -> list[str]:
    if dialect.is_postgresql():
        return ["shelf_line_insert_only", "shelf_place_grams"]
    return [
        "shelf_line_insert_only_update",
        "shelf_line_insert_only_delete",
        "shelf_place_grams_insert",
        "shelf_place_grams_delete",
        "shelf_place_grams_update",
    ]


def _take_guards_away() -> None:
    if dialect.is_postgresql():
        _run("ALTER TABLE shelf_line DISABLE TRIGGER shelf_line_insert_only")
        _run("DROP INDEX shelf_place_grams")
    else:
        for name in _guard_names():
            _run(f"DROP TRIGGER {name}")


@pytest.mark.usefixtures("migrated")
@pytest.mark.spec("LOG-04")
def test_a_start_puts_back_what_was_lost() -> None:
    Place.objects.create(path="000", name="东平川县委员会")
    assert set(operations.missing_triggers()) & set(_guard_names()) == set()
    _take_guards_away()
    Place.objects.create(path="000000", name="西临河镇委员会")
    Place.objects.filter(path="000").update(name="东平川市委员会")
    assert [name for name in operations.missing_triggers() if "shelf" in name] == _guard_names()

    restored = operations.restore_triggers()

    assert [name for name in restored if "shelf" in name] == _guard_names()
    assert operations.missing_triggers() == []
    assert operations.restore_triggers() == []
    assert _found("临河") == ["西临河镇委员会"]
    assert _found("川市") == ["东平川市委员会"]
    assert _found("川县") == []
    Line.objects.create(text="原")
    with pytest.raises(IntegrityError, match="only ever added"), atomic():
        Line.objects.all().delete()


@pytest.mark.usefixtures("migrated")
@pytest.mark.spec("LOG-04")
def test_a_trigger_made_harmless_is_missing() -> None:
    if dialect.is_postgresql():
        _run("ALTER TABLE shelf_line DISABLE TRIGGER ALL")
    else:
        _run("DROP TRIGGER shelf_line_insert_only_delete")
        _run(
            "CREATE TRIGGER shelf_line_insert_only_delete BEFORE DELETE ON shelf_line"
            " BEGIN SELECT 1; END"
        )
    missing = [name for name in operations.missing_triggers() if "shelf" in name]
    assert missing == [_guard_names()[0 if dialect.is_postgresql() else 1]]


@pytest.mark.usefixtures("lasting_shelf")
def test_remaking_a_table_loses_its_guards_and_a_start_mends_it(
    settings: Settings,
) -> None:
    settings.MIGRATION_MODULES = {"database": "tests.database.shelf_migrations"}
    recorder = MigrationRecorder(connection)
    with atomic():
        recorder.record_applied("database", "guards_of_the_shelf")
        Place.objects.create(path="000", name="东平川县委员会")
    old = Place._meta.get_field("name")
    new = models.CharField(max_length=200)
    new.set_attributes_from_name("name")
    new.model = Place
    with connection.schema_editor() as editor:
        editor.alter_field(Place, old, new, strict=True)
    operations.restore_triggers()
    with atomic():
        Place.objects.create(path="000000", name="西临河镇委员会")
    assert operations.missing_triggers() == []
    assert _found("委员") == ["东平川县委员会", "西临河镇委员会"]
    with connection.schema_editor() as editor:
        editor.alter_field(Place, new, old, strict=True)
    operations.restore_triggers()
    with atomic():
        recorder.record_unapplied("database", "guards_of_the_shelf")


@pytest.mark.usefixtures("lasting_shelf")
def test_the_switch_is_for_tests(settings: Settings) -> None:
    with atomic():
        Line.objects.create(text="一")
    with operations.insert_only_off(), atomic():
        Line.objects.all().delete()
    with atomic():
        Line.objects.create(text="二")
    with pytest.raises(IntegrityError), atomic():
        Line.objects.all().delete()
    settings.DENGTA_MODE = "production"
    with pytest.raises(RuntimeError, match="tests only"), operations.insert_only_off():
        pass
    with pytest.raises(CommandError, match="只能在测试环境中使用"):
        call_command("flush", interactive=False)
    assert Line.objects.get().text == "二"


def _found(keyword: str) -> list[str]:
    rows = name_contains(Place.objects.order_by("path"), "name", keyword, ALL)
    return [row.name for row in rows]
