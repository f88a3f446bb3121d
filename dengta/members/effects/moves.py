"""A member leaves one branch for another: branch, counts, findings and records in one step."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F

from dengta.access.actor import Actor
from dengta.counts import effects as counts
from dengta.database import locks
from dengta.findings import effects as findings
from dengta.members.effects.records import FINDINGS, movement
from dengta.members.models import Member
from dengta.members.rules.counting import counted
from dengta.members.rules.standing import Hold, MovementKind
from dengta.organizations import effects as organizations
from dengta.organizations.models import Organization
from dengta.organizations.rules.categories import is_branch
from dengta.refusal import Overtaken, Refusal


def move(
    member: Member,
    *,
    to: Organization,
    decrease_way: str,
    increase_way: str,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> Member:
    """Move a member held by a transfer to the branch ``to``, on behalf of the transfer (TRF-11).

    Ends the hold, writes the decrease record of the branch he leaves and the increase record of
    ``to`` with their ways (codes of ``member_decrease_way`` and ``member_increase_way``), and
    takes counts and findings along. Refuses a target that is no active branch; raises
    :class:`Overtaken` when no transfer holds him any more. Needs ``atomic()``; pins ``to``.
    """
    to = organizations.pin(to.pk)[to.pk]
    if not is_branch(to.category):
        raise Refusal(f"{to.name}不是党支部，党员只能在党支部里。请选择它下面的党支部。")
    # locked before it is read: what is counted here is what stands at the commit
    [stands] = locks.take_for_step(Member.objects.filter(pk=member.pk))
    source = stands.branch
    claim = Member.objects.filter(pk=stands.pk, hold=Hold.TRANSFER, under_branch=True)
    if not claim.update(branch=to, org_path=to.path, hold=Hold.NONE, step=F("step") + 1):
        raise Overtaken(f"{stands.name}的转接已经由别人办结，请刷新后查看。")
    if source.path != to.path:
        counts.move(stands.org_path, to.path, counted(stands.facts))
        findings.move(FINDINGS, stands.uid, to.path)
    for kind, way, organization, other in (
        (MovementKind.DECREASE, decrease_way, source, to.name),
        (MovementKind.INCREASE, increase_way, to, source.name),
    ):
        movement(stands, kind, way, organization, other, by=by, at=at, reason=reason).save()
    member.branch, member.org_path = to, to.path
    member.hold, member.step = Hold.NONE, stands.step + 1
    return member
