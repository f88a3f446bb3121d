"""People who are authorised, and what reaches their telephones: everything by the real verbs, with
the worker's own job and the embedded outbox."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import F

from dengta.access.actor import SYSTEM, Actor
from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.accounts.actions import activating, authorising, forgetting
from dengta.accounts.actions.authorising import Entry
from dengta.accounts.actions.messages import SEND_MESSAGES, send_messages
from dengta.accounts.models import Account, Authorisation, SmsCode
from dengta.gateways.models import OutboxMessage
from dengta.jobs.actions import Progress, finish, take
from dengta.jobs.actions.taking import lease_of
from dengta.organizations.models import Organization
from tests.accounts.builders import invented_id
from tests.world import NOON

PASSWORD = "Maple-hill-26"
VPN_PASSWORD = "Lake-reed-58"
NAME = "苏禾青"
ADDRESS = "10.99.8.21"
_CODE = re.compile(r"授权码：([0-9A-Z-]{17})")
_SMS_CODE = re.compile(r"验证码 (\d{6})")


def mobile_of(number: int) -> str:
    """The telephone of the ``number``-th invented person."""
    return f"139000{number:05d}"


def entry(
    organization: Organization,
    number: int,
    *,
    name: str = NAME,
    role: Role = Role.ADMINISTRATOR,
    functions: Iterable[Can] = (),
) -> Entry:
    """The ``number``-th invented person as an officer enters him."""
    return Entry(
        organization, name, invented_id(number), mobile_of(number), role, frozenset(functions)
    )


def authorised(
    organization: Organization,
    number: int,
    *,
    role: Role = Role.ADMINISTRATOR,
    by: Actor = SYSTEM,
    at: datetime = NOON,
) -> Account:
    """A waiting account whose message is in the queue."""
    entries = [entry(organization, number, role=role)]
    return authorising.authorise(entries=entries, by=by, at=at)[0]


def work(at: datetime = NOON) -> int:
    """Let the worker do what is due; returns how many jobs that was."""
    done = 0
    while job := take("test", at):
        assert job.kind == SEND_MESSAGES
        finish(lease_of(job), at=at, result=send_messages(Progress(job)))
        done += 1
    return done


def texts_to(number: int) -> list[str]:
    """What reached the telephone of the ``number``-th person, oldest first."""
    rows = OutboxMessage.objects.order_by("pk")
    return [row.text for row in rows if row.mobile == mobile_of(number)]


def code_of(number: int) -> str:
    """The newest authorisation code that reached the person."""
    return _last(_CODE, texts_to(number))


def sms_code_of(number: int) -> str:
    """The newest SMS code that reached the person."""
    return _last(_SMS_CODE, texts_to(number))


def ask_for_sms(number: int, *, address: str = ADDRESS, at: datetime = NOON) -> str:
    """Ask for the SMS code of an activation and read it from the telephone."""
    activating.send_sms_code(mobile=mobile_of(number), address=address, at=at)
    work(at)
    return sms_code_of(number)


def ask_for_forgotten(number: int, *, address: str = ADDRESS, at: datetime = NOON) -> str:
    """The same for a forgotten password."""
    forgetting.send_sms_code(mobile=mobile_of(number), address=address, at=at)
    work(at)
    return sms_code_of(number)


def activation(number: int, *, code: str, sms_code: str, **changed: str) -> dict[str, str]:
    """Everything that <用户激活> asks for, right unless ``changed``."""
    return {
        "mobile": mobile_of(number),
        "sms_code": sms_code,
        "code": code,
        "password": PASSWORD,
        "again": PASSWORD,
        "vpn_password": VPN_PASSWORD,
        "vpn_again": VPN_PASSWORD,
        "name": NAME,
        "id_number": invented_id(number),
        "address": ADDRESS,
        **changed,
    }


def activated(
    organization: Organization,
    number: int,
    *,
    address: str = ADDRESS,
    at: datetime = NOON,
) -> Account:
    """An account that its user activated."""
    account = authorised(organization, number, at=at)
    sms_code = ask_for_sms(number, address=address, at=at)
    activating.activate(**activation(number, code=code_of(number), sms_code=sms_code), at=at)
    account.refresh_from_db()
    return account


def let_code_age(account: Account, age: timedelta) -> None:
    """Move the live code of the account back in the database's time."""
    live = Authorisation.objects.filter(account=account, is_live=True)
    assert live.update(expires_at=F("expires_at") - age) == 1


def let_sms_code_age(age: timedelta) -> None:
    """Move every SMS code back in the database's time."""
    SmsCode.objects.update(expires_at=F("expires_at") - age)


def _last(pattern: re.Pattern[str], texts: list[str]) -> str:
    return [found[1] for text in texts for found in pattern.finditer(text)][-1]
