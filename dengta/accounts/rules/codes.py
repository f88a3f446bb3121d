"""Authorisation codes and SMS codes: how they are made, typed and told (ACC-07, ACC-09)."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from dengta.codes.rules.characters import narrow

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 characters, five bits each; none that looks like another one (0 O, 1 I)."""
GROUPS = 3
GROUP = 5
"""Three groups of five characters: 75 bits."""
CODE_LASTS = timedelta(days=7)
INITIAL_VPN_LASTS = timedelta(days=7)
"""How long after its code the first VPN password still opens the activation page (ACC-11)."""
SMS_DIGITS = 6
SMS_LASTS = timedelta(minutes=5)


def new_code() -> str:
    """An authorisation code: ``"8KQ2M-X4TVA-97HNC"``, 75 random bits."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
    return "-".join(groups)


def normal_code(typed: str) -> str:
    """What is hashed of a code: no blanks, no hyphens, capitals, ordinary width."""
    return "".join(letter for letter in narrow(typed).upper() if letter.isalnum())


def new_sms_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(10**SMS_DIGITS):0{SMS_DIGITS}d}"


def normal_sms_code(typed: str) -> str:
    """What is hashed of an SMS code: its digits, ordinary width."""
    return "".join(narrow(typed).split())


def keyed(code: str, owner: str) -> str:
    """What the keyed hash is made of: the code and the one that it is for."""
    return f"{owner}\n{code}"


class Purpose(StrEnum):
    """What an SMS code is for; a code for one opens nothing of the other."""

    ACTIVATION = "activation"
    FORGOTTEN = "forgotten"


class Outcome(StrEnum):
    """How an authorisation code ended; "" while it is live."""

    ACTIVATED = "activated"
    VOID = "void"
    """Replaced by a new one, or withdrawn."""


class Posting(StrEnum):
    """Where a message is on its way to the gateway."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    VOID = "void"


class Delivery(StrEnum):
    """What the officer sees of a person's authorisation (ACC-07)."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    ACTIVATED = "activated"
    EXPIRED = "expired"
    VOID = "void"


DELIVERY_LABELS: dict[Delivery, str] = {
    Delivery.WAITING: "待发送",
    Delivery.SENT: "已发送",
    Delivery.FAILED: "发送失败",
    Delivery.ACTIVATED: "已激活",
    Delivery.EXPIRED: "已过期",
    Delivery.VOID: "已作废",
}


def delivery(*, outcome: str, posting: str, expires_at: datetime, now: datetime) -> Delivery:
    """What the officer sees, from how the code ended and where its message is."""
    if outcome:
        return Delivery.ACTIVATED if outcome == Outcome.ACTIVATED else Delivery.VOID
    if now >= expires_at:
        return Delivery.EXPIRED
    if posting in {Posting.FAILED, Posting.SENT}:
        return Delivery(posting)
    return Delivery.WAITING
