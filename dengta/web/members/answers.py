"""The four boxes under name and ID number: what each base and the register say (MEM-08, MEM-09)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dengta.gateways.rules.population import ANSWER_LABELS, ANSWER_SENTENCES, Answer
from dengta.members.actions.looking_up import Found
from dengta.members.rules.register import STATES


@dataclass(frozen=True, slots=True)
class Box:
    """``tone`` is good, hint, error or ""; ``details`` are listed behind 看看是哪些; ``button``
    is the step that the box offers ("" for none)."""

    title: str
    note: str
    tone: str
    icon: str
    details: Sequence[str] = ()
    button: str = ""


def boxes(found: Found, answer: Answer | None) -> tuple[Box, ...]:
    """在册党员, 临时数据库, 历史库, 实名认证."""
    return (_active(found), _staging(found), _archived(found), _register(answer))


def _active(found: Found) -> Box:
    if found.active is not None:
        return Box("已是在册党员", "不能补录", "error", "error")
    return Box("在册党员中没有", "可以补录", "good", "check-circle")


def _staging(found: Found) -> Box:
    staging = found.staging
    if staging is None:
        return Box("临时数据库没有", "不影响补录", "", "minus")
    note = f"已带出 {len(staging.labels)} 项"
    return Box(f"临时数据库有 {staging.rows} 条", note, "hint", "info", details=staging.labels)


def _archived(found: Found) -> Box:
    archived = found.archived
    if archived is None:
        return Box("历史库没有", "无需同步", "", "minus")
    if archived.may_synchronise:
        return Box("历史库有 1 条", "可以同步到下面", "hint", "info", button="sync")
    if archived.must_rejoin:
        return Box("历史库：已出党", "只能作为重新入党", "error", "warning")
    return Box("历史库：已去世", "不能补录", "error", "error")


def _register(answer: Answer | None) -> Box:
    if answer is None:
        return Box("实名认证：未做", "保存前要先认证", "", "shield")
    title = f"实名认证：{ANSWER_LABELS[answer]}"
    if answer is Answer.MATCH:
        return Box(title, "可以保存，一天内有效", "good full", "shield")
    if answer in STATES:
        return Box(title, ANSWER_SENTENCES[answer], "hint", "info")
    return Box(title, ANSWER_SENTENCES[answer], "error", "error")
