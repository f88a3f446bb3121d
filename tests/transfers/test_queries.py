"""Desk, case and proposal (TRF-02, TRF-13, TRF-14, TRF-18; ACC-02, ACC-18)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.audit.models import Line
from dengta.audit.rules.events import Event, Kind
from dengta.members.models import MemberChange
from dengta.refusal import Denied, OutOfReach, Refusal
from dengta.transfers import actions, queries
from dengta.transfers.queries import Side, Stage
from dengta.transfers.rules.law import Status, Verb
from tests.transfers.people import (
    TODAY,
    agree,
    form,
    found,
    hours,
    member,
    receive,
    send,
    send_back,
)
from tests.world import NOON, Province

pytestmark = pytest.mark.django_db


# -- the desk ---------------------------------------------------------------------------------


@pytest.mark.spec("TRF-13", "TRF-12")
def test_an_item_waits_on_exactly_the_desks_that_may_act(province: Province) -> None:
    transfer = send(province, "GB1", "GB2")
    waits = {"T1"}
    for key in province.by_key:
        assert bool(queries.on_my_desk(province.actor(key), at=NOON)) == (key in waits), key
    agree(transfer, province.actor("T1"))
    waits = {"GB2", "G1", "T1"}
    for key in province.by_key:
        assert bool(queries.on_my_desk(province.actor(key), at=NOON)) == (key in waits), key


@pytest.mark.spec("TRF-13", "ACC-03")
def test_without_the_function_nothing_waits(province: Province) -> None:
    send(province, "B1", "B2", kind="2")
    without = province.actor("T1", functions=set(Can) - {Can.DECIDE_TRANSFER})
    assert queries.on_my_desk(without, at=NOON) == []
    auditor = province.actor("T1", Role.AUDITOR)
    assert queries.on_my_desk(auditor, at=NOON) == []
    assert queries.counts(auditor, at=NOON).all == 0
    assert queries.waiting(auditor, NOON) == []


@pytest.mark.spec("TRF-13")
def test_the_desk_is_split_at_the_lowest_common_superior(province: Province) -> None:
    out = send(province, "B1", "GB1")
    within = agree(send(province, "GB1", "GB2", serial=1), province.actor("T1"))
    by = province.actor("T1")
    assert [line.uid for line in queries.on_my_desk(by, at=NOON, side=Side.OUTGOING)] == [out.uid]
    assert [line.uid for line in queries.on_my_desk(by, at=NOON, side=Side.INCOMING)] == [
        within.uid
    ]
    counted = queries.counts(by, at=NOON + timedelta(days=8))
    assert (counted.outgoing, counted.incoming, counted.expired, counted.all) == (1, 1, 2, 2)


@pytest.mark.spec("TRF-14")
def test_returned_ones_come_first_then_the_newest(province: Province) -> None:
    old = send(province, "B1", "B2", serial=0, kind="2", at=hours(0))
    new = send(province, "B1", "B2", serial=1, kind="2", at=hours(1))
    back = agree(
        send(province, "B1", "GB1", serial=2, at=hours(-2)), province.actor("T1"), at=hours(-1)
    )
    send_back(back, province.actor("GB1"), at=hours(-1))
    lines = queries.on_my_desk(province.actor("T1"), at=NOON)
    assert [line.uid for line in lines] == [back.uid, new.uid, old.uid]
    assert [line.returned for line in lines] == [True, False, False]


@pytest.mark.spec("TRF-13", "TRF-14", "TRF-03")
def test_what_a_line_of_the_desk_says(province: Province) -> None:
    send(province, "B1", "B2", kind="2")
    (line,) = queries.on_my_desk(province.actor("T1"), at=NOON + timedelta(days=9))
    assert (line.member, line.source, line.target, line.holder) == (
        "林晚秋",
        "B1党支部",
        "B2党支部",
        "T1镇党委",
    )
    assert (line.contact, line.phone) == ("方云舟", "0699-8880012")
    assert (line.days_here, line.left, line.expired) == (10, "已超时 2 天", 2)


@pytest.mark.spec("ACC-18")
def test_what_waits_on_the_workbench(province: Province) -> None:
    far = send(province, "B1", "B2", kind="2", days=30)
    near = send(province, "B1", "GB1", serial=1, days=3)
    lines = queries.waiting(province.actor("T1"), NOON)
    assert [line.spot.uid for line in lines] == [near.uid, far.uid]
    assert [line.deadline for line in lines] == [
        TODAY + timedelta(days=3),
        TODAY + timedelta(days=30),
    ]
    assert lines[0].kind == "转接审批"


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_asks_four_questions_whatever_it_holds(
    province: Province, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for serial in range(count):
        send(province, "B1", "B2", serial=serial, kind="2")
    queries.on_my_desk(province.actor("T1"), at=NOON)
    with django_assert_num_queries(4):
        assert len(queries.on_my_desk(province.actor("T1"), at=NOON)) == count


# -- the case ---------------------------------------------------------------------------------


@pytest.mark.spec("TRF-14", "ACC-02")
def test_a_case_exists_for_the_organisations_on_its_path_and_those_above_them(
    province: Province,
) -> None:
    transfer = send(province, "B1", "B2", kind="2")
    sees = {"B1", "T1", "D1", "C1", "P", "C2", "D2", "T2", "B2"}
    for key in province.by_key:
        if key in sees:
            assert queries.case(province.actor(key), transfer.uid, at=NOON).member == "林晚秋"
        else:
            with pytest.raises(OutOfReach):
                queries.case(province.actor(key), transfer.uid, at=NOON)
    with pytest.raises(Denied):
        queries.case(province.actor("T1", Role.AUDITOR), transfer.uid, at=NOON)


@pytest.mark.spec("TRF-14")
def test_the_case_shows_path_steps_letters_items_and_earlier_returns(province: Province) -> None:
    transfer = send(province, "B1", "B2", kind="2")
    transfer = agree(agree(transfer, province.actor("T1")), province.actor("D1"))
    transfer = send_back(transfer, province.actor("D2"), text="联系电话打不通", at=hours(1))
    MemberChange.objects.create(
        member=transfer.person,
        field="phone",
        old="1",
        new="2",
        at=hours(2),
        by_uid=province.actor("B1").uid,
        by_name="韩晓禾",
    )
    seen = queries.case(province.actor("D1"), transfer.uid, at=hours(3))
    assert (seen.status_label, seen.holder, seen.onward, seen.backward) == (
        "已退回",
        "中共D1县委员会",
        "中共C1市委员会",
        "T1镇党委",
    )
    assert seen.verbs == {Verb.AGREE, Verb.SEND_BACK, Verb.VOID}
    assert [(place.name, place.stage) for place in seen.path[1:4]] == [
        ("T1镇党委", Stage.DONE),
        ("中共D1县委员会", Stage.CURRENT),
        ("中共C1市委员会", Stage.RETURNED),
    ]
    assert seen.path[4].role == "共同上级，审批"
    assert [(each.organization, each.reason) for each in seen.returns] == [
        ("中共D2县委员会", "信息不全：联系电话打不通")
    ]
    assert [each.labels for each in seen.mended] == [("联系电话",)]
    assert dict(seen.sixteen)["姓名"] == "林晚秋"
    assert len(seen.sixteen) == 16
    assert [(each.text, each.right) for each in seen.verdicts] == [
        ("已实名认证", True),
        ("党籍状态正常", True),
        ("党费交至2026年5月", True),
        ("接收党组织未撤销", True),
    ]
    assert [letter.serial for letter in seen.letters] == sorted(
        (letter.serial for letter in seen.letters), reverse=True
    )
    notes = [step.note for step in seen.steps]
    assert notes[0] == "申请组织关系转出"
    assert notes[2] == "同意并开新信"
    assert notes[3] == "同意并开新信（自动审核）"
    assert notes[6] == "不同意：信息不全：联系电话打不通"
    assert notes[7] == "不同意：信息不全：联系电话打不通（自动退回）"
    assert [step.letter is None for step in seen.steps] == [False] * 6 + [True] * 4


@pytest.mark.spec("TRF-14", "ACC-02")
def test_what_ended_elsewhere_shows_the_record_no_more(province: Province) -> None:
    transfer = agree(send(province, "B1", "GB1"), province.actor("T1"))
    receive(transfer, province.actor("GB1"))
    assert queries.case(province.actor("B1"), transfer.uid, at=NOON).sixteen == ()
    assert len(queries.case(province.actor("GB1"), transfer.uid, at=NOON).sixteen) == 16


@pytest.mark.spec("TRF-14", "LOG-01")
def test_opening_a_case_and_printing_are_looks_at_a_record(province: Province) -> None:
    transfer = send(province, "B1", "B2", kind="2")
    by = province.actor("D2")
    seen = actions.consult(uid=transfer.uid, by=by, at=NOON)
    actions.consult(uid=transfer.uid, by=by, at=NOON + timedelta(minutes=5))
    (printed,) = actions.print_letters(serials=[seen.letters[0].serial], by=by, at=NOON)
    assert printed.wording.name == "林晚秋"
    looks = Line.objects.filter(kind=Kind.LOOK, actor_uid=by.uid).order_by("pk")
    assert [(line.event, line.subject_uid) for line in looks] == [
        (Event.RECORD_OPENED, transfer.person.uid),
        (Event.LETTER_PRINTED, transfer.person.uid),
    ]
    with pytest.raises(OutOfReach):
        actions.print_letters(serials=[printed.serial], by=province.actor("B1b"), at=NOON)
    with pytest.raises(OutOfReach):
        actions.print_letters(serials=[10**40], by=by, at=NOON)
    assert queries.running_of(by, transfer.person.uid) == transfer.uid
    assert queries.running_of(province.actor("B1b"), transfer.person.uid) is None


@pytest.mark.spec("TRF-17")
def test_several_letters_are_found_in_one_query_and_printed_as_they_were_chosen(
    province: Province, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    uids = [send(province, "B1", "B2", kind="2", serial=each).uid for each in range(3)]
    by = province.actor("B1")
    for chosen in (uids[:1], uids[::-1]):
        with django_assert_num_queries(1):
            newest = queries.newest_letters(by, chosen)
        printed = actions.print_letters(serials=[each.serial for each in newest], by=by, at=NOON)
        assert [each.uid for each in printed] == [each.uid for each in newest]
        cases = [queries.case(by, uid, at=NOON) for uid in chosen]
        assert [case.letters[0].uid for case in cases] == [each.uid for each in newest]
    with pytest.raises(OutOfReach):
        queries.newest_letters(province.actor("B1b"), uids)
    with pytest.raises(Refusal, match="最多打印100封"):
        actions.print_letters(serials=range(1, 102), by=by, at=NOON)


@pytest.mark.spec("TRF-17")
def test_what_a_letter_says(province: Province) -> None:
    transfer = send(province, "B1", "B2", kind="2")
    first = queries.newest_letters(province.actor("B1"), [transfer.uid])[0]
    assert first.number == f"第202606{first.serial:012d}号"
    said = first.wording
    assert (said.addressee, said.signed, said.source, said.target) == (
        "T1镇党委",
        "B1党支部",
        "B1党支部",
        "B2党支部",
    )
    assert (said.sex, said.age, said.ethnicity, said.probationary) == ("女", 40, "汉", False)
    assert said.id_number == transfer.person.id_number
    assert (said.days, said.committee_postcode) == (7, "279900")
    assert said.committee == "T1镇党委"
    agree(agree(transfer, province.actor("T1")), province.actor("D1"))
    letters = queries.case(province.actor("B1"), transfer.uid, at=NOON).letters
    assert [(each.wording.signed, each.wording.addressee) for each in letters[:2]] == [
        ("中共C2市委组织部", "中共D2县委组织部"),
        ("中共P省委组织部", "中共C2市委组织部"),
    ]
    assert {each.wording.source for each in letters} == {"B1党支部"}


@pytest.mark.spec("TRF-02", "TRF-17")
def test_a_correction_changes_the_wording_never_the_path(province: Province) -> None:
    transfer = send(
        province, "B1", "B2", kind="2", sender="中共T1镇B1支部委员会", recipient="T1镇党委办公室"
    )
    said = queries.newest_letters(province.actor("B1"), [transfer.uid])[0].wording
    assert (said.signed, said.addressee) == ("中共T1镇B1支部委员会", "T1镇党委办公室")
    assert transfer.holder == province["T1"]


# -- the form ---------------------------------------------------------------------------------


@pytest.mark.spec("TRF-02", "TRF-18")
def test_the_proposal_of_path_type_and_wording(province: Province) -> None:
    found_ = queries.proposal(province.actor("B1"), province["B1"], province["B2"].uid)
    assert (found_.kind, found_.days, found_.approvals) == ("2", 7, 7)
    assert (found_.sender, found_.recipient) == ("B1党支部", "T1镇党委")
    assert [(place.name, place.role, place.automatic) for place in found_.path[:5]] == [
        ("B1党支部", "申请转出", False),
        ("T1镇党委", "审批", False),
        ("中共D1县委员会", "审批", False),
        ("中共C1市委员会", "审批", True),
        ("中共P省委员会", "共同上级，审批", True),
    ]
    assert found_.path[-1].role == "接收后才算转入"
    near = queries.proposal(province.actor("B1"), province["B1"], province["KB1"].uid)
    assert (near.kind, near.approvals) == ("1", 2)
    with pytest.raises(Denied):
        queries.proposal(province.actor("D1"), province["B1"], province["B2"].uid)
    assert [choice.code for choice in queries.kinds()] == ["1", "2", "3", "4"]
    assert queries.kind_warning(found_.kind, "1") is not None
    assert queries.kind_warning(found_.kind, "2") is None


@pytest.mark.spec("TRF-11")
def test_branches_to_choose_from_are_found_by_name_and_code(province: Province) -> None:
    transfer = send(province, "B1", "T1")
    by = province.actor("T1")
    assert [each.name for each in queries.branches(by, transfer.uid, "GB")] == [
        "GB1党支部",
        "GB2党支部",
    ]
    code = province["GB2"].code
    assert [each.name for each in queries.branches(by, transfer.uid, code)] == ["GB2党支部"]
    assert queries.branches(by, transfer.uid, "\x00") == []
    with pytest.raises(OutOfReach):
        queries.branches(province.actor("B2"), transfer.uid)


@pytest.mark.spec("TRF-02")
def test_the_preview_says_what_the_first_letter_will_say(province: Province) -> None:
    person = member(province["B1"])
    by = province.actor("B1")
    said = queries.preview(by, person, form(province["B2"], kind="2"), on=TODAY)
    (transfer,) = actions.send(
        members=[person], application=form(province["B2"], kind="2"), by=by, at=NOON
    )
    assert queries.newest_letters(by, [transfer.uid])[0].wording == said
    assert found(transfer).status == Status.UNDERWAY
