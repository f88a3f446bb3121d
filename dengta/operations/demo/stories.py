"""Transfers of the demo, one waiting at each stage, all made by the clerks of the demo accounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localdate

from dengta.access.actor import Actor
from dengta.accounts.models import Account
from dengta.members.models import Member
from dengta.operations.demo.accounts import clerk
from dengta.organizations.models import Organization
from dengta.transfers import actions
from dengta.transfers.models import Transfer
from dengta.transfers.rules.application import Application, ContactEntry, Contacts
from dengta.transfers.rules.types import OutType

NEAR = "云台镇西岭村"
FAR = "沙窝镇云岭村"
SOURCE = "青石镇柳园第一党支部"


@dataclass
class Teller:
    """Tells one story after the other: each takes the next member of the source branch."""

    made: Mapping[str, Organization]
    administrators: Mapping[str, Account]
    members: list[Member]
    now: datetime

    def send(self, target: str, *, days_ago: int, reason: str, days: int = 7) -> Transfer:
        """The source branch sends its next member to ``target``."""
        at = self.now - timedelta(days=days_ago)
        sender = self.clerk(SOURCE, at)
        application = Application(
            target=self.made[target].uid,
            kind=OutType.SAME_CITY if target == NEAR else OutType.OTHER_CITY,
            sent_on=localdate(at),
            days=days,
            reason=reason,
            dues_until=localdate(at).replace(day=1),
            contacts=Contacts(
                source=ContactEntry("韩晓禾", "0699-8880011", "青石镇柳园社区服务中心"),
                committee=ContactEntry(
                    "方云舟", "0699-8880012", "青石镇兴镇街 1 号", "0699-8880020", "279900"
                ),
                target=ContactEntry("贾晓棠", "0699-8880015", ""),
            ),
        )
        member = self.members.pop(0)
        return actions.send(members=[member], application=application, by=sender, at=at)[0]

    def agree(self, transfer: Transfer, place: str, *, days_ago: int) -> Transfer:
        at = self.now - timedelta(days=days_ago)
        standing = self.standing(transfer)
        return actions.agree(transfer=standing, seen=standing.step, by=self.clerk(place, at), at=at)

    def standing(self, transfer: Transfer) -> Transfer:
        return Transfer.objects.get(pk=transfer.pk)

    def clerk(self, place: str, at: datetime) -> Actor:
        return clerk(self.administrators[place], at)


def tell(
    made: Mapping[str, Organization],
    administrators: Mapping[str, Account],
    now: datetime,
) -> int:
    """Make the transfers of the demo; returns how many."""
    branch = made[SOURCE]
    members = list(
        Member.objects.filter(branch=branch, under_branch=True, category="1")
        .select_related("branch")
        .order_by("pk")[:14]
    )
    teller = Teller(made, administrators, members, now)
    _waiting_at_the_town(teller)
    _waiting_at_the_county(teller)
    _returned(teller)
    _on_the_other_side(teller)
    _ended(teller)
    return Transfer.objects.count()


def _waiting_at_the_town(teller: Teller) -> None:
    teller.send(NEAR, days_ago=1, reason="工作调动，到云台镇西岭村卫生室任职")
    teller.send(FAR, days_ago=0, reason="随子女迁居沙河县")
    teller.send(NEAR, days_ago=9, reason="户籍迁回原籍")


def _waiting_at_the_county(teller: Teller) -> None:
    sent = teller.send(FAR, days_ago=4, reason="到沙河县企业就业")
    teller.agree(sent, "青石镇", days_ago=3)


def _returned(teller: Teller) -> None:
    sent = teller.send(NEAR, days_ago=6, reason="到云台镇务工")
    teller.agree(sent, "青石镇", days_ago=5)
    teller.agree(sent, "东平川县", days_ago=4)
    at = teller.now - timedelta(days=2)
    standing = teller.standing(sent)
    actions.send_back(
        transfer=standing,
        reason="1",
        text="联系电话打不通，请补正后再发。",
        seen=standing.step,
        by=teller.clerk("云台镇", at),
        at=at,
    )


def _on_the_other_side(teller: Teller) -> None:
    for last in ("东平川县", "沙河县", "沙窝镇"):
        sent = teller.send(FAR, days_ago=8, reason="到沙河县定居", days=30)
        days_ago = 7
        for place in ("青石镇", "东平川县", "沙河县", "沙窝镇"):
            teller.agree(sent, place, days_ago=days_ago)
            days_ago -= 1
            if place == last:
                break


def _ended(teller: Teller) -> None:
    received = teller.send(NEAR, days_ago=20, reason="工作调动")
    for days_ago, place in ((19, "青石镇"), (18, "东平川县"), (17, "云台镇")):
        teller.agree(received, place, days_ago=days_ago)
    at = teller.now - timedelta(days=16)
    standing = teller.standing(received)
    actions.receive(transfer=standing, seen=standing.step, by=teller.clerk(NEAR, at), at=at)
    withdrawn = teller.send(NEAR, days_ago=12, reason="误选接收支部")
    at = teller.now - timedelta(days=11)
    standing = teller.standing(withdrawn)
    actions.withdraw(
        transfer=standing,
        seen=standing.step,
        by=teller.clerk(SOURCE, at),
        at=at,
    )
