"""Where a member stands: in which base, counted or not, held by whom.

Only the codes on which the code branches are enums here; their labels agree with the code tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class Place(StrEnum):
    """In exactly one of these is every record (TRF-12)."""

    BASE = "base"
    ARCHIVE = "archive"
    REMOVED = "removed"


PLACE_LABELS: dict[Place, str] = {
    Place.BASE: "党员库",
    Place.ARCHIVE: "历史库",
    Place.REMOVED: "已补删",
}


class ArchivedAs(StrEnum):
    """Why a record stands in the archive; NOT for those that do not."""

    NOT = ""
    TRANSFERRED = "transferred"
    DEATH = "death"
    DEPARTURE = "departure"
    KNOWN = "known"
    """Verified earlier and loaded as such; never yet a member of this base."""


ARCHIVED_AS_LABELS: dict[ArchivedAs, str] = {
    ArchivedAs.NOT: "",
    ArchivedAs.TRANSFERRED: "组织关系已转出",
    ArchivedAs.DEATH: "已去世",
    ArchivedAs.DEPARTURE: "已出党",
    ArchivedAs.KNOWN: "以前核实过的人员",
}

MAY_RETURN = frozenset({ArchivedAs.TRANSFERRED, ArchivedAs.KNOWN})
"""Archived without death or 出党: 【同步】 fills the form for these, and they come back under the
same record (MEM-08)."""


class Hold(StrEnum):
    """What keeps a member where he is: a running transfer or 流动登记 (MEM-25)."""

    NONE = ""
    TRANSFER = "transfer"
    FLOATING = "floating"


HOLD_LABELS: dict[Hold, str] = {
    Hold.NONE: "",
    Hold.TRANSFER: "转接中",
    Hold.FLOATING: "正在流动登记中",
}

HELD_SENTENCES: dict[Hold, str] = {
    Hold.TRANSFER: "正在转接组织关系，要先办完、撤回或作废这一笔转接。",
    Hold.FLOATING: "正在流动登记中，要先在“流动登记”里结束登记。",
}
"""Why a held member cannot be held again, and how to end it (MEM-25)."""

KEPT_BY_TRANSFER = frozenset({"name", "id_number", "category", "branch"})
"""Fields that stay as they are while a transfer runs (TRF-04)."""


class Category(StrEnum):
    """人员类别, table ``member_category``."""

    FULL = "1"
    PROBATIONARY = "2"


CATEGORY_LABELS: dict[Category, str] = {
    Category.FULL: "正式党员",
    Category.PROBATIONARY: "预备党员",
}


class Status(StrEnum):
    """党籍状态, table ``membership_status``."""

    NORMAL = "1"
    SUSPENDED = "2"


STATUS_LABELS: dict[Status, str] = {
    Status.NORMAL: "正常",
    Status.SUSPENDED: "停止党籍",
}


class RegisterState(StrEnum):
    """Whether the population register confirmed name and ID (MEM-09, MEM-10)."""

    MATCHED = "matched"
    UNCHECKED = "unchecked"


REGISTER_STATE_LABELS: dict[RegisterState, str] = {
    RegisterState.MATCHED: "已实名认证",
    RegisterState.UNCHECKED: "未实名认证",
}


class MovementKind(StrEnum):
    """党员增加情况 and 党员减少情况 (MEM-11, MEM-26)."""

    INCREASE = "increase"
    DECREASE = "decrease"


MOVEMENT_KIND_LABELS: dict[MovementKind, str] = {
    MovementKind.INCREASE: "增加",
    MovementKind.DECREASE: "减少",
}

WAY_TABLES: dict[MovementKind, str] = {
    MovementKind.INCREASE: "member_increase_way",
    MovementKind.DECREASE: "member_decrease_way",
}
"""The code table that names the ways of each kind."""


class IncreaseWay(StrEnum):
    """The ways of ``member_increase_way`` that this room writes by itself."""

    REJOINED = "11"
    ENROLLED = "9"


INCREASE_WAY_LABELS: dict[IncreaseWay, str] = {
    IncreaseWay.REJOINED: "重新入党",
    IncreaseWay.ENROLLED: "其他原因增加（信息补录）",
}


def branch_may_be_corrected(kinds: Iterable[str], hold: str) -> bool:
    """Whether 所在党支部 may still be corrected (MEM-14): the enrolment is the only record, and no
    transfer runs. ``kinds`` are those of the movements that were not voided."""
    return list(kinds) == [MovementKind.INCREASE] and hold != Hold.TRANSFER
