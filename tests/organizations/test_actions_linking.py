"""Other units, the superior's, none (ORG-09, ORG-18 … ORG-20)."""

from __future__ import annotations

from typing import Any

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
from dengta.operations import check
from dengta.organizations.actions import linking, tree
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.organizations.rules.seeds import UnitChoice
from dengta.refusal import Overtaken, Refusal
from tests.world import NOON, PHONE, Province, organization, unit, unit_entry

pytestmark = pytest.mark.django_db


def fresh(row: Organization) -> Organization:
    return Organization.objects.select_related("parent").get(pk=row.pk)


def set_units(row: Organization, by: Actor = SYSTEM, **wanted: Any) -> Organization:
    """The verb after a look at its preview."""
    now = fresh(row)
    seen = linking.consider_units(now, **wanted, by=by).preview.digest
    return linking.set_units(organization=now, **wanted, seen=seen, by=by, at=NOON)


def unlink(row: Organization, by: Actor = SYSTEM) -> Organization:
    now = fresh(row)
    seen = linking.consider_unlinking(now, by=by).preview.digest
    return linking.unlink(organization=now, seen=seen, by=by, at=NOON)


def rules_of(row: Organization) -> set[str]:
    return set(Finding.objects.filter(subject_uid=row.uid).values_list("rule", flat=True))


def filled(row: Organization, category: str) -> None:
    one = definition("work_unit")
    field = next(each for each in one.fields_for(category) if each.kind == "yes_no")
    with transaction.atomic():
        holder = Holder("organization", row.uid, row.path)
        definitions.put(holder, one, category, {field.name: "1"}, at=NOON)


class TestUnlinking:
    @pytest.mark.spec("ORG-19", "UNT-02", "UNT-11", "ORG-07")
    def test_both_remain_and_followers_become_empty(self, province: Province) -> None:
        follower = organization(province["G1"], "同村党支部", situation="1")
        theirs = unit(province["G1"])
        now = unlink(province["G1"], province.actor("T1"))
        assert (now.situation, now.work_category) == ("", "")
        assert fresh(follower).situation == ""
        assert not UnitLink.objects.filter(unit=theirs).exists()
        theirs.refresh_from_db()
        assert theirs.awaiting
        assert theirs.home == now
        assert rules_of(now) == rules_of(follower) == {"ORG-06.unit"}
        assert Line.objects.filter(event="organization_edited").count() == 2
        assert check.broken() == []

    @pytest.mark.spec("ORG-19")
    def test_what_is_held_up_and_what_is_not(self, province: Province) -> None:
        now = unlink(province["B1"])
        by = province.actor("T1")
        with pytest.raises(Refusal, match="所在单位"):
            tree.edit(
                organization=now, secretary="石守一", contact="白见微", phone=PHONE,
                seen=now.step, by=by, at=NOON,
            )  # fmt: skip
        renamed = tree.rename(organization=now, name="B1改名党支部", seen=now.step, by=by, at=NOON)
        again = set_units(renamed, by, situation="2", units=[unit_entry("新河村")])
        assert rules_of(again) == set()
        tree.edit(
            organization=again, secretary="石守一", contact="白见微", phone=PHONE,
            seen=again.step, by=by, at=NOON,
        )  # fmt: skip

    @pytest.mark.spec("ORG-19")
    def test_all_links_of_a_joint_branch_go(self, province: Province) -> None:
        joint = organization(province["T1"], "联合党支部", "632")
        now = unlink(joint)
        assert not UnitLink.objects.filter(organization=now).exists()
        assert rules_of(now) == {"ORG-06.unit"}
        with pytest.raises(Refusal, match="没有关联单位"):
            unlink(now)

    @pytest.mark.spec("ORG-19", "UNT-11")
    def test_a_unit_that_others_have_too_does_not_wait(self, province: Province) -> None:
        theirs = unit(province["B1"])
        organization(province["T1"], "同村党支部", units=[UnitChoice(theirs.uid)])
        unlink(province["B1"])
        theirs.refresh_from_db()
        assert not theirs.awaiting

    @pytest.mark.spec("GEN-07")
    def test_a_changed_world_is_refused(self, province: Province) -> None:
        row = fresh(province["G1"])
        seen = linking.consider_unlinking(row, by=SYSTEM).preview.digest
        organization(province["G1"], "同村党支部", situation="1")
        with pytest.raises(Overtaken):
            linking.unlink(organization=row, seen=seen, by=SYSTEM, at=NOON)
        assert unit(province["G1"])


