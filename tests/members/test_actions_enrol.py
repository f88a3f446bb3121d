"""补录 (MEM-08 … MEM-11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from pytest_django import Settings

from dengta.access.actor import Actor
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.counts.queries import total
from dengta.counts.rules import Dimension
from dengta.members.actions import ask_register, enrol
from dengta.members.effects import records
from dengta.members.models import Member, Movement, RegisterAnswer, Staged
from dengta.members.rules.facts import Facts
from dengta.members.rules.standing import ArchivedAs, MovementKind, Place
from dengta.refusal import Denied, OutOfReach, Refusal, Spot
from tests.findings.broken import broken_by
from tests.members.builders import archived, confirmed, facts, member, staged
from tests.world import NOON, Province, actor


def refused(refusal: pytest.ExceptionInfo[Refusal]) -> dict[str, str]:
    """Field → sentence of every complaint."""
    return {each.field: each.sentence for each in refusal.value.complaints}


@pytest.mark.spec("MEM-11", "MEM-26")
def test_enrolment_writes_member_record_counts_and_one_line(province: Province) -> None:
    branch, by = province["B1"], province.actor("B1")
    person = confirmed(facts(name="孙桂芝", sex="2", birth_date=date(1985, 12, 31)), by)
    lines = Line.objects.count()

    found = enrol(branch=branch, facts=person, by=by, at=NOON)

    stands = Member.objects.get(pk=found.pk)
    assert stands.facts == person
    assert (stands.branch_id, stands.org_path) == (branch.pk, branch.path)
    assert (stands.place, stands.active, stands.register_state) == (Place.BASE, True, "matched")
    [movement] = Movement.objects.filter(member=stands)
    assert (movement.kind, movement.way) == (MovementKind.INCREASE, "9")
    assert (movement.on, movement.by_name) == (date(2026, 6, 1), by.name)
    for place in ("B1", "T1", "P"):
        counts = total(province[place].path)
        assert counts.of(Dimension.MEMBERS) == counts.of(Dimension.SEX, "2") == 1
        assert counts.of(Dimension.BIRTH_YEAR, "1985") == 1
    assert total(province["C2"].path).of(Dimension.MEMBERS) == 0
    [line] = Line.objects.order_by("-pk")[: Line.objects.count() - lines]
    assert (line.event, line.subject_uid, line.path) == (
        Event.MEMBER_ENROLLED,
        stands.uid,
        branch.path,
    )


@pytest.mark.spec("GEN-13")
def test_everything_that_is_wrong_is_told_at_once_and_nothing_stored(province: Province) -> None:
    empty = facts(name="", ethnicity="", phone="139", lost=None, education="99", joined_on=None)
    with pytest.raises(Refusal) as refusal:
        enrol(branch=province["B1"], facts=empty, by=province.actor("B1"), at=NOON)
    assert set(refused(refusal)) >= {
        "name",
        "ethnicity",
        "phone",
        "lost",
        "education",
        "joined_on",
    }
    assert not Member.objects.exists()
    assert not Movement.objects.exists()


@pytest.mark.spec("MEM-09")
def test_only_a_match_lets_the_form_be_saved(province: Province) -> None:
    branch, by = province["B1"], province.actor("B1")
    person = facts()
    with pytest.raises(Refusal) as nobody_asked:
        enrol(branch=branch, facts=person, by=by, at=NOON)
    assert "实名认证" in refused(nobody_asked)["id_number"]

    ask_register(name=person.name, id_number=person.id_number, by=by, at=NOON)
    with pytest.raises(Refusal) as not_found:
        enrol(branch=branch, facts=person, by=by, at=NOON)
    assert "查无此人" in refused(not_found)["id_number"]

    confirmed(person, by)
    other = replace(person, name="陈田石")
    ask_register(name=other.name, id_number=other.id_number, by=by, at=NOON)
    with pytest.raises(Refusal) as mismatch:
        enrol(branch=branch, facts=other, by=by, at=NOON)
    assert "不一致" in refused(mismatch)["id_number"]

    assert enrol(branch=branch, facts=person, by=by, at=NOON).active


@pytest.mark.spec("MEM-09")
def test_an_answer_counts_for_a_day_and_for_its_own_account(province: Province) -> None:
    branch, by, above = province["B1"], province.actor("B1"), province.actor("T1")
    person = confirmed(facts(), by)
    for account, later in ((above, timedelta()), (by, timedelta(hours=24, seconds=1))):
        with pytest.raises(Refusal) as refusal:
            enrol(branch=branch, facts=person, by=account, at=NOON + later)
        assert "实名认证" in refused(refusal)["id_number"]
    assert enrol(branch=branch, facts=person, by=by, at=NOON + timedelta(hours=24)).active


@pytest.mark.spec("MEM-09")
def test_the_answer_is_kept_and_every_question_logged(province: Province) -> None:
    by = province.actor("B1")
    person = confirmed(facts(), by)
    [row] = RegisterAnswer.objects.all()
    assert (row.by_uid, row.answer) == (by.uid, "match")
    assert person.id_number.encode() not in bytes(row.blind)
    assert Line.objects.filter(event=Event.REGISTER_ASKED, actor_uid=by.uid).count() == 1


@pytest.mark.spec("MEM-10")
def test_without_a_register_it_saves_and_stands_in_the_data_check(
    province: Province, settings: Settings
) -> None:
    settings.DENGTA_MODE = "production"
    branch, by = province["B1"], province.actor("B1")
    person = facts()
    ask_register(name=person.name, id_number=person.id_number, by=by, at=NOON)
    found = enrol(branch=branch, facts=person, by=by, at=NOON)
    assert found.register_state == "unchecked"
    assert broken_by(found.uid) == {"MEM-10"}


@pytest.mark.spec("MEM-02", "MEM-04")
def test_what_only_warns_is_saved_and_found_by_the_data_check(province: Province) -> None:
    by = province.actor("B1")
    person = facts(
        birth_date=date(1950, 8, 14),
        joined_on=date(1970, 7, 1),
        full_on=date(1970, 8, 1),
    )
    person = confirmed(replace(person, sex="2", birth_date=date(1950, 8, 15)), by)
    found = enrol(branch=province["B1"], facts=person, by=by, at=NOON)
    assert broken_by(found.uid) == {
        "MEM-02.sex",
        "MEM-02.birth_date",
        "MEM-04.interval",
    }


@pytest.mark.spec("MEM-02")
def test_sex_and_birth_date_come_from_the_number(province: Province) -> None:
    by = province.actor("B1")
    person = confirmed(facts(sex="2", birth_date=date(1960, 2, 29)), by)
    blank = replace(person, sex="", birth_date=None)
    found = enrol(branch=province["B1"], facts=blank, by=by, at=NOON)
    assert (found.sex, found.birth_date) == ("2", date(1960, 2, 29))
    assert broken_by(found.uid) == set()


@pytest.mark.spec("MEM-03")
def test_eighteen_zeros_and_suspension_wait_for_their_pages(province: Province) -> None:
    by = province.actor("B1")
    with pytest.raises(Refusal) as unknown:
        enrol(branch=province["B1"], facts=facts(id_number="0" * 18), by=by, at=NOON)
    assert "党员实名认证申请" in refused(unknown)["id_number"]
    with pytest.raises(Refusal) as suspended:
        enrol(branch=province["B1"], facts=confirmed(facts(status="2"), by), by=by, at=NOON)
    assert "停止党籍" in refused(suspended)["status"]


@pytest.mark.spec("MEM-08", "MEM-03")
def test_active_elsewhere_is_refused_with_the_place_inside_the_range_only(
    province: Province,
) -> None:
    stands = member(province["B1"], name="周守田")
    inside, outside = province.actor("T1"), province.actor("B2")

    with pytest.raises(Refusal) as near:
        enrol(
            branch=province["B1b"],
            facts=confirmed_again(stands, inside),
            by=inside,
            at=NOON,
        )
    [complaint] = near.value.complaints
    assert "系统中已经存在该党员" in complaint.sentence
    assert "B1党支部" in complaint.sentence
    assert complaint.spot == Spot("member", stands.uid)

    with pytest.raises(Refusal) as far:
        enrol(
            branch=province["B2"],
            facts=confirmed_again(stands, outside),
            by=outside,
            at=NOON,
        )
    [complaint] = far.value.complaints
    assert "系统中已经存在该党员" in complaint.sentence
    assert "B1" not in complaint.sentence
    assert complaint.spot == Spot("transfer")
    assert Member.objects.count() == 1


def confirmed_again(stands: Member, by: Actor) -> Facts:
    """The facts of somebody whom the register knows already, asked again by another account."""
    ask_register(name=stands.name, id_number=stands.id_number, by=by, at=NOON)
    return stands.facts


@pytest.mark.spec("MEM-08")
def test_who_is_archived_as_transferred_comes_back_under_the_same_record(
    province: Province,
) -> None:
    old = archived(province["B2"], ArchivedAs.TRANSFERRED, name="吴清和")
    by = province.actor("B1")
    person = confirmed(replace(old.facts, post="602"), by)
    found = enrol(branch=province["B1"], facts=person, by=by, at=NOON)
    assert (found.pk, found.uid) == (old.pk, old.uid)
    stands = Member.objects.get(pk=old.pk)
    assert (stands.place, stands.archived_as, stands.post) == (Place.BASE, "", "602")
    assert stands.org_path == province["B1"].path
    assert stands.step == old.step + 1
    assert total(province["B1"].path).of(Dimension.MEMBERS) == 1


@pytest.mark.spec("MEM-08")
def test_the_dead_are_refused_and_the_departed_come_back_only_by_rejoining(
    province: Province,
) -> None:
    by = province.actor("B1")
    dead = archived(province["B1"], ArchivedAs.DEATH)
    with pytest.raises(Refusal, match="已去世"):
        enrol(branch=province["B1"], facts=confirmed(dead.facts, by), by=by, at=NOON)

    gone = archived(province["B1"], ArchivedAs.DEPARTURE)
    records.movement(
        gone, MovementKind.DECREASE, "1", province["B1"], "", by=by, at=NOON, on=date(2003, 7, 1)
    ).save()
    person = confirmed(gone.facts, by)
    with pytest.raises(Refusal, match="重新入党"):
        enrol(branch=province["B1"], facts=person, by=by, at=NOON)
    with pytest.raises(Refusal, match="晚于出党日期"):
        enrol(branch=province["B1"], facts=person, by=by, at=NOON, rejoining=True)
    person = replace(person, joined_on=date(2003, 7, 2), full_on=date(2004, 7, 2))
    found = enrol(branch=province["B1"], facts=person, by=by, at=NOON, rejoining=True)
    assert found.pk != gone.pk
    assert Movement.objects.get(member=found).way == "11"
    with pytest.raises(Refusal, match="没有此人出党的记录"):
        enrol(
            branch=province["B1"],
            facts=confirmed(facts(), by),
            by=by,
            at=NOON,
            rejoining=True,
        )


@pytest.mark.spec("MEM-08")
def test_enrolment_takes_the_staging_row_over(province: Province) -> None:
    by = province.actor("B1")
    person = confirmed(facts(), by)
    staged(person, post="11")
    enrol(branch=province["B1"], facts=person, by=by, at=NOON)
    assert Staged.objects.get().taken_at == NOON


@pytest.mark.spec("MEM-08", "ACC-02")
def test_only_into_a_branch_of_ones_own_range(province: Province) -> None:
    with pytest.raises(Refusal, match="不是党支部"):
        enrol(branch=province["T1"], facts=facts(), by=province.actor("T1"), at=NOON)
    with pytest.raises(OutOfReach):
        enrol(branch=province["B2"], facts=facts(), by=province.actor("B1"), at=NOON)
    idle = actor(province["B1"], functions=())
    with pytest.raises(Denied):
        enrol(branch=province["B1"], facts=facts(), by=idle, at=NOON)
    assert not Member.objects.exists()
