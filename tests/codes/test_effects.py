"""Loading the packaged tables (GEN-09): adds and mends, never touches what is the operator's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dengta.codes.effects import tables as effects
from dengta.codes.models import CodeRow, CodeTable
from dengta.codes.queries import tables
from dengta.codes.rules import packaged

pytestmark = pytest.mark.django_db

PACKAGED = sum(len(packaged.table_rows(name)) for name in packaged.table_names())


@pytest.fixture(autouse=True)
def _empty() -> Iterator[None]:
    CodeRow.objects.all().delete()
    CodeTable.objects.all().delete()
    tables.forget()
    yield
    tables.forget()


def versions() -> dict[str, int]:
    return dict(CodeTable.objects.values_list("name", "version"))


@pytest.mark.spec("GEN-09")
def test_the_first_start_loads_every_row_and_the_second_changes_nothing() -> None:
    assert effects.load() == effects.Loaded(added=PACKAGED, mended=0)
    assert CodeRow.objects.count() == PACKAGED
    before = versions()
    assert before.keys() == set(packaged.table_names())
    assert effects.load() == effects.Loaded(added=0, mended=0)
    assert CodeRow.objects.count() == PACKAGED
    assert versions() == before


@pytest.mark.spec("GEN-09")
def test_labels_are_mended_and_the_operators_values_kept() -> None:
    effects.load()
    CodeRow.objects.filter(table="gender", code="1").update(
        label="错", enabled=False, position=777, valid_from="2001-01-01", valid_until="2002-01-01"
    )
    before = versions()
    assert effects.load() == effects.Loaded(added=0, mended=1)
    row = CodeRow.objects.get(table="gender", code="1")
    assert row.label == "男"
    assert (row.enabled, row.position) == (False, 777)
    assert (str(row.valid_from), str(row.valid_until)) == ("2001-01-01", "2002-01-01")
    after = versions()
    assert {name for name in after if after[name] != before[name]} == {"gender"}


@pytest.mark.spec("GEN-09")
def test_missing_rows_come_back_and_rows_of_the_operator_stay() -> None:
    effects.load()
    CodeRow.objects.filter(table="gender", code="2").delete()
    CodeRow.objects.create(table="transfer_return_reason", code="8", label="另议", position=35)
    assert effects.load() == effects.Loaded(added=1, mended=0)
    assert CodeRow.objects.filter(table="transfer_return_reason", code="8").exists()
    assert list(tables.labels("transfer_return_reason")) == ["1", "2", "3", "4", "8", "9"]


def test_codes_are_unique_in_their_table_and_parents_exist() -> None:
    for name in packaged.table_names():
        rows = packaged.table_rows(name)
        known = {row.code for row in rows}
        assert len(known) == len(rows), name
        assert {row.parent_code for row in rows} - known <= {""}, name
        assert all(row.label for row in rows), name
