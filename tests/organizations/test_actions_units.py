from __future__ import annotations

import pytest

from dengta.access.actor import SYSTEM
from dengta.audit.models import Line
from dengta.counts.queries import totals
from dengta.counts.rules import Dimension
from dengta.findings.models import Finding
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.organizations.rules.seeds import UnitChoice
from dengta.refusal import Refusal
from tests.world import NOON, Province, credit_code, organization, unit, unit_entry

pytestmark = pytest.mark.django_db


def beside(refusal: pytest.ExceptionInfo[Refusal]) -> dict[str, str]:
    """field → sentence of everything that was refused."""
    return {complaint.field: complaint.sentence for complaint in refusal.value.complaints}


def rules_of(one: Unit) -> set[str]:
    return set(Finding.objects.filter(subject_uid=one.uid).values_list("rule", flat=True))


@pytest.mark.spec("ORG-06")
def test_categories_1_to_5_get_no_unit_whatever_was_sent(province: Province) -> None:
    made = organization(province["D1"], "某工委", "241", units=[unit_entry("甲村")], situation="2")
    assert not UnitLink.objects.filter(organization=made).exists()
    assert (made.situation, made.work_category) == ("", "")
    assert not Unit.objects.filter(name="甲村").exists()


@pytest.mark.spec("ORG-06")
def test_categories_6_and_9_must_have_one(province: Province) -> None:
    for category in ("611", "621", "631", "911", "921", "931"):
        with pytest.raises(Refusal) as refusal:
            organization(province["T1"], "某组织", category, units=[])
        assert set(beside(refusal)) == {"units"}


@pytest.mark.spec("ORG-03", "ORG-09")
@pytest.mark.parametrize("situation", ["", "3", "9", "与上级"])
def test_a_situation_that_does_not_fit_is_refused(province: Province, situation: str) -> None:
    with pytest.raises(Refusal) as refusal:
        organization(province["T1"], "某党支部", situation=situation)
    assert list(beside(refusal)) == ["situation"]


class TestSameAsSuperior:
    @pytest.mark.spec("ORG-07")
    def test_the_superiors_unit_is_linked_and_sets_the_work_category(
        self, province: Province
    ) -> None:
        made = organization(province["G1"], "本村党支部", situation="1")
        link = UnitLink.objects.get(organization=made)
        assert link.unit == unit(province["G1"])
        assert (link.is_default, link.inherited) == (True, True)
        assert made.work_category == link.unit.category == "15"
        assert totals([made.path])[made.path].of(Dimension.UNITS) == 0

    @pytest.mark.spec("ORG-07")
    def test_the_superior_may_have_it_from_its_own_superior(self, province: Province) -> None:
        middle = organization(province["T1"], "机关党总支", "621", situation="1")
        made = organization(middle, "机关党支部", situation="1")
        assert UnitLink.objects.get(organization=made).unit == unit(province["T1"])

    @pytest.mark.spec("ORG-07")
    def test_a_superior_without_a_unit_is_refused(self, province: Province) -> None:
        with pytest.raises(Refusal) as refusal:
            organization(province["K1"], "某党支部", situation="1")
        assert "上级党组织没有所在单位" in beside(refusal)["situation"]

    @pytest.mark.spec("ORG-07")
    def test_the_unit_fields_do_not_count(self, province: Province) -> None:
        organization(province["G1"], "本村党支部", situation="1", units=[unit_entry("", code="x")])
        assert UnitLink.objects.filter(unit=unit(province["G1"])).count() == 2


