"""A large province agrees with itself, is the same twice, and is made in an empty database only."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from dengta.access.reach import ROOT_PATH
from dengta.accounts.models import Account
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.counts.queries import total
from dengta.counts.rules import Dimension
from dengta.findings.models import Finding
from dengta.members.models import Member
from dengta.members.rules.facts import settle
from dengta.operations import check
from dengta.operations.demo import TABLES, accounts, large
from dengta.operations.demo.large import units
from dengta.operations.demo.large.naming import Names
from dengta.operations.demo.large.people import Maker
from dengta.operations.demo.large.shape import shape_of, shares, units_of
from dengta.operations.demo.large.tree import Grower, Node
from dengta.operations.sizes import members_of, refuse_size
from dengta.organizations.models import Organization, Unit
from dengta.organizations.rules import categories
from dengta.organizations.rules.seeds import UNBUILT
from dengta.refusal import Refusal
from tests.world import NOON, Province

TODAY = date(2026, 6, 1)
CHOOSABLE = {
    table: frozenset(("01", "02", "03", "11", "12", "21", "22", "41", "61", "71", "81", "123"))
    for table in TABLES
}


def maker(number: int, batches: int = 1_400) -> Maker:
    return Maker(7, number, batches, TODAY, CHOOSABLE)


def test_people_stand_as_the_rules_would_leave_them() -> None:
    people = list(maker(3).people(3_000, first=0))
    for facts in people:
        settled = settle(facts, TODAY)
        assert (settled.facts, settled.complaints, settled.warnings) == (facts, (), ())
    assert {facts.sex for facts in people} == {"1", "2"}
    assert any(facts.lost for facts in people)
    assert any(facts.floating for facts in people)
    assert list(maker(3).people(3_000, first=0)) == people


def test_no_number_is_given_twice_by_two_batches() -> None:
    numbers = [
        facts.id_number
        for batch in (0, 1, 1_399)
        for facts in maker(batch).people(5_000, first=0)
        if not facts.id_is_unknown
    ]
    assert len(set(numbers)) == len(numbers) > 14_900


@given(st.integers(0, 2**32), st.integers(0, 10_000), st.integers(1, 300), st.integers(0, 3))
def test_shares_are_exact(seed: int, more: int, among: int, least: int) -> None:
    parts = shares(Random(seed), more + least * among, among, spread=0.7, least=least)
    assert sum(parts) == more + least * among
    assert len(parts) == among
    assert min(parts) >= least


def grown(members: int) -> list[Node]:
    root = Node("000", "037", "中共海岱省委员会", "121", None, "海岱省", key=1)
    return [root, *Grower(Random(7), shape_of(members), [root], set()).grow()]


def test_a_large_tree_has_the_skew_of_a_real_one() -> None:
    nodes = grown(700_000)
    depths = [node.depth for node in nodes]
    assert abs(len(nodes) - 35_000) < 10
    assert max(depths) == 12
    assert sum(depth <= 8 for depth in depths) / len(depths) > 0.99
    assert len({node.path for node in nodes}) == len({node.code for node in nodes}) == len(nodes)
    assert len({name for node in nodes for name, *_ in node.units}) == sum(
        len(node.units) for node in nodes
    )
    widest = max(nodes, key=lambda node: node.next_segment)
    assert widest.next_segment >= 1_700
    towns = sum(node.category == "611" and node.depth == 4 for node in nodes)
    assert towns == 700_000 // 490 + 1


def test_every_planned_organisation_may_stand_where_it_does() -> None:
    for node in grown(70_000)[1:]:
        assert node.superior is not None
        assert categories.may_hold(node.superior.category, node.category), node
        units = len(node.units) + node.inherits
        wanted = 2 if categories.is_joint(node.category) else 1
        assert units >= wanted if categories.needs_unit(node.category) else units == 0


def test_units_without_an_organization_lie_at_towns_and_communities() -> None:
    nodes = grown(70_000)
    loose = units.plan(Random(7), Names(Random(7), set()), nodes, 1_500)
    assert len({each.plan[0] for each in loose}) == len(loose) == 1_500
    assert sum(node.loose for node in nodes) == 1_500
    assert {each.place.category for each in loose} == {"611", "621"}
    waiting = [each for each in loose if each.awaiting]
    assert 10 < len(waiting) < 60
    assert {each.establishment for each in waiting} == {"13"}
    assert {each.establishment for each in loose if not each.awaiting} == UNBUILT


def test_a_province_of_350_000_organizations_has_400_000_units() -> None:
    assert units_of(shape_of(7_000_000).organizations) == 400_000


@pytest.mark.parametrize(
    ("text", "members"), [("70k", 70_000), ("7M", 7_000_000), (" 1500 ", 1_500)]
)
def test_sizes_are_read_as_people_write_them(text: str, members: int) -> None:
    assert members_of(text) == members


@pytest.mark.parametrize("text", ["", "many", "7kk", "-5", "1e3", "７"])
def test_other_sizes_are_a_sentence(text: str) -> None:
    with pytest.raises(Refusal, match="党员人数请写成数字"):
        members_of(text)


def test_sizes_out_of_bounds_are_refused() -> None:
    refuse_size(7_000_000, on_sqlite=False)
    with pytest.raises(Refusal, match="之间"):
        refuse_size(999, on_sqlite=False)
    with pytest.raises(Refusal, match="请使用 PostgreSQL"):
        refuse_size(700_001, on_sqlite=True)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_large_province_agrees_with_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "ALONE", 0)  # with processes, where the database allows them
    monkeypatch.setattr(large.settling, "ROWS", 300)
    monkeypatch.setattr(units, "WAITING", 0.3)
    large.make(members=1_200, at=NOON, on_sqlite=connection.vendor == "sqlite")
    assert check.broken() == []
    assert Member.objects.filter(under_branch=True).count() == 1_200
    assert total(ROOT_PATH).of(Dimension.MEMBERS) == 1_200
    assert Member.objects.exclude(archived_as="").count() > 0
    assert Unit.objects.count() == units_of(Organization.objects.count())
    assert total(ROOT_PATH).of(Dimension.UNITS) == Unit.objects.count()
    assert Unit.objects.filter(managing__isnull=False).count() > 0
    waiting = Unit.objects.filter(awaiting=True).values_list("uid", flat=True)
    assert set(waiting) == set(
        Finding.objects.filter(rule="UNT-02").values_list("subject_uid", flat=True)
    )
    assert Account.objects.count() == len(accounts.demo_accounts())
    assert Line.objects.filter(event=Event.ROWS_IMPORTED).count() < 12
    assert Line.objects.filter(event=Event.DEMO_MADE).count() == 1


@pytest.mark.django_db
def test_an_installation_with_anything_in_it_is_refused(province: Province) -> None:
    before = Organization.objects.count()
    with pytest.raises(Refusal, match="已经有党组织"):
        large.make(members=1_000, at=NOON, on_sqlite=True)
    assert Organization.objects.count() == before
