"""How long a letter holds (TRF-18), and what an expired one shows (TRF-13, TRF-14)."""

from __future__ import annotations

from datetime import date, timedelta

from dengta.refusal import Refusal
from dengta.transfers.rules.types import OutType

APPLICATION_DAYS = 7
LETTER_DAYS_IN_ONE_CITY = 7
LETTER_DAYS_ELSEWHERE = 45
MOST_DAYS_INSIDE = 90
MOST_DAYS_OUTSIDE = 180


def letter_days(proposal: OutType) -> int:
    """The validity that a letter gets by itself: 7 days when both ends lie in one city."""
    if proposal is OutType.SAME_CITY:
        return LETTER_DAYS_IN_ONE_CITY
    return LETTER_DAYS_ELSEWHERE


def check_days(days: int, *, outside: bool = False) -> int:
    """``days`` as given; refuses less than 1 and more than 90, outside the province 180."""
    most = MOST_DAYS_OUTSIDE if outside else MOST_DAYS_INSIDE
    if not 1 <= days <= most:
        raise Refusal(f"有效期应为 1 至 {most} 天，请修改。", field="days")
    return days


def last_day(opened_on: date, days: int) -> date:
    """The last day on which a letter opened on ``opened_on`` holds: 2017-06-18 + 7 → 06-25."""
    return opened_on + timedelta(days=days)


def days_left(valid_until: date, today: date) -> int:
    """Days that remain; negative once expired."""
    return (valid_until - today).days


def expired_days(valid_until: date, today: date) -> int:
    """N of the mark 已超时 N 天; 0 while the letter holds."""
    return max(0, -days_left(valid_until, today))


def last_day_words(valid_until: date, today: date) -> str:
    """``还剩 2 天``, ``今天到期`` or ``已超时 3 天``."""
    left = days_left(valid_until, today)
    if left < 0:
        return f"已超时 {-left} 天"
    return "今天到期" if left == 0 else f"还剩 {left} 天"
