"""The life of an account (ACC-21)."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    WAITING = "waiting"
    """Authorised, not yet activated."""
    ACTIVE = "active"
    SUSPENDED = "suspended"
    ENDED = "ended"


STATE_LABELS: dict[State, str] = {
    State.WAITING: "未激活",
    State.ACTIVE: "正常",
    State.SUSPENDED: "停用",
    State.ENDED: "撤销",
}
