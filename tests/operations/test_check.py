"""``dengta check`` is silent over what the verbs made, and finds each way of breaking it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F

from dengta.audit.models import Line
from dengta.counts.models import Delta
from dengta.findings.models import Finding
from dengta.members.models import Member, Movement
from dengta.operations import check
from dengta.organizations.models import Organization, UnitLink
from dengta.transfers.actions import withdraw
from dengta.transfers.models import Letter, Transfer, TransferStep
from tests.transfers import people
from tests.world import NOON, Province

pytestmark = pytest.mark.django_db


@pytest.fixture
def busy(province: Province) -> Province:
    """The small province with a transfer on its way, one received and one returned."""
    people.send(province, "B1", "GB1", serial=1)
    received = people.send(province, "B1", "GB1", serial=2)
    people.agree(received, province.actor("T1"))
    people.receive(received, province.actor("GB1"))
    returned = people.send(province, "B1", "T2", serial=3)
    people.send_back(returned, province.actor("T1"))
    return province


def test_nothing_is_broken_after_real_verbs(busy: Province) -> None:
    assert check.broken() == []


def _path(province: Province) -> None:
    Organization.objects.filter(pk=province["GB1"].pk).update(path="0000010000ZZ")


def _second_root(province: Province) -> None:
    Organization.objects.filter(pk=province["GB1"].pk).update(parent=None)


def _counter(province: Province) -> None:
    Organization.objects.filter(pk=province["T1"].pk).update(next_segment=0)


def _category(province: Province) -> None:
    Organization.objects.filter(pk=province["GB2"].pk).update(category="121")


def _unlink(province: Province) -> None:
    UnitLink.objects.filter(organization=province["B1"]).delete()


def _member_path(province: Province) -> None:
    Member.objects.filter(branch=province["GB1"]).update(org_path=province["GB2"].path)


def _not_a_branch(province: Province) -> None:
    Member.objects.filter(branch=province["GB1"]).update(
        branch=province["T1"], org_path=province["T1"].path
    )


def _free(province: Province) -> None:
    Member.objects.filter(hold="transfer").update(hold="")


def _held(province: Province) -> None:
    Member.objects.filter(branch=province["GB1"]).update(hold="transfer")


def _holder(province: Province) -> None:
    Transfer.objects.filter(open=True).update(holder=province["P"])


def _position(province: Province) -> None:
    Transfer.objects.filter(status="2").update(position=F("position") - 1)


def _step_gone(province: Province) -> None:
    returned = TransferStep.objects.filter(letter__isnull=True).order_by("number").first()
    assert returned is not None
    returned.delete()


def _steps(province: Province) -> None:
    Transfer.objects.filter(open=True).update(steps=F("steps") + 1)


def _dissolved(province: Province) -> None:
    Organization.objects.filter(pk=province["T1"].pk).update(dissolved_at=NOON)


def _movement_void(province: Province) -> None:
    last = Movement.objects.order_by("-pk").first()
    assert last is not None
    Movement.objects.filter(pk=last.pk).update(voided_at=NOON)


def _count(province: Province) -> None:
    Delta.objects.create(path=province["B1"].path, dimension="member", code="1", n=1)


def _finding(province: Province) -> None:
    member = Member.objects.filter(under_branch=True).first()
    assert member is not None
    Finding.objects.create(
        kind="member", subject_uid=member.uid, rule="MEM-02.sex", org_path="000", since=NOON
    )


def _number_in_log(province: Province) -> None:
    Line.objects.create(
        at=NOON + timedelta(days=1),
        kind="business",
        event="member_edited",
        subject_noun="member",
        subject_name="370999199001010012",
        path="000",
        actor_uid=province["P"].uid,
        actor_name="李明禾",
        organization_uid=province["P"].uid,
        organization_name="P",
        body=b"",
    )


def _trigger_gone(_province: Province) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_line DISABLE TRIGGER USER")
        else:
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='audit_line'"
            )
            for (trigger,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{trigger}"')


def _letter_gone(_province: Province) -> None:
    Letter.objects.latest("pk").delete()


def _letter_of_another(_province: Province) -> None:
    last = Letter.objects.latest("pk")
    other = Transfer.objects.exclude(pk=last.transfer_id).latest("pk")
    Letter.objects.filter(pk=last.pk).update(transfer=other)


def _letter_void(_province: Province) -> None:
    Letter.objects.filter(transfer__open=True).update(voided_at=NOON)


def _letter_not_void(province: Province) -> None:
    withdrawn = people.send(province, "B1", "GB1", serial=4)
    by = province.actor("B1")
    withdraw(transfer=people.found(withdrawn), seen=withdrawn.step, by=by, at=NOON)
    Letter.objects.filter(transfer=withdrawn).update(voided_at=None)


BREAKS: list[tuple[Callable[[Province], None], str]] = [
    (_path, "党组织不在上级之下"),
    (_second_root, "党组织不在上级之下"),
    (_counter, "党组织的下级序号落后"),
    (_category, "组织类别与上级不符"),
    (_unlink, "所在单位不符合规定"),
    (_member_path, "党员的路径与所在党支部不符"),
    (_not_a_branch, "党员不在有效的党支部"),
    (_free, "没有锁定"),
    (_held, "没有锁定"),
    (_holder, "当前组织不在路径上"),
    (_position, "没有停在最后一站"),
    (_step_gone, "转接步骤不连续"),
    (_steps, "转接步骤不连续"),
    (_letter_gone, "介绍信与开出它的步骤不符"),
    (_letter_of_another, "介绍信与开出它的步骤不符"),
    (_letter_void, "介绍信的作废与转接状态不符"),
    (_letter_not_void, "介绍信的作废与转接状态不符"),
    (_dissolved, "已撤销的党组织下"),
    (_movement_void, "增加减去减少"),
    (_count, "统计数与实际不符"),
    (_finding, "数据校核与党员所在党支部不符"),
    (_number_in_log, "日志中有完整身份证号"),
    (_trigger_gone, "触发器缺失"),
]


@pytest.mark.parametrize(("break_it", "sentence"), BREAKS, ids=[b.__name__[1:] for b, _ in BREAKS])
def test_what_is_broken_is_found(
    busy: Province, break_it: Callable[[Province], None], sentence: str
) -> None:
    break_it(busy)
    assert any(sentence in each for each in check.broken())
