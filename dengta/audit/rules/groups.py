"""How the auditor sorts the log: groups of events, and questions that stand ready (LOG-02)."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Changed, Subject


class Group(StrEnum):
    """What business an event belongs to; AUTOMATIC goes by who acted, not by the event."""

    TRANSFERS = "transfers"
    MEMBERS = "members"
    ORGANIZATIONS = "organizations"
    ACCOUNTS = "accounts"
    WORK = "work"
    AUTOMATIC = "automatic"


GROUP_LABELS: dict[Group, str] = {
    Group.TRANSFERS: "转接",
    Group.MEMBERS: "党员信息变更",
    Group.ORGANIZATIONS: "党组织变更",
    Group.ACCOUNTS: "账号和权限",
    Group.WORK: "导入导出和后台任务",
    Group.AUTOMATIC: "系统自动",
}

_BEGINNINGS: dict[str, Group] = {
    "transfer_": Group.TRANSFERS,
    "letter_": Group.TRANSFERS,
    "member_": Group.MEMBERS,
    "register_": Group.MEMBERS,
    "finding_": Group.MEMBERS,
    "number_": Group.MEMBERS,
    "record_": Group.MEMBERS,
    "file_": Group.MEMBERS,
    "organization_": Group.ORGANIZATIONS,
    "unit_": Group.ORGANIZATIONS,
    "installed": Group.ORGANIZATIONS,
    "job_": Group.WORK,
    "rows_": Group.WORK,
    "log_": Group.WORK,
    "demo_": Group.WORK,
}


def group_of(event: Event) -> Group:
    """The group of ``event`` by the beginning of its name; accounts when no other owns it."""
    for beginning, group in _BEGINNINGS.items():
        if event.value.startswith(beginning):
            return group
    return Group.ACCOUNTS


EVENTS_OF: dict[Group, tuple[Event, ...]] = {
    group: tuple(event for event in Event if group_of(event) is group)
    for group in Group
    if group is not Group.AUTOMATIC
}


class Ready(StrEnum):
    """Questions that stand ready for the auditor."""

    AT_NIGHT = "at_night"
    MANY_LOOKS = "many_looks"
    EXPORTS = "exports"
    OWN_RECORD = "own_record"
    REFUSED = "refused"
    IDENTITY = "identity"


READY_LABELS: dict[Ready, str] = {
    Ready.AT_NIGHT: "夜间操作",
    Ready.MANY_LOOKS: "一小时内查看大量档案",
    Ready.EXPORTS: "导出",
    Ready.OWN_RECORD: "查看本人档案",
    Ready.REFUSED: "被拒操作",
    Ready.IDENTITY: "修改姓名或身份证号",
}

NIGHT_BEGINS = 22
NIGHT_ENDS = 6
MANY = 30
"""So many records opened by one account within an hour are worth a question."""
MANY_WITHIN = timedelta(hours=1)

READY_HINTS: dict[Ready, str] = {
    Ready.AT_NIGHT: f"{NIGHT_BEGINS} 时至次日 {NIGHT_ENDS} 时之间由人做的操作",
    Ready.MANY_LOOKS: f"同一账号一小时内查看 {MANY} 份及以上档案",
    Ready.EXPORTS: "日志、日志副本和授权表错误清单的导出",
    Ready.OWN_RECORD: "查看的档案与操作人同名",
    Ready.REFUSED: "没有权限、超出管理范围或违反三员分离的操作",
    Ready.IDENTITY: "党员、账号的姓名或公民身份证号有改动",
}

EXPORTS: tuple[Event, ...] = (
    Event.LOG_EXPORTED,
    Event.LOG_COPIED,
    Event.SHEET_EXPORTED,
)

_IDENTITY_FIELDS = frozenset({"name", "id_number"})
_PEOPLE = frozenset({"member", "account", "transfer"})


def touches_identity(subject: Subject, changes: tuple[Changed, ...]) -> bool:
    """Whether the line tells that a person's name or ID number became another one."""
    return subject.noun in _PEOPLE and any(
        changed.field in _IDENTITY_FIELDS and changed.old != "" for changed in changes
    )
