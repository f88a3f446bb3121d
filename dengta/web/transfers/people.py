"""The members of an application as the panel 转出前检查 shows them (TRF-01)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from dengta.codes.queries import tables
from dengta.codes.rules import dates
from dengta.codes.rules import id_number as numbers
from dengta.members.rules.facts import CHOSEN
from dengta.transfers.queries import Check, Checked, Matter
from dengta.web.addresses import address_of_spot
from dengta.web.jinja import with_query

UNKNOWN_NUMBER = "身份证号未知"


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that was looked at; ``url`` leads to what mends it ("" for nothing)."""

    label: str
    passed: bool
    sentence: str
    url: str
    mend: str


@dataclass(frozen=True, slots=True)
class Person:
    """One member with everything that was looked at. ``without_url`` leaves him out ("" for the
    only one)."""

    uid: UUID
    name: str
    said: str
    id_number: str
    passed: bool
    looks: tuple[Look, ...]
    without_url: str


def people(checked: Sequence[Checked], address: str, on: date) -> list[Person]:
    """The members of ``checked`` in their order, as of the day ``on``."""
    uids = [each.member.uid for each in checked]
    return [
        Person(
            uid=each.member.uid,
            name=each.member.name,
            said="，".join(
                (
                    tables.label(CHOSEN["sex"], each.member.sex),
                    f"{dates.age(each.member.birth_date, on)} 岁",
                    tables.label(CHOSEN["category"], each.member.category),
                )
            ),
            id_number=_masked(each.member.facts.id_number),
            passed=each.passed,
            looks=tuple(_look(check) for check in each.checks),
            without_url=with_query(address, dangyuan=[uid for uid in uids if uid != uids[at]])
            if len(uids) > 1
            else "",
        )
        for at, each in enumerate(checked)
    ]


def _look(check: Check) -> Look:
    if check.spot is None:
        return Look(check.label, check.passed, check.sentence, "", "")
    if check.matter is Matter.TARGET:
        return Look(check.label, False, check.sentence, "#id_target", "另选接收单位")
    mend = "查看这件转接" if check.matter is Matter.RUNNING else "去补正"
    return Look(check.label, False, check.sentence, address_of_spot(check.spot), mend)


def _masked(number: str) -> str:
    return UNKNOWN_NUMBER if number == numbers.UNKNOWN else numbers.mask(number)
