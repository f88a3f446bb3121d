"""The members of one branch as leaves of the tree, and who stands beside whom (MEM-12)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dengta.access.actor import Actor
from dengta.access.checks import require
from dengta.access.permissions import Can
from dengta.database.keyset import after, before
from dengta.members.models import Member
from dengta.members.rules.standing import HOLD_LABELS, Hold

AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Leaf:
    """One member under its branch."""

    uid: UUID
    name: str
    active: bool
    hold: Hold

    @property
    def mark(self) -> str:
        """转接中, 正在流动登记中, 停止党籍 or nothing."""
        return HOLD_LABELS[self.hold] if self.active else "停止党籍"


@dataclass(frozen=True, slots=True)
class Leaves:
    """Some members of a branch in pinyin order; ``more`` tells whether others follow the last."""

    rows: tuple[Leaf, ...]
    more: bool


def leaves(actor: Actor, path: str, after_uid: UUID | None = None, limit: int = AT_ONCE) -> Leaves:
    """The members under the branch at ``path``, suspended ones included, after ``after_uid``.

    Refuses a branch out of the actor's range (404). A member who left the branch meanwhile begins
    the list anew.
    """
    require(actor, Can.BROWSE_MEMBERS, path)
    rows = Member.objects.filter(under_branch=True, org_path=path)
    if after_uid is not None:
        last = rows.filter(uid=after_uid).values_list("name_key", "id").first()
        if last is not None:
            rows = rows.filter(after(("name_key", "id"), last))
    found = rows.order_by("name_key", "id").values_list("uid", "name", "active", "hold")
    shown = [Leaf(uid, name, active, Hold(hold)) for uid, name, active, hold in found[: limit + 1]]
    return Leaves(tuple(shown[:limit]), len(shown) > limit)


def neighbours(actor: Actor, member: Member) -> tuple[Leaf | None, Leaf | None]:
    """Who stands before and after ``member`` in the list of his branch."""
    require(actor, Can.BROWSE_MEMBERS, member.org_path)
    rows = Member.objects.filter(under_branch=True, org_path=member.org_path)
    place = (member.name_key, member.pk)
    columns = ("name_key", "id")
    earlier = rows.filter(before(columns, place)).order_by("-name_key", "-id")
    later = rows.filter(after(columns, place)).order_by("name_key", "id")
    return tuple(  # type: ignore[return-value]
        next(
            (
                Leaf(uid, name, active, Hold(hold))
                for uid, name, active, hold in side.values_list("uid", "name", "active", "hold")[:1]
            ),
            None,
        )
        for side in (earlier, later)
    )
