from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dengta.access.actor import SYSTEM
from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.audit.models import Line
from dengta.counts.queries import totals
from dengta.counts.rules import Dimension
from dengta.findings.models import Finding
from dengta.organizations.actions import tree
from dengta.organizations.actions.planting import Order
from dengta.organizations.models import FormerName, Organization, OrganizationChange, Unit, UnitLink
from dengta.organizations.rules.seeds import Seed
from dengta.refusal import Denied, OutOfReach, Overtaken, Refusal
from tests.world import NOON, PHONE, Province, organization, root

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=3)


def beside(refusal: pytest.ExceptionInfo[Refusal]) -> dict[str, str]:
    """field → sentence of everything that was refused."""
    return {complaint.field: complaint.sentence for complaint in refusal.value.complaints}


def lines(subject: Organization) -> list[str]:
    return list(Line.objects.filter(subject_uid=subject.uid).values_list("event", flat=True))


class TestInstall:
    @pytest.mark.spec("ORG-05")
    def test_the_root_carries_the_stem_of_the_installation(self) -> None:
        made = root("中共东海省委员会", "121", "037090")
        assert (made.path, made.depth, made.code) == ("000", 1, "037090")
        assert made.is_transfer_node
        assert made.auto_approve
        assert made.letter_name == "中共东海省委组织部"
        assert totals(["000"])["000"].of(Dimension.ORGANIZATIONS) == 1
        assert lines(made) == ["installed"]

    @pytest.mark.spec("ORG-05")
    def test_there_is_one_root(self) -> None:
        root()
        with pytest.raises(Refusal, match="已经建立"):
            root("另一个省委")
        assert Organization.objects.count() == 1

    @pytest.mark.parametrize(
        ("name", "category", "stem", "field"),
        [
            ("", "121", "037", "name"),
            ("省委", "12", "037", "category"),
            ("省委", "121", "", "stem"),
            ("省委", "121", "37A", "stem"),
            ("省委\u0007", "121", "037", "name"),
        ],
    )
    def test_nonsense_installs_nothing(
        self, name: str, category: str, stem: str, field: str
    ) -> None:
        with pytest.raises(Refusal) as refusal:
            tree.install(name=name, category=category, stem=stem, at=NOON)
        assert list(beside(refusal)) == [field]
        assert not Organization.objects.exists()

    def test_what_nobody_said_yet_waits_in_the_data_check(self) -> None:
        made = root("某公司党总支", "621")
        assert set(Finding.objects.filter(subject_uid=made.uid).values_list("rule", flat=True)) == {
            "ORG-03.secretary",
            "ORG-03.contact",
            "ORG-03.phone",
            "ORG-06.unit",
        }


