"""The matrix of subsystem × function as the officer ticks it (ACC-03)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dengta.access.permissions import FUNCTIONS, Can, Subsystem
from dengta.accounts.rules.sets import READY_SETS, ReadySet
from dengta.web.shell import SHORT_LABELS

EXPLAINED: dict[Can, str] = {
    Can.BROWSE_ORGANIZATIONS: "查看本组织和下级的党组织树、党组织信息和所在单位。",
    Can.CREATE_ORGANIZATION: "在本组织下面新设党组织，同时填写所在单位。",
    Can.EDIT_ORGANIZATION: "修改党组织的书记、联系人和联系电话。",
    Can.RENAME_ORGANIZATION: "给下级党组织改名；本组织的名称由上级修改。",
    Can.DELETE_ORGANIZATION: "删除误建的下级党组织；有下级、党员或业务记录的不能删除。",
    Can.DISSOLVE_ORGANIZATION: "按文件撤销下级党组织，恢复已撤销的。",
    Can.CHANGE_CATEGORY: "更改党组织的类别；保存前会列出将清除哪些信息。",
    Can.BROWSE_UNITS: "查看本组织和下级关联、管理的单位和它们的信息。",
    Can.CREATE_UNIT: "新增还没有建立党组织的单位。",
    Can.EDIT_UNIT: "修改单位的名称、代码和各项信息。",
    Can.DELETE_UNIT: "删除没有党组织关联的单位。",
    Can.BROWSE_MEMBERS: "查找党员，打开党员档案；不能修改。",
    Can.ENROL_MEMBER: "把系统里还没有的党员录入到党支部。",
    Can.EDIT_MEMBER: "修改党员的基本信息。",
    Can.CHECK_DATA: "查看党组织、单位和党员信息中要核对、补填的内容。",
    Can.SEND_TRANSFER: "为党员发起组织关系转出，改正被退回的申请，撤回申请。",
    Can.DECIDE_TRANSFER: "对到达本组织的转接同意或不同意。",
    Can.RECEIVE_TRANSFER: "接收转入的党员，或者退回。",
    Can.BROWSE_TRANSFERS: "查看本组织和下级的转接办到哪一步，打印介绍信。",
}
"""What each function lets an administrator do, for somebody who has never seen the pages."""


@dataclass(frozen=True, slots=True)
class Line:
    """A function: ``sets`` tells for each ready set, in its order, whether it is in it."""

    can: Can
    label: str
    explained: str
    granted: bool
    standing: bool
    sets: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """The functions of one subsystem."""

    label: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """All functions; ``sets`` head the columns on the right."""

    groups: tuple[Group, ...]
    sets: tuple[ReadySet, ...]

    @property
    def granted(self) -> list[Line]:
        return [line for group in self.groups for line in group.lines if line.granted]


def matrix(granted: Iterable[str], standing: Iterable[str] = ()) -> Matrix:
    """The matrix with ``granted`` (values of ``Can``) ticked; ``standing`` are those that the
    account has now."""
    ticked, stands = set(granted), set(standing)
    groups = []
    for subsystem in Subsystem:
        lines = tuple(
            Line(
                can=can,
                label=label,
                explained=EXPLAINED.get(can, ""),
                granted=can in ticked,
                standing=can in stands,
                sets=tuple(can in each.functions for each in READY_SETS),
            )
            for can, (place, label) in FUNCTIONS.items()
            if place is subsystem
        )
        if lines:
            groups.append(Group(SHORT_LABELS[subsystem], lines))
    return Matrix(tuple(groups), READY_SETS)


def labels(granted: Iterable[str]) -> list[tuple[str, str]]:
    """What is granted, by subsystem, in words."""
    return [
        (group.label, "、".join(line.label for line in group.lines if line.granted))
        for group in matrix(granted).groups
        if any(line.granted for line in group.lines)
    ]
