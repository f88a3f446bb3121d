"""Keeping a member where he is while something runs (MEM-25, TRF-04)."""

from __future__ import annotations

from django.db.models import F

from dengta.members.models import Member
from dengta.members.rules.standing import HELD_SENTENCES, Hold, Place
from dengta.refusal import Overtaken, Refusal, Spot

CHANGED = "的信息刚刚被别人改过，请重新打开后再办理。"
SUSPENDED = "已停止党籍，不能转接组织关系。要先恢复党籍。"
GONE = "已不在党员库中，请在历史库中查询。"


def hold(member: Member, hold: Hold, *, seen_step: int | None = None) -> Member:
    """Hold ``member`` on behalf of a room above; succeeds for one of many who try at once.

    Refuses one that is held already, is no longer under a branch or, for a transfer, suspended;
    with ``seen_step`` also one that changed since (:class:`Overtaken`). Needs ``atomic()``.
    """
    free = Member.objects.filter(pk=member.pk, hold=Hold.NONE, under_branch=True)
    if hold is Hold.TRANSFER:
        free = free.filter(active=True)
    if seen_step is not None:
        free = free.filter(step=seen_step)
    if not free.update(hold=hold, step=F("step") + 1):
        raise _why_not(member, hold)
    return _as_stored(member)


def release(member: Member) -> Member:
    """End the hold of ``member``; refuses (:class:`Overtaken`) one that nothing holds."""
    held = Member.objects.filter(pk=member.pk).exclude(hold=Hold.NONE)
    if not held.update(hold=Hold.NONE, step=F("step") + 1):
        raise Overtaken(f"{member.name}已经不在转接或流动登记中，请刷新后查看。")
    return _as_stored(member)


def _as_stored(member: Member) -> Member:
    member.refresh_from_db(fields=["hold", "step"])
    return member


def _why_not(member: Member, hold: Hold) -> Refusal:
    stands = Member.objects.get(pk=member.pk)
    spot = Spot("member", stands.uid)
    if stands.place != Place.BASE:
        return Overtaken(f"{stands.name}{GONE}")
    if stands.hold:
        return Refusal(f"{stands.name}{HELD_SENTENCES[Hold(stands.hold)]}", spot=spot)
    if hold is Hold.TRANSFER and not stands.active:
        return Refusal(f"{stands.name}{SUSPENDED}", spot=spot)
    return Overtaken(f"{stands.name}{CHANGED}")
