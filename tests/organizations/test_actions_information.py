"""The information sets of an organisation through their verbs (ORG-14, UNT-09 … UNT-11)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from dengta.access.actor import SYSTEM
from dengta.access.permissions import Can
from dengta.audit.models import Line
from dengta.audit.queries.lines import opened
from dengta.definitions.models import SetRow
from dengta.definitions.queries import rows
from dengta.definitions.rules.packaged import definition
from dengta.findings.models import Finding
from dengta.operations import check
from dengta.organizations.actions import information
from dengta.organizations.actions.information import Filling
from dengta.organizations.models import Organization, OrganizationChange, Unit, UnitChange
from dengta.organizations.queries.information import blocks, standing
from dengta.organizations.queries.waiting import waiting
from dengta.organizations.rules.seeds import UnitChoice
from dengta.refusal import Denied, OutOfReach, Overtaken, Refusal
from dengta.reorganization import actions as reorganization
from dengta.reorganization.rules.recategorising import Wish
from tests.reorganization.papers import delete, dissolve, fresh, unlinked
from tests.world import NOON, Province, actor, organization, unit, unit_entry

pytestmark = pytest.mark.django_db

PERSON = {"person": "田禾秋", "post": "1", "since": "2024-03-01", "task": "主持工作"}
TERM = {"number": "第三届", "elected_on": "2021-03-01", "years": "3"}
PRIZE = {"title": "先进党支部", "kind": "1", "on": "2025-07-01", "by_whom": "中共某县委员会"}
RULE = "ORG-14.term"


def add(province: Province, of: str, values: Mapping[str, str], key: str = "B1") -> UUID:
    return information.add(
        organization=province[key], of=of, values=values, by=province.actor("T1"), at=NOON
    )


def change(province: Province, of: str, row: UUID, seen: int, **values: str) -> Any:
    return information.change(
        organization=province["B1"], of=of, row=row, values=values, seen=seen,
        by=province.actor("B1"), at=NOON,
    )  # fmt: skip


def remove(province: Province, of: str, row: UUID, seen: int = 0) -> Any:
    return information.remove(
        organization=province["B1"], of=of, row=row, seen=seen, by=province.actor("B1"), at=NOON
    )


def fill_work(row: Organization, category: str, seen: int = -1, **values: str) -> Any:
    return information.fill_work(
        organization=row, values=values, category=category, seen=seen, by=SYSTEM, at=NOON
    )


def people(row: Organization) -> list[str]:
    return [each.values["person"] for each in rows.rows(definition("team"), row.uid)]


def last_line(row: Organization) -> Line:
    return Line.objects.filter(subject_uid=row.uid).latest("pk")


def told(row: Organization) -> list[tuple[str, str, str]]:
    """Label, old and new of each change in the last line."""
    return [(each.label, each.old, each.new) for each in opened(last_line(row)).changes]


def due(row: Organization) -> str:
    """What the data check says of its term; "" for nothing."""
    found = Finding.objects.filter(subject_uid=row.uid, rule=RULE).first()
    return str(found.args["due"]) if found else ""


def beside(refused: pytest.ExceptionInfo[Refusal]) -> dict[str, str]:
    return {each.field: each.sentence for each in refused.value.complaints}


class TestRows:
    @pytest.mark.spec("ORG-14", "LOG-01")
    def test_each_step_is_one_line_with_old_and_new_and_stands_in_the_history(
        self, province: Province
    ) -> None:
        branch = province["B1"]
        row = add(province, "team", PERSON)
        line = last_line(branch)
        assert (line.event, line.path) == ("organization_edited", branch.path)
        assert told(branch) == [
            ("班子成员“田禾秋”·姓名", "", "田禾秋"),
            ("班子成员“田禾秋”·党内职务", "", "书记"),
            ("班子成员“田禾秋”·任职日期", "", "2024-03-01"),
            ("班子成员“田禾秋”·分工", "", "主持工作"),
        ]
        change(province, "team", row, 0, **{**PERSON, "post": "2", "until": "2026-05-01"})
        assert told(branch) == [
            ("班子成员“田禾秋”·党内职务", "书记", "副书记"),
            ("班子成员“田禾秋”·免职日期", "", "2026-05-01"),
        ]
        before = Line.objects.count()
        change(province, "team", row, 1, **{**PERSON, "post": "2", "until": "2026-05-01"})
        assert Line.objects.count() == before, "nothing changed, nothing said"
        remove(province, "team", row, 1)
        assert ("班子成员“田禾秋”·姓名", "田禾秋", "") in told(branch)
        assert not SetRow.objects.exists()
        history = OrganizationChange.objects.filter(organization=branch, field="team.post")
        assert [(each.label, each.old, each.new) for each in history.order_by("pk")] == [
            ("班子成员“田禾秋”·党内职务", "", "书记"),
            ("班子成员“田禾秋”·党内职务", "书记", "副书记"),
            ("班子成员“田禾秋”·党内职务", "副书记", ""),
        ]
        assert check.broken() == []

    @pytest.mark.spec("ORG-14", "GEN-13")
    @pytest.mark.parametrize(
        ("of", "values", "fields"),
        [
            ("team", {}, {"person", "post", "since"}),
            ("team", {**PERSON, "until": "2024-02-01"}, {"until"}),
            ("terms", {**TERM, "elected_on": "2026-06-02"}, {"elected_on"}),
            ("terms", {**TERM, "due_on": "2021-02-01"}, {"due_on"}),
            ("rewards", {**PRIZE, "on": "2026-06-02", "kind": "3"}, {"kind", "on"}),
        ],
    )
    def test_what_is_wrong_is_told_beside_its_field_and_nothing_stored(
        self, province: Province, of: str, values: dict[str, str], fields: set[str]
    ) -> None:
        before = Line.objects.count()
        with pytest.raises(Refusal) as refused:
            add(province, of, values)
        assert set(beside(refused)) == fields
        assert not SetRow.objects.exists()
        assert Line.objects.count() == before

    @pytest.mark.spec("GEN-10", "ORG-14")
    def test_the_second_sees_what_the_first_saved(self, province: Province) -> None:
        row = add(province, "team", PERSON)
        change(province, "team", row, 0, **{**PERSON, "task": "党建"})
        with pytest.raises(Overtaken) as late:
            change(province, "team", row, 0, **{**PERSON, "task": "组织"})
        assert beside(late)["task"] == "现在的内容：党建"
        with pytest.raises(Overtaken):
            remove(province, "team", row, 0)
        assert len(people(province["B1"])) == 1
        remove(province, "team", row, 1)
        with pytest.raises(Overtaken) as gone:
            change(province, "team", row, 1, **PERSON)
        assert "刚刚被别人删除" in gone.value.sentence

    @pytest.mark.spec("ORG-14")
    def test_people_stand_in_the_order_into_which_they_are_put(self, province: Province) -> None:
        branch = province["B1"]
        uids = [add(province, "team", {**PERSON, "person": name}) for name in ("甲", "乙", "丙")]

        def shift(row: UUID, seen: int, *, up: bool) -> Any:
            return information.shift(
                organization=branch, of="team", row=row, up=up, seen=seen,
                by=province.actor("B1"), at=NOON,
            )  # fmt: skip

        shift(uids[2], 0, up=True)
        assert people(branch) == ["甲", "丙", "乙"]
        assert told(branch) == [("班子成员“丙”·顺序", "第3", "第2")]
        remove(province, "team", uids[0])
        assert shift(uids[2], 1, up=True) == (), "the first stays the first"
        shift(uids[2], 1, up=False)
        assert people(branch) == ["乙", "丙"]
        with pytest.raises(Overtaken):
            shift(uids[2], 1, up=True)
        term = add(province, "terms", TERM)
        with pytest.raises(Refusal, match="按日期排列"):
            information.shift(
                organization=branch, of="terms", row=term, up=True, seen=0, by=SYSTEM, at=NOON
            )

    @pytest.mark.spec("ORG-14")
    def test_only_committees_and_branches_have_people_and_terms(self, province: Province) -> None:
        group = province["K1"]
        for of, values in (("team", PERSON), ("terms", TERM)):
            with pytest.raises(Refusal, match="没有“"):
                information.add(organization=group, of=of, values=values, by=SYSTEM, at=NOON)
        information.add(organization=group, of="rewards", values=PRIZE, by=SYSTEM, at=NOON)
        assert [each.name for each in standing(group)] == ["work_committee", "rewards"]
        assert [each.name for each in standing(province["D1"])] == [
            *("work_committee", "team", "terms", "rewards")
        ]
        assert [(each.name, each.rows) for each in standing(province["B1"])] == [
            *(("unit_basic", 0), ("work_unit", 0), ("team", 0), ("terms", 0), ("rewards", 0))
        ]

    @pytest.mark.spec("ACC-02", "ACC-03", "ORG-13")
    def test_who_may_not_and_what_is_dissolved(self, province: Province) -> None:
        row = add(province, "team", PERSON)
        for by, refusal in (
            (province.actor("T2"), OutOfReach),
            (province.actor("B1", functions=[Can.BROWSE_ORGANIZATIONS]), Denied),
        ):
            given: dict[str, Any] = {"organization": province["B1"], "by": by, "at": NOON}
            tries = (
                lambda g: information.add(of="team", values=PERSON, **g),
                lambda g: information.change(of="team", row=row, values=PERSON, seen=0, **g),
                lambda g: information.remove(of="team", row=row, seen=0, **g),
                lambda g: information.shift(of="team", row=row, up=True, seen=0, **g),
                lambda g: information.fill_work(values={}, category="15", seen=-1, **g),
                lambda g: information.fill_units(fillings=[], **g),
            )
            for attempt in tries:
                with pytest.raises(refusal):
                    attempt(given)
        dissolve(unlinked(province["B1"]), province.actor("T1"))
        for attempt in tries:
            with pytest.raises(Refusal, match="已撤销，它的信息只能查看"):
                attempt({**given, "by": province.actor("T1")})
        assert people(province["B1"]) == ["田禾秋"]

    @pytest.mark.spec("ORG-12")
    def test_a_deleted_one_takes_its_rows_along_and_the_log_keeps_them(
        self, province: Province
    ) -> None:
        made = organization(province["D1"], "误建工委", "241")
        information.add(organization=made, of="team", values=PERSON, by=SYSTEM, at=NOON)
        fill_work(made, "241", party_workers="3")
        delete(made, province.actor("D1"))
        assert not SetRow.objects.exists()
        copy = told(made)
        assert ("班子成员“田禾秋”·姓名", "田禾秋", "") in copy
        assert any("班子成员“田禾秋”·姓名  → 田禾秋" in old for _, old, _ in copy)


class TestTerms:
    @pytest.mark.spec("ORG-14", "ACC-18", "MEM-24")
    def test_the_data_check_and_the_workbench_follow_at_once(self, province: Province) -> None:
        branch, by = province["B1"], province.actor("B1")
        late = add(province, "terms", TERM)
        assert due(branch) == "2024-03-01"
        assert [line.deadline.isoformat() for line in waiting(by, NOON) if line.deadline] == [
            "2024-03-01"
        ]
        next_one = add(province, "terms", {**TERM, "number": "第四届", "elected_on": "2024-05-01"})
        assert due(branch) == ""
        assert waiting(by, NOON) == []
        change(province, "terms", next_one, 0, **{**TERM, "years": "4"})
        assert due(branch) == "2025-03-01"
        remove(province, "terms", next_one, 1)
        assert due(branch) == "2024-03-01"
        remove(province, "terms", late)
        assert due(branch) == ""
        assert check.broken() == []

    @pytest.mark.spec("ORG-14")
    def test_an_earlier_term_that_is_entered_later_warns_of_nothing(
        self, province: Province
    ) -> None:
        add(province, "terms", {**TERM, "number": "第四届", "elected_on": "2025-03-01"})
        add(province, "terms", TERM)
        assert due(province["B1"]) == ""
        assert waiting(province.actor("B1"), NOON) == []
        add(province, "terms", {**TERM, "number": "第五届", "elected_on": "2026-04-01"})
        numbers = [
            each.values["number"] for each in rows.rows(definition("terms"), province["B1"].uid)
        ]
        assert numbers == ["第五届", "第四届", "第三届"], "the latest first"


class TestWork:
    @pytest.mark.spec("ORG-14", "UNT-09")
    def test_by_the_unit_for_6_and_9_by_the_organisation_for_1_to_5(
        self, province: Province
    ) -> None:
        branch, county = province["B1"], province["D1"]
        fill_work(branch, "15", secretary_reserve="2", party_workers="3")
        row = rows.only_row(definition("work_unit"), branch.uid)
        assert row is not None
        assert (row.category, row.values) == ("15", {"secretary_reserve": "2"})
        assert told(branch) == [("书记后备人选", "", "2 人")]
        fill_work(county, "141", party_workers="3", annual_congress="1")
        assert told(county) == [("专职党务工作人员数", "", "3 人"), ("实行党代会年会制", "", "是")]
        assert rows.only_row(definition("work_unit"), county.uid) is None

    @pytest.mark.spec("GEN-10", "ORG-18")
    def test_a_form_of_another_category_is_not_taken(self, province: Province) -> None:
        for category in ("13", ""):
            with pytest.raises(Overtaken, match="刚刚有了变化"):
                fill_work(province["B1"], category, secretary_reserve="2")
        fill_work(province["B1"], "15", secretary_reserve="2")
        with pytest.raises(Overtaken):
            fill_work(province["B1"], "15", secretary_reserve="3")
        fill_work(province["B1"], "15", 0, secretary_reserve="3")

    @pytest.mark.spec("ORG-19")
    def test_without_a_unit_there_is_nothing_to_fill_in(self, province: Province) -> None:
        branch = unlinked(province["B1"])
        with pytest.raises(Refusal, match="先关联"):
            fill_work(branch, "", secretary_reserve="2")
        (work, *_rest) = standing(branch)
        assert (work.name, work.nothing) == ("work_unit", True)

    @pytest.mark.spec("ORG-17")
    def test_a_change_of_category_clears_what_was_filled_in_here_and_gives_it_back(
        self, province: Province
    ) -> None:
        town, by = province["T1"], province.actor("D1")
        fill_work(town, "15", secretary_reserve="3")
        theirs = unit(town)

        def become(wish: Wish) -> None:
            seen = reorganization.consider(fresh(town), wish, by=by).preview.digest
            reorganization.change_category(
                organization=fresh(town), wish=wish, seen=seen, by=by, at=NOON
            )

        become(Wish("241"))
        assert rows.only_row(definition("work_unit"), town.uid) is None
        with pytest.raises(Overtaken, match="刚刚有了变化"):
            fill_work(fresh(town), "15", 0, secretary_reserve="4")
        fill_work(fresh(town), "241", party_workers="3")
        become(Wish("611", situation="2", units=(UnitChoice(theirs.uid),)))
        assert rows.only_row(definition("work_committee"), town.uid) is None
        _later, earliest = rows.cleared(town.uid, NOON)
        reorganization.give_back(organization=fresh(town), cleared=earliest.uid, by=by, at=NOON)
        row = rows.only_row(definition("work_unit"), town.uid)
        assert row is not None
        assert row.values == {"secretary_reserve": "3"}
        fill_work(fresh(town), "15", row.step, secretary_reserve="4")


class TestUnits:
    def joint(self, province: Province) -> tuple[Organization, list[Unit]]:
        """A joint branch of a village and an enterprise; the second is its default unit."""
        made = organization(
            province["T1"],
            "企业联合党支部",
            "632",
            units=[
                unit_entry("柳园村", establishment="2"),
                unit_entry("柳园商贸公司", category="23", establishment="2"),
            ],
            default=1,
        )
        return made, [each.unit for each in blocks(made)]

    @pytest.mark.spec("UNT-09", "ORG-14", "LOG-01")
    def test_one_block_a_unit_the_default_first_each_with_its_own_fields(
        self, province: Province
    ) -> None:
        made, (firm, village) = self.joint(province)
        assert (firm.category, village.category) == ("23", "15")
        fillings = [
            Filling(firm, {"workers": "9", "households": "1"}, -1, "a-"),
            Filling(village, {"workers": "1", "households": "312"}, -1, "b-"),
        ]
        before = Line.objects.count()
        information.fill_units(
            organization=made, fillings=fillings, by=province.actor("T1"), at=NOON
        )
        assert Line.objects.count() == before + 2, "a line for each unit"
        assert [each.row.values for each in blocks(made) if each.row] == [
            {"workers": "9"},
            {"households": "312"},
        ]
        assert UnitChange.objects.filter(unit=firm, field="unit_basic.workers").count() == 1

    @pytest.mark.spec("GEN-13", "UNT-09")
    def test_all_or_none_and_every_fault_beside_its_own_unit(self, province: Province) -> None:
        made, (firm, village) = self.joint(province)
        before = Line.objects.count()
        with pytest.raises(Refusal) as refused:
            information.fill_units(
                organization=made,
                fillings=[
                    Filling(firm, {"workers": "很多", "phone": "1"}, -1, "a-"),
                    Filling(village, {"households": "-1"}, -1, "b-"),
                ],
                by=province.actor("T1"),
                at=NOON,
            )
        assert set(beside(refused)) == {"a-workers", "a-phone", "b-households"}
        with pytest.raises(Overtaken) as late:
            information.fill_units(
                organization=made,
                fillings=[
                    Filling(firm, {"workers": "9"}, -1, "a-"),
                    Filling(village, {"households": "312"}, 0, "b-"),
                ],
                by=province.actor("T1"),
                at=NOON,
            )
        assert beside(late)["b-households"] == "现在的内容：（空）"
        assert not SetRow.objects.exists()
        assert Line.objects.count() == before

    @pytest.mark.spec("UNT-11")
    def test_from_the_highest_organisation_alone(self, province: Province) -> None:
        """The branch of the same unit below reads; its own account is refused with the name of who
        fills it in, the superior's passes through it."""
        general = province["G1"]
        branch = organization(general, "本村党支部", situation="1")
        theirs = unit(general)
        filling = Filling(theirs, {"households": "312"}, -1)
        (block,) = blocks(branch)
        assert (block.unit, block.place) == (theirs, general)
        with pytest.raises(Denied, match="由“G1党总支”填写"):
            information.fill_units(
                organization=branch, fillings=[filling],
                by=actor(branch), at=NOON,
            )  # fmt: skip
        information.fill_units(
            organization=general, fillings=[filling], by=province.actor("G1"), at=NOON
        )
        (block,) = blocks(branch)
        assert block.row is not None
        assert block.row.values == {"households": "312"}
        other = unit(province["B1"])
        with pytest.raises(Overtaken, match="解除了关联"):
            information.fill_units(
                organization=general, fillings=[Filling(other, {}, -1)],
                by=province.actor("T1"), at=NOON,
            )  # fmt: skip

    @pytest.mark.spec("UNT-11")
    def test_among_equals_from_the_one_linked_first(self, province: Province) -> None:
        theirs = unit(province["B1"])
        second = organization(province["T1"], "同村党支部", units=[UnitChoice(theirs.uid)])
        for row in (province["B1"], second):
            assert [each.place for each in blocks(row)] == [province["B1"]]
