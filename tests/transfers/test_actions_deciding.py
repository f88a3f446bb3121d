"""Agreeing, 不同意, 废件, choosing the branch, receiving (TRF-08 … TRF-12, TRF-14, TRF-15)."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.counts import queries as counts
from dengta.counts.rules import Dimension
from dengta.members.models import Member, Movement
from dengta.organizations.actions import tree
from dengta.organizations.models import Organization
from dengta.refusal import Denied, OutOfReach, Overtaken, Refusal
from dengta.transfers import actions, queries
from dengta.transfers.models import Letter, Transfer
from dengta.transfers.rules.law import Status
from tests.transfers.people import (
    TODAY,
    agree,
    choose,
    found,
    member,
    receive,
    send,
    send_back,
    steps,
)
from tests.world import NOON, Province

pytestmark = pytest.mark.django_db


def active(province: Province, key: str) -> int:
    path = province[key].path
    return counts.totals([path])[path].of(Dimension.MEMBERS)


@pytest.mark.spec("TRF-12", "ACC-02")
@pytest.mark.parametrize(
    ("key", "outcome"),
    [("T1", None), ("D1", Denied), ("B1", Denied), ("B2", Denied), ("B1b", OutOfReach)],
)
def test_only_the_very_organisation_approves_at_a_node(
    province: Province, key: str, outcome: type[Refusal] | None
) -> None:
    transfer = send(province, "B1", "B2", kind="2")
    if outcome is None:
        assert agree(transfer, province.actor(key)).holder == province["D1"]
        return
    with pytest.raises(outcome):
        agree(transfer, province.actor(key))
    with pytest.raises(outcome):
        send_back(transfer, province.actor(key))
    assert found(transfer).holder == province["T1"]


@pytest.mark.spec("TRF-12", "ACC-01", "ACC-03")
def test_approving_needs_the_duty_and_the_function(province: Province) -> None:
    transfer = send(province, "B1", "B2", kind="2")
    for by in (
        province.actor("T1", Role.OFFICER),
        province.actor("T1", functions=set(Can) - {Can.DECIDE_TRANSFER}),
    ):
        with pytest.raises(Denied):
            agree(transfer, by)


@pytest.mark.spec("TRF-12")
@pytest.mark.parametrize(
    ("key", "may"), [("GB2", True), ("G1", True), ("T1", True), ("D1", False), ("GB1", False)]
)
def test_a_branch_receives_by_itself_or_those_above_up_to_its_nearest_node(
    province: Province, key: str, may: bool
) -> None:
    transfer = agree(send(province, "GB1", "GB2"), province.actor("T1"))
    assert transfer.desk_path == province["T1"].path
    if may:
        assert receive(transfer, province.actor(key)).status == Status.FINISHED
    else:
        with pytest.raises(Denied):
            receive(transfer, province.actor(key))


@pytest.mark.spec("TRF-08", "TRF-18")
def test_agreeing_opens_the_next_letter_with_its_own_number_and_validity(
    province: Province,
) -> None:
    transfer = agree(
        send(province, "B1", "B2", kind="2"), province.actor("T1"), at=NOON + timedelta(days=3)
    )
    first, second = transfer.letters.order_by("pk")
    assert (first.days, second.days) == (7, 45)
    assert second.pk > first.pk
    assert second.opened_on == TODAY + timedelta(days=3)
    assert transfer.valid_until == TODAY + timedelta(days=48)
    inside = agree(send(province, "B1", "GB1", serial=1), province.actor("T1"))
    assert inside.letters.latest("pk").days == 7


@pytest.mark.spec("TRF-18")
def test_the_approver_may_give_another_validity_within_bounds(province: Province) -> None:
    transfer = send(province, "B1", "B2", kind="2")
    actions.agree(transfer=transfer, seen=1, by=province.actor("T1"), at=NOON, days=30)
    assert found(transfer).letters.latest("pk").days == 30
    now = found(transfer)
    with pytest.raises(Refusal, match="有效期"):
        actions.agree(transfer=now, seen=now.step, by=province.actor("D1"), at=NOON, days=91)


@pytest.mark.spec("TRF-08")
def test_a_return_needs_a_reason_from_the_table(province: Province) -> None:
    transfer = send(province, "B1", "B2", kind="2")
    for reason, text, field in (
        ("", "", "reason"),
        ("8", "", "reason"),
        ("9", "", "text"),
        ("1", "长" * 250, "text"),
        ("1", "\x07", "text"),
    ):
        with pytest.raises(Refusal) as refusal:
            send_back(transfer, province.actor("T1"), reason=reason, text=text)
        assert [complaint.field for complaint in refusal.value.complaints] == [field]
    assert found(transfer).status == Status.UNDERWAY


@pytest.mark.spec("TRF-08", "TRF-09")
def test_a_returned_item_goes_further_back_or_on_or_ends(province: Province) -> None:
    transfer = send(province, "B1", "GB1")
    transfer = agree(transfer, province.actor("T1"))
    transfer = send_back(transfer, province.actor("GB1"))
    assert (transfer.holder, transfer.status) == (province["T1"], Status.RETURNED)
    transfer = agree(transfer, province.actor("T1"))
    assert (transfer.holder, transfer.status) == (province["GB1"], Status.UNDERWAY)
    transfer = send_back(send_back(transfer, province.actor("GB1")), province.actor("T1"))
    assert (transfer.holder, transfer.status) == (province["B1"], Status.RETURNED)
    assert transfer.desk_path == province["T1"].path


@pytest.mark.spec("TRF-09", "TRF-12")
def test_void_ends_it_for_good(province: Province) -> None:
    transfer = send(province, "B1", "B2", kind="2")
    with pytest.raises(Refusal, match="被退回"):
        actions.void(transfer=transfer, reason="", seen=1, by=province.actor("T1"), at=NOON)
    transfer = agree(transfer, province.actor("T1"))
    transfer = send_back(transfer, province.actor("D1"))
    with pytest.raises(Denied):
        actions.void(
            transfer=transfer, reason="", seen=transfer.step, by=province.actor("B1"), at=NOON
        )
    actions.void(
        transfer=transfer,
        reason="党员本人不再转出",
        seen=transfer.step,
        by=province.actor("T1"),
        at=NOON,
    )
    transfer = found(transfer)
    assert (transfer.status, transfer.open, transfer.holder) == ("4", False, province["T1"])
    assert (transfer.person.hold, transfer.person.branch) == ("", province["B1"])
    assert transfer.letters.filter(voided_at=NOON).count() == transfer.letters.count() == 2
    assert steps(transfer)[-1] == "void T1镇党委→T1镇党委"
    with pytest.raises(Refusal, match="已经结束"):
        agree(transfer, province.actor("T1"))
    # the member is free to be sent again, with a number of its own
    numbers = set(Letter.objects.values_list("pk", flat=True))
    person = Member.objects.select_related("branch").get(pk=transfer.person.pk)
    _, application = queries.application_of(province.actor("B1"), transfer.uid)
    (again,) = actions.send(
        members=[person], application=application, by=province.actor("B1"), at=NOON
    )
    assert not set(again.letters.values_list("pk", flat=True)) & numbers


@pytest.mark.spec("TRF-11", "MEM-26")
def test_only_receiving_changes_the_branch(province: Province) -> None:
    transfer = send(province, "B1", "GB1")
    assert (active(province, "B1"), active(province, "GB1")) == (1, 0)
    transfer = agree(transfer, province.actor("T1"))
    assert transfer.person.branch == province["B1"]
    transfer = receive(transfer, province.actor("GB1"))
    assert (active(province, "B1"), active(province, "GB1"), active(province, "T1")) == (0, 1, 1)
    assert [
        (each.kind, each.way, each.other)
        for each in Movement.objects.filter(member=transfer.person).order_by("pk")[1:]
    ] == [("decrease", "21", "GB1党支部"), ("increase", "31", "B1党支部")]
    with pytest.raises(Refusal, match="已经结束"):
        receive(transfer, province.actor("GB1"))


@pytest.mark.spec("TRF-11")
def test_a_target_that_is_no_branch_cannot_receive_itself(province: Province) -> None:
    transfer = send(province, "B1", "T1")
    assert transfer.place == "choice"
    with pytest.raises(Refusal, match="先选择"):
        receive(transfer, province.actor("T1"))
    for wrong in (province["B2"].uid, province["B1"].uid, province["G1"].uid, None):
        with pytest.raises(Refusal) as refusal:
            actions.choose_branch(
                transfer=found(transfer), branch=wrong, seen=1, by=province.actor("T1"), at=NOON
            )
        assert refusal.value.complaints[0].field == "branch"
    assert [each.name for each in queries.branches(province.actor("T1"), transfer.uid)] == [
        "B1b党支部",
        "GB1党支部",
        "GB2党支部",
    ]
    transfer = choose(transfer, province["GB2"], province.actor("T1"))
    assert (transfer.holder, transfer.place) == (province["GB2"], "branch")
    assert steps(transfer)[-1] == "choose_branch T1镇党委→GB2党支部"


@pytest.mark.spec("TRF-06", "TRF-12")
def test_a_general_branch_chooses_by_itself_or_its_nearest_node(province: Province) -> None:
    transfer = agree(send(province, "GB1", "G1"), province.actor("T1"))
    assert (transfer.holder, transfer.desk_path) == (province["G1"], province["T1"].path)
    assert choose(transfer, province["GB2"], province.actor("T1")).holder == province["GB2"]


@pytest.mark.spec("TRF-14")
def test_several_are_agreed_to_each_on_its_own_outcome(province: Province) -> None:
    first, second, third = (
        send(province, "B1", "B2", serial=serial, kind="2") for serial in range(3)
    )
    agree(second, province.actor("T1"))
    outcomes = actions.agree_each(
        items=[(first.uid, 1), (second.uid, 1), (third.uid, 1)],
        by=province.actor("T1"),
        at=NOON,
    )
    assert [each.agreed for each in outcomes] == [True, False, True]
    assert outcomes[1].sentence == "这件转接刚刚已被办理，请刷新后查看。"
    assert [found(each).holder for each in (first, second, third)] == [province["D1"]] * 3
    assert Line.objects.filter(event=Event.TRANSFER_AGREED).count() == 3


@pytest.mark.spec("TRF-12")
def test_a_second_approver_is_overtaken(province: Province) -> None:
    transfer = send(province, "B1", "B2", kind="2")
    stale = found(transfer)
    actions.agree(transfer=found(transfer), seen=1, by=province.actor("T1"), at=NOON)
    stale_again = Transfer.objects.select_related("holder", "source", "target", "committee").get(
        pk=transfer.pk
    )
    assert stale_again.step == 2
    with pytest.raises(Overtaken):
        actions.agree(transfer=stale, seen=1, by=province.actor("T1"), at=NOON)
    assert found(transfer).steps == 2


@pytest.mark.spec("TRF-15", "TRF-10")
@pytest.mark.parametrize("key", ["D1", "P"])
def test_nothing_passes_through_what_was_dissolved(province: Province, key: str) -> None:
    transfer = send(province, "B1", "B2", kind="2")
    if key == "P":
        transfer = agree(transfer, province.actor("T1"))
    Organization.objects.filter(pk=province[key].pk).update(dissolved_at=NOON)
    with pytest.raises(Refusal, match="已撤销"):
        agree(transfer, province.actor("T1" if key == "D1" else "D1"))
    assert found(transfer).holder == transfer.holder
    assert found(transfer).letters.count() == transfer.letters.count()


@pytest.mark.spec("TRF-15", "TRF-17")
def test_letters_keep_the_names_of_their_day(province: Province) -> None:
    transfer = send(province, "B1", "B2", kind="2")
    tree.rename(
        organization=province["B2"], name="B2新党支部", seen=0, by=province.actor("T2"), at=NOON
    )
    transfer = agree(transfer, province.actor("T1"))
    letters = transfer.letters.order_by("pk")
    assert [each.wording["target"] for each in letters] == ["B2党支部", "B2新党支部"]
    assert queries.running_through(province["D2"])[0].pk == transfer.pk
    assert queries.running_through(province["G1"]) == []


@pytest.mark.spec("TRF-12")
def test_steps_chain_without_a_gap_and_name_who_acted(province: Province) -> None:
    transfer = send(province, "B1", "B2", kind="2")
    transfer = agree(agree(transfer, province.actor("T1")), province.actor("D1"))
    transfer = agree(send_back(transfer, province.actor("D2")), province.actor("D1"))
    record = list(transfer.record.order_by("number"))
    assert [step.number for step in record] == list(range(1, len(record) + 1))
    for step, following in pairwise(record):
        assert step.goal_id == following.origin_id
    assert record[0].by_organization == "B1党支部"
    assert {step.by_organization for step in record if step.by_itself} == {"系统"}
    assert Line.objects.filter(subject_uid=transfer.uid).count() == len(record)


@pytest.mark.spec("TRF-04", "MEM-25")
def test_a_member_under_way_stays_in_his_branch_until_received(province: Province) -> None:
    person = member(province["B1"])
    assert person.org_path == province["B1"].path
    transfer = send(province, "B1", "GB1", serial=1)
    transfer = agree(transfer, province.actor("T1"))
    assert (transfer.person.org_path, transfer.person.hold) == (province["B1"].path, "transfer")