class TestAnotherUnit:
    @pytest.mark.spec("ORG-18", "ORG-20")
    def test_followers_follow_at_every_depth_and_are_announced(self, province: Province) -> None:
        top = organization(province["T1"], "机关党委", "611")
        middle = organization(top, "机关党总支", "621", situation="1")
        below = organization(middle, "机关党支部", situation="1")
        own = organization(top, "别村党支部")
        wanted: dict[str, Any] = {
            "situation": "2",
            "units": [unit_entry("新机关", category="4", establishment="11")],
        }
        preview = linking.consider_units(fresh(top), **wanted, by=SYSTEM).preview
        assert any("2 个“与上级党组织相同”" in each.sentence for each in preview.consequences)
        now = set_units(top, **wanted)
        for row in (now, fresh(middle), fresh(below)):
            assert unit(row).name == "新机关"
            assert row.work_category == "4"
        assert unit(own).name != "新机关"
        assert Unit.objects.get(name="机关党委所在村").awaiting
        assert check.broken() == []

    @pytest.mark.spec("ORG-18")
    def test_work_information_goes_only_when_the_category_differs(self, province: Province) -> None:
        branch = province["B1"]
        filled(branch, "15")
        set_units(branch, situation="2", units=[unit_entry("甲村")])
        assert SetRow.objects.filter(subject_uid=branch.uid).exists()
        wanted: dict[str, Any] = {"situation": "2", "units": [unit_entry("某厂", category="23")]}
        preview = linking.consider_units(fresh(branch), **wanted, by=SYSTEM).preview
        assert any("党建工作信息" in each.sentence for each in preview.consequences)
        set_units(branch, **wanted)
        assert not SetRow.objects.filter(subject_uid=branch.uid).exists()
        assert len(sets.cleared(branch.uid, NOON)) == 1

    @pytest.mark.spec("ORG-18", "ORG-07")
    def test_the_superiors_only_while_it_has_one(self, province: Province) -> None:
        now = set_units(province["GB1"], situation="1")
        assert unit(now) == unit(province["G1"])
        unlink(province["G1"])
        with pytest.raises(Refusal) as refusal:
            set_units(province["GB2"], situation="1")
        assert [each.field for each in refusal.value.complaints] == ["situation"]

    @pytest.mark.spec("ORG-18", "UNT-06")
    def test_an_unbuilt_unit_is_refused(self, province: Province) -> None:
        theirs = unit(province["B2"])
        Unit.objects.filter(pk=theirs.pk).update(establishment="3")
        with pytest.raises(Refusal, match="不能关联"):
            set_units(province["B1"], situation="2", units=[UnitChoice(theirs.uid)])

    @pytest.mark.spec("ORG-06", "ORG-18")
    def test_categories_1_to_5_get_none(self, province: Province) -> None:
        with pytest.raises(Refusal, match="没有所在单位"):
            set_units(province["K1"], situation="2", units=[unit_entry("甲村")])


class TestAJointBranch:
    @pytest.mark.spec("ORG-09")
    def test_units_come_and_go_but_never_below_two(self, province: Province) -> None:
        joint = organization(province["T1"], "联合党支部", "632")
        links = list(UnitLink.objects.filter(organization=joint).order_by("position"))
        first, second = (UnitChoice(link.unit.uid) for link in links)
        third = unit_entry("第三单位", category="23", establishment="2")
        now = set_units(joint, situation="3", units=[first, second, third], default=2)
        assert UnitLink.objects.filter(organization=now).count() == 3
        assert now.work_category == "23"
        now = set_units(now, situation="3", units=[second, first], default=0)
        assert unit(now).uid == second.uid
        since = UnitLink.objects.get(organization=now, is_default=True).linked_at
        assert since == links[1].linked_at
        with pytest.raises(Refusal, match="至少要有两个"):
            set_units(now, situation="3", units=[first])
        assert check.broken() == []