class TestLinking:
    @pytest.mark.spec("ORG-08")
    def test_a_suggested_unit_is_linked_not_copied(self, province: Province) -> None:
        theirs = unit(province["B2"])
        made = organization(province["T1"], "某党支部", units=[UnitChoice(theirs.uid)])
        assert UnitLink.objects.get(organization=made).unit == theirs
        assert made.work_category == theirs.category
        theirs.refresh_from_db()
        assert theirs.home == province["B2"]

    @pytest.mark.spec("ORG-08", "UNT-06")
    @pytest.mark.parametrize("establishment", ["3", "4", "41", "42"])
    def test_one_without_organisation_is_refused_with_the_way(
        self, province: Province, establishment: str
    ) -> None:
        theirs = unit(province["B2"])
        Unit.objects.filter(pk=theirs.pk).update(establishment=establishment)
        with pytest.raises(Refusal) as refusal:
            organization(province["T1"], "某党支部", units=[UnitChoice(theirs.uid)])
        assert "不能关联" in beside(refusal)["units-0-name"]
        assert "先把它改为" in beside(refusal)["units-0-name"]

    @pytest.mark.spec("ORG-08")
    @pytest.mark.parametrize("establishment", ["3", "4", "41", "42", "", "1", "99"])
    def test_a_new_unit_is_of_a_built_kind(self, province: Province, establishment: str) -> None:
        with pytest.raises(Refusal) as refusal:
            organization(
                province["T1"],
                "某党支部",
                units=[unit_entry("甲村", establishment=establishment)],
            )
        assert list(beside(refusal)) == ["units-0-establishment"]

    def test_a_forged_unit_is_refused(self, province: Province) -> None:
        with pytest.raises(Refusal) as refusal:
            organization(province["T1"], "某党支部", units=[UnitChoice(province["B1"].uid)])
        assert "已不存在" in beside(refusal)["units-0-name"]

    @pytest.mark.spec("GEN-09")
    def test_a_bare_1_becomes_the_fitting_kind_when_linked(self, province: Province) -> None:
        theirs = unit(province["B2"])
        Unit.objects.filter(pk=theirs.pk).update(establishment="1")
        organization(province["T1"], "某党总支", "621", units=[UnitChoice(theirs.uid)])
        theirs.refresh_from_db()
        assert theirs.establishment == "12"
        assert Line.objects.filter(subject_uid=theirs.uid, event="unit_edited").count() == 1


class TestNewUnit:
    @pytest.mark.spec("UNT-03", "GEN-14", "GEN-13")
    def test_five_fields_are_asked_for(self, province: Province) -> None:
        with pytest.raises(Refusal) as refusal:
            organization(
                province["T1"],
                "某党支部",
                units=[
                    unit_entry("", category="", establishment="", code="", has_party_group=None)
                ],
            )
        told = beside(refusal)
        assert set(told) == {
            f"units-0-{field}"
            for field in ("name", "category", "establishment", "code", "has_party_group")
        }
        assert told["units-0-category"] == "请选择单位类别！"
        assert told["units-0-has_party_group"] == "请选择是否成立党组！"

    @pytest.mark.spec("UNT-03")
    def test_a_taken_name_is_named_only_in_ones_range(self, province: Province) -> None:
        by = province.actor("T1")
        for key, named in (("B1", True), ("B2", False)):
            taken = unit(province[key])
            with pytest.raises(Refusal) as refusal:
                organization(
                    province["T1"], "某党支部", units=[unit_entry(taken.name, code="NEW1")], by=by
                )
            sentence = beside(refusal)["units-0-name"]
            assert "已有" in sentence
            assert (taken.code in sentence) is named

    @pytest.mark.spec("UNT-03")
    def test_a_taken_code_is_named_only_in_ones_range(self, province: Province) -> None:
        by = province.actor("T1")
        for key, named in (("B1", True), ("B2", False)):
            taken = unit(province[key])
            with pytest.raises(Refusal) as refusal:
                organization(
                    province["T1"], "某党支部", units=[unit_entry("甲村", code=taken.code)], by=by
                )
            sentence = beside(refusal)["units-0-code"]
            assert (taken.name in sentence) is named

    @pytest.mark.spec("UNT-11")
    def test_the_range_is_where_it_is_linked_or_managed_else_its_home(
        self, province: Province
    ) -> None:
        by = province.actor("T1")
        taken = unit(province["B2"])

        def is_named() -> bool:
            with pytest.raises(Refusal) as refusal:
                organization(province["T1"], "某党支部", units=[unit_entry(taken.name)], by=by)
            return taken.code in beside(refusal)["units-0-name"]

        assert not is_named()
        UnitLink.objects.filter(unit=taken).delete()
        assert not is_named()
        Unit.objects.filter(pk=taken.pk).update(home=province["B1"])
        assert is_named()
        Unit.objects.filter(pk=taken.pk).update(managing=province["B2"])
        assert not is_named()
        Unit.objects.filter(pk=taken.pk).update(managing=province["GB1"], home=province["B2"])
        assert is_named()

    @pytest.mark.spec("UNT-04")
    def test_a_code_that_does_not_add_up_is_refused(self, province: Province) -> None:
        good = credit_code("甲村")
        bad = good[:-1] + ("1" if good[-1] != "1" else "2")
        with pytest.raises(Refusal) as refusal:
            organization(province["T1"], "某党支部", units=[unit_entry("甲村", code=bad)])
        assert list(beside(refusal)) == ["units-0-code"]

    @pytest.mark.spec("UNT-04")
    @pytest.mark.parametrize(
        ("code", "rules"),
        [
            (credit_code("甲村"), set()),
            (credit_code("甲村", "58"), {"UNT-04.kind"}),
            (credit_code("甲村", "Q1"), {"UNT-04.registrar"}),
            ("CUN0001", {"UNT-04.length"}),
        ],
    )
    def test_what_only_warns_is_saved_and_waits_in_the_data_check(
        self, province: Province, code: str, rules: set[str]
    ) -> None:
        made = organization(province["T1"], "某党支部", units=[unit_entry("甲村", code=code)])
        assert rules_of(unit(made)) == rules
        assert set(Finding.objects.values_list("org_path", flat=True)) <= {
            made.path,
            province["P"].path,
        }

    @pytest.mark.spec("UNT-08")
    def test_an_establishment_that_does_not_match_is_a_hint(self, province: Province) -> None:
        made = organization(
            province["T1"], "某党支部", units=[unit_entry("甲村", establishment="11")]
        )
        assert rules_of(unit(made)) == {"UNT-08"}
        organization(
            province["D1"], "甲村党委", "611", units=[UnitChoice(unit(made).uid)], by=SYSTEM
        )
        assert rules_of(unit(made)) == set()


