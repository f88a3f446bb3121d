"""Units on their own: new, edited, filled in, deleted (UNT-03 … UNT-07, UNT-10, UNT-11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from dengta.access.actor import Actor
from dengta.audit.models import Line
from dengta.audit.queries.lines import opened
from dengta.counts.queries import totals
from dengta.counts.rules import Dimension
from dengta.definitions.models import ClearedSet, SetRow
from dengta.definitions.queries import rows as sets
from dengta.definitions.rules.packaged import definition
from dengta.findings.models import Finding
from dengta.operations.check import broken
from dengta.organizations.actions import units
from dengta.organizations.models import Organization, Unit, UnitChange, UnitLink
from dengta.organizations.queries.unit_places import UnitKind, find, kind_of
from dengta.organizations.queries.units_ending import deletion
from dengta.organizations.rules.seeds import UnitChoice, UnitEntry
from dengta.refusal import Denied, OutOfReach, Overtaken, Refusal
from tests.world import NOON, Province, credit_code, organization, unit, unit_entry

pytestmark = pytest.mark.django_db

SHOP = unit_entry("柳园商店", category="23", establishment="41", code=credit_code("柳园商店", "91"))
VILLAGE = {"households": "312", "is_poor_village": "0", "phone": "0699-8880011"}
BASIC = definition("unit_basic")


def made(
    province: Province,
    entry: UnitEntry = SHOP,
    managing: str | None = "B1",
    *,
    by: str = "T1",
    basics: Mapping[str, str] = {},
) -> Unit:
    return units.create(
        entry=entry,
        managing=province[managing] if managing else None,
        basics=basics,
        home=province[by],
        by=province.actor(by),
        at=NOON,
    )


def waiting(province: Province, **more: Any) -> Unit:
    entry = unit_entry("新河村", establishment="13")
    return made(province, entry, None, **more)


def edited(one: Unit, by: Actor, entry: UnitEntry, managing: Organization | None, **m: Any) -> Unit:
    row = sets.only_row(BASIC, one.uid)
    given = {
        "basics": dict(row.values) if row else {},
        "seen": one.step,
        "basics_seen": row.step if row else -1,
        **m,
    }
    return units.edit(unit=one, entry=entry, managing=managing, by=by, at=NOON, **given)


def entry_of(one: Unit, **more: Any) -> UnitEntry:
    entry = UnitEntry(one.name, one.category, one.establishment, one.code, one.has_party_group)
    return replace(entry, **more)


def rules_of(one: Unit) -> set[str]:
    return set(Finding.objects.filter(subject_uid=one.uid).values_list("rule", flat=True))


def beside(refusal: pytest.ExceptionInfo[Refusal]) -> dict[str, str]:
    return {each.field: each.sentence for each in refusal.value.complaints}


class TestNew:
    @pytest.mark.spec("UNT-02", "UNT-03", "UNT-09")
    def test_one_without_organisation_lies_where_it_is_managed(self, province: Province) -> None:
        one = made(province, basics={"workers": "40", "private_control": "271"})
        assert (kind_of(one), one.managing, one.home) == (
            UnitKind.UNBUILT,
            province["B1"],
            province["B1"],
        )
        row = sets.only_row(BASIC, one.uid)
        assert row is not None
        assert row.values == {"workers": "40", "private_control": "271"}
        assert totals([province["B1"].path])[province["B1"].path].of(Dimension.UNITS) == 2
        line = Line.objects.get(event="unit_created", subject_uid=one.uid)
        assert line.path == province["B1"].path
        assert {"单位名称", "管理党组织", "从业人员数"} <= set(
            UnitChange.objects.filter(unit=one).values_list("label", flat=True)
        )
        assert broken() == []

    @pytest.mark.spec("UNT-02", "UNT-05", "UNT-11")
    def test_a_built_one_waits_for_its_organisation_and_is_told(self, province: Province) -> None:
        one = waiting(province)
        assert kind_of(one) is UnitKind.AWAITING
        assert one.home == province["T1"]
        assert rules_of(one) == {"UNT-02"}
        branch = organization(province["T1"], "新河村党支部", units=[UnitChoice(one.uid)])
        one.refresh_from_db()
        assert kind_of(one) is UnitKind.BUILT
        assert rules_of(one) == set()
        assert unit(branch) == one

    @pytest.mark.spec("UNT-05", "GEN-09")
    def test_a_bare_1_is_let_in_here_and_settled_by_the_link(self, province: Province) -> None:
        one = made(province, unit_entry("新河村", establishment="1"), None)
        assert rules_of(one) == {"UNT-02"}
        organization(province["T1"], "新河村党总支", "621", units=[UnitChoice(one.uid)])
        one.refresh_from_db()
        assert one.establishment == "12"

    @pytest.mark.spec("UNT-03")
    @pytest.mark.parametrize("establishment", ["3", "4", "41", "42"])
    def test_who_manages_it_is_asked(self, province: Province, establishment: str) -> None:
        with pytest.raises(Refusal) as refusal:
            made(province, replace(SHOP, establishment=establishment), None)
        assert list(beside(refusal)) == ["managing"]
        assert not Unit.objects.filter(name=SHOP.name).exists()

    @pytest.mark.spec("UNT-03")
    def test_who_manages_it_lies_within_ones_range(self, province: Province) -> None:
        with pytest.raises(OutOfReach):
            made(province, managing="B2")
        with pytest.raises(OutOfReach):
            made(province, managing="T1", by="B1")
        one = made(province, unit_entry("某村", establishment="13"), "B2")
        assert one.managing is None, "a built unit has none, whatever was sent"

    @pytest.mark.spec("UNT-03", "UNT-04", "GEN-13", "GEN-14")
    def test_everything_wrong_is_told_at_once(self, province: Province) -> None:
        with pytest.raises(Refusal) as refusal:
            made(province, UnitEntry("", "", "", "", None), None, basics={"head": "甲\u200b乙"})
        said = beside(refusal)
        assert set(said) == {"name", "category", "establishment", "code", "has_party_group", "head"}
        assert said["category"] == "请选择单位类别！"
        assert said["has_party_group"] == "请选择是否成立党组！"

    @pytest.mark.spec("GEN-09")
    @pytest.mark.parametrize("category", ["1", "2", "77"])
    def test_a_group_of_categories_cannot_be_chosen(
        self, province: Province, category: str
    ) -> None:
        with pytest.raises(Refusal) as refusal:
            made(province, replace(SHOP, category=category))
        assert list(beside(refusal)) == ["category"]

    @pytest.mark.spec("UNT-03")
    def test_a_duplicate_is_named_only_within_ones_range(self, province: Province) -> None:
        own, theirs = unit(province["B1"]), unit(province["B2"])
        with pytest.raises(Refusal) as refusal:
            made(province, replace(SHOP, name=own.name, code=own.code))
        said = beside(refusal)
        assert set(said) == {"name", "code"}
        assert own.name in said["code"]
        with pytest.raises(Refusal) as refusal:
            made(province, replace(SHOP, name=theirs.name, code=theirs.code))
        assert set(beside(refusal)) == {"name", "code"}
        assert theirs.name not in refusal.value.sentence
        assert theirs.code not in refusal.value.sentence

    @pytest.mark.spec("UNT-04")
    @pytest.mark.parametrize(
        ("code", "words", "rule"),
        [
            (credit_code("甲")[:-1] + "I", "不会有字母I", ""),
            (credit_code("甲").lower(), "字母要大写", ""),
            (credit_code("甲")[:9] + " " + credit_code("甲")[9:], "中间有空格", ""),
            (f"{credit_code('甲')}9", "最长18位", ""),
            ("123456789", "对不上", ""),
            ("1234567890", "现在是10位", ""),
            ("12345678901", "", "UNT-04.length"),
            ("A", "", "UNT-04.length"),
            (credit_code("甲", "A1"), "", "UNT-04.kind"),
            (credit_code("甲", "N1"), "", ""),
            (credit_code("甲", "Y1"), "", ""),
            (credit_code("甲", "G1"), "", "UNT-04.registrar"),
        ],
    )
    def test_codes_are_refused_or_listed(
        self, province: Province, code: str, words: str, rule: str
    ) -> None:
        entry = replace(SHOP, code=code)
        if words:
            with pytest.raises(Refusal) as refusal:
                made(province, entry)
            assert words in beside(refusal)["code"]
            return
        assert rules_of(made(province, entry)) == ({rule} if rule else set())

    @pytest.mark.spec("UNT-09")
    def test_a_wrong_value_of_the_set_stores_nothing(self, province: Province) -> None:
        with pytest.raises(Refusal) as refusal:
            made(province, basics={"workers": "许多"})
        assert list(beside(refusal)) == ["workers"]
        assert not Unit.objects.filter(name=SHOP.name).exists()


class TestEditing:
    @pytest.mark.spec("UNT-06", "LOG-01")
    def test_what_changed_is_told_field_by_field(self, province: Province) -> None:
        one = made(province, basics={"workers": "40"})
        edited(
            one,
            province.actor("T1"),
            entry_of(one, name="柳园超市"),
            province["B1"],
            basics={"workers": "41"},
        )
        line = Line.objects.get(event="unit_edited", subject_uid=one.uid)
        found = {(each.label, each.old, each.new) for each in opened(line).changes}
        assert found == {("单位名称", "柳园商店", "柳园超市"), ("从业人员数", "40 人", "41 人")}
        one.refresh_from_db()
        assert (one.name, one.step) == ("柳园超市", 1)
        assert broken() == []

    @pytest.mark.spec("UNT-06")
    def test_nothing_changed_writes_nothing(self, province: Province) -> None:
        one = made(province)
        edited(one, province.actor("T1"), entry_of(one), province["B1"])
        assert not Line.objects.filter(event="unit_edited").exists()

    @pytest.mark.spec("UNT-05", "UNT-06")
    def test_a_built_kind_empties_who_manages_it_and_lets_it_be_linked(
        self, province: Province
    ) -> None:
        one = made(province)
        edited(one, province.actor("T1"), entry_of(one, establishment="13"), province["B1"])
        one.refresh_from_db()
        assert (one.managing, one.home, one.awaiting) == (None, province["B1"], True)
        organization(province["T1"], "商店党支部", units=[UnitChoice(one.uid)])
        assert broken() == []

    @pytest.mark.spec("UNT-03", "UNT-11")
    def test_another_one_may_manage_it(self, province: Province) -> None:
        one = made(province)
        edited(one, province.actor("T1"), entry_of(one), province["G1"])
        one.refresh_from_db()
        assert one.managing == one.home == province["G1"]
        before, after = (totals([province[key].path]) for key in ("B1", "G1"))
        assert before[province["B1"].path].of(Dimension.UNITS) == 1
        assert after[province["G1"].path].of(Dimension.UNITS) == 4
        with pytest.raises(Refusal) as refusal:
            edited(one, province.actor("T1"), entry_of(one), None)
        assert list(beside(refusal)) == ["managing"]

    @pytest.mark.spec("UNT-06")
    def test_a_linked_one_is_edited_from_its_organisation(self, province: Province) -> None:
        one = unit(province["B1"])
        with pytest.raises(Refusal) as refusal:
            edited(one, province.actor("T1"), entry_of(one, name="别名"), None)
        (complaint,) = refusal.value.complaints
        assert province["B1"].name in complaint.sentence
        assert complaint.spot is not None
        assert complaint.spot.uid == province["B1"].uid

    @pytest.mark.spec("UNT-03", "UNT-06")
    def test_duplicates_are_looked_for_here_too(self, province: Province) -> None:
        one, other = made(province), unit(province["B1"])
        with pytest.raises(Refusal) as refusal:
            edited(
                one,
                province.actor("T1"),
                entry_of(one, name=other.name, code=other.code),
                province["B1"],
            )
        assert set(beside(refusal)) == {"name", "code"}

    @pytest.mark.spec("GEN-10")
    def test_the_second_to_save_sees_what_stands(self, province: Province) -> None:
        one = made(province)
        edited(one, province.actor("T1"), entry_of(one, name="柳园超市"), province["B1"])
        with pytest.raises(Overtaken) as late:
            edited(
                one, province.actor("T1"), entry_of(one, name="柳园商场"), province["B1"], seen=0
            )
        assert beside(late) == {
            "": late.value.complaints[0].sentence,
            "name": "现在的内容：柳园超市",
        }
        Unit.objects.filter(pk=one.pk).delete()
        with pytest.raises(Overtaken):
            edited(one, province.actor("T1"), entry_of(one), province["B1"])

    @pytest.mark.spec("UNT-10", "ORG-18", "GEN-07")
    def test_another_category_clears_the_set_after_saying_so_and_it_can_come_back(
        self, province: Province
    ) -> None:
        one = waiting(province, basics=VILLAGE)
        by, street = province.actor("T1"), entry_of(one, category="11")
        with pytest.raises(Refusal) as refusal:
            edited(one, by, street, None)
        assert "（3项）将被清除" in beside(refusal)["category"]
        assert SetRow.objects.get().values == VILLAGE
        edited(one, by, street, None, announced="11", basics={"households": "9"})
        assert SetRow.objects.get().values == {"households": "9"}
        assert SetRow.objects.get().category == "11"
        kept = ClearedSet.objects.get()
        one.refresh_from_db()
        with pytest.raises(Refusal):
            units.take_back(unit=one, cleared=kept.uid, by=by, at=NOON)
        edited(one, by, entry_of(one, category="15"), None, announced="15", basics={})
        one.refresh_from_db()
        back = units.take_back(unit=one, cleared=kept.uid, by=by, at=NOON + timedelta(days=9))
        assert len(back) == 3
        assert SetRow.objects.get().values == VILLAGE
        assert Line.objects.filter(subject_uid=one.uid).count() == 4


class TestFilling:
    @pytest.mark.spec("UNT-09", "UNT-11")
    def test_the_highest_organisation_fills_in_and_others_read(self, province: Province) -> None:
        shared = unit(province["G1"])
        branch = organization(province["G1"], "本村党支部", situation="1")
        assert UnitLink.objects.get(organization=branch).unit == shared
        below = replace(province.actor("G1"), path=branch.path)
        with pytest.raises(Denied) as refusal:
            units.fill(unit=shared, basics=VILLAGE, seen=-1, by=below, at=NOON)
        assert province["G1"].name in refusal.value.sentence
        assert find(below, shared.uid) == shared, "it may be read"
        units.fill(unit=shared, basics=VILLAGE, seen=-1, by=province.actor("G1"), at=NOON)
        assert SetRow.objects.get().values == VILLAGE
        with pytest.raises(OutOfReach):
            units.fill(unit=shared, basics={}, seen=0, by=province.actor("B2"), at=NOON)
        with pytest.raises(OutOfReach):
            find(province.actor("B2"), shared.uid)

    @pytest.mark.spec("UNT-11")
    def test_among_equals_the_one_linked_first_fills_in(self, province: Province) -> None:
        shared = unit(province["B1"])
        organization(
            province["T1"], "同村党支部", units=[UnitChoice(shared.uid)], at=NOON + timedelta(1)
        )
        units.fill(unit=shared, basics=VILLAGE, seen=-1, by=province.actor("B1"), at=NOON)
        assert SetRow.objects.get().values == VILLAGE


class TestDeleting:
    @pytest.mark.spec("UNT-07", "GEN-07")
    def test_it_goes_with_all_its_data_and_the_log_keeps_a_copy(self, province: Province) -> None:
        one = waiting(province, basics=VILLAGE)
        by = province.actor("T1")
        preview = deletion(by, one)
        assert preview.blockers == ()
        assert "单位基本信息，已填写3项" in {each.sentence for each in preview.consequences}
        units.delete(unit=one, seen=preview.digest, by=by, at=NOON)
        assert not Unit.objects.filter(pk=one.pk).exists()
        for model in (SetRow, ClearedSet, UnitChange):
            assert not model._default_manager.exists()
        assert not Finding.objects.filter(subject_uid=one.uid).exists()
        line = Line.objects.get(event="unit_deleted")
        said = {each.label: each.old for each in opened(line).changes}
        assert said["单位名称"] == "新河村"
        assert said["户数"] == "312 户"
        assert broken() == []

    @pytest.mark.spec("UNT-07")
    def test_a_linked_one_says_to_which(self, province: Province) -> None:
        one, by = unit(province["B1"]), province.actor("T1")
        preview = deletion(by, one)
        assert [each.detail for each in preview.blockers] == [province["B1"].name]
        with pytest.raises(Refusal) as refusal:
            units.delete(unit=one, seen=preview.digest, by=by, at=NOON)
        assert province["B1"].name in refusal.value.sentence
        assert Unit.objects.filter(pk=one.pk).exists()

    @pytest.mark.spec("GEN-07")
    def test_what_has_changed_since_is_shown_anew(self, province: Province) -> None:
        one, by = made(province), province.actor("T1")
        seen = deletion(by, one).digest
        edited(one, by, entry_of(one), province["B1"], basics={"workers": "40"})
        with pytest.raises(Overtaken):
            units.delete(unit=one, seen=seen, by=by, at=NOON)
        assert Unit.objects.filter(pk=one.pk).exists()

    @pytest.mark.spec("UNT-11")
    def test_others_neither_see_nor_delete_it(self, province: Province) -> None:
        one = made(province)
        with pytest.raises(OutOfReach):
            deletion(province.actor("B2"), one)
        with pytest.raises(Denied):
            deletion(province.actor("T1", functions=()), one)
