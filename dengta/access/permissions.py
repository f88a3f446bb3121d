"""THE PAGE: who may do what, where. An assessor can sign it; a test walks all of it.

A name is ``VERB_NOUN``; keep each room's rows together. The administrator's rows are the functions
that the security officer grants one by one (ACC-03).
"""

from __future__ import annotations

from enum import StrEnum, auto

from dengta.access.reach import Reach
from dengta.access.roles import Role


class Subsystem(StrEnum):
    """The four subsystems (GEN-01)."""

    WORKBENCH = "workbench"
    ORGANIZATIONS = "organizations"
    MEMBERS = "members"
    TRANSFERS = "transfers"


SUBSYSTEM_LABELS: dict[Subsystem, str] = {
    Subsystem.WORKBENCH: "虚拟专网区工作台",
    Subsystem.ORGANIZATIONS: "党组织和单位信息管理",
    Subsystem.MEMBERS: "党员信息管理",
    Subsystem.TRANSFERS: "组织关系转接",
}


class Can(StrEnum):
    """Every permission there is."""

    # the tree: names and codes, needed by every duty to find its way
    SEE_TREE = auto()
    # organisations and units
    BROWSE_ORGANIZATIONS = auto()
    CREATE_ORGANIZATION = auto()
    EDIT_ORGANIZATION = auto()
    RENAME_ORGANIZATION = auto()
    DELETE_ORGANIZATION = auto()
    DISSOLVE_ORGANIZATION = auto()
    CHANGE_CATEGORY = auto()
    BROWSE_UNITS = auto()
    CREATE_UNIT = auto()
    EDIT_UNIT = auto()
    DELETE_UNIT = auto()
    # members
    BROWSE_MEMBERS = auto()
    ENROL_MEMBER = auto()
    EDIT_MEMBER = auto()
    CHECK_DATA = auto()
    # transfers
    SEND_TRANSFER = auto()
    DECIDE_TRANSFER = auto()
    RECEIVE_TRANSFER = auto()
    BROWSE_TRANSFERS = auto()
    # the other two duties
    MANAGE_ACCOUNTS = auto()
    APPOINT_OFFICERS = auto()
    READ_LOG = auto()


GRANTS: dict[Can, dict[Role, Reach]] = {
    Can.SEE_TREE: {
        Role.ADMINISTRATOR: Reach.OWN_AND_BELOW,
        Role.OFFICER: Reach.OWN_AND_BELOW,
        Role.AUDITOR: Reach.OWN_AND_BELOW,
    },
    Can.BROWSE_ORGANIZATIONS: {Role.ADMINISTRATOR: Reach.OWN_AND_BELOW},
    # new ones are made only below, never beside (ORG-03): the reach is that of the superior
    Can.CREATE_ORGANIZATION: {Role.ADMINISTRATOR: Reach.OWN_AND_BELOW},
    Can.EDIT_ORGANIZATION: {Role.ADMINISTRATOR: Reach.OWN_AND_BELOW},
    # renamed by those above, never by itself (ORG-11)
    Can.RENAME_ORGANIZATION: {Role.ADMINISTRATOR: Reach.BELOW},
    # so is what ends an organisation, or brings it back (ORG-12, ORG-13)
    Can.DELETE_ORGANIZATION: {Role.ADMINISTRATOR: Reach.BELOW},
    Can.DISSOLVE_ORGANIZATION: {Role.ADMINISTRATOR: Reach.BELOW},
    Can.CHANGE_CATEGORY: {Role.ADMINISTRATOR: Reach.OWN_AND_BELOW},
    # where a unit lies: with the organisations linked to it or managing it (UNT-11)
    Can.BROWSE_UNITS: {Role.ADMINISTRATOR: Reach.OWN_AND_BELOW},
    Can.CREATE_UNIT: {Role.ADMINISTRATOR: Reach.OWN_AND_BELOW},
    Can.EDIT_UNIT: {Role.ADMINISTRATOR: Reach.OWN_AND_BELOW},
    Can.DELETE_UNIT: {Role.ADMINISTRATOR: Reach.OWN_AND_BELOW},
    Can.BROWSE_MEMBERS: {Role.ADMINISTRATOR: Reach.OWN_AND_BELOW},
    Can.ENROL_MEMBER: {Role.ADMINISTRATOR: Reach.OWN_AND_BELOW},
    Can.EDIT_MEMBER: {Role.ADMINISTRATOR: Reach.OWN_AND_BELOW},
    Can.CHECK_DATA: {Role.ADMINISTRATOR: Reach.OWN_AND_BELOW},
    # sending, correcting and withdrawing for a branch: its own accounts and those above it up to
    # its nearest transfer node (TRF-12)
    Can.SEND_TRANSFER: {Role.ADMINISTRATOR: Reach.DESK},
    Can.RECEIVE_TRANSFER: {Role.ADMINISTRATOR: Reach.DESK},
    # at a node only its very own accounts decide (TRF-12)
    Can.DECIDE_TRANSFER: {Role.ADMINISTRATOR: Reach.OWN},
    Can.BROWSE_TRANSFERS: {Role.ADMINISTRATOR: Reach.OWN_AND_BELOW},
    # auditors and administrators of the own organisation and below; officers only below (ACC-05)
    Can.MANAGE_ACCOUNTS: {Role.OFFICER: Reach.OWN_AND_BELOW},
    Can.APPOINT_OFFICERS: {Role.OFFICER: Reach.BELOW},
    Can.READ_LOG: {Role.AUDITOR: Reach.OWN_AND_BELOW},
}


