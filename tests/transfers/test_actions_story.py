"""Transfers from end to end through the real verbs: the examples of TRF-06 with rows."""

from __future__ import annotations

import pytest

from dengta.members.models import Member, Movement
from dengta.transfers.models import Letter
from dengta.transfers.rules.law import Status
from tests.transfers.people import agree, choose, found, receive, send, send_back, steps
from tests.world import Province

pytestmark = pytest.mark.django_db


@pytest.mark.spec("TRF-04", "TRF-06", "TRF-08", "TRF-10", "TRF-11")
def test_from_one_city_to_the_other(province: Province) -> None:
    transfer = send(province, "B1", "B2", kind="2")
    assert (transfer.holder, transfer.status) == (province["T1"], Status.UNDERWAY)
    assert Member.objects.get(pk=transfer.person.pk).hold == "transfer"
    transfer = agree(transfer, province.actor("T1"))
    transfer = agree(transfer, province.actor("D1"))
    assert transfer.holder == province["D2"]
    transfer = agree(transfer, province.actor("D2"))
    transfer = agree(transfer, province.actor("T2"))
    assert transfer.holder == province["B2"]
    transfer = receive(transfer, province.actor("B2"))
    assert (transfer.status, transfer.open) == (Status.FINISHED, False)
    assert steps(transfer) == [
        "send B1党支部→T1镇党委",
        "agree T1镇党委→中共D1县委员会",
        "agree 中共D1县委员会→中共C1市委员会",
        "agree 中共C1市委员会→中共P省委员会*",
        "agree 中共P省委员会→中共C2市委员会*",
        "agree 中共C2市委员会→中共D2县委员会*",
        "agree 中共D2县委员会→T2镇党委",
        "agree T2镇党委→B2党支部",
        "receive B2党支部→B2党支部",
    ]
    member = Member.objects.get(pk=transfer.person.pk)
    assert (member.branch, member.org_path, member.hold) == (
        province["B2"],
        province["B2"].path,
        "",
    )
    moved = Movement.objects.filter(member=member).exclude(way="9").order_by("id")
    assert [(each.kind, each.way, each.organization) for each in moved] == [
        ("decrease", "23", province["B1"]),
        ("increase", "32", province["B2"]),
    ]
    assert Letter.objects.filter(transfer=transfer).count() == 8


@pytest.mark.spec("TRF-06", "TRF-10")
def test_a_return_goes_back_through_automatic_nodes_with_the_same_reason(
    province: Province,
) -> None:
    transfer = send(province, "B1", "B2", kind="2")
    transfer = agree(agree(transfer, province.actor("T1")), province.actor("D1"))
    transfer = send_back(transfer, province.actor("D2"), reason="1", text="联系电话打不通")
    assert (transfer.holder, transfer.status) == (province["D1"], Status.RETURNED)
    last = transfer.record.order_by("number")[6:]
    assert [(step.by_name, step.reason) for step in last] == [
        ("李明禾", "信息不全：联系电话打不通"),
        ("系统", "信息不全：联系电话打不通"),
        ("系统", "信息不全：联系电话打不通"),
        ("系统", "信息不全：联系电话打不通"),
    ]
    transfer = agree(transfer, province.actor("D1"))
    assert transfer.holder == province["D2"]
    assert transfer.steps == transfer.record.count() == 14


@pytest.mark.spec("TRF-06", "TRF-11")
def test_a_target_that_is_no_branch_chooses_and_may_choose_another(province: Province) -> None:
    transfer = send(province, "B1", "C2", kind="2")
    transfer = agree(agree(transfer, province.actor("T1")), province.actor("D1"))
    assert (transfer.holder, transfer.place) == (province["C2"], "choice")
    transfer = choose(transfer, province["CB2"], province.actor("C2"))
    assert (transfer.holder, transfer.branch) == (province["CB2"], province["CB2"])
    transfer = send_back(transfer, province.actor("CB2"), reason="3")
    assert (transfer.holder, transfer.status, transfer.branch) == (
        province["C2"],
        Status.RETURNED,
        None,
    )
    transfer = choose(transfer, province["B2"], province.actor("C2"))
    transfer = receive(transfer, province.actor("T2"))
    assert transfer.status == Status.FINISHED
    assert transfer.person.branch == province["B2"]
    assert list(transfer.nodes.order_by("position").values_list("organization", flat=True)) == [
        province[key].pk for key in ("B1", "T1", "D1", "C1", "P", "C2", "B2")
    ]


@pytest.mark.spec("TRF-06")
def test_sending_for_a_branch_of_the_own_committee_is_the_approval_too(
    province: Province,
) -> None:
    transfer = send(province, "GB1", "GB2", by=province.actor("T1"))
    assert steps(transfer) == ["send GB1党支部→T1镇党委", "agree T1镇党委→GB2党支部"]
    assert transfer.holder == province["GB2"]
    assert transfer.record.filter(by_itself=True).count() == 0


@pytest.mark.spec("TRF-06", "TRF-09")
def test_between_branches_of_two_cities_it_arrives_at_once(province: Province) -> None:
    transfer = send(province, "CB1", "CB2", kind="2")
    assert transfer.holder == province["CB2"]
    assert not transfer.touched
    transfer = send_back(transfer, province.actor("CB2"))
    assert (transfer.holder, transfer.status) == (province["CB1"], Status.RETURNED)
    assert found(transfer).desk_path == province["C1"].path
