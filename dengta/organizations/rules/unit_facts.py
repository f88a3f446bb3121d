"""A unit that is registered on its own, or edited where it stands: what may be said of it
(UNT-03 … UNT-06)."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dengta.organizations.rules.seeds import (
    BARE,
    CHOOSABLE_ESTABLISHMENTS,
    UNBUILT,
    Gap,
    UnitEntry,
    judge_entry,
    unit_field,
)
from dengta.refusal import Complaint

OFFERED = (BARE, *CHOOSABLE_ESTABLISHMENTS, "3", "4", "41", "42")
"""单位建立党组织情况 on <新增单位> and <编辑单位> (GEN-09)."""


@dataclass(frozen=True, slots=True)
class UnitEdit:
    """New values of a unit that stands; ``seen`` is the step at which the form read it."""

    uid: UUID
    entry: UnitEntry
    seen: int


def judge(entry: UnitEntry, *, managed: bool) -> tuple[UnitEntry, list[Complaint]]:
    """``entry`` as stored, and everything that is wrong with it, each beside its field.

    ``managed`` tells whether a 管理党组织 was chosen: a unit without an organisation needs one.
    """
    complaints: list[Complaint] = []
    gaps: list[Gap] = []
    entry = judge_entry(entry, None, complaints, gaps, _establishment_problem)
    complaints.extend(gap.complaint for gap in gaps)
    if entry.establishment in UNBUILT and not managed:
        complaints.append(
            Complaint(
                "没有建立党组织的单位，要选择管理它的党组织：输入名称或编码查找。", "managing"
            )
        )
    return entry, complaints


def judge_linked(
    entry: UnitEntry, index: int, establishment: str
) -> tuple[UnitEntry, list[Complaint]]:
    """``entry`` of a linked unit as stored, and everything that is wrong with it (UNT-06).

    ``index`` is its place in the form of its organisation, ``establishment`` what stands: an old
    one that could not be chosen anew may stay, an unbuilt one not.
    """
    complaints: list[Complaint] = []
    gaps: list[Gap] = []
    entry = judge_entry(entry, index, complaints, gaps, _linked_problem)
    complaints.extend(gap.complaint for gap in gaps)
    if entry.establishment == establishment and establishment not in UNBUILT:
        field = unit_field(index, "establishment")
        complaints = [each for each in complaints if each.field != field]
    return entry, complaints


def _establishment_problem(establishment: str) -> str:
    if not establishment:
        return "请选择单位建立党组织情况。"
    if establishment not in OFFERED:
        return "没有这个单位建立党组织情况，请从列表中重新选择。"
    return ""


def _linked_problem(establishment: str) -> str:
    if establishment in UNBUILT:
        return (
            "这个单位已关联党组织，不能填“应建未建立”或“未建立”，请改为已建立的一类。"
            "确实没有党组织的，先解除关联，再到<单位信息维护>中修改。"
        )
    return _establishment_problem(establishment)