class TestJointBranch:
    @pytest.mark.spec("ORG-09", "ORG-06")
    def test_several_units_one_of_them_the_default(self, province: Province) -> None:
        theirs = unit(province["B1"])
        made = organization(
            province["T1"],
            "商贸联合党支部",
            "632",
            situation="1",
            units=[
                UnitChoice(theirs.uid),
                unit_entry("甲公司", category="23", establishment="2"),
                unit_entry("乙公司", category="23", establishment="2"),
            ],
            default=1,
        )
        links = UnitLink.objects.filter(organization=made).order_by("position")
        assert [(link.unit.name, link.is_default) for link in links] == [
            (theirs.name, False),
            ("甲公司", True),
            ("乙公司", False),
        ]
        assert (made.situation, made.work_category) == ("3", "23")

    @pytest.mark.spec("ORG-06", "ORG-09")
    @pytest.mark.parametrize("category", ["632", "932"])
    def test_one_unit_is_not_enough(self, province: Province, category: str) -> None:
        with pytest.raises(Refusal) as refusal:
            organization(
                province["T1"],
                "某联合党支部",
                category,
                units=[unit_entry("甲村", establishment="2")],
            )
        assert "至少要有两个单位" in beside(refusal)["units"]

    @pytest.mark.spec("ORG-09")
    def test_only_joint_branches_have_several(self, province: Province) -> None:
        with pytest.raises(Refusal) as refusal:
            organization(province["T1"], "某党支部", units=[unit_entry("甲村"), unit_entry("乙村")])
        assert "只有联合党支部" in beside(refusal)["units"]

    @pytest.mark.spec("ORG-09")
    @pytest.mark.parametrize("default", [-1, 2, 99])
    def test_the_default_is_one_of_them(self, province: Province, default: int) -> None:
        with pytest.raises(Refusal) as refusal:
            organization(province["T1"], "某联合党支部", "632", default=default)
        assert list(beside(refusal)) == ["default"]

    @pytest.mark.spec("UNT-03")
    def test_the_same_unit_twice_is_told(self, province: Province) -> None:
        theirs = unit(province["B1"])
        for units in (
            [UnitChoice(theirs.uid), UnitChoice(theirs.uid)],
            [unit_entry("甲村", establishment="2", code="A1"), unit_entry("甲村", code="A2")],
        ):
            with pytest.raises(Refusal) as refusal:
                organization(province["T1"], "某联合党支部", "632", units=units)
            assert "与第1个单位重复" in beside(refusal)["units-1-name"]
        assert not Organization.objects.filter(name="某联合党支部").exists()
        assert UnitLink.objects.filter(unit=theirs).count() == 1


def test_a_category_of_unit_that_is_a_group_is_refused(province: Province) -> None:
    for category in ("1", "2", "77"):
        with pytest.raises(Refusal) as refusal:
            organization(
                province["T1"], "某党支部", units=[unit_entry("甲村", category=category)], at=NOON
            )
        assert list(beside(refusal)) == ["units-0-category"]
