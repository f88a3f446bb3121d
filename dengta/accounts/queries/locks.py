"""What five wrong tries have locked of an account, and until when (ACC-10, ACC-15, ACC-21)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from dengta.accounts.models import Account, Tries
from dengta.accounts.rules.limits import Locked
from dengta.vault.blind import blind_index


@dataclass(frozen=True, slots=True)
class Lock:
    """One lock that stands, and when it ends by itself."""

    what: Locked
    until: datetime


def vpn_key(id_blind: bytes) -> bytes:
    """What the tries of somebody's VPN password are counted under."""
    return blind_index("vpn", id_blind.hex())


def activation_key(mobile: str) -> bytes:
    """What the tries of activating a number (in its normal form) are counted under."""
    return blind_index("activation", mobile)


def forgetting_key(mobile: str) -> bytes:
    """What the tries of 忘记密码 for a number (in its normal form) are counted under."""
    return blind_index("forgetting", mobile)


def keys_of(account: Account) -> dict[Locked, bytes]:
    """What the tries of this account are counted under."""
    return {
        Locked.SIGN_IN: bytes(account.id_blind),
        Locked.VPN: vpn_key(bytes(account.id_blind)),
        Locked.ACTIVATION: activation_key(account.mobile),
        Locked.FORGETTING: forgetting_key(account.mobile),
    }


def standing(accounts: Collection[Account], at: datetime) -> dict[int, tuple[Lock, ...]]:
    """Key of an account → its locks; accounts without any are left out. One query."""
    keys = {account.pk: keys_of(account) for account in accounts}
    wanted = [key for each in keys.values() for key in each.values()]
    rows = Tries.objects.filter(key__in=wanted, locked_until__gt=at)
    ends = {bytes(key): end for key, end in rows.values_list("key", "locked_until") if end}
    found = {
        pk: tuple(Lock(what, ends[key]) for what, key in each.items() if key in ends)
        for pk, each in keys.items()
    }
    return {pk: locks for pk, locks in found.items() if locks}