class TestCreate:
    @pytest.mark.spec("ORG-03", "ORG-05", "ORG-10")
    def test_everything_is_stored_together(self, province: Province) -> None:
        before = totals([province["P"].path])[province["P"].path]
        made = organization(province["T1"], "青石村党支部", by=province.actor("D1"), at=LATER)
        made.refresh_from_db()
        assert made.parent == province["T1"]
        assert made.path == province["T1"].path + "003"
        assert made.depth == 5
        assert made.code == province["T1"].code + "0004"
        assert (made.secretary, made.contact, made.phone) == ("田禾秋", "赵麦香", PHONE)
        assert made.situation == "2"
        assert made.work_category == "15"
        link = UnitLink.objects.get(organization=made)
        assert link.is_default
        assert not link.inherited
        assert link.unit.home == made
        after = totals([province["P"].path])[province["P"].path]
        for dimension in (Dimension.ORGANIZATIONS, Dimension.UNITS):
            assert after.of(dimension) == before.of(dimension) + 1
        change = OrganizationChange.objects.get(organization=made)
        assert (change.field, change.new, change.by_name) == ("created", "青石村党支部", "李明禾")
        assert lines(made) == ["organization_created"]
        assert Line.objects.filter(subject_uid=link.unit.uid, event="unit_created").count() == 1

    @pytest.mark.spec("LOG-01")
    def test_no_plain_telephone_stands_in_the_log_or_the_table(self, province: Province) -> None:
        organization(province["T1"], "青石村党支部", phone="13900000000")
        for table in (Organization, OrganizationChange, Line):
            assert "13900000000" not in repr(list(table.objects.values()))

    @pytest.mark.spec("ORG-03")
    def test_only_below_the_own_organisation(self, province: Province) -> None:
        organization(province["T1"], "自己下面的党支部", by=province.actor("T1"))
        for elsewhere in ("D1", "P", "T2", "K1"):
            with pytest.raises(OutOfReach):
                organization(province[elsewhere], "别处的党支部", by=province.actor("T1"))

    @pytest.mark.spec("ACC-03")
    def test_needs_the_function_and_the_duty(self, province: Province) -> None:
        without = province.actor("T1", functions={Can.EDIT_ORGANIZATION})
        for by in (without, province.actor("T1", Role.OFFICER), province.actor("T1", Role.AUDITOR)):
            with pytest.raises(Denied):
                organization(province["T1"], "某党支部", by=by)

    @pytest.mark.spec("GEN-13", "GEN-14", "ORG-03")
    def test_everything_missing_is_said_at_once_beside_its_field(self, province: Province) -> None:
        with pytest.raises(Refusal) as refusal:
            tree.create(
                superior=province["T1"],
                name=" ",
                secretary="",
                contact="",
                phone="",
                category="631",
                situation="2",
                units=[],
                by=SYSTEM,
                at=NOON,
            )
        assert set(beside(refusal)) == {"name", "secretary", "contact", "phone", "units"}
        with pytest.raises(Refusal) as refusal:
            organization(province["T1"], "某党支部", category="")
        assert beside(refusal) == {"category": "请选择一个组织类别！"}

    @pytest.mark.spec("ORG-04")
    def test_a_category_that_does_not_fit_is_refused_with_the_reason(
        self, province: Province
    ) -> None:
        for superior, category, why in (
            ("T1", "141", "级别高于上级党组织"),
            ("G1", "621", "与上级同级"),
            ("B1", "631", "支部下面"),
            ("K1", "341", "只能设在 1、2 类下"),
        ):
            with pytest.raises(Refusal) as refusal:
                organization(province[superior], "不合适的组织", category)
            assert why in beside(refusal)["category"]

    @pytest.mark.spec("ORG-03")
    def test_a_name_is_unique_among_siblings_only(self, province: Province) -> None:
        organization(province["T1"], "同名党支部")
        with pytest.raises(Refusal) as refusal:
            organization(province["T1"], "  同名党支部 ")
        assert "同级党组织中已有" in beside(refusal)["name"]
        organization(province["G1"], "同名党支部", situation="1")

    @pytest.mark.spec("ORG-16")
    @pytest.mark.parametrize(
        "phone", ["12900000000", "8880011", "0699-888", "０699-88800111", "电话"]
    )
    def test_a_telephone_that_is_none_is_refused(self, province: Province, phone: str) -> None:
        if phone == "０699-88800111":  # full-width digits are read as digits
            assert organization(province["T1"], "某党支部", phone=phone).phone == "0699-88800111"
            return
        with pytest.raises(Refusal) as refusal:
            organization(province["T1"], "某党支部", phone=phone)
        assert list(beside(refusal)) == ["phone"]

    @pytest.mark.parametrize("name", ["支" * 201, "支\u0000部", "支\u202e部", "\ud800支部"])
    def test_a_name_that_cannot_be_stored_is_refused(self, province: Province, name: str) -> None:
        with pytest.raises(Refusal) as refusal:
            organization(province["T1"], name, situation="1")
        assert "name" in beside(refusal)

    def test_a_rare_character_of_four_bytes_is_kept(self, province: Province) -> None:
        made = organization(province["T1"], "𠮷祥村党支部", secretary="䶮某")
        made.refresh_from_db()
        assert (made.name, made.secretary) == ("𠮷祥村党支部", "䶮某")

    @pytest.mark.spec("ORG-10")
    def test_a_refusal_leaves_nothing_behind(self, province: Province) -> None:
        before = (
            Organization.objects.count(),
            Unit.objects.count(),
            UnitLink.objects.count(),
            Line.objects.count(),
            Organization.objects.get(pk=province["T1"].pk).next_number,
        )
        with pytest.raises(Refusal):
            organization(province["T1"], "某党支部", contact="")
        assert before == (
            Organization.objects.count(),
            Unit.objects.count(),
            UnitLink.objects.count(),
            Line.objects.count(),
            Organization.objects.get(pk=province["T1"].pk).next_number,
        )

    def test_nothing_grows_below_a_dissolved_organisation(self, province: Province) -> None:
        Organization.objects.filter(pk=province["G1"].pk).update(dissolved_at=NOON)
        with pytest.raises(Refusal, match="已撤销"):
            organization(province["G1"], "某党支部", situation="1")

    def test_a_superior_that_is_gone_is_told(self, province: Province) -> None:
        made = organization(province["D1"], "某工委", "241")
        OrganizationChange.objects.filter(organization=made).delete()
        Organization.objects.filter(pk=made.pk).delete()
        with pytest.raises(Refusal, match="已不存在"):
            organization(made, "某党支部")


