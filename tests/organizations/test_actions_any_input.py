"""Whatever a form is sent, a verb saves something sound or refuses with sentences (GEN-13)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import example, given
from hypothesis import strategies as st

from dengta.access.actor import SYSTEM
from dengta.organizations.actions import tree
from dengta.organizations.models import Organization, Unit
from dengta.organizations.queries import tree as questions
from dengta.organizations.queries import units
from dengta.organizations.rules.seeds import UnitChoice, UnitEntry
from dengta.refusal import Refusal
from tests.world import NOON, PHONE, Province, unit_entry

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)
ODD = st.sampled_from(
    [
        "",
        " ",
        "\x00",
        "\ud800",
        "𠮷",
        "支" * 201,
        "１３９００００００００",
        "370999MA",
        "—",
        "%_",
        "'",
    ]
)
LIKELY = st.sampled_from(
    ["新党支部", "B1党支部", "631", "632", "241", "1", "2", "3", "11", "13", "15", PHONE, "A1"]
)
ANY = st.one_of(st.text(st.characters(), max_size=20), ODD, LIKELY)
ENTRY = st.builds(
    UnitEntry,
    name=ANY,
    category=ANY,
    establishment=ANY,
    code=ANY,
    has_party_group=st.sampled_from([True, False, None]),
)
UNITS = st.lists(
    st.one_of(ENTRY, st.just(unit_entry("甲村")), st.uuids().map(UnitChoice)), max_size=3
)


def sound(save: Callable[[], Organization]) -> Organization | None:
    """What was saved, as the database has it; None when it was refused with sentences."""
    try:
        saved = save()
    except Refusal as refusal:
        complaints = refusal.complaints
    else:
        saved.refresh_from_db()
        return saved
    assert complaints
    assert all(one.sentence for one in complaints)
    return None


@given(
    name=ANY,
    secretary=ANY,
    contact=ANY,
    phone=ANY,
    category=ANY,
    situation=ANY,
    listed=UNITS,
    default=st.integers(-3, 9),
    superior=st.sampled_from(["P", "T1", "G1", "K1", "B1"]),
)
@example(
    name="新党支部",
    secretary="𠮷某",
    contact="䶮某",
    phone="１３９００００００００",
    category="631",
    situation="2",
    listed=[unit_entry("甲村")],
    default=0,
    superior="T1",
)
def test_creating(
    province: Province,
    name: str,
    secretary: str,
    contact: str,
    phone: str,
    category: str,
    situation: str,
    listed: list[UnitEntry | UnitChoice],
    default: int,
    superior: str,
) -> None:
    before = (Organization.objects.count(), Unit.objects.count())

    def create() -> Organization:
        return tree.create(
            superior=province[superior],
            name=name,
            secretary=secretary,
            contact=contact,
            phone=phone,
            category=category,
            situation=situation,
            units=listed,
            default=default,
            by=SYSTEM,
            at=LATER,
        )

    with transaction.atomic():
        made = sound(create)
        if made is None:
            assert (Organization.objects.count(), Unit.objects.count()) == before
        else:
            assert made.name == " ".join(name.split())
            assert made.phone
        transaction.set_rollback(True)


@pytest.mark.spec("UNT-03", "UNT-04")
@pytest.mark.parametrize("typed", ["\ud800", "\x00", "\u202e"])
@pytest.mark.parametrize("field", ["name", "code"])
def test_characters_that_no_database_takes_are_refused(
    province: Province, field: str, typed: str
) -> None:
    usual = unit_entry("甲村")
    odd = replace(usual, name=typed) if field == "name" else replace(usual, code=typed)
    with pytest.raises(Refusal) as refused:
        tree.create(
            superior=province["T1"],
            name="新党支部",
            secretary="刘禾",
            contact="陈麦",
            phone=PHONE,
            category="631",
            situation="2",
            units=[odd],
            by=SYSTEM,
            at=LATER,
        )
    assert [one.field for one in refused.value.complaints] == [f"units-0-{field}"]


@given(secretary=ANY, contact=ANY, phone=ANY, name=ANY, seen=st.integers(0, 1))
def test_editing_and_renaming(
    province: Province, secretary: str, contact: str, phone: str, name: str, seen: int
) -> None:
    common: dict[str, Any] = {
        "organization": province["B1"],
        "seen": seen,
        "by": SYSTEM,
        "at": LATER,
    }
    values: dict[str, Any] = {"secretary": secretary, "contact": contact, "phone": phone}
    for save in (partial(tree.edit, **common, **values), partial(tree.rename, **common, name=name)):
        with transaction.atomic():
            saved = sound(save)
            assert saved is None or saved.step in {0, 1}
            transaction.set_rollback(True)


@given(keyword=ANY)
def test_searching(province: Province, keyword: str) -> None:
    by = province.actor("P")
    for ask in (questions.search, questions.targets, units.suggest):
        assert len(ask(by, keyword)) <= 20
