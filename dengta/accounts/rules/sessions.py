"""A session is four facts in a signed cookie; the account's row holds the one valid number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from dengta.accounts.rules.limits import is_too_old

RENEW_AFTER = timedelta(seconds=60)
"""A cookie is written anew at most once a minute."""


class Ended(StrEnum):
    """Why a session is no longer valid, as the sign-in page tells it (ACC-15)."""

    IDLE = "idle"
    ELSEWHERE = "elsewhere"
    PASSWORD = "password"
    LEFT = "left"
    ACCOUNT = "account"


ENDED_SENTENCES: dict[Ended, str] = {
    Ended.IDLE: "您已较长时间没有操作，为保护信息已自动退出，请重新登录。",
    Ended.ELSEWHERE: "您的账号刚刚在另一处登录，这里已自动退出。"
    "如不是您本人，请立即修改密码并告诉安全员。",
    Ended.PASSWORD: "密码已修改，请用新密码重新登录。",
    Ended.LEFT: "您已退出。",
    Ended.ACCOUNT: "您的账号现在不能使用，请联系所在党组织的安全员。",
}


@dataclass(frozen=True, slots=True)
class Session:
    """``account`` is the account's primary key, ``number`` the session number that was valid when
    it signed in, ``begun`` and ``used`` aware moments."""

    account: int
    number: int
    begun: datetime
    used: datetime

    def as_text(self) -> str:
        """Four numbers joined by points; what the cookie signs."""
        begun, used = int(self.begun.timestamp()), int(self.used.timestamp())
        return f"{self.account}.{self.number}.{begun}.{used}"

    @classmethod
    def from_text(cls, text: str) -> Session | None:
        """The session of ``as_text``; None for anything else."""
        try:
            account, number, begun, used = (int(part) for part in text.split("."))
            return cls(
                account,
                number,
                datetime.fromtimestamp(begun, UTC),
                datetime.fromtimestamp(used, UTC),
            )
        except (ValueError, OverflowError, OSError):
            return None

    def is_over(self, now: datetime) -> bool:
        """Idle for 30 minutes or begun 8 hours ago (ACC-15)."""
        return is_too_old(begun=self.begun, used=self.used, now=now)

    def renewed(self, now: datetime) -> Session | None:
        """The same session used just now, or None when it was renewed a moment ago."""
        return replace(self, used=now) if now - self.used >= RENEW_AFTER else None
