"""【编辑】 (MEM-14, GEN-10, TRF-04)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.codes.effects.tables import load
from dengta.codes.models import CodeRow
from dengta.codes.queries import tables
from dengta.counts.queries import total
from dengta.counts.rules import Dimension
from dengta.members import effects
from dengta.members.actions import ask_register, edit
from dengta.members.models import Member, MemberChange, Movement
from dengta.members.rules.standing import Hold
from dengta.refusal import OutOfReach, Overtaken, Refusal
from tests.findings.broken import broken_by
from tests.members.builders import confirmed, facts, member, number
from tests.world import NOON, Province

LATER = NOON + timedelta(hours=2)


@pytest.mark.spec("MEM-14")
def test_each_change_is_kept_with_old_and_new_value_and_logged_once(province: Province) -> None:
    branch, by = province["B1"], province.actor("B1")
    stands = member(branch, phone="13900000000", education="41")
    lines = Line.objects.count()

    found = edit(
        member=stands,
        facts=replace(stands.facts, phone="0699-8880011", education="22"),
        seen=stands.step,
        by=by,
        at=LATER,
    )

    assert Member.objects.get(pk=stands.pk).facts.phone == "0699-8880011"
    assert found.step == stands.step + 1
    kept = {c.field: (c.old, c.new, c.by_name, c.at) for c in MemberChange.objects.all()}
    assert kept == {
        "education": ("中等专科", "大专", by.name, LATER),
        "phone": ("13900000000", "0699-8880011", by.name, LATER),
    }
    assert Line.objects.count() == lines + 1
    assert Line.objects.latest("pk").event == Event.MEMBER_EDITED
    counts = total(province["P"].path)
    assert counts.codes(Dimension.EDUCATION) == {"22": 1}
    assert counts.of(Dimension.MEMBERS) == 1


@pytest.mark.spec("MEM-14")
def test_nothing_changed_is_no_change_of_state(province: Province) -> None:
    stands = member(province["B1"])
    lines = Line.objects.count()
    same = edit(
        member=stands,
        facts=stands.facts,
        seen=stands.step,
        by=province.actor("B1"),
        at=LATER,
    )
    assert same.step == stands.step
    assert Line.objects.count() == lines
    assert not MemberChange.objects.exists()


@pytest.mark.spec("GEN-10")
def test_who_saves_second_sees_the_new_values_and_overwrites_nothing(province: Province) -> None:
    by = province.actor("B1")
    stands = member(province["B1"], phone="13900000000")
    seen = stands.step
    edit(
        member=stands,
        facts=replace(stands.facts, phone="13900000001"),
        seen=seen,
        by=by,
        at=LATER,
    )
    with pytest.raises(Overtaken) as refusal:
        edit(
            member=stands,
            facts=replace(stands.facts, phone="13900000002", address="柳园2巷1号"),
            seen=seen,
            by=by,
            at=LATER,
        )
    beside = {each.field: each.sentence for each in refusal.value.complaints}
    assert set(beside) == {"", "phone", "address"}
    assert "13900000001" in beside["phone"]
    assert Member.objects.get(pk=stands.pk).phone == "13900000001"


@pytest.mark.spec("MEM-14", "MEM-09")
def test_another_name_or_number_is_asked_of_the_register_again(province: Province) -> None:
    by = province.actor("B1")
    stands = member(province["B1"])
    other = replace(stands.facts, id_number=number(), name="宋青芷")
    with pytest.raises(Refusal, match="实名认证"):
        edit(member=stands, facts=other, seen=stands.step, by=by, at=NOON)
    found = edit(member=stands, facts=confirmed(other, by), seen=stands.step, by=by, at=NOON)
    assert (found.name, found.id_number) == ("宋青芷", other.id_number)
    assert found.register_state == "matched"


@pytest.mark.spec("MEM-14", "MEM-03")
def test_a_number_of_somebody_else_is_refused(province: Province) -> None:
    by = province.actor("B1")
    first, second = member(province["B1"]), member(province["B1"])
    ask_register(name=first.name, id_number=first.id_number, by=by, at=NOON)
    stolen = replace(second.facts, id_number=first.id_number, name=first.name)
    with pytest.raises(Refusal, match="系统中已经存在该党员"):
        edit(member=second, facts=stolen, seen=second.step, by=by, at=NOON)


@pytest.mark.spec("MEM-03")
def test_a_number_becomes_unknown_only_with_a_reason_and_stays_on_the_list(
    province: Province,
) -> None:
    by = province.actor("B1")
    stands = member(province["B1"])
    unknown = replace(stands.facts, id_number="0" * 18)
    with pytest.raises(Refusal) as refusal:
        edit(member=stands, facts=unknown, seen=stands.step, by=by, at=NOON)
    assert [each.field for each in refusal.value.complaints] == ["reason"]
    found = edit(member=stands, facts=unknown, seen=stands.step, by=by, at=NOON, reason="号码有误")
    assert found.id_blind is None
    assert broken_by(found.uid) == {"MEM-03.unknown"}
    known = confirmed(replace(unknown, id_number=number()), by)
    edit(member=found, facts=known, seen=found.step, by=by, at=NOON)
    assert broken_by(found.uid) == set()


@pytest.mark.spec("MEM-02")
def test_a_warning_leaves_the_data_check_when_it_is_mended(province: Province) -> None:
    by = province.actor("B1")
    stands = member(province["B1"])
    wrong = edit(
        member=stands,
        facts=replace(stands.facts, sex="2"),
        seen=stands.step,
        by=by,
        at=NOON,
    )
    assert broken_by(stands.uid) == {"MEM-02.sex"}
    edit(member=wrong, facts=replace(wrong.facts, sex="1"), seen=wrong.step, by=by, at=NOON)
    assert broken_by(stands.uid) == set()


@pytest.mark.spec("TRF-04")
def test_while_a_transfer_runs_name_number_and_category_stay(province: Province) -> None:
    by = province.actor("B1")
    stands = effects.hold(member(province["B1"]), Hold.TRANSFER)
    other = replace(
        stands.facts, name="宋青芷", id_number=number(), category="2", phone="13900000009"
    )
    with pytest.raises(Refusal) as refusal:
        edit(member=stands, facts=confirmed(other, by), seen=stands.step, by=by, at=NOON)
    assert [each.field for each in refusal.value.complaints] == [
        "name",
        "id_number",
        "category",
    ]
    found = edit(
        member=stands,
        facts=replace(stands.facts, phone="13900000009"),
        seen=stands.step,
        by=by,
        at=NOON,
    )
    assert (found.phone, found.hold) == ("13900000009", Hold.TRANSFER)


@pytest.mark.spec("MEM-14")
def test_status_is_read_only(province: Province) -> None:
    stands = member(province["B1"])
    found = edit(
        member=stands,
        facts=replace(stands.facts, status="2"),
        seen=stands.step,
        by=province.actor("B1"),
        at=NOON,
    )
    assert found.status == "1"
    assert total(province["B1"].path).of(Dimension.SUSPENDED) == 0


@pytest.mark.spec("GEN-09")
def test_a_disabled_value_stays_and_cannot_be_chosen_anew(province: Province) -> None:
    by = province.actor("B1")
    stands = member(province["B1"], post="11")
    load()
    CodeRow.objects.filter(table="job_post_2017_template", code__in=["11", "122"]).update(
        enabled=False
    )
    tables.forget()
    try:
        kept = edit(
            member=stands,
            facts=replace(stands.facts, phone="13900000009"),
            seen=stands.step,
            by=by,
            at=NOON,
        )
        assert kept.post == "11"
        with pytest.raises(Refusal, match="停用"):
            edit(
                member=kept,
                facts=replace(kept.facts, post="122"),
                seen=kept.step,
                by=by,
                at=NOON,
            )
    finally:
        tables.forget()


@pytest.mark.spec("MEM-14")
def test_the_branch_is_corrected_inside_one_committee_and_the_increase_written_anew(
    province: Province,
) -> None:
    by = province.actor("T1")
    stands = member(province["B1"])
    found = edit(
        member=stands,
        facts=stands.facts,
        seen=stands.step,
        by=by,
        at=LATER,
        branch=province["GB1"],
    )
    assert found.org_path == province["GB1"].path
    assert total(province["B1"].path).of(Dimension.MEMBERS) == 0
    assert total(province["GB1"].path).of(Dimension.MEMBERS) == 1
    old, new = Movement.objects.order_by("pk")
    assert (old.voided_at, new.voided_at) == (LATER, None)
    assert (new.way, new.on, new.organization_id) == ("9", date(2026, 6, 1), found.branch_id)
    assert MemberChange.objects.get().field == "branch"


@pytest.mark.spec("MEM-14")
def test_the_branch_stays_where_there_is_more_than_the_enrolment_or_another_committee(
    province: Province,
) -> None:
    by = province.actor("P")
    stands = member(province["B1"], by=by)
    with pytest.raises(Refusal, match="同一基层党委"):
        edit(
            member=stands,
            facts=stands.facts,
            seen=stands.step,
            by=by,
            at=NOON,
            branch=province["B2"],
        )
    with pytest.raises(Refusal, match="不是党支部"):
        edit(
            member=stands,
            facts=stands.facts,
            seen=stands.step,
            by=by,
            at=NOON,
            branch=province["G1"],
        )
    held = effects.hold(stands, Hold.TRANSFER)
    moved = effects.move(
        held, to=province["B1b"], decrease_way="21", increase_way="31", by=by, at=NOON
    )
    with pytest.raises(Refusal, match="其他增减记录"):
        edit(
            member=moved,
            facts=moved.facts,
            seen=moved.step,
            by=by,
            at=NOON,
            branch=province["B1"],
        )


@pytest.mark.spec("ACC-02")
def test_a_member_out_of_reach_does_not_exist(province: Province) -> None:
    stands = member(province["B2"])
    with pytest.raises(OutOfReach):
        edit(
            member=stands,
            facts=facts(),
            seen=stands.step,
            by=province.actor("B1"),
            at=NOON,
        )
