"""Invented people under the branches of the small province, and forms that send them off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from stdnum.cn.ric import calc_check_digit

from dengta.access.actor import Actor
from dengta.gateways.effects.population import load_register
from dengta.members.actions import ask_register, enrol
from dengta.members.models import Member
from dengta.members.rules.facts import Facts
from dengta.organizations.models import Organization
from dengta.transfers import actions, queries
from dengta.transfers.models import Transfer
from dengta.transfers.rules.application import Application, ContactEntry, Contacts
from tests.world import NOON, Province, actor

TODAY = date(2026, 6, 1)
COMMITTEE = ContactEntry(
    "方云舟", "0699-8880012", "东平川县青石镇兴镇街1号", "0699-8880020", "279900"
)


def hours(count: int) -> datetime:
    """So many hours after noon."""
    return NOON + timedelta(hours=count)


def id_number(serial: int, *, birth: date = date(1985, 7, 4), sex: str = "2") -> str:
    """An ID number that adds up, of a region that was never issued."""
    order = serial % 499 * 2 + (1 if sex == "1" else 2)
    day = birth + timedelta(days=serial // 499)
    body = f"370999{day:%Y%m%d}{order:03d}"
    return body + calc_check_digit(body + "0")


def facts(serial: int, **changed: Any) -> Facts:
    """The items of person number ``serial``."""
    number = id_number(serial)
    items = Facts(
        name="林晚" + "秋月星禾雪风霜露云山"[serial % 10],
        sex="2",
        ethnicity="01",
        id_number=number,
        birth_date=date(int(number[6:10]), int(number[10:12]), int(number[12:14])),
        education="6",
        category="1",
        joined_on=date(2011, 7, 1),
        full_on=date(2012, 7, 1),
        post="0212",
        phone="13900000000",
        address="青石镇柳园5巷2号",
        lost=False,
        floating=False,
    )
    return replace(items, **changed)


def member(branch: Organization, serial: int = 0, **changed: Any) -> Member:
    """A member under ``branch``, enrolled by its own account."""
    items = facts(serial, **changed)
    by = actor(branch)
    with transaction.atomic():
        load_register([(items.name, items.id_number)])
    ask_register(name=items.name, id_number=items.id_number, by=by, at=NOON)
    return enrol(branch=branch, facts=items, by=by, at=NOON)


def form(target: Organization | UUID | None, **changed: Any) -> Application:
    """<党员转出申请（填写介绍信）> filled in for ``target``."""
    application = Application(
        target=target.uid if isinstance(target, Organization) else target,
        kind="1",
        sent_on=TODAY,
        days=7,
        reason="工作调动",
        dues_until=date(2026, 5, 1),
        contacts=Contacts(
            source=ContactEntry("韩晓禾", "0699-8880011", "青石镇柳园社区服务中心"),
            committee=COMMITTEE,
            target=ContactEntry("陶小满", "0699-8880015"),
        ),
    )
    return replace(application, **changed)


def send(
    province: Province,
    source: str,
    target: str,
    *,
    serial: int = 0,
    by: Actor | None = None,
    at: datetime = NOON,
    **changed: Any,
) -> Transfer:
    """A new member of ``source`` sent to ``target``, by the source's own account."""
    person = member(province[source], serial)
    (sent,) = actions.send(
        members=[person],
        application=form(province[target], **changed),
        by=by or province.actor(source),
        at=at,
    )
    return found(sent)


def found(transfer: Transfer) -> Transfer:
    """The transfer as it stands now, with everything a verb needs."""
    return queries.as_stored(transfer.pk)


def agree(transfer: Transfer, by: Actor, *, at: datetime = NOON) -> Transfer:
    """同意 by ``by``, who saw the item as it stands."""
    now = found(transfer)
    actions.agree(transfer=now, seen=now.step, by=by, at=at)
    return found(transfer)


def send_back(
    transfer: Transfer, by: Actor, *, reason: str = "1", text: str = "", at: datetime = NOON
) -> Transfer:
    """不同意 by ``by``, who saw the item as it stands."""
    now = found(transfer)
    actions.send_back(transfer=now, reason=reason, text=text, seen=now.step, by=by, at=at)
    return found(transfer)


def receive(transfer: Transfer, by: Actor, *, at: datetime = NOON) -> Transfer:
    """接收 by ``by``, who saw the item as it stands."""
    now = found(transfer)
    actions.receive(transfer=now, seen=now.step, by=by, at=at)
    return found(transfer)


def choose(transfer: Transfer, branch: Organization, by: Actor, *, at: datetime = NOON) -> Transfer:
    """The choice of ``branch`` by ``by``, who saw the item as it stands."""
    now = found(transfer)
    actions.choose_branch(transfer=now, branch=branch.uid, seen=now.step, by=by, at=at)
    return found(transfer)


def steps(transfer: Transfer) -> list[str]:
    """The record in short: ``send B1党支部→T1镇党委``, with a star for automatic steps."""
    return [
        f"{step.verb} {step.origin_name}→{step.goal_name}" + ("*" if step.by_itself else "")
        for step in transfer.record.order_by("number")
    ]