class TestAdopt:
    @pytest.mark.spec("ACC-02")
    def test_a_superior_out_of_reach_refuses_the_batch(self, province: Province) -> None:
        orders = [
            Order(province[key].pk, Seed(name="新工委", category="241", code=key))
            for key in ("D1", "D2")
        ]
        with pytest.raises(OutOfReach):
            tree.adopt(orders=orders, by=province.actor("C1"), at=NOON)
        assert not Organization.objects.filter(name="新工委").exists()

    @pytest.mark.spec("ORG-05")
    def test_one_that_is_refused_hinders_nobody_else(self, province: Province) -> None:
        orders = [
            Order(province["D1"].pk, Seed(name="甲工委", category="241", code="old-1")),
            Order(province["D1"].pk, Seed(name="乙工委", category="241", code="old-1")),
            Order(province["D1"].pk, Seed(name="甲工委", category="241", code="old-2")),
            Order(0, Seed(name="丙工委", category="241", code="old-3")),
            Order(province["D1"].pk, Seed(name="丁工委", category="241", code="old-4")),
        ]
        outcomes = tree.adopt(orders=orders, by=SYSTEM, at=NOON)
        fields = [
            one.complaints[0].field if isinstance(one, Refusal) else one.code for one in outcomes
        ]
        assert fields == ["old-1", "code", "name", "superior", "old-4"]


class TestCode:
    @pytest.mark.spec("ORG-05")
    def test_the_number_of_a_deleted_sibling_is_not_given_again(self, province: Province) -> None:
        first = organization(province["D1"], "甲工委", "241")
        OrganizationChange.objects.filter(organization=first).delete()
        first.delete()
        second = organization(province["D1"], "乙工委", "241")
        assert second.code == province["D1"].code + "0004"
        assert first.code == province["D1"].code + "0003"
        assert second.path != first.path

    @pytest.mark.spec("ORG-05")
    def test_numbers_that_exist_already_are_passed_over(self, province: Province) -> None:
        code = province["D1"].code
        Organization.objects.filter(pk=province["CB2"].pk).update(code=code + "0003")
        Organization.objects.filter(pk=province["KB2"].pk).update(code=code + "0004")
        assert organization(province["D1"], "甲工委", "241").code == code + "0005"
        assert organization(province["D1"], "乙工委", "241").code == code + "0006"

    @pytest.mark.spec("ORG-05")
    def test_when_the_numbers_are_used_up_it_is_said(self, province: Province) -> None:
        Organization.objects.filter(pk=province["D1"].pk).update(next_number=9999)
        assert organization(province["D1"], "甲工委", "241").code.endswith("9999")
        with pytest.raises(Refusal, match="编码已用完"):
            organization(province["D1"], "乙工委", "241")

    @pytest.mark.spec("ORG-05", "ORG-11")
    def test_renaming_leaves_the_code(self, province: Province) -> None:
        code = province["B1"].code
        renamed = tree.rename(
            organization=province["B1"], name="新名党支部", seen=0, by=SYSTEM, at=LATER
        )
        renamed.refresh_from_db()
        assert renamed.code == code


