"""Ready sets of functions for the administrators of a level (D): data, not law."""

from __future__ import annotations

from dataclasses import dataclass

from dengta.access.permissions import Can


@dataclass(frozen=True, slots=True)
class ReadySet:
    """``explained`` says for whom it is, in the words of the matrix of functions."""

    key: str
    label: str
    explained: str
    functions: frozenset[Can]


_BRANCH = frozenset(
    {
        Can.BROWSE_ORGANIZATIONS,
        Can.EDIT_ORGANIZATION,
        Can.BROWSE_UNITS,
        Can.EDIT_UNIT,
        Can.BROWSE_MEMBERS,
        Can.ENROL_MEMBER,
        Can.EDIT_MEMBER,
        Can.CHECK_DATA,
        Can.SEND_TRANSFER,
        Can.RECEIVE_TRANSFER,
        Can.BROWSE_TRANSFERS,
    }
)
_THE_TREE = frozenset(
    {
        Can.CREATE_ORGANIZATION,
        Can.RENAME_ORGANIZATION,
        Can.DELETE_ORGANIZATION,
        Can.DISSOLVE_ORGANIZATION,
        Can.CHANGE_CATEGORY,
        Can.BROWSE_UNITS,
        Can.CREATE_UNIT,
        Can.EDIT_UNIT,
        Can.DELETE_UNIT,
    }
)
_COMMITTEE = _BRANCH | _THE_TREE | {Can.DECIDE_TRANSFER}
_COUNTY = _THE_TREE | {
    Can.BROWSE_ORGANIZATIONS,
    Can.EDIT_ORGANIZATION,
    Can.BROWSE_MEMBERS,
    Can.CHECK_DATA,
    Can.DECIDE_TRANSFER,
    Can.BROWSE_TRANSFERS,
}

READY_SETS: tuple[ReadySet, ...] = (
    ReadySet(
        "branch",
        "基层管理员",
        "党支部、党总支的管理员：维护本组织、单位和党员信息，发起和接收组织关系转接。",
        _BRANCH,
    ),
    ReadySet(
        "committee",
        "基层党委管理员",
        "乡镇、街道等基层党委的管理员：另可新增、重命名、撤销下级党组织，新增和删除单位，审批组织关系转接。",
        _COMMITTEE,
    ),
    ReadySet(
        "county",
        "区县管理员",
        "区县及以上的管理员：维护党组织，浏览和核对党员信息，审批转接；不直接改动党员信息。",
        _COUNTY,
    ),
)


def set_of(key: str) -> ReadySet | None:
    """The ready set called ``key``; None when there is none."""
    return next((each for each in READY_SETS if each.key == key), None)
