"""The accounts of the demo: one per level and duty, and a clerk wherever somebody acts by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F

from dengta.access.actor import SYSTEM, Actor
from dengta.access.permissions import FUNCTIONS
from dengta.access.roles import ROLE_LABELS, Role
from dengta.accounts.actions import lifecycle
from dengta.accounts.actions.accounts import open_account
from dengta.accounts.actions.authorising import Entry, authorise
from dengta.accounts.models import Account, Authorisation
from dengta.accounts.queries.sessions import as_actor
from dengta.accounts.rules.sets import READY_SETS
from dengta.codes.rules.id_number import check_digit
from dengta.operations.demo.places import PROVINCE
from dengta.organizations.models import Organization

PASSWORD = "Deng-ta-2026"
"""Of every demo account. A production start refuses a database that holds them."""


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account to open: whose, which duty, its mobile number, and why it is there."""

    place: str
    name: str
    role: Role
    mobile: str
    what: str


LEVELS: tuple[tuple[str, str, tuple[str, str, str]], ...] = (
    (PROVINCE, "省", ("秦岭安", "沈知禾", "陆远山")),
    ("临汶市", "市", ("卫长清", "顾文澜", "宋青芷")),
    ("东平川县", "县", ("郝守正", "谭明镜", "李明禾")),
    ("青石镇", "镇", ("丁静安", "孔察微", "方云舟")),
    ("青石镇柳园第一党支部", "支部", ("石守一", "白见微", "韩晓禾")),
)
"""Place, level, and its officer, auditor and administrator."""

ON_THE_PATH: tuple[tuple[str, str, str], ...] = (
    ("沙河县", "岳北川", "县委，自动节点之后的第一站"),
    ("沙窝镇", "崔云帆", "镇党委，接收支部的上级"),
    ("沙窝镇云岭村", "陶小满", "接收支部"),
    ("云台镇", "姚松年", "同县另一个镇"),
    ("云台镇西岭村", "贾晓棠", "同县的接收支部"),
)
"""Further administrators, one for every organisation on the story's paths that acts by hand."""


OTHERS: tuple[tuple[str, str, str], ...] = (
    ("云台镇", "罗青岚", "waiting"),
    ("青石镇", "柏知秋", "expired"),
    ("青石镇", "阮思源", "suspended"),
    ("云台镇西岭村", "鲁望舒", "ended"),
)
"""Accounts that do not sign in, one in each of the other states, for the officer's list."""
EXPIRED_FOR = timedelta(days=1)


def demo_accounts() -> list[DemoAccount]:
    """Every account, in the order in which the guide prints them."""
    found: list[DemoAccount] = []
    for level, (place, label, names) in enumerate(LEVELS, start=1):
        for duty, (role, name) in enumerate(
            zip((Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR), names, strict=True), start=1
        ):
            mobile = f"139000000{level}{duty}"
            found.append(DemoAccount(place, name, role, mobile, f"{label}级{ROLE_LABELS[role]}"))
    for number, (place, name, what) in enumerate(ON_THE_PATH, start=1):
        mobile = f"1390000010{number}"
        found.append(DemoAccount(place, name, Role.ADMINISTRATOR, mobile, what))
    return found


def open_all(made: Mapping[str, Organization], at: datetime) -> dict[str, Account]:
    """Open every demo account; returns the administrators by place."""
    administrators: dict[str, Account] = {}
    for number, each in enumerate(demo_accounts()):
        stem = f"370999{1970 + number}0101{number:03d}"
        opened = open_account(
            organization=made[each.place],
            name=each.name,
            id_number=stem + check_digit(stem),
            mobile=each.mobile,
            role=each.role,
            functions=FUNCTIONS if each.role is Role.ADMINISTRATOR else (),
            password=PASSWORD,
            by=SYSTEM,
            at=at,
        )
        if each.role is Role.ADMINISTRATOR:
            administrators[each.place] = opened
    return administrators


def open_others(made: Mapping[str, Organization], at: datetime) -> None:
    """One account in each state that no clerk of the demo is in, by the county's officer."""
    officer = clerk(_officer_of(made["东平川县"]), at)
    for number, (place, name, state) in enumerate(OTHERS, start=1):
        stem = f"370999{1975 + number}0202{number:03d}"
        entry = Entry(
            organization=made[place],
            name=name,
            id_number=stem + check_digit(stem),
            mobile=f"1390000020{number}",
            role=Role.ADMINISTRATOR,
            functions=READY_SETS[0].functions,
        )
        if state in {"waiting", "expired"}:
            (account,) = authorise(entries=[entry], by=officer, at=at)
            if state == "expired":
                _let_expire(account)
            continue
        account = open_account(
            organization=entry.organization,
            name=entry.name,
            id_number=entry.id_number,
            mobile=entry.mobile,
            role=entry.role,
            functions=entry.functions,
            password=PASSWORD,
            by=officer,
            at=at,
        )
        if state == "suspended":
            lifecycle.suspend(account=account, reason="长期外出学习", by=officer, at=at)
        else:
            lifecycle.end(account=account, reason="调离本单位", by=officer, at=at)


def _officer_of(place: Organization) -> Account:
    return Account.objects.select_related("organization").get(organization=place, role=Role.OFFICER)


def _let_expire(account: Account) -> None:
    """A code's end goes by the database's clock, which the demo cannot turn back: it moves the
    end."""
    live = Authorisation.objects.filter(account=account, is_live=True)
    live.update(expires_at=F("expires_at") - timedelta(days=7) - EXPIRED_FOR)


def clerk(account: Account, at: datetime) -> Actor:
    """The account as it acts in the demo's stories."""
    return as_actor(account, at=at, address="127.0.0.1", request="生成演示数据")
