"""The three separated duties (ACC-01). One person holds at most one."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    OFFICER = "officer"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"


ROLE_LABELS: dict[Role, str] = {
    Role.OFFICER: "安全员",
    Role.AUDITOR: "审计员",
    Role.ADMINISTRATOR: "管理员",
}
