"""【更改】组织类别 (ORG-17)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import transaction

from dengta.access.actor import SYSTEM, Actor
from dengta.audit.models import Line
from dengta.definitions import effects as definitions
from dengta.definitions.models import SetRow
from dengta.definitions.queries import rows as sets
from dengta.definitions.rules.packaged import definition
from dengta.definitions.rules.shapes import Holder
from dengta.findings.models import Finding
from dengta.members.models import Member, Movement
from dengta.operations import check
from dengta.organizations.models import Organization, OrganizationChange, Unit, UnitLink
from dengta.organizations.rules.seeds import UnitChoice
from dengta.refusal import Denied, Overtaken, Refusal
from dengta.reorganization import actions
from dengta.reorganization.rules.recategorising import Wish
from tests.reorganization.papers import fresh, unlinked
from tests.transfers.people import member, send
from tests.world import NOON, Province, organization, unit, unit_entry

pytestmark = pytest.mark.django_db


def change(row: Organization, wish: Wish, by: Actor = SYSTEM) -> Organization:
    """Change the category, after a look at the preview."""
    now = fresh(row)
    seen = actions.consider(now, wish, by=by).preview.digest
    return actions.change_category(organization=now, wish=wish, seen=seen, by=by, at=NOON)


def blockers(row: Organization, category: str) -> set[str]:
    preview = actions.consider(fresh(row), Wish(category), by=SYSTEM).preview
    return {each.key for each in preview.blockers}


def filled(row: Organization, name: str, category: str) -> SetRow:
    """党建工作信息 that somebody has filled in."""
    one = definition(name)
    field = next(each for each in one.fields_for(category) if each.kind == "yes_no")
    holder = Holder("organization", row.uid, row.path)
    with transaction.atomic():
        definitions.put(holder, one, category, {field.name: "1"}, at=NOON)
    return SetRow.objects.get(subject_uid=row.uid)


class TestABranchWithMembers:
    @pytest.mark.spec("ORG-17", "MEM-26", "ORG-07")
    @pytest.mark.parametrize(
        ("category", "first"), [("621", "631"), ("921", "931"), ("611", "631")]
    )
    def test_becomes_a_general_branch_with_a_first_branch(
        self, province: Province, category: str, first: str
    ) -> None:
        branch = province["B1"]
        people = [member(branch, serial) for serial in (1, 2, 3)]
        now = change(branch, Wish(category, first_branch="第一党支部"), province.actor("T1"))
        made = Organization.objects.get(parent=now)
        assert (now.category, made.category, made.name) == (category, first, "第一党支部")
        assert made.situation == "1"
        assert unit(made) == unit(now)
        assert {
            each.branch_id for each in Member.objects.filter(pk__in=[p.pk for p in people])
        } == {made.pk}
        pairs = Movement.objects.filter(member=people[0]).order_by("pk")
        told = [(each.kind, each.way, each.organization_id) for each in pairs]
        assert told[1:] == [("decrease", "22", now.pk), ("increase", "38", made.pk)]
        assert Movement.objects.count() == 9
        assert Line.objects.filter(event="member_moved").count() == 3
        assert now.is_transfer_node is (category == "611")
        assert check.broken() == []

    @pytest.mark.spec("ORG-17", "GEN-13")
    def test_asks_the_name_of_the_first_branch(self, province: Province) -> None:
        member(province["B1"], 1)
        with pytest.raises(Refusal) as refusal:
            change(province["B1"], Wish("621"))
        assert [each.field for each in refusal.value.complaints] == ["first_branch"]
        assert fresh(province["B1"]).category == "631"

    @pytest.mark.spec("ORG-17")
    def test_without_members_no_first_branch_is_made(self, province: Province) -> None:
        now = change(province["B1"], Wish("621", first_branch="多余的党支部"))
        assert not Organization.objects.filter(parent=now).exists()

    @pytest.mark.spec("ORG-17", "ORG-06")
    def test_without_a_unit_the_first_branch_waits_in_the_data_check(
        self, province: Province
    ) -> None:
        committee = organization(province["D1"], "某局党委", "411")
        branch = organization(committee, "某局党支部", "413")
        member(branch, 1)
        now = change(branch, Wish("412", first_branch="机关党支部"))
        made = Organization.objects.get(parent=now)
        assert made.category == "631"
        rules = Finding.objects.filter(subject_uid=made.uid).values_list("rule", flat=True)
        assert "ORG-06.unit" in rules
        assert check.broken() == []


class TestBlockers:
    @pytest.mark.spec("ORG-17", "ORG-04")
    @pytest.mark.parametrize(
        ("key", "category", "expected"),
        [
            ("B1", "141", {"superior"}),
            ("GB1", "611", {"superior"}),
            ("G1", "631", {"subordinates"}),
            ("T1", "621", {"subordinates"}),
            ("T1", "911", set()),
            ("K1", "241", set()),
        ],
    )
    def test_neither_superior_nor_subordinates_may_be_broken(
        self, province: Province, key: str, category: str, expected: set[str]
    ) -> None:
        assert blockers(province[key], category) == expected
        if expected:
            with pytest.raises(Refusal):
                change(province[key], Wish(category))

    @pytest.mark.spec("ORG-17", "TRF-15")
    def test_not_on_a_running_path(self, province: Province) -> None:
        send(province, "B1", "B2", kind="2")
        assert "running" in blockers(province["T1"], "911")
        with pytest.raises(Refusal):
            change(province["T1"], Wish("911"))

    @pytest.mark.spec("ORG-17", "GEN-09")
    @pytest.mark.parametrize("category", ["", "6", "63", "777", "631"])
    def test_only_another_category_of_the_table(self, province: Province, category: str) -> None:
        with pytest.raises(Refusal) as refusal:
            change(province["B1"], Wish(category))
        assert "category" in {each.field for each in refusal.value.complaints}


class TestUnits:
    @pytest.mark.spec("ORG-17", "ORG-19", "UNT-02", "UNT-11")
    def test_from_6_to_4_the_links_are_dropped_for_followers_too(self, province: Province) -> None:
        top = organization(province["D1"], "某局党委", "611")
        follower = organization(top, "某局机关党总支", "621", situation="1")
        below = organization(follower, "某局机关党支部", "631", situation="1")
        theirs = unit(top)
        preview = actions.consider(fresh(top), Wish("411"), by=SYSTEM).preview
        assert any("2 个“与上级党组织相同”" in each.sentence for each in preview.consequences)
        now = change(top, Wish("411"))
        for row in (now, fresh(follower), fresh(below)):
            assert not UnitLink.objects.filter(organization=row).exists()
            assert (row.situation, row.work_category) == ("", "")
        listed = Finding.objects.filter(rule="ORG-06.unit").values_list("subject_uid", flat=True)
        assert set(listed) == {follower.uid, below.uid}
        theirs.refresh_from_db()
        assert theirs.awaiting
        assert theirs.home == now
        assert check.broken() == []

    @pytest.mark.spec("ORG-17", "ORG-13")
    def test_from_3_to_6_a_unit_is_asked_for_and_linked(self, province: Province) -> None:
        row = organization(province["D1"], "某局党组", "341")
        with pytest.raises(Refusal) as refusal:
            change(row, Wish("611", situation="2"))
        assert {each.field for each in refusal.value.complaints} == {"units"}
        wish = Wish("611", situation="2", units=(unit_entry("某局", establishment="11"),))
        now = change(row, wish)
        assert (now.category, now.situation, now.work_category) == ("611", "2", "15")
        assert unit(now).name == "某局"
        assert check.broken() == []

    @pytest.mark.spec("ORG-17", "ORG-09")
    def test_to_a_joint_branch_a_second_unit_and_the_default_are_asked(
        self, province: Province
    ) -> None:
        branch = province["B1"]
        with pytest.raises(Refusal) as refusal:
            change(branch, Wish("632"))
        assert {each.field for each in refusal.value.complaints} == {"units"}
        other = unit(province["B1b"])
        both = (UnitChoice(unit(branch).uid), UnitChoice(other.uid))
        with pytest.raises(Refusal, match="至少要有两个"):
            change(branch, Wish("632", units=both[:1]))
        now = change(branch, Wish("632", units=both, default=1))
        links = UnitLink.objects.filter(organization=now).order_by("position")
        assert [link.unit.name for link in links] == ["B1党支部所在村", "B1b党支部所在村"]
        assert [link.is_default for link in links] == [False, True]
        assert now.situation == "3"
        back = change(now, Wish("631"))
        assert [link.unit for link in UnitLink.objects.filter(organization=back)] == [other]
        assert back.situation == "2"
        assert Unit.objects.get(name="B1党支部所在村").awaiting
        assert check.broken() == []

    @pytest.mark.spec("ORG-17", "GEN-07")
    def test_a_complaint_stands_beside_the_unit_that_was_typed(self, province: Province) -> None:
        had = UnitChoice(unit(province["B1"]).uid)
        wish = Wish("632", units=(had, unit_entry("", establishment="2")))
        with pytest.raises(Refusal) as refusal:
            change(province["B1"], wish)
        assert {each.field for each in refusal.value.complaints} == {"units-1-name"}


class TestCleared:
    @pytest.mark.spec("ORG-17")
    def test_work_information_is_cleared_and_comes_back(self, province: Province) -> None:
        row = organization(province["D1"], "某局党组", "341")
        filled(row, "work_committee", "341")
        wish = Wish("611", situation="2", units=(unit_entry("某局", establishment="11"),))
        preview = actions.consider(fresh(row), wish, by=SYSTEM).preview
        assert any("党建工作信息" in each.sentence for each in preview.consequences)
        now = change(row, wish)
        assert not SetRow.objects.filter(subject_uid=row.uid).exists()
        (one,) = sets.cleared(row.uid, NOON)
        holder = Holder("organization", row.uid, row.path)
        with transaction.atomic(), pytest.raises(Refusal):
            definitions.give_back(holder, one.uid, "15", at=NOON)
        change(now, Wish("341"))
        back = actions.give_back(organization=now, cleared=one.uid, by=SYSTEM, at=NOON)
        assert SetRow.objects.filter(subject_uid=row.uid).count() == 1
        # the history tells that they came back, as it told that they went
        told = OrganizationChange.objects.filter(organization=row, field=back[0].field)
        assert [(each.old, each.new) for each in told.order_by("pk")] == [
            (back[0].new, ""),
            ("", back[0].new),
        ]

    @pytest.mark.spec("ORG-17")
    def test_inside_6_what_still_fits_stays(self, province: Province) -> None:
        filled(province["B1"], "work_unit", "15")
        change(province["B1"], Wish("621"))
        assert SetRow.objects.filter(subject_uid=province["B1"].uid).count() == 1


class TestAChangedWorld:
    @pytest.mark.spec("ORG-17", "GEN-07")
    def test_is_shown_anew(self, province: Province) -> None:
        row = fresh(province["B1"])
        wish = Wish("621", first_branch="第一党支部")
        seen = actions.consider(row, wish, by=SYSTEM).preview.digest
        member(province["B1"], 1)
        with pytest.raises(Overtaken):
            actions.change_category(organization=row, wish=wish, seen=seen, by=SYSTEM, at=NOON)
        other = replace(wish, first_branch="另一党支部")
        seen = actions.consider(row, wish, by=SYSTEM).preview.digest
        with pytest.raises(Overtaken):
            actions.change_category(organization=row, wish=other, seen=seen, by=SYSTEM, at=NOON)

    @pytest.mark.spec("ORG-17", "ACC-03")
    def test_only_with_the_function(self, province: Province) -> None:
        by = province.actor("T1", functions=())
        with pytest.raises(Denied):
            actions.consider(fresh(unlinked(province["B1"])), Wish("621"), by=by)
