"""How often and how long: the numbers of signing in (ACC-15, ACC-16). Pure data and arithmetic."""

from __future__ import annotations

from datetime import datetime, timedelta

TRIES = 5
"""Wrong passwords in a row that lock an account."""
LOCKED_FOR = timedelta(minutes=30)
ADDRESS_TRIES = 50
"""Wrong passwords from one address within ``ADDRESS_WINDOW`` that refuse the address."""
ADDRESS_WINDOW = timedelta(minutes=30)
IDLE_AT_MOST = timedelta(minutes=30)
SESSION_AT_MOST = timedelta(hours=8)
PASSWORD_LASTS = timedelta(days=90)
PICTURE_LASTS = timedelta(minutes=5)


def is_too_old(*, begun: datetime, used: datetime, now: datetime) -> bool:
    """Whether a session begun and last used at these moments has ended by itself."""
    return now - used > IDLE_AT_MOST or now - begun > SESSION_AT_MOST


def days_of_password_left(changed: datetime, now: datetime) -> int:
    """Whole days until the password must be changed; 0 or less: it must be changed now."""
    return (changed + PASSWORD_LASTS - now).days
