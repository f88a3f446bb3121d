"""What users see of their own account (ACC-19)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dengta.access.actor import Actor
from dengta.access.permissions import FUNCTIONS, SUBSYSTEM_LABELS, Can
from dengta.access.waiting import WaitingLine
from dengta.accounts.models import Account, SignIn, VpnCredential
from dengta.accounts.rules.limits import days_of_password_left, renewal
from dengta.refusal import Spot

SOON = 7
"""Days before the end at which a password is on the list of what waits."""


@dataclass(frozen=True, slots=True)
class OwnSignIn:
    at: datetime
    address: str


def account_of(actor: Actor) -> Account:
    """The actor's own row, with its organisation."""
    return Account.objects.select_related("organization").get(pk=actor.account_pk)


def last_sign_ins(actor: Actor, *, most: int = 10) -> list[OwnSignIn]:
    """The actor's sign-ins, newest first (the present one is the first)."""
    rows = SignIn.objects.filter(account_id=actor.account_pk).order_by("-at", "-pk")
    return [OwnSignIn(row.at, row.address) for row in rows[:most]]


def password_days_left(actor: Actor, at: datetime) -> int:
    """Days until the actor's password must be changed (ACC-16)."""
    mine = Account.objects.filter(pk=actor.account_pk)
    changed = mine.values_list("password_changed_at", flat=True).get()
    return days_of_password_left(changed, at) if changed else 0


def vpn_days_left(actor: Actor, at: datetime) -> int:
    """Days until the actor's VPN password must be changed (ACC-16); 0 when it must be now."""
    credential = VpnCredential.objects.filter(account_id=actor.account_pk).first()
    if credential is None or credential.must_change or credential.password_changed_at is None:
        return 0
    return max(0, days_of_password_left(credential.password_changed_at, at))


def functions_of(actor: Actor) -> list[tuple[str, list[str]]]:
    """The functions granted to the actor, by subsystem, as labels."""
    found: dict[str, list[str]] = {}
    for can in Can:
        if can in FUNCTIONS and can in actor.functions:
            subsystem, label = FUNCTIONS[can]
            found.setdefault(SUBSYSTEM_LABELS[subsystem], []).append(label)
    return list(found.items())


def waiting(actor: Actor, days_left: int) -> list[WaitingLine]:
    """The own password when it is about to end, :func:`password_days_left` being ``days_left``."""
    if days_left > SOON:
        return []
    return [
        WaitingLine(
            kind="账号",
            who=actor.name,
            what=f"登录密码{renewal(days_left)}",
            deadline=None,
            spot=Spot("password"),
            verb="修改密码",
        ),
    ]
