"""A unit that is registered on its own: what may be said of it (UNT-03 … UNT-06)."""

from __future__ import annotations

from dengta.organizations.rules.seeds import (
    BARE,
    CHOOSABLE_ESTABLISHMENTS,
    UNBUILT,
    Gap,
    UnitEntry,
    judge_entry,
)
from dengta.refusal import Complaint

OFFERED = (BARE, *CHOOSABLE_ESTABLISHMENTS, "3", "4", "41", "42")
"""单位建立党组织情况 on <新增单位> and <编辑单位> (GEN-09)."""


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


def _establishment_problem(establishment: str) -> str:
    if not establishment:
        return "请选择单位建立党组织情况。"
    if establishment not in OFFERED:
        return "没有这个单位建立党组织情况，请从列表中重新选择。"
    return ""
