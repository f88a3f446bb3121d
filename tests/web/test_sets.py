"""Any information set on a form: every kind of field is drawn from its definition (ADR 14)."""

from __future__ import annotations

import pytest

from dengta.definitions.queries import rows
from dengta.definitions.rules.packaged import definition, definitions
from dengta.web import sets
from dengta.web.fields import field_shape
from dengta.web.forms import VerbForm

pytestmark = pytest.mark.django_db


def drawn(name: str, category: str) -> dict[str, str]:
    """label → kind of field, as the macro draws it; the same for the fields of a prefix."""
    one = definition(name)
    form = VerbForm({})
    sets.add_fields(form, one, category, "a-")
    found: dict[str, str] = {}
    for section in sets.sections(one, category, {}, {}, "a-"):
        for field, shape in section.fields:
            found[str(form[field].label)] = field_shape(form[field], **shape).kind
    return found


@pytest.mark.spec("UNT-09", "ORG-14")
def test_every_field_of_every_set_is_drawn_once() -> None:
    for one in definitions().values():
        for category in ("", "11", "15", "23", "3", "141", "511"):
            fields = one.fields_for(category)
            assert sorted(drawn(one.name, category)) == sorted(each.label for each in fields)


@pytest.mark.spec("UNT-09")
def test_kinds_choices_measures_and_stars() -> None:
    kinds = drawn("unit_basic", "23")
    assert kinds["单位所在行政区划"] == kinds["控制情况"] == "chooser"
    assert (kinds["企业规模"], kinds["是否建立工会"], kinds["从业人员数"]) == (
        "select",
        "radio",
        "number",
    )
    assert drawn("terms", "")["应换届日期"] == "date"
    shapes = dict(
        pair for each in sets.sections(definition("terms"), "", {}, {}) for pair in each.fields
    )
    assert (shapes["years"]["required"], shapes["years"]["note"]) == (True, "年")
    assert not shapes["approval"]["required"]


@pytest.mark.spec("UNT-09")
def test_what_was_typed_is_read_by_the_category_and_told_by_sections() -> None:
    one = definition("unit_basic")
    data = {"b-households": "3", "b-workers": "4", "households": "5"}
    typed = sets.typed(one, "15", data, "b-")
    assert typed["households"] == "3"
    assert "workers" not in typed
    told = dict(sets.told(rows.printed(one, "15", None)))
    assert ("户数", "未填") in told["规模"]
    assert list(told)[:3] == ["单位概况", "单位负责人", "群团组织"]