FUNCTIONS: dict[Can, tuple[Subsystem, str]] = {
    Can.BROWSE_ORGANIZATIONS: (Subsystem.ORGANIZATIONS, "党组织信息维护"),
    Can.CREATE_ORGANIZATION: (Subsystem.ORGANIZATIONS, "组织新增"),
    Can.EDIT_ORGANIZATION: (Subsystem.ORGANIZATIONS, "党组织编辑"),
    Can.RENAME_ORGANIZATION: (Subsystem.ORGANIZATIONS, "党组织重命名"),
    Can.DELETE_ORGANIZATION: (Subsystem.ORGANIZATIONS, "删除党组织"),
    Can.DISSOLVE_ORGANIZATION: (Subsystem.ORGANIZATIONS, "撤销和恢复党组织"),
    Can.CHANGE_CATEGORY: (Subsystem.ORGANIZATIONS, "更改组织类别"),
    Can.BROWSE_UNITS: (Subsystem.ORGANIZATIONS, "单位信息维护"),
    Can.CREATE_UNIT: (Subsystem.ORGANIZATIONS, "新增单位"),
    Can.EDIT_UNIT: (Subsystem.ORGANIZATIONS, "编辑单位"),
    Can.DELETE_UNIT: (Subsystem.ORGANIZATIONS, "删除单位"),
    Can.BROWSE_MEMBERS: (Subsystem.MEMBERS, "党员浏览"),
    Can.ENROL_MEMBER: (Subsystem.MEMBERS, "补录"),
    Can.EDIT_MEMBER: (Subsystem.MEMBERS, "党员编辑"),
    Can.CHECK_DATA: (Subsystem.MEMBERS, "数据校核"),
    Can.SEND_TRANSFER: (Subsystem.TRANSFERS, "组织关系转出"),
    Can.DECIDE_TRANSFER: (Subsystem.TRANSFERS, "转接审批"),
    Can.RECEIVE_TRANSFER: (Subsystem.TRANSFERS, "接收"),
    Can.BROWSE_TRANSFERS: (Subsystem.TRANSFERS, "查看转接情况"),
}
"""The administrator's functions (ACC-03): subsystem and label of each. SEE_TREE comes with all."""
