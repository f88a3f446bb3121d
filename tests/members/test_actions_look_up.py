"""Name and ID first (MEM-08), 【同步】, and opening a record (MEM-12, MEM-13)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from dengta.access.actor import Actor
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.members import effects
from dengta.members.actions import consult, look_up, synchronise
from dengta.members.actions.looking_up import Found
from dengta.members.rules.facts import Facts
from dengta.members.rules.standing import ArchivedAs, Hold
from dengta.refusal import Denied, OutOfReach, Refusal, Spot
from tests.members.builders import archived, facts, member, number, staged
from tests.world import NOON, Province, actor


def looks(event: Event = Event.RECORD_OPENED) -> int:
    return Line.objects.filter(event=event).count()


def asked(province: Province, name: str, id_number: str, by: Actor | None = None) -> Found:
    by = by or province.actor("B1")
    return look_up(branch=province["B1"], name=name, id_number=id_number, by=by, at=NOON)


@pytest.mark.spec("MEM-08")
def test_nobody_knows_him(province: Province) -> None:
    found = asked(province, "高岭松", number())
    assert (found.active, found.staging, found.archived) == (None, None, None)
    assert found.may_be_enrolled


@pytest.mark.spec("MEM-08", "ACC-02")
def test_active_people_are_told_with_their_place_inside_the_range_only(
    province: Province,
) -> None:
    here = member(province["B1"])
    near = asked(province, here.name, here.id_number.lower())
    assert near.active is not None
    assert "B1党支部" in near.active.sentence
    assert near.active.spot == Spot("member", here.uid)
    assert not near.may_be_enrolled

    there = member(province["B2"])
    far = asked(province, there.name, there.id_number)
    assert far.active is not None
    assert "B2" not in far.active.sentence
    assert "组织关系转出" in far.active.sentence
    assert far.active.spot == Spot("transfer")
    assert asked(province, "别的名", there.id_number).active is None


@pytest.mark.spec("MEM-08")
def test_the_staging_base_fills_the_form_and_the_look_is_logged(province: Province) -> None:
    person = facts(name="高岭松")
    staged(person, post="11", joined_on="2003-07-01", lost="0", birth_date="2003-02-30", odd="x")
    found = asked(province, "高岭松", person.id_number)
    assert found.staging is not None
    known = found.staging.facts
    assert (known.name, known.post, known.lost) == ("高岭松", "11", False)
    assert known.joined_on == date(2003, 7, 1)
    assert known.birth_date is None
    assert found.staging.labels == ("加入党组织日期", "工作岗位", "是否为失联党员")
    assert looks() == 1
    assert asked(province, "高岭柏", person.id_number).staging is None


@pytest.mark.spec("MEM-08")
@pytest.mark.parametrize(
    ("reason", "may", "word"),
    [
        (ArchivedAs.TRANSFERRED, True, "可以同步"),
        (ArchivedAs.KNOWN, True, "可以同步"),
        (ArchivedAs.DEATH, False, "已去世"),
        (ArchivedAs.DEPARTURE, False, "重新入党"),
    ],
)
def test_the_archive_offers_or_says_why_not(
    province: Province, reason: ArchivedAs, may: bool, word: str
) -> None:
    old = archived(province["B2"], reason, name="吴清和")
    by = province.actor("B1")
    found = asked(province, "吴清和", old.id_number)
    assert found.archived is not None
    assert found.archived.may_synchronise is may
    assert word in found.archived.sentence
    assert found.may_be_enrolled is (reason is not ArchivedAs.DEATH)

    def filled() -> Facts:
        return synchronise(
            branch=province["B1"], name="吴清和", id_number=old.id_number, by=by, at=NOON
        )

    if may:
        assert filled() == old.facts
        assert looks() == 1
    else:
        with pytest.raises(Refusal, match=word):
            filled()
        assert looks() == 0


@pytest.mark.spec("MEM-08", "MEM-03")
def test_only_whole_names_and_numbers_are_asked(province: Province) -> None:
    by = province.actor("B1")
    with pytest.raises(Refusal) as refusal:
        look_up(branch=province["B1"], name=" ", id_number="37", by=by, at=NOON)
    assert {each.field for each in refusal.value.complaints} == {"name", "id_number"}
    with pytest.raises(Refusal, match="党员实名认证申请"):
        look_up(branch=province["B1"], name="高岭松", id_number="0" * 18, by=by, at=NOON)
    with pytest.raises(OutOfReach):
        look_up(branch=province["B2"], name="高岭松", id_number=number(), by=by, at=NOON)
    old = archived(province["B2"], ArchivedAs.KNOWN, name="吴清和")
    with pytest.raises(OutOfReach):
        synchronise(branch=province["B1"], name="吴清", id_number=old.id_number, by=by, at=NOON)


@pytest.mark.spec("MEM-12", "MEM-13", "LOG-01")
def test_opening_a_record_shows_everything_and_is_one_look_in_ten_minutes(
    province: Province,
) -> None:
    by = province.actor("T1")
    stands = member(province["B1"], name="孙桂芝", full_on=date(2012, 7, 1))
    effects.hold(stands, Hold.TRANSFER)
    effects.move(stands, to=province["B1b"], decrease_way="21", increase_way="31", by=by, at=NOON)
    found = consult(uid=stands.uid, by=by, at=NOON)
    shown = dict(found.sixteen)
    assert shown["公民身份证号"] == stands.id_number
    assert shown["联系电话"] == "13900000000"
    assert shown["所在党支部"] == "B1b党支部"
    assert (found.age, found.party_years) == (48, 13)
    assert [(row.way, row.other) for row in found.increases] == [
        ("其他原因增加（信息补录）", ""),
        ("自本地（市、州、盟、区）直属的其他单位转入", "B1党支部"),
    ]
    assert [row.other for row in found.decreases] == ["B1b党支部"]
    assert looks() == 1
    consult(uid=stands.uid, by=by, at=NOON + timedelta(minutes=9))
    assert looks() == 1
    consult(uid=stands.uid, by=by, at=NOON + timedelta(minutes=10))
    assert looks() == 2


@pytest.mark.spec("ACC-02")
def test_records_out_of_reach_do_not_exist_and_are_no_look(province: Province) -> None:
    stands = member(province["B1"])
    for stranger in (province.actor("B2"), province.actor("C2")):
        with pytest.raises(OutOfReach):
            consult(uid=stands.uid, by=stranger, at=NOON)
    with pytest.raises(Denied):
        consult(uid=stands.uid, by=actor(province["B1"], functions=()), at=NOON)
    with pytest.raises(OutOfReach):
        consult(
            uid=archived(province["B1"], ArchivedAs.TRANSFERRED).uid,
            by=province.actor("B1"),
            at=NOON,
        )
    assert looks() == 0