class TestRename:
    @pytest.mark.spec("ORG-11")
    def test_the_earlier_names_stay_with_their_dates(self, province: Province) -> None:
        by = province.actor("T1")
        tree.rename(organization=province["B1"], name="乙党支部", seen=0, by=by, at=LATER)
        again = LATER + timedelta(days=1)
        tree.rename(organization=province["B1"], name="丙党支部", seen=1, by=by, at=again)
        province["B1"].refresh_from_db()
        assert (province["B1"].name, province["B1"].step) == ("丙党支部", 2)
        assert list(FormerName.objects.values_list("name", "since", "until").order_by("until")) == [
            ("B1党支部", NOON, LATER),
            ("乙党支部", LATER, again),
        ]
        changes = OrganizationChange.objects.filter(organization=province["B1"], field="name")
        assert [(c.old, c.new) for c in changes.order_by("at")] == [
            ("B1党支部", "乙党支部"),
            ("乙党支部", "丙党支部"),
        ]
        assert lines(province["B1"])[-2:] == ["organization_renamed"] * 2

    @pytest.mark.spec("ORG-11")
    def test_never_the_own_organisation(self, province: Province) -> None:
        with pytest.raises(Denied, match="上级党组织修改"):
            tree.rename(
                organization=province["T1"],
                name="新名党委",
                seen=0,
                by=province.actor("T1"),
                at=LATER,
            )
        with pytest.raises(OutOfReach):
            tree.rename(
                organization=province["T2"],
                name="新名党委",
                seen=0,
                by=province.actor("T1"),
                at=LATER,
            )

    @pytest.mark.spec("ORG-11")
    def test_a_taken_name_is_refused_and_a_former_one_is_free(self, province: Province) -> None:
        by = province.actor("T1")
        with pytest.raises(Refusal, match="同级党组织中已有"):
            tree.rename(organization=province["B1"], name="B1b党支部", seen=0, by=by, at=LATER)
        tree.rename(organization=province["B1b"], name="别名党支部", seen=0, by=by, at=LATER)
        tree.rename(organization=province["B1"], name="B1b党支部", seen=0, by=by, at=LATER)

    @pytest.mark.spec("GEN-10")
    def test_the_second_of_two_is_told_and_sees_the_new_name(self, province: Province) -> None:
        by = province.actor("T1")
        tree.rename(organization=province["B1"], name="乙党支部", seen=0, by=by, at=LATER)
        with pytest.raises(Overtaken) as refusal:
            tree.rename(organization=province["B1"], name="丙党支部", seen=0, by=by, at=LATER)
        assert beside(refusal)["name"] == "现在的内容：乙党支部"
        assert FormerName.objects.count() == 1

    def test_saving_the_same_name_changes_nothing(self, province: Province) -> None:
        tree.rename(organization=province["B1"], name="B1党支部", seen=0, by=SYSTEM, at=LATER)
        province["B1"].refresh_from_db()
        assert province["B1"].step == 0
        assert lines(province["B1"]) == ["organization_created"]

    @pytest.mark.spec("TRF-17")
    def test_a_preset_letter_name_follows_a_corrected_one_stays(self, province: Province) -> None:
        tree.rename(
            organization=province["D1"], name="中共平川县委员会", seen=0, by=SYSTEM, at=LATER
        )
        province["D1"].refresh_from_db()
        assert province["D1"].letter_name == "中共平川县委组织部"
        Organization.objects.filter(pk=province["D2"].pk).update(letter_name="平川组织部")
        tree.rename(
            organization=province["D2"], name="中共双河县委员会", seen=0, by=SYSTEM, at=LATER
        )
        province["D2"].refresh_from_db()
        assert province["D2"].letter_name == "平川组织部"


