"""How often and how long: the numbers of signing in (ACC-15, ACC-16). Pure data and arithmetic."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum, auto

TRIES = 5
"""Wrong passwords in a row that lock an account."""


class Locked(StrEnum):
    """What wrong tries lock, each by itself."""

    SIGN_IN = auto()
    VPN = auto()
    ACTIVATION = auto()
    FORGETTING = auto()


LOCKED_LABELS: dict[Locked, str] = {
    Locked.SIGN_IN: "登录",
    Locked.VPN: "VPN 连接",
    Locked.ACTIVATION: "激活",
    Locked.FORGETTING: "忘记密码",
}
LOCKED_FOR = timedelta(minutes=30)
ADDRESS_TRIES = 50
"""Wrong passwords from one address within ``ADDRESS_WINDOW`` that refuse it (a setting)."""
ADDRESS_WINDOW = timedelta(minutes=30)
IDLE_AT_MOST = timedelta(minutes=30)
SESSION_AT_MOST = timedelta(hours=8)
PASSWORD_LASTS = timedelta(days=90)
PICTURE_LASTS = timedelta(minutes=5)
SMS_PAUSE = timedelta(minutes=1)
"""Between two SMS codes for one number (ACC-09)."""
SMS_A_DAY = 10
"""SMS codes for one number within ``SMS_DAY`` (a setting)."""
SMS_DAY = timedelta(days=1)
SMS_AN_HOUR = 60
"""SMS codes that one address may ask for within ``SMS_HOUR`` (a setting)."""
SMS_HOUR = timedelta(hours=1)
SENDINGS = 4
"""How often a message is given to the gateway before it has failed."""
SENT_AGAIN_AFTER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
"""Pauses between these."""


def is_too_old(*, begun: datetime, used: datetime, now: datetime) -> bool:
    """Whether a session begun and last used at these moments has ended by itself."""
    return now - used > IDLE_AT_MOST or now - begun > SESSION_AT_MOST


def days_of_password_left(changed: datetime, now: datetime) -> int:
    """Whole days until the password must be changed; 0 or less: it must be changed now."""
    return (changed + PASSWORD_LASTS - now).days


def renewal(days: int) -> str:
    """When a password with ``days`` left must be changed: 59 天后须更换, at the end 现在须更换."""
    return f"{days} 天后须更换" if days > 0 else "现在须更换"
