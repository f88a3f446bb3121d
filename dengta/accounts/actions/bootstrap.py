"""The first security officer and auditor of the root, made on the server, once (ACC-04)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from dengta.access.actor import SYSTEM
from dengta.access.reach import ROOT_PATH
from dengta.access.roles import Role
from dengta.accounts.actions.authorising import authorise, resend
from dengta.accounts.actions.entering import Entry
from dengta.accounts.models import Account
from dengta.accounts.rules.states import State
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.database import locks
from dengta.gateways.queries.sms import is_connected
from dengta.organizations.models import Organization
from dengta.refusal import Refusal

NOT_INSTALLED = "还没有建立根党组织，请先运行 dengta install。"
DONE_BEFORE = (
    "首任安全员和审计员已经设立过，不能再设。其他账号由安全员在“账号管理”里授权；"
    "授权码过期还没有激活的，请运行 dengta bootstrap --resend 重新发送。"
)
NO_MESSAGES = "短信服务尚未接入，授权码发不出去。请先设置环境变量 DENGTA_SMS，再运行本命令。"
NOBODY_WAITS = "首任安全员和审计员都已激活，不用重新发送授权码。"
DUTIES = (Role.OFFICER, Role.AUDITOR)


@dataclass(frozen=True, slots=True)
class Person:
    """One of the two, as the operator types him."""

    name: str
    id_number: str
    mobile: str


@transaction.atomic
def bootstrap(*, officer: Person, auditor: Person, at: datetime) -> list[Account]:
    """Authorise both; each activates his account like everybody else (ACC-08).

    Refuses before ``dengta install``, a second time whatever became of the first, without a way for
    messages, and one person for both duties.
    """
    root = _root()
    if _first_ones().exists():
        raise Refusal(DONE_BEFORE)
    _insist_on_messages()
    accounts = authorise(
        entries=[
            Entry(root, person.name, person.id_number, person.mobile, role)
            for person, role in zip((officer, auditor), DUTIES, strict=True)
        ],
        by=SYSTEM,
        at=at,
    )
    record(
        Event.BOOTSTRAPPED,
        subject=Subject("organization", root.uid, root.name),
        path=root.path,
        by=SYSTEM,
        at=at,
    )
    return accounts


@transaction.atomic
def resend_first(*, at: datetime) -> list[Account]:
    """New codes for those of the two who have not activated yet: nobody stands above them."""
    _root()
    waiting = list(_first_ones().filter(state=State.WAITING).order_by("pk"))
    if not waiting:
        raise Refusal(NOBODY_WAITS)
    _insist_on_messages()
    for account in waiting:
        resend(account=account, by=SYSTEM, at=at)
    return waiting


def _root() -> Organization:
    """The root, locked: two commands at once are one after the other."""
    rows = locks.take_for_step(Organization.objects.filter(path=ROOT_PATH))
    if not rows:
        raise Refusal(NOT_INSTALLED)
    return rows[0]


def _first_ones() -> QuerySet[Account]:
    return Account.objects.select_related("organization").filter(
        org_path=ROOT_PATH, role__in=DUTIES
    )


def _insist_on_messages() -> None:
    if not is_connected():
        raise Refusal(NO_MESSAGES)
