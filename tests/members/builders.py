"""Invented people, brought into the base through the real verbs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from itertools import count
from typing import Any

from dengta.access.actor import SYSTEM, Actor
from dengta.codes.rules.id_number import check_digit
from dengta.gateways.effects.population import load_register
from dengta.members.actions import ask_register, enrol
from dengta.members.effects import bulk
from dengta.members.models import Member
from dengta.members.rules.facts import Facts
from dengta.members.rules.standing import ArchivedAs
from dengta.organizations.models import Organization
from tests.world import NOON, actor

REGIONS = ("370999", "370199")
"""Never issued: the four digits of a city followed by 99."""

FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = ("禾秋", "麦香", "清和", "守田", "桂芝", "长顺", "秋菊", "德润", "静苇", "田石", "春霖")

_serial = count()


def number(birth: date = date(1978, 3, 21), sex: str = "1", serial: int | None = None) -> str:
    """An ID number that adds up and was never issued, another one each time."""
    place = next(_serial) if serial is None else serial
    region = REGIONS[place // 500 % len(REGIONS)]
    order = place % 500 * 2 + (1 if sex == "1" else 0)
    body = f"{region}{birth:%Y%m%d}{order:03d}"
    return body + check_digit(body)


def name(serial: int | None = None) -> str:
    """A name of nobody in particular."""
    place = next(_serial) if serial is None else serial
    return FAMILY[place % len(FAMILY)] + GIVEN[place // len(FAMILY) % len(GIVEN)]


def facts(**given: Any) -> Facts:
    """Facts that may be saved, with ``given`` in their place."""
    birth = given.get("birth_date") or date(1978, 3, 21)
    sex = given.get("sex") or "1"
    usual = Facts(
        name=given.get("name") or name(),
        sex=sex,
        ethnicity="01",
        id_number=given.get("id_number") or number(birth, sex),
        birth_date=birth,
        education="22",
        category="1",
        joined_on=date(2003, 7, 1),
        full_on=date(2004, 7, 1),
        post="11",
        phone="13900000000",
        address="东平川县青石镇柳园社区3巷8号",
        lost=False,
        floating=False,
    )
    return replace(usual, **given)


def confirmed(person: Facts, by: Actor, at: datetime = NOON) -> Facts:
    """``person`` known to the register, which ``by`` has asked."""
    load_register([(person.name, person.id_number)])
    ask_register(name=person.name, id_number=person.id_number, by=by, at=at)
    return person


def member(
    branch: Organization, *, by: Actor | None = None, at: datetime = NOON, **given: Any
) -> Member:
    """A member enrolled into ``branch`` by ``by``, else by an account of the branch itself."""
    by = by or actor(branch)
    return enrol(branch=branch, facts=confirmed(facts(**given), by, at), by=by, at=at)


def archived(branch: Organization, as_: ArchivedAs, *, at: datetime = NOON, **given: Any) -> Member:
    """A record that the archive holds, as it is loaded from an earlier system."""
    row = bulk.Row(branch.pk, branch.path, facts(**given), archived_as=as_)
    [uid] = bulk.load_batch([row], by=SYSTEM, at=at)
    return Member.objects.get(uid=uid)


def staged(known: Facts, *, source: str = "旧系统", at: datetime = NOON, **items: str) -> None:
    """A row of the staging base for the person of ``known``, with ``items`` as texts."""
    bulk.stage([bulk.StagedRow(known.name, known.id_number, items, source)], at=at)
