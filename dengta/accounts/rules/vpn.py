"""The VPN credential as values: its states, and why the gateway is told no (ACC-11, ACC-12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from dengta.accounts.rules.limits import PASSWORD_LASTS
from dengta.accounts.rules.states import State

DERIVED_LENGTH = 6
"""The first password: so many last characters of the ID number, X in upper case (ACC-11)."""


class Why(StrEnum):
    """Why a check came out as it did; never told to him who asks."""

    ACCEPTED = "accepted"
    UNKNOWN = "unknown"
    WRONG = "wrong"
    LOCKED = "locked"
    ADDRESS = "address"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    """The first password's time is over, or the password is older than 90 days."""
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to the gateway. ``initial``: accepted with the first password, which may lead to
    the activation pages only."""

    accepted: bool
    why: Why
    account_uid: UUID | None = None
    initial: bool = False


class VpnState(StrEnum):
    """What the officer sees of a credential."""

    INITIAL = "initial"
    SET = "set"
    RESET = "reset"
    ENDED = "ended"


VPN_STATE_LABELS: dict[VpnState, str] = {
    VpnState.INITIAL: "初始密码",
    VpnState.SET: "已设密码",
    VpnState.RESET: "已重设，待修改",
    VpnState.ENDED: "已停用",
}


def derived(id_number: str) -> str:
    """The first password of an ID number in its normal form."""
    return id_number[-DERIVED_LENGTH:]


def state_of(*, is_initial: bool, must_change: bool, ended: bool) -> VpnState:
    """The state that is shown."""
    if ended:
        return VpnState.ENDED
    if is_initial:
        return VpnState.INITIAL
    return VpnState.RESET if must_change else VpnState.SET


def standing(
    *,
    state: str,
    ended: bool,
    is_initial: bool,
    initial_until: datetime | None,
    changed_at: datetime | None,
    now: datetime,
    at: datetime,
) -> Why:
    """Whether a right password opens: ``ACCEPTED``, or why not. ``now`` is the database's moment,
    by which the first password ends, ``at`` the call's, by which passwords age."""
    if ended or state == State.ENDED:
        return Why.ENDED
    if state == State.SUSPENDED:
        return Why.SUSPENDED
    if is_initial:
        open_still = initial_until is not None and now < initial_until
        return Why.ACCEPTED if state == State.WAITING and open_still else Why.EXPIRED
    if changed_at is None or at >= changed_at + PASSWORD_LASTS:
        return Why.EXPIRED
    return Why.ACCEPTED
