"""Sending, correcting, sending again, withdrawing (TRF-01 … TRF-04, TRF-08, TRF-09)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.audit.models import Line
from dengta.audit.queries.lines import opened
from dengta.audit.rules.events import Event
from dengta.members.effects import hold
from dengta.members.models import Member
from dengta.members.rules.standing import Hold
from dengta.refusal import Denied, OutOfReach, Overtaken, Refusal
from dengta.transfers import actions, queries
from dengta.transfers.models import Contact, Letter, Transfer
from dengta.transfers.rules.application import Application, ContactEntry, Contacts
from dengta.transfers.rules.law import Status, Verb
from tests.transfers.people import (
    COMMITTEE,
    TODAY,
    agree,
    form,
    found,
    member,
    send,
    send_back,
    steps,
)
from tests.world import NOON, Province, organization

pytestmark = pytest.mark.django_db


def refused(application: Application, province: Province) -> set[str]:
    """The fields that sending with ``application`` complains of."""
    person = Member.objects.first() or member(province["B1"])
    with pytest.raises(Refusal) as refusal:
        actions.send(members=[person], application=application, by=province.actor("B1"), at=NOON)
    return {complaint.field for complaint in refusal.value.complaints}


@pytest.mark.spec("TRF-02", "TRF-03", "GEN-13")
def test_every_missing_field_is_named_at_once(province: Province) -> None:
    assert refused(Application(), province) == {
        "target",
        "kind",
        "sent_on",
        "days",
        "reason",
        "dues_until",
        "contacts-source-person",
        "contacts-source-phone",
    }
    assert Transfer.objects.count() == 0
    assert Member.objects.get().hold == ""


@pytest.mark.spec("TRF-02", "TRF-18")
@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"kind": "5"}, "kind"),
        ({"kind": "77"}, "kind"),
        ({"days": 0}, "days"),
        ({"days": 91}, "days"),
        ({"sent_on": TODAY + timedelta(days=1)}, "sent_on"),
        ({"dues_until": date(2027, 7, 1)}, "dues_until"),
        ({"reason": "长" * 201}, "reason"),
        ({"reason": "\x00"}, "reason"),
        ({"sender": "名" * 201}, "sender"),
    ],
)
def test_what_makes_no_sense_is_refused(
    province: Province, changed: dict[str, Any], field: str
) -> None:
    assert refused(replace(form(province["B2"]), **changed), province) == {field}


@pytest.mark.spec("TRF-03", "ORG-16")
def test_contacts_pass_their_own_checks(province: Province) -> None:
    contacts = Contacts(
        source=ContactEntry("韩晓禾", "12345"),
        committee=ContactEntry(fax="1", postcode="27990"),
    )
    assert refused(form(province["B2"], contacts=contacts), province) == {
        "contacts-source-phone",
        "contacts-committee-fax",
        "contacts-committee-postcode",
    }


@pytest.mark.spec("TRF-01", "TRF-06")
def test_a_target_that_cannot_receive_is_refused_before_sending(province: Province) -> None:
    lonely = organization(province["T1"], "G9党总支", "621")
    assert refused(form(lonely), province) == {"target"}
    assert refused(form(province["B1"]), province) == {"target"}
    assert refused(form(lonely.uid.__class__(int=5)), province) == {"target"}


@pytest.mark.spec("TRF-01")
def test_a_dissolved_target_is_refused(province: Province) -> None:
    province["B2"].dissolved_at = NOON
    province["B2"].save(update_fields=["dissolved_at"])
    assert refused(form(province["B2"]), province) == {"target"}


@pytest.mark.spec("TRF-01", "MEM-25")
def test_what_holds_a_member_stops_a_transfer_with_the_way_to_mend_it(province: Province) -> None:
    first = send(province, "B1", "B2")
    floating = member(province["B1"], 1)
    hold(floating, Hold.FLOATING)
    gone = member(province["B1"], 2)
    Member.objects.filter(pk=gone.pk).update(status="2", active=False)
    fine = member(province["B1"], 3)
    uids = [first.person.uid, floating.uid, gone.uid, fine.uid]
    checked = queries.preflight(province.actor("B1"), uids, on=TODAY, target=province["B2"].uid)
    wrong = [
        (at, check.matter.value, check.spot.noun)
        for at, each in enumerate(checked)
        for check in each.checks
        if not check.passed and check.spot is not None
    ]
    assert wrong == [
        (0, "running", "transfer"),
        (1, "floating", "member"),
        (2, "suspended", "member"),
    ]
    assert checked[0].checks[0].spot is not None
    assert checked[0].checks[0].spot.uid == first.uid
    assert [each.passed for each in checked] == [False, False, False, True]
    for person in (first.person, floating, gone):
        person.refresh_from_db()
        with pytest.raises(Refusal):
            actions.send(
                members=[person],
                application=form(province["B2"]),
                by=province.actor("B1"),
                at=NOON,
            )


@pytest.mark.spec("TRF-01")
def test_missing_items_are_named_with_their_field(province: Province) -> None:
    person = member(province["B1"])
    Member.objects.filter(pk=person.pk).update(full_on=None)
    (checked,) = queries.preflight(province.actor("B1"), [person.uid], on=TODAY)
    (wrong,) = [check for check in checked.checks if not check.passed]
    assert wrong.spot is not None
    assert (wrong.spot.uid, wrong.spot.field) == (person.uid, "full_on")


@pytest.mark.spec("TRF-01")
def test_several_members_of_one_branch_go_together_all_or_none(province: Province) -> None:
    people = [member(province["B1"], serial) for serial in range(3)]
    sent = actions.send(
        members=people, application=form(province["B2"]), by=province.actor("B1"), at=NOON
    )
    assert len({each.pk for each in sent}) == 3
    assert Letter.objects.count() == 3
    mixed = [member(province["B1"], 7), found(sent[0]).person]
    with pytest.raises(Refusal, match="正在转接组织关系"):
        actions.send(
            members=mixed, application=form(province["B2"]), by=province.actor("B1"), at=NOON
        )
    mixed[0].refresh_from_db()
    assert (Transfer.objects.count(), mixed[0].hold) == (3, "")


@pytest.mark.spec("TRF-01")
def test_members_of_two_branches_are_refused(province: Province) -> None:
    people = [member(province["B1"]), member(province["B1b"], 1)]
    with pytest.raises(Refusal, match="同一个党支部"):
        actions.send(
            members=people, application=form(province["B2"]), by=province.actor("T1"), at=NOON
        )


@pytest.mark.spec("TRF-12", "ACC-02")
@pytest.mark.parametrize(
    ("key", "outcome"),
    [
        ("B1", None),
        ("T1", None),
        ("D1", Denied),
        ("P", Denied),
        ("B1b", OutOfReach),
        ("T2", OutOfReach),
        ("G1", OutOfReach),
    ],
)
def test_who_may_send_for_a_branch(
    province: Province, key: str, outcome: type[Refusal] | None
) -> None:
    person = member(province["B1"])

    def go() -> list[Transfer]:
        return actions.send(
            members=[person], application=form(province["B2"]), by=province.actor(key), at=NOON
        )

    if outcome is None:
        assert len(go()) == 1
        return
    with pytest.raises(outcome):
        go()
    assert Transfer.objects.count() == 0


@pytest.mark.spec("TRF-12", "ACC-01", "ACC-03")
def test_sending_needs_the_duty_and_the_function(province: Province) -> None:
    person = member(province["B1"])
    for by in (
        province.actor("B1", Role.OFFICER),
        province.actor("B1", Role.AUDITOR),
        province.actor("B1", functions=set(Can) - {Can.SEND_TRANSFER}),
    ):
        with pytest.raises(Denied):
            actions.send(members=[person], application=form(province["B2"]), by=by, at=NOON)
    assert Transfer.objects.count() == 0


@pytest.mark.spec("TRF-06", "ACC-03")
def test_sending_is_no_approval_for_an_account_that_may_not_approve(province: Province) -> None:
    by = province.actor("T1", functions=set(Can) - {Can.DECIDE_TRANSFER})
    assert steps(send(province, "GB1", "GB2", by=by)) == ["send GB1党支部→T1镇党委"]


@pytest.mark.spec("TRF-04")
def test_the_row_of_a_new_transfer(province: Province) -> None:
    transfer = send(province, "B1", "B2", kind="2")
    assert (transfer.status, transfer.open, transfer.step, transfer.steps) == ("1", True, 1, 1)
    assert (transfer.holder_path, transfer.desk_path) == (province["T1"].path,) * 2
    assert (transfer.sender, transfer.recipient) == ("B1党支部", "T1镇党委")
    assert transfer.valid_until == TODAY + timedelta(days=7)
    assert transfer.id_blind == transfer.person.id_blind
    listed = queries.listing(province.actor("B1"), queries.Question(province["B1"].path), at=NOON)
    assert [row.uid for row in listed.rows] == [transfer.uid]


@pytest.mark.spec("TRF-12")
def test_one_person_is_in_one_running_transfer(province: Province) -> None:
    transfer = send(province, "B1", "B2")
    person = found(transfer).person
    # a record whose hold was lost is still stopped by the constraint of the table
    Member.objects.filter(pk=person.pk).update(hold="")
    person.refresh_from_db()
    with pytest.raises(Refusal, match="正在转接组织关系"):
        actions.send(
            members=[person], application=form(province["B2"]), by=province.actor("B1"), at=NOON
        )


@pytest.mark.spec("TRF-03", "ACC-02")
def test_what_was_entered_for_an_organisation_comes_back_by_itself(province: Province) -> None:
    send(province, "B1", "B2")
    again = queries.proposal(province.actor("B1"), province["B1"], province["B2"].uid)
    assert again.contacts.committee == COMMITTEE
    assert again.contacts.target.person == "陶小满"
    assert again.contacts.source.address == "青石镇柳园社区服务中心"
    # nothing entered yet: the organisation's own contact
    fresh = queries.proposal(province.actor("B1"), province["B1"], province["CB1"].uid)
    assert (fresh.contacts.target.person, fresh.contacts.target.phone) == (
        "赵麦香",
        "0699-8880011",
    )


@pytest.mark.spec("TRF-03")
def test_others_do_not_overwrite_what_an_organisation_entered_for_itself(
    province: Province,
) -> None:
    send(province, "B2", "B1", kind="2")
    assert Contact.objects.get(organization=province["B2"]).own
    send(province, "B1", "B2", serial=1, kind="2")
    kept = Contact.objects.get(organization=province["B2"])
    assert ContactEntry.of(kept.entry).person == "韩晓禾"


@pytest.mark.spec("TRF-09")
def test_withdrawing_frees_the_member_and_keeps_the_void_number(province: Province) -> None:
    transfer = send(province, "CB1", "CB2", kind="2")
    assert transfer.holder == province["CB2"]
    actions.withdraw(transfer=transfer, seen=transfer.step, by=province.actor("CB1"), at=NOON)
    transfer = found(transfer)
    assert (transfer.status, transfer.open, transfer.holder) == ("5", False, province["CB1"])
    assert transfer.person.hold == ""
    assert transfer.letters.count() == 4
    assert not transfer.letters.filter(voided_at__isnull=True).exists()
    assert steps(transfer)[-1] == "withdraw CB2党支部→CB1党支部"


@pytest.mark.spec("TRF-09", "TRF-12")
def test_who_may_withdraw_and_until_when(province: Province) -> None:
    transfer = send(province, "B1", "B2", kind="2")
    for key, outcome in (("D1", Denied), ("B2", Denied), ("B1b", OutOfReach)):
        with pytest.raises(outcome):
            actions.withdraw(transfer=found(transfer), seen=1, by=province.actor(key), at=NOON)
    transfer = agree(transfer, province.actor("T1"))
    with pytest.raises(Refusal, match="不能再撤回"):
        actions.withdraw(transfer=transfer, seen=transfer.step, by=province.actor("B1"), at=NOON)
    assert found(transfer).open


@pytest.mark.spec("TRF-08")
def test_back_at_the_source_it_is_corrected_and_sent_to_another_target(province: Province) -> None:
    transfer = send_back(send(province, "B1", "B2", kind="2"), province.actor("T1"))
    assert (transfer.status, transfer.holder) == (Status.RETURNED, province["B1"])
    by = province.actor("B1")
    actions.correct(
        transfer=transfer,
        application=form(
            province["B2"],
            reason="工作调动到云台镇",
            dues_until=date(2026, 4, 20),
            contacts=replace(Contacts.of(transfer.contacts), target=ContactEntry("陶小满")),
        ),
        seen=transfer.step,
        by=by,
        at=NOON,
    )
    transfer = found(transfer)
    assert (transfer.reason, transfer.status, transfer.steps) == (
        "工作调动到云台镇",
        Status.RETURNED,
        2,
    )
    line = Line.objects.get(event=Event.TRANSFER_CORRECTED)
    assert line.subject_uid == transfer.uid
    assert [(each.label, each.old, each.new) for each in opened(line).changes] == [
        (
            "转出类型",
            "转往本省（区、市）内的其他地（市、州、盟、区）",
            "转往本地（市、州、盟、区）直属的其他单位",
        ),
        ("转出原因", "工作调动", "工作调动到云台镇"),
        ("党费交至", "2026-05", "2026-04"),
        ("接收党支部的联系电话", "0699-8880015", ""),
    ]
    _, stored = queries.application_of(by, transfer.uid)
    actions.send_again(
        transfer=transfer,
        application=replace(stored, target=province["GB1"].uid, kind="1"),
        seen=transfer.step,
        by=by,
        at=NOON,
    )
    transfer = found(transfer)
    assert (transfer.target, transfer.holder) == (province["GB1"], province["T1"])
    assert [step.number for step in transfer.record.order_by("number")] == [1, 2, 3]
    assert list(transfer.nodes.order_by("position").values_list("organization", flat=True)) == [
        province[key].pk for key in ("B1", "T1", "GB1")
    ]
    # the former target keeps it in its list
    assert queries.listing(
        province.actor("B2"), queries.Question(province["B2"].path), at=NOON
    ).rows


@pytest.mark.spec("TRF-08")
def test_correcting_does_not_change_the_receiver(province: Province) -> None:
    transfer = send_back(send(province, "B1", "B2", kind="2"), province.actor("T1"))
    with pytest.raises(Refusal, match="重新发送"):
        actions.correct(
            transfer=transfer,
            application=form(province["GB1"]),
            seen=transfer.step,
            by=province.actor("B1"),
            at=NOON,
        )


@pytest.mark.spec("TRF-12", "GEN-10")
def test_an_item_that_moved_on_is_overtaken(province: Province) -> None:
    transfer = send(province, "B1", "B2", kind="2")
    stale = found(transfer)
    agree(transfer, province.actor("T1"))
    with pytest.raises(Overtaken):
        actions.withdraw(transfer=stale, seen=1, by=province.actor("B1"), at=NOON)
    with pytest.raises(Overtaken):
        actions.agree(transfer=found(transfer), seen=1, by=province.actor("D1"), at=NOON)
    assert Verb.AGREE in queries.verbs(
        province.actor("D1"), found(transfer), queries.letter_of(found(transfer))
    )


@pytest.mark.spec("LOG-04", "LOG-01")
def test_one_line_for_each_step(province: Province) -> None:
    transfer = send(province, "CB1", "CB2", kind="2")
    lines = Line.objects.filter(subject_uid=transfer.uid).order_by("pk")
    assert [(line.event, line.actor_name) for line in lines] == [
        (Event.TRANSFER_SENT, "李明禾"),
        (Event.TRANSFER_PASSED, "系统"),
        (Event.TRANSFER_PASSED, "系统"),
        (Event.TRANSFER_PASSED, "系统"),
    ]
    assert [line.path for line in lines] == [province[key].path for key in ("CB1", "C1", "P", "C2")]
