"""Reading code tables and which rows may be chosen (GEN-09)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dengta.codes.effects import tables as effects
from dengta.codes.models import CodeRow
from dengta.codes.queries import tables
from dengta.codes.rules import packaged
from dengta.refusal import Refusal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded() -> Iterator[None]:
    tables.forget()
    effects.load()
    yield
    tables.forget()


def codes(table: str) -> set[str]:
    return {choice.code for choice in tables.choices(table)}


@pytest.mark.spec("GEN-09")
@pytest.mark.parametrize("table", ["education_2017_template", "job_post_2017_template"])
def test_groups_of_education_and_post_may_be_chosen(table: str) -> None:
    assert codes(table) == {row.code for row in packaged.table_rows(table)}


@pytest.mark.spec("GEN-09")
@pytest.mark.parametrize("table", ["org_category", "unit_category"])
def test_only_rows_without_children_are_categories(table: str) -> None:
    rows = packaged.table_rows(table)
    parents = {row.parent_code for row in rows}
    assert codes(table) == {row.code for row in rows if row.code not in parents}
    with pytest.raises(Refusal) as refused:
        tables.require_choice(table, "1", "category")
    assert "大类" in refused.value.sentence
    assert refused.value.complaints[0].field == "category"


@pytest.mark.spec("GEN-09")
def test_establishments_that_may_be_chosen() -> None:
    assert codes("unit_org_status") == {"11", "12", "13", "2", "3", "4", "41", "42"}
    assert tables.choice_problem("unit_org_status", "1") is not None
    tables.require_choice("unit_org_status", "1", "establishment", also={"1"})
    assert "1" in {choice.code for choice in tables.choices("unit_org_status", also={"1"})}


@pytest.mark.spec("GEN-09")
def test_a_disabled_value_stays_readable_and_cannot_be_chosen() -> None:
    assert "1B" in codes("education_2017_template")
    CodeRow.objects.filter(table="education_2017_template", code="1B").update(enabled=False)
    tables.forget()
    assert tables.label("education_2017_template", "1B") == "省（区、市）委党校研究生"
    assert "1B" not in codes("education_2017_template")
    with pytest.raises(Refusal) as refused:
        tables.require_choice("education_2017_template", "1B", "education", also={"1B"})
    assert "停用" in refused.value.sentence
    shown = {
        choice.code: choice for choice in tables.choices("education_2017_template", choosable=False)
    }
    assert not shown["1B"].choosable
    assert "停用" in shown["1B"].why_not


@pytest.mark.spec("GEN-09")
@pytest.mark.parametrize(
    ("code", "words"), [("", "请选择"), ("77", "没有这个选项"), ("𠮷", "没有")]
)
def test_unknown_codes_are_refused(code: str, words: str) -> None:
    assert words in (tables.choice_problem("gender", code) or "")


def test_choices_stand_in_the_order_of_the_tree() -> None:
    found = tables.choices("job_post_2017_template", choosable=False)
    assert [(choice.code, choice.depth) for choice in found[:5]] == [
        ("0", 0),
        ("01", 1),
        ("011", 2),
        ("012", 2),
        ("02", 1),
    ]
    assert found[2].parent_code == "01"


@pytest.mark.spec("GEN-09")
def test_the_operator_changes_the_order() -> None:
    CodeRow.objects.filter(table="gender", code="1").update(position=99)
    tables.forget()
    assert list(tables.labels("gender")) == ["2", "1"]


def test_labels() -> None:
    assert tables.label("ethnicity_2017_template", "01") == "汉族"
    assert tables.label("ethnicity_2017_template", "") == ""
    assert tables.label("ethnicity_2017_template", "77") == "77"
    assert tables.full_label("region_shandong_201707", "370102") == "山东省 济南市 历下区"
    assert tables.full_label("gender", "7") == "7"


def test_codes_from_labels() -> None:
    assert tables.code_of("education_2017_template", "大学") == "21"
    assert tables.code_of("education_2017_template", "2A") == "2A"
    assert tables.code_of("education_2017_template", "无") is None
    assert tables.code_of("job_post_stat_2017", "农民工") is None


def test_a_group_means_all_below_it() -> None:
    assert tables.below("job_post_2017_template", "01") == {"01", "011", "012"}
    assert "301" in tables.below("job_post_2017_template", "3")


@pytest.mark.spec("GEN-09")
def test_forms_take_the_region_table_of_2017_as_a_whole() -> None:
    assert "371202" in codes("region_shandong_201707")
    assert "371202" not in codes("region_shandong_current")


@pytest.mark.spec("GEN-09")
@pytest.mark.parametrize(
    ("table", "code", "on", "valid"),
    [
        ("region_shandong_201707", "370282", date(2017, 9, 19), True),
        ("region_shandong_201707", "370282", date(2017, 9, 20), False),
        ("region_shandong_current", "370215", date(2017, 9, 19), False),
        ("region_shandong_current", "370215", date(2017, 9, 20), True),
        ("region_shandong_current", "370102", date(1990, 1, 1), True),
    ],
)
def test_regions_carry_their_dates(table: str, code: str, on: date, valid: bool) -> None:
    assert (tables.choice_problem(table, code, on=on) is None) == valid
    assert (code in {choice.code for choice in tables.choices(table, on=on)}) == valid


@pytest.mark.spec("GEN-09")
def test_rows_that_differ_between_the_region_tables_carry_dates() -> None:
    old = {row.code: row for row in packaged.table_rows("region_shandong_201707")}
    new = {row.code: row for row in packaged.table_rows("region_shandong_current")}
    assert {code for code, row in old.items() if row.valid_until} == old.keys() - new.keys()
    assert {code for code, row in new.items() if row.valid_from} == new.keys() - old.keys()


def test_reading_costs_two_statements_once_and_refreshing_one() -> None:
    tables.forget()
    with CaptureQueriesContext(
        connection,
    ) as asked:
        for _each in range(3):
            tables.label("gender", "1")
            tables.choices("org_category")
    assert len(asked) == 2
    with CaptureQueriesContext(connection) as asked:
        assert not tables.refresh()
    assert len(asked) == 1


def test_another_process_sees_a_change_at_its_next_refresh() -> None:
    CodeRow.objects.filter(table="gender", code="2").update(label="女性")
    tables.forget()
    assert tables.label("gender", "2") == "女性"
    kept = tables._kept
    assert effects.load().mended == 1
    tables._kept = kept
    assert tables.label("gender", "2") == "女性"
    assert tables.refresh()
    assert tables.label("gender", "2") == "女"


def test_without_loaded_tables_the_packaged_ones_are_read() -> None:
    CodeRow.objects.all().delete()
    tables.forget()
    assert tables.label("gender", "2") == "女"
