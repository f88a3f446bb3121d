"""党组织基本信息 in one go: the organisation's own fields and its units in place (ORG-15, ORG-18,
ORG-20, UNT-06, UNT-10, UNT-11)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction

from dengta.access.actor import SYSTEM, Actor
from dengta.audit.models import Line
from dengta.audit.queries.lines import opened
from dengta.definitions import effects as definitions
from dengta.definitions.models import SetRow
from dengta.definitions.queries import rows as sets
from dengta.definitions.rules.packaged import definition
from dengta.definitions.rules.shapes import Holder
from dengta.findings.models import Finding
from dengta.operations.check import broken
from dengta.organizations.actions import linked_units, linking, tree, units
from dengta.organizations.models import Organization, OrganizationChange, Unit, UnitChange, UnitLink
from dengta.organizations.rules.seeds import UnitChoice, UnitEntry
from dengta.organizations.rules.unit_facts import UnitEdit
from dengta.refusal import OutOfReach, Overtaken, Refusal
from tests.world import NOON, PHONE, Province, credit_code, organization, unit, unit_entry

pytestmark = pytest.mark.django_db

PEOPLE = {"secretary": "田禾秋", "contact": "赵麦香", "phone": PHONE}


def fresh(row: Organization) -> Organization:
    return Organization.objects.select_related("parent").get(pk=row.pk)


def new(one: Unit, **more: Any) -> UnitEdit:
    """``one`` as it stands, with other values."""
    entry = UnitEntry(one.name, one.category, one.establishment, one.code, one.has_party_group)
    return UnitEdit(one.uid, replace(entry, **more), one.step)


def save(row: Organization, *edits: UnitEdit, by: Actor = SYSTEM, **more: Any) -> Organization:
    """The verb as the page calls it, without another look at what it would clear."""
    given: dict[str, Any] = {"seen": fresh(row).step, **PEOPLE, **more}
    return tree.edit(organization=row, units=edits, by=by, at=NOON, **given)


def save_after_a_look(row: Organization, *edits: UnitEdit, by: Actor = SYSTEM) -> Organization:
    preview = linked_units.consider(fresh(row), edits, by=by)
    assert preview is not None
    return save(row, *edits, by=by, announced=preview.digest)


def beside(refusal: pytest.ExceptionInfo[Refusal]) -> dict[str, str]:
    return {each.field: each.sentence for each in refusal.value.complaints}


def rules_of(row: Unit | Organization) -> set[str]:
    return set(Finding.objects.filter(subject_uid=row.uid).values_list("rule", flat=True))


def work_filled(row: Organization, category: str) -> None:
    one = definition("work_unit")
    field = next(each for each in one.fields_for(category) if each.kind == "yes_no")
    with transaction.atomic():
        holder = Holder("organization", row.uid, row.path)
        definitions.put(holder, one, category, {field.name: "1"}, at=NOON)


class TestOneSave:
    @pytest.mark.spec("ORG-15", "ORG-18", "LOG-04")
    def test_both_are_saved_together_each_with_history_and_line(self, province: Province) -> None:
        branch, by = province["B1"], province.actor("T1")
        one = unit(branch)
        code = credit_code("新柳园村")
        values = {"name": "新柳园村", "code": code, "establishment": "2", "has_party_group": True}
        lines = Line.objects.count()
        now = save(branch, new(one, **values), by=by, secretary="石守一")
        assert (now.secretary, now.step) == ("石守一", branch.step + 1)
        assert unit(branch).pk == one.pk, "the same unit stays linked"
        one.refresh_from_db()
        assert {name: getattr(one, name) for name in values} == values
        changes = UnitChange.objects.filter(unit=one, at=NOON, field__in=("unit_name", "unit_code"))
        assert {("B1党支部所在村", "新柳园村"), (credit_code("B1党支部所在村"), code)} <= {
            (each.old, each.new) for each in changes
        }
        (change,) = OrganizationChange.objects.filter(organization=branch, field="secretary")
        assert (change.old, change.new) == ("田禾秋", "石守一")
        assert Line.objects.count() == lines + 2
        line = Line.objects.get(event="unit_edited", subject_uid=one.uid)
        assert line.path == branch.path
        assert ("单位名称", "B1党支部所在村", "新柳园村") in {
            (each.label, each.old, each.new) for each in opened(line).changes
        }
        assert broken() == []

    @pytest.mark.spec("ORG-18")
    def test_everyone_linked_to_it_has_the_new_values(self, province: Province) -> None:
        top = province["G1"]
        follower = organization(top, "同村党支部", situation="1")
        save(top, new(unit(top), name="柳园居委会"))
        assert unit(follower).name == "柳园居委会"
        assert unit(follower).pk == unit(top).pk

    @pytest.mark.spec("ORG-15")
    def test_nothing_is_saved_when_one_part_is_wrong(self, province: Province) -> None:
        branch = province["B1"]
        one = unit(branch)
        edit = new(
            one, name="新柳园村", code="54370999MA00000000", category="", has_party_group=None
        )
        with pytest.raises(Refusal) as refusal:
            save(branch, edit, phone="1390000")
        assert set(beside(refusal)) == {
            "phone",
            "units-0-code",
            "units-0-category",
            "units-0-has_party_group",
        }
        with pytest.raises(Refusal) as refusal:
            save(branch, new(one, name="新柳园村"), phone="1390000")
        assert set(beside(refusal)) == {"phone"}
        one.refresh_from_db()
        assert one.name == "B1党支部所在村"

    @pytest.mark.spec("ORG-19")
    def test_without_units_nothing_is_saved_not_even_what_stands(self, province: Province) -> None:
        branch = province["B1"]
        seen = linking.consider_unlinking(branch, by=SYSTEM).preview.digest
        now = linking.unlink(organization=branch, seen=seen, by=SYSTEM, at=NOON)
        with pytest.raises(Refusal) as refusal:
            save(now)
        (complaint,) = refusal.value.complaints
        assert complaint.field == "units"
        assert complaint.spot is not None
        assert complaint.spot.noun == "linking"


class TestWhatIsRefused:
    @pytest.mark.spec("UNT-03", "UNT-06")
    def test_duplicates_are_named_only_within_range(self, province: Province) -> None:
        branch, by = province["B1"], province.actor("T1")
        near, far = unit(province["B1b"]), unit(province["B2"])
        edit = new(unit(branch), name=near.name, code=far.code)
        with pytest.raises(Refusal) as refusal:
            save(branch, edit, by=by)
        told = beside(refusal)
        assert near.name in told["units-0-name"]
        assert near.code in told["units-0-name"]
        assert "管理范围以外" in told["units-0-code"]
        assert far.name not in told["units-0-code"]

    @pytest.mark.spec("UNT-06", "GEN-09")
    @pytest.mark.parametrize("establishment", ["3", "4", "41", "42"])
    def test_a_linked_unit_is_not_set_to_unbuilt(
        self, province: Province, establishment: str
    ) -> None:
        branch = province["B1"]
        with pytest.raises(Refusal) as refusal:
            save(branch, new(unit(branch), establishment=establishment))
        assert "已关联党组织" in beside(refusal)["units-0-establishment"]
        Unit.objects.filter(pk=unit(branch).pk).update(establishment=establishment)
        with pytest.raises(Refusal):
            save(branch, new(unit(branch)), secretary="石守一")

    @pytest.mark.spec("GEN-09")
    def test_an_old_value_stays_and_is_not_chosen_anew(self, province: Province) -> None:
        branch, other = province["B1"], province["B1b"]
        Unit.objects.filter(pk=unit(branch).pk).update(establishment="1", category="1")
        Organization.objects.filter(pk=branch.pk).update(work_category="1")
        save(branch, new(unit(branch), name="新柳园村"))
        assert unit(branch).name == "新柳园村"
        assert rules_of(unit(branch)) == {"GEN-09.unit_category", "GEN-09.establishment"}
        with pytest.raises(Refusal) as refusal:
            save(other, new(unit(other), establishment="1", category="1"))
        assert set(beside(refusal)) == {"units-0-establishment", "units-0-category"}

    @pytest.mark.spec("ACC-02")
    def test_out_of_reach(self, province: Province) -> None:
        branch = province["B2"]
        with pytest.raises(OutOfReach):
            save(branch, new(unit(branch), name="新柳园村"), by=province.actor("T1"))

    @pytest.mark.spec("ORG-18")
    def test_only_units_that_are_linked_are_edited_here(self, province: Province) -> None:
        branch, other = province["B1"], unit(province["B1b"])
        with pytest.raises(Overtaken, match="所在单位刚刚有了变化"):
            save(branch, new(other, name="新柳园村"))
        both = new(unit(branch), name="新柳园村")
        with pytest.raises(Overtaken):
            save(branch, both, both)
        assert not Unit.objects.filter(name="新柳园村").exists()


class TestFromWhere:
    @pytest.mark.spec("UNT-11", "ORG-15")
    def test_only_from_the_highest_organisation(self, province: Province) -> None:
        top = province["G1"]
        follower = organization(top, "同村党支部", situation="1")
        with pytest.raises(Overtaken, match=f"由“{top.name}”修改"):
            save(follower, new(unit(top), name="新柳园村"), by=province.actor("T1"))
        save(follower, secretary="石守一")
        assert fresh(follower).secretary == "石守一"

    @pytest.mark.spec("UNT-11")
    def test_among_equals_from_the_one_linked_first(self, province: Province) -> None:
        first, theirs = province["B1"], unit(province["B1"])
        second = organization(province["T1"], "同村党支部", units=[UnitChoice(theirs.uid)])
        UnitLink.objects.filter(organization=first).update(linked_at=NOON.replace(hour=3))
        with pytest.raises(Overtaken, match=first.name):
            save(second, new(theirs, name="新柳园村"))
        save(first, new(theirs, name="新柳园村"))
        assert unit(second).name == "新柳园村"

    @pytest.mark.spec("UNT-11")
    def test_a_branch_that_stands_higher_in_the_tree_takes_no_unit_over(
        self, province: Province
    ) -> None:
        first = organization(province["G1"], "社区党支部", units=[unit_entry("柳园社区幼儿园")])
        theirs = unit(first)
        second = organization(province["T1"], "镇直党支部", units=[UnitChoice(theirs.uid)])
        assert (second.category, second.depth < first.depth) == (first.category, True)
        UnitLink.objects.filter(organization=first).update(linked_at=NOON.replace(hour=3))
        with pytest.raises(Overtaken, match=first.name):
            save(second, new(theirs, name="新柳园村"), by=province.actor("T1"))


class TestAnotherCategory:
    @pytest.mark.spec("ORG-18", "ORG-20", "UNT-10", "GEN-07")
    def test_both_sets_are_cleared_for_everyone_after_a_look(self, province: Province) -> None:
        top, by = province["G1"], province.actor("T1")
        one = unit(top)
        follower = organization(top, "同村党支部", situation="1")
        beside_it = organization(province["T1"], "同单位党支部", units=[UnitChoice(one.uid)])
        elsewhere = province["B1b"]
        for row in (top, follower, beside_it, elsewhere):
            work_filled(row, "15")
        units.fill(unit=one, basics={"households": "312"}, seen=-1, by=by, at=NOON)
        edit = new(unit(top), category="14")
        with pytest.raises(Refusal) as refusal:
            save(top, edit, by=by)
        assert "再点一次【保存】" in beside(refusal)["units-0-category"]
        preview = linked_units.consider(fresh(top), [edit], by=by)
        assert preview is not None
        told = "".join(each.sentence for each in preview.consequences)
        assert "已填写1项" in told
        assert "另有2个党组织也在这个单位（其中“与上级党组织相同”的1个）" in told
        assert "其中2个党组织的党建工作信息" in told
        lines = Line.objects.count()
        now = save_after_a_look(top, edit, by=by)
        assert unit(now).category == "14"
        for row in (top, follower, beside_it):
            assert fresh(row).work_category == "14"
            assert not SetRow.objects.filter(subject_uid=row.uid).exists()
            assert len(sets.cleared(row.uid, NOON)) == 1
            assert (
                Line.objects.filter(subject_uid=row.uid, event="organization_edited").count() == 1
            )
            assert OrganizationChange.objects.filter(
                organization=row, field="work_category"
            ).exists()
        assert not SetRow.objects.filter(subject_uid=one.uid).exists()
        assert len(sets.cleared(one.uid, NOON)) == 1
        assert SetRow.objects.filter(subject_uid=elsewhere.uid).exists()
        assert Line.objects.count() == lines + 4
        assert broken() == []

    @pytest.mark.spec("ORG-17", "UNT-10")
    def test_what_was_cleared_comes_back_with_the_old_category(self, province: Province) -> None:
        branch, by = province["B1"], province.actor("T1")
        units.fill(unit=unit(branch), basics={"households": "312"}, seen=-1, by=by, at=NOON)
        save_after_a_look(branch, new(unit(branch), category="14"))
        save_after_a_look(branch, new(unit(branch), category="15"))
        (kept,) = sets.cleared(unit(branch).uid, NOON)
        units.take_back(unit=unit(branch), cleared=kept.uid, by=by, at=NOON)
        row = sets.only_row(definition("unit_basic"), unit(branch).uid)
        assert row is not None
        assert row.values == {"households": "312"}

    @pytest.mark.spec("GEN-07", "ORG-20")
    def test_a_changed_world_is_shown_anew(self, province: Province) -> None:
        top = province["G1"]
        edit = new(unit(top), category="14")
        preview = linked_units.consider(fresh(top), [edit], by=SYSTEM)
        assert preview is not None
        organization(top, "同村党支部", situation="1")
        with pytest.raises(Refusal) as refusal:
            save(top, edit, announced=preview.digest)
        assert set(beside(refusal)) == {"units-0-category"}
        assert unit(top).category == "15"
        save_after_a_look(top, edit)

    @pytest.mark.spec("ORG-18", "ORG-09")
    def test_the_default_unit_gives_the_work_classification(self, province: Province) -> None:
        joint = organization(province["T1"], "联合党支部", "632")
        first, second = (
            link.unit for link in UnitLink.objects.filter(organization=joint).order_by("position")
        )
        work_filled(joint, "15")
        save_after_a_look(joint, new(first), new(second, category="23"))
        assert fresh(joint).work_category == "15"
        assert SetRow.objects.filter(subject_uid=joint.uid).exists()
        second.refresh_from_db()
        save_after_a_look(joint, new(first, category="14"), new(second))
        assert fresh(joint).work_category == "14"
        assert not SetRow.objects.filter(subject_uid=joint.uid).exists()
        assert broken() == []

    @pytest.mark.spec("UNT-04", "UNT-08")
    def test_the_data_check_looks_again(self, province: Province) -> None:
        branch = province["B1"]
        save(branch, new(unit(branch), establishment="12", code="12345"))
        assert rules_of(unit(branch)) == {"UNT-08", "UNT-04.length"}
        code = credit_code("新柳园村")
        save(branch, new(unit(branch), establishment="13", code=code))
        assert rules_of(unit(branch)) == set()


class TestTwoAtOnce:
    @pytest.mark.spec("GEN-10")
    def test_what_stands_now_is_told_beside_both(self, province: Province) -> None:
        branch = province["B1"]
        old = new(unit(branch))
        save(branch, replace(old, entry=replace(old.entry, name="甲村")), contact="孙春分")
        mine = replace(old, entry=replace(old.entry, name="乙村"))
        with pytest.raises(Overtaken) as refusal:
            save(branch, mine, seen=branch.step)
        told = beside(refusal)
        assert told["contact"] == "现在的内容：孙春分"
        assert told["units-0-name"] == "现在的内容：甲村"
        with pytest.raises(Overtaken, match="这个单位的信息刚刚被别人改过"):
            save(branch, mine, contact="孙春分")
        assert unit(branch).name == "甲村"

    @pytest.mark.spec("ORG-18", "GEN-10")
    def test_a_unit_that_was_replaced_is_not_edited(self, province: Province) -> None:
        branch, old = province["B1"], unit(province["B1"])
        wanted: dict[str, Any] = {"situation": "2", "units": [unit_entry("新河村")]}
        seen = linking.consider_units(branch, **wanted, by=SYSTEM).preview.digest
        linking.set_units(organization=branch, **wanted, seen=seen, by=SYSTEM, at=NOON)
        with pytest.raises(Overtaken, match="所在单位刚刚有了变化"):
            save(branch, new(old, name="甲村"))
        assert unit(branch).name == "新河村"

    @pytest.mark.spec("UNT-03", "ORG-09")
    def test_two_units_of_one_save_do_not_take_one_name(self, province: Province) -> None:
        joint = organization(province["T1"], "联合党支部", "632")
        both = [link.unit for link in UnitLink.objects.filter(organization=joint)]
        with pytest.raises(Refusal) as refusal:
            save(joint, *(new(each, name="甲村") for each in both))
        assert "重复" in beside(refusal)["units-1-name"]
