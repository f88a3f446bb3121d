"""What would stop a transfer, with the way to mend it (TRF-01)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from dengta.access.actor import Actor
from dengta.access.checks import Desk, allows, require_function, sees
from dengta.access.permissions import Can
from dengta.members.models import Member
from dengta.members.queries import record as records
from dengta.members.rules import facts as items
from dengta.members.rules.standing import Hold, Status
from dengta.organizations.models import Organization
from dengta.organizations.queries.transfer_nodes import nearest_node
from dengta.refusal import Complaint, Denied, OutOfReach, Refusal, Spot
from dengta.transfers.models import Transfer
from dengta.transfers.queries import ways

UNKNOWN_ID = "公民身份证号还不知道（18个0），请先补上。"
ONE_BRANCH = "一次只能办理同一个党支部的党员，请分开办理。"


class Matter(StrEnum):
    """What is looked at, in the order of the list."""

    RUNNING = "running"
    FLOATING = "floating"
    SUSPENDED = "suspended"
    TARGET = "target"
    ITEMS = "items"


PASSED: dict[Matter, str] = {
    Matter.RUNNING: "没有在办的转接",
    Matter.FLOATING: "没有流动登记",
    Matter.SUSPENDED: "党籍状态正常",
    Matter.TARGET: "接收党组织可以接收",
    Matter.ITEMS: "十六项信息齐全",
}


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. ``sentence`` says what is wrong ("" when it passed) and
    ``spot`` where it is mended."""

    matter: Matter
    label: str
    passed: bool
    sentence: str = ""
    spot: Spot | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """Everything that was looked at for one member."""

    member: Member
    checks: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checks)


def preflight(
    actor: Actor, uids: Sequence[UUID], *, on: date, target: UUID | None = None
) -> list[Checked]:
    """What would stop a transfer of these members of one branch, as of the day ``on``.

    With ``target`` also whether that organisation can receive. Refuses members of several
    branches and accounts that may not send for this branch (TRF-12); members out of the actor's
    range do not exist.
    """
    members = records.several(actor, list(uids), Can.BROWSE_MEMBERS)
    for branch in {member.branch for member in members}:
        require_sender(actor, branch)
    return examine(members, on=on, target=target)


def examine(members: Sequence[Member], *, on: date, target: UUID | None = None) -> list[Checked]:
    """:func:`preflight` for members already found."""
    if len({member.branch_id for member in members}) > 1:
        raise Refusal(ONE_BRANCH)
    running = dict(
        Transfer.objects.filter(
            member__in=[member.pk for member in members], open=True
        ).values_list("member", "uid")
    )
    shared = [_target(members[0], target)] if target is not None and members else []
    return [
        Checked(
            member,
            (
                _running(member, running.get(member.pk)),
                _floating(member),
                _suspended(member),
                *shared,
                *_items(member, on),
            ),
        )
        for member in members
    ]


def may_send(actor: Actor, branch: Organization) -> bool:
    """Whether the actor may send for ``branch``: its own accounts, and those of the organisations
    above it up to its nearest transfer node (TRF-12)."""
    return allows(actor, Can.SEND_TRANSFER, Desk(branch.path, nearest_node(branch.path)))


def require_sender(actor: Actor, branch: Organization) -> None:
    """Insist on :func:`may_send`."""
    if may_send(actor, branch):
        return
    require_function(actor, Can.SEND_TRANSFER)
    if not sees(actor, branch.path):
        raise OutOfReach
    raise Denied(f"“{branch.name}”的组织关系转出由它自己和所在基层党委办理，您的账号不能代为办理。")


def complaints(checked: Sequence[Checked]) -> list[Complaint]:
    """What did not pass, each sentence with the member's name."""
    return [
        Complaint(f"{each.member.name}：{check.sentence}", spot=check.spot)
        for each in checked
        for check in each.checks
        if not check.passed
    ]


def _running(member: Member, uid: UUID | None) -> Check:
    if uid is None and member.hold != Hold.TRANSFER:
        return _passed(Matter.RUNNING)
    return _stopped(
        Matter.RUNNING,
        "有一件转接正在办理。",
        "正在转接组织关系，要先办完、撤回或作废这一笔转接。",
        Spot("transfer", uid),
    )


def _floating(member: Member) -> Check:
    if member.hold != Hold.FLOATING:
        return _passed(Matter.FLOATING)
    return _stopped(
        Matter.FLOATING,
        "正在流动登记中。",
        "正在流动登记中，要先结束流动登记。",
        Spot("member", member.uid),
    )


def _suspended(member: Member) -> Check:
    if member.status == Status.NORMAL:
        return _passed(Matter.SUSPENDED)
    return _stopped(
        Matter.SUSPENDED,
        "党籍状态为停止党籍。",
        "已停止党籍，不能转接组织关系，要先恢复党籍。",
        Spot("member", member.uid, "status"),
    )


def _target(member: Member, uid: UUID) -> Check:
    try:
        ways.way(member.branch, ways.target_named(uid))
    except Refusal as refusal:
        return _stopped(
            Matter.TARGET,
            "接收党组织不能接收。",
            refusal.sentence,
            Spot("transfer", None, "target"),
        )
    return _passed(Matter.TARGET)


def _items(member: Member, on: date) -> list[Check]:
    facts = member.facts
    wrong = [
        _stopped(
            Matter.ITEMS,
            f"{items.label_of(complaint.field)}有误或没有填写。",
            complaint.sentence,
            Spot("member", member.uid, complaint.field),
        )
        for complaint in items.settle(facts, on).complaints
    ]
    if facts.id_is_unknown:
        wrong.append(
            _stopped(
                Matter.ITEMS,
                "公民身份证号没有填写。",
                UNKNOWN_ID,
                Spot("member", member.uid, "id_number"),
            )
        )
    return wrong or [_passed(Matter.ITEMS)]


def _passed(matter: Matter) -> Check:
    return Check(matter, PASSED[matter], passed=True)


def _stopped(matter: Matter, label: str, sentence: str, spot: Spot) -> Check:
    return Check(matter, label, passed=False, sentence=sentence, spot=spot)
