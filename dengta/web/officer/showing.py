"""An account as the pages draw it: states with their tone, moments as people write them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils.timezone import localtime

from dengta.access.roles import Role
from dengta.accounts.queries.officer import AccountRow, Code
from dengta.accounts.rules.codes import DELIVERY_LABELS, Delivery
from dengta.accounts.rules.limits import LOCKED_LABELS
from dengta.accounts.rules.states import State
from dengta.organizations.rules.names import short_label
from dengta.web.components import MenuItem, Tone
from dengta.web.moments import minute

DELIVERY_TONES: dict[Delivery, Tone] = {
    Delivery.WAITING: "",
    Delivery.SENT: "hint",
    Delivery.FAILED: "error",
    Delivery.ACTIVATED: "good",
    Delivery.EXPIRED: "warning",
    Delivery.VOID: "",
}
STATE_TONES: dict[State, Tone] = {
    State.WAITING: "hint",
    State.ACTIVE: "good",
    State.SUSPENDED: "warning",
    State.ENDED: "",
}


@dataclass(frozen=True, slots=True)
class Activation:
    """A code's state: ``reason`` is why a message failed, ``until`` how long the code is good."""

    label: str
    tone: Tone
    reason: str = ""
    until: str = ""
    waits: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A line of the list; ``place`` is the ``organization`` in short below the selected one."""

    uid: UUID
    name: str
    role: str
    organization: str
    place: str
    organization_uid: UUID
    mobile: str
    activation: Activation
    state: str
    tone: Tone
    locked: str
    functions: str
    last_login: str


def lock_words(row: AccountRow) -> list[str]:
    """“登录锁定到 2026-11-23 17:34”, a line for each lock that stands."""
    return [f"{LOCKED_LABELS[each.what]}锁定到 {minute(each.until)}" for each in row.locks]


def activation(code: Code | None) -> Activation:
    """What the officer reads of a code; an account that never had one was opened by hand."""
    if code is None:
        return Activation(DELIVERY_LABELS[Delivery.ACTIVATED], DELIVERY_TONES[Delivery.ACTIVATED])
    open_still = code.delivery in {Delivery.WAITING, Delivery.SENT, Delivery.FAILED}
    return Activation(
        label=code.label,
        tone=DELIVERY_TONES[code.delivery],
        reason=code.failure,
        until=f"{localtime(code.expires_at):%m-%d %H:%M}" if open_still else "",
        waits=code.delivery is Delivery.WAITING,
    )


def shown(row: AccountRow, selected: str = "") -> Shown:
    """``row`` as a line of the list below the organisation called ``selected``."""
    return Shown(
        uid=row.uid,
        name=row.name,
        role=row.role_label,
        organization=row.organization_name,
        place=short_label(row.organization_name, selected),
        organization_uid=row.organization_uid,
        mobile=row.mobile,
        activation=activation(row.code),
        state=row.state_label,
        tone=STATE_TONES[row.state],
        locked="；".join(lock_words(row)),
        functions=f"{row.functions} 项" if row.role is Role.ADMINISTRATOR else "",
        last_login=minute(row.last_login),
    )


def history(codes: Sequence[Code]) -> list[tuple[str, Activation, str, str]]:
    """The codes of an account: when made, state, when sent, by whom."""
    return [
        (minute(code.made_at), activation(code), minute(code.sent_at), code.by_name)
        for code in codes
    ]


def look(address: str) -> MenuItem:
    """The line of a menu that only looks."""
    return MenuItem("查看", address, "eye")
