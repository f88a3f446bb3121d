"""The members of one branch as leaves of the tree, and who stands beside whom (MEM-12)."""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter
from typing import Any
from uuid import UUID

from dengta.access.actor import Actor
from dengta.access.checks import require
from dengta.access.permissions import Can
from dengta.database import keyset
from dengta.members.models import Member
from dengta.members.rules.standing import HOLD_LABELS, Hold

AT_ONCE = 20
ORDER = ("name_key", "id")
SHOWN = ("uid", "name", "active", "hold")


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
    last = rows.filter(uid=after_uid).values_list(*ORDER).first() if after_uid else None
    found = keyset.page(
        rows.values(*ORDER, *SHOWN),
        ORDER,
        keyset.Mark(last) if last else None,
        place=itemgetter(*ORDER),
        size=limit,
    )
    return Leaves(tuple(_leaf(row) for row in found.rows), found.later is not None)


def neighbours(actor: Actor, member: Member) -> tuple[Leaf | None, Leaf | None]:
    """Who stands before and after ``member`` in the list of his branch."""
    require(actor, Can.BROWSE_MEMBERS, member.org_path)
    rows = Member.objects.filter(under_branch=True, org_path=member.org_path).values(*SHOWN)
    place = (member.name_key, member.pk)
    earlier = rows.filter(keyset.before(ORDER, place)).order_by("-name_key", "-id").first()
    later = rows.filter(keyset.after(ORDER, place)).order_by(*ORDER).first()
    return _leaf(earlier) if earlier else None, _leaf(later) if later else None


def _leaf(row: dict[str, Any]) -> Leaf:
    return Leaf(row["uid"], row["name"], row["active"], Hold(row["hold"]))
