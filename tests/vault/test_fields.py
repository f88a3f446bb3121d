"""Protected columns: texts on instances, sealed bytes in the table, no way past the vault."""

from __future__ import annotations

import pickle
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import IntegrityError, connection
from django.db.migrations.writer import MigrationWriter
from django.db.models import F
from django.db.transaction import atomic

from dengta.database.copying import copy_rows
from dengta.database.uids import new_uid
from dengta.vault import sealing
from dengta.vault.blind import blind_index
from dengta.vault.fields import BlindField, SealedJSONField, SealedTextField
from dengta.vault.sealing import BadSeal
from tests.vault.secrets_table import Secret

NUMBER = "370999199001010012"
PHONE = "13900000000"

pytestmark = pytest.mark.usefixtures("secrets")


def _secret(number: str = NUMBER, **values: Any) -> Secret:
    return Secret(number=number, number_blind=blind_index("id_number", number), **values)


def _stored(column: str) -> list[bytes | None]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM vaulted_secret ORDER BY id")
        return [None if row[0] is None else bytes(row[0]) for row in cursor.fetchall()]


def test_the_table_holds_no_text() -> None:
    secret = _secret(phone=PHONE, answers={"住址": "东平川县"})
    secret.save()
    for column, text in (
        ("number", NUMBER),
        ("phone", PHONE),
        ("answers_sealed", "东平川县"),
    ):
        (stored,) = _stored(column)
        assert stored is not None
        assert text.encode() not in stored
        opened = sealing.unseal("vaulted_secret", column, secret.uid, stored)
        assert text in opened


def test_an_instance_reads_as_it_was_written() -> None:
    secret = _secret(phone=PHONE, answers={"住址": ["东平川县", 3]})
    assert (secret.number, secret.phone) == (NUMBER, PHONE)
    secret.save()
    assert (secret.number, secret.phone) == (NUMBER, PHONE)
    read = Secret.objects.get()
    assert (read.number, read.phone, read.answers) == (NUMBER, PHONE, {"住址": ["东平川县", 3]})


def test_nothing_stays_nothing_and_empty_stays_empty() -> None:
    _secret(phone=None).save()
    _secret("370199198512310027", phone="").save()
    assert _stored("phone")[0] is None
    assert [secret.phone for secret in Secret.objects.order_by("id")] == [None, ""]
    assert Secret.objects.filter(phone__isnull=True).count() == 1
    with pytest.raises(IntegrityError), atomic():
        Secret(number=None, number_blind=b"x" * 16).save()


def test_what_was_not_changed_is_stored_as_it_was() -> None:
    _secret(phone=PHONE).save()
    before = _stored("number"), _stored("phone")
    read = Secret.objects.get()
    read.phone = "13900000001"
    read.save()
    assert _stored("number") == before[0]
    assert _stored("phone") != before[1]
    assert Secret.objects.get().phone == "13900000001"
    read.phone = None
    read.save(update_fields=["phone"])
    assert Secret.objects.get().phone is None


def test_deferred_columns_are_read_when_asked() -> None:
    _secret(phone=PHONE).save()
    read = Secret.objects.only("note").get()
    assert read.number == NUMBER
    read = Secret.objects.defer("phone").get()
    assert read.get_deferred_fields() == {"phone"}
    read.save()
    assert Secret.objects.get().phone == PHONE
    read.refresh_from_db()
    assert read.phone == PHONE


def test_many_are_sealed_each_for_its_row() -> None:
    Secret.objects.bulk_create(_secret(str(at) * 18) for at in range(5))
    assert [secret.number for secret in Secret.objects.order_by("id")] == [
        str(at) * 18 for at in range(5)
    ]


def test_a_value_moved_to_another_row_does_not_open() -> None:
    _secret().save()
    _secret("370199198512310027").save()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE vaulted_secret SET number = (SELECT number FROM vaulted_secret ORDER BY id"
            " LIMIT 1)"
        )
    first, second = Secret.objects.order_by("id")
    assert first.number == NUMBER
    with pytest.raises(BadSeal):
        _ = second.number


def test_values_gives_sealed_bytes() -> None:
    secret = _secret()
    secret.save()
    row = Secret.objects.values("uid", "number", "number_blind").get()
    assert type(row["number"]) is type(row["number_blind"]) is bytes
    assert sealing.unseal("vaulted_secret", "number", row["uid"], row["number"]) == NUMBER


@pytest.mark.parametrize("value", [NUMBER, NUMBER.encode(), ""])
def test_update_is_refused(value: str | bytes) -> None:
    _secret().save()
    with pytest.raises((TypeError, FieldError)), atomic():
        Secret.objects.update(number=value)
    assert Secret.objects.get().number == NUMBER


def test_bulk_update_is_refused() -> None:
    secret = _secret()
    secret.save()
    secret.number = "370199198512310027"
    with pytest.raises(TypeError, match="save the instance"), atomic():
        Secret.objects.bulk_update([secret], ["number"])
    assert Secret.objects.get().number == NUMBER


@pytest.mark.parametrize(
    "condition",
    [
        {"number": NUMBER},
        {"number__in": [NUMBER]},
        {"number__contains": "37"},
        {"number__gt": ""},
        {"number": b"x"},
        {"number": F("phone")},
    ],
)
def test_filters_are_refused(condition: dict[str, Any]) -> None:
    with pytest.raises(FieldError, match="blind index"):
        Secret.objects.filter(**condition)


def test_only_texts_are_sealed() -> None:
    with pytest.raises(TypeError, match="takes a text, not int"):
        _secret(phone=13900000000).save()


def test_the_blind_index_finds_and_is_unique() -> None:
    _secret().save()
    found = Secret.objects.get(number_blind=blind_index("id_number", NUMBER))
    assert found.number_blind == blind_index("id_number", NUMBER)
    assert found.number_blind in {found.number_blind}
    assert Secret.objects.filter(number_blind__in=[found.number_blind]).count() == 1
    with pytest.raises(IntegrityError), atomic():
        _secret().save()


def test_bulk_copying_takes_what_the_sealer_gives() -> None:
    seal = sealing.sealer("vaulted_secret", "number")
    uids = [new_uid() for _ in range(3)]
    rows = [(uid, seal(uid, NUMBER), blind_index("id_number", str(uid)), "") for uid in uids]
    assert copy_rows(Secret, ("uid", "number", "number_blind", "note"), rows) == 3
    assert [secret.number for secret in Secret.objects.order_by("id")] == [NUMBER] * 3


def test_no_text_slips_out_by_another_door() -> None:
    secret = _secret(phone=PHONE)
    secret.save()
    assert NUMBER.encode() not in pickle.dumps(secret.__dict__["number"])
    assert NUMBER not in repr(secret.__dict__)
    with pytest.raises(TypeError, match="not serialised"):
        serializers.serialize("json", [secret])


def test_fields_are_written_into_migrations_without_what_they_imply() -> None:
    for field, text in (
        (SealedTextField(null=True), "SealedTextField(null=True)"),
        (SealedJSONField(), "SealedJSONField()"),
        (BlindField(), "BlindField(max_length=16)"),
    ):
        written, imports = MigrationWriter.serialize(field)
        assert written == f"dengta.vault.fields.{text}"
        assert imports == {"import dengta.vault.fields"}