class TestEdit:
    def change(self, one: Organization, **new: object) -> Organization:
        values: dict[str, Any] = {
            "secretary": "田禾秋",
            "contact": "赵麦香",
            "phone": PHONE,
            "seen": 0,
        }
        return tree.edit(organization=one, by=SYSTEM, at=LATER, **(values | new))

    @pytest.mark.spec("ORG-14", "ORG-16")
    def test_own_and_subordinates_are_edited_with_their_history(self, province: Province) -> None:
        for key in ("T1", "GB1"):
            tree.edit(
                organization=province[key],
                secretary="周谷雨",
                contact="赵麦香",
                phone="13900000000",
                seen=0,
                by=province.actor("T1"),
                at=LATER,
            )
            province[key].refresh_from_db()
            assert (province[key].secretary, province[key].phone) == ("周谷雨", "13900000000")
            assert province[key].step == 1
            changes = OrganizationChange.objects.filter(organization=province[key], at=LATER)
            assert {(c.field, c.old, c.new) for c in changes} == {
                ("secretary", "田禾秋", "周谷雨"),
                ("phone", PHONE, "13900000000"),
            }
            assert lines(province[key])[-1] == "organization_edited"
        with pytest.raises(OutOfReach):
            tree.edit(
                organization=province["T2"],
                secretary="",
                contact="赵麦香",
                phone=PHONE,
                seen=0,
                by=province.actor("T1"),
                at=LATER,
            )

    @pytest.mark.spec("ORG-03", "GEN-13")
    def test_the_secretary_may_be_left_empty_later_the_others_not(self, province: Province) -> None:
        assert self.change(province["B1"], secretary="").secretary == ""
        with pytest.raises(Refusal) as refusal:
            self.change(province["B1"], contact="", phone="", seen=1)
        assert set(beside(refusal)) == {"contact", "phone"}

    @pytest.mark.spec("GEN-10")
    def test_the_second_of_two_sees_what_stands_now(self, province: Province) -> None:
        self.change(province["B1"], contact="孙春分")
        with pytest.raises(Overtaken) as refusal:
            self.change(province["B1"], secretary="周谷雨", contact="钱白露")
        told = beside(refusal)
        assert told["contact"] == "现在的内容：孙春分"
        assert told["secretary"] == "现在的内容：田禾秋"
        assert "刚刚被别人改过" in told[""]
        province["B1"].refresh_from_db()
        assert province["B1"].contact == "孙春分"

    def test_saving_the_same_changes_nothing(self, province: Province) -> None:
        self.change(province["B1"])
        province["B1"].refresh_from_db()
        assert province["B1"].step == 0
        assert lines(province["B1"]) == ["organization_created"]

    @pytest.mark.spec("ORG-03", "MEM-24")
    def test_what_was_missing_leaves_the_data_check_when_mended(self) -> None:
        made = root()

        def open_rules() -> set[str]:
            return set(Finding.objects.filter(subject_uid=made.uid).values_list("rule", flat=True))

        assert open_rules() == {"ORG-03.secretary", "ORG-03.contact", "ORG-03.phone"}
        self.change(made, secretary="")
        assert open_rules() == {"ORG-03.secretary"}
        self.change(made, seen=1)
        assert open_rules() == set()
