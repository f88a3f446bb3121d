"""Order by code point on both databases, one index a column, names of rows."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.db import connection, models
from django.db.migrations.writer import MigrationWriter

from dengta.database import dialect
from dengta.database.fields import OrderedTextField, TransactionIdField, UidField
from tests.database.shelf import Line, Place

NAMES = ["Z", "a", "Á", "䶮", "东", "𠮷"]


@pytest.mark.usefixtures("shelf")
def test_order_is_by_code_point() -> None:
    for at, name in enumerate(reversed(NAMES)):
        Place.objects.create(path=f"{at:03}", name=name)
    assert list(Place.objects.order_by("name").values_list("name", flat=True)) == NAMES
    assert Place.objects.filter(name__gte="a", name__lt="东").count() == 3


@pytest.mark.usefixtures("shelf")
def test_a_range_of_paths_uses_the_index() -> None:
    with connection.cursor() as cursor:
        if dialect.is_postgresql():
            cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Place.objects.filter(path__gte="000001", path__lt="000002").explain()
    if dialect.is_postgresql():
        assert "using shelf_place_path" in plan
        assert "Index Cond: (((path)::text >= '000001'::text) AND" in plan
    else:
        assert "USING INDEX" in plan
        assert "(path>? AND path<?)" in plan


@pytest.mark.usefixtures("lasting_shelf")
def test_no_second_index_for_patterns() -> None:
    class Marked(models.Model):
        code = OrderedTextField(max_length=20, unique=True)
        path = OrderedTextField(max_length=20, db_index=True)

        class Meta:
            app_label = "shelf"
            apps = Place._meta.apps

    with connection.schema_editor(collect_sql=True) as editor:
        editor.create_model(Marked)
        statements = [str(statement) for statement in editor.collected_sql]
        statements += [str(statement) for statement in editor.deferred_sql]
    assert not [statement for statement in statements if "_like" in statement]
    assert ('COLLATE "C"' in statements[0]) == dialect.is_postgresql()


def test_fields_are_written_into_migrations_without_what_they_imply() -> None:
    for field, text in (
        (OrderedTextField(max_length=60), "OrderedTextField(max_length=60)"),
        (UidField(), "UidField("),
        (TransactionIdField(), "TransactionIdField("),
    ):
        written, imports = MigrationWriter.serialize(field)
        assert written.startswith(f"dengta.database.fields.{text}")
        assert "import dengta.database.fields" in imports


@pytest.mark.usefixtures("shelf")
def test_uids_are_given_before_the_insert_and_rise() -> None:
    places = [Place(path=f"{at:03}", name="某村") for at in range(1000)]
    assert all(one.uid < later.uid for one, later in pairwise(places))
    assert all(
        place.uid.version == 7 and place.uid.variant == "specified in RFC 4122" for place in places
    )
    places[0].save()
    assert Place.objects.get(uid=places[0].uid).uid == places[0].uid


@pytest.mark.usefixtures("shelf")
@pytest.mark.spec("LOG-04")
def test_a_line_carries_its_transaction() -> None:
    Line.objects.create(text="一")
    Line.objects.create(text="二")
    first, second = Line.objects.order_by("id").values_list("transaction_id", flat=True)
    assert first == second
    with connection.cursor() as cursor:
        if dialect.is_postgresql():
            cursor.execute("SELECT pg_current_xact_id()::text::bigint")
            assert first == cursor.fetchone()[0]
        else:
            assert first == 0
