"""The document behind a dissolution or a restoring: its number, reason and date (ORG-13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dengta.codes.rules import texts
from dengta.refusal import Complaint

NUMBER_LENGTH = 60
REASON_LENGTH = 400
FIRST_DAY = date(1921, 7, 1)


@dataclass(frozen=True, slots=True)
class Paper:
    """What was typed about a document, cleaned."""

    number: str
    reason: str
    on: date


def number_problem(number: str, label: str) -> str | None:
    """Why ``number`` (cleaned) is no document number; None when it is."""
    return texts.problem(number, label, NUMBER_LENGTH, required=True)


def judge(
    number: str, reason: str, on: date | None, *, today: date
) -> tuple[Paper, list[Complaint]]:
    """The paper of a dissolution as stored, and everything that is wrong with it."""
    complaints: list[Complaint] = []
    number, reason = texts.clean(number), texts.clean(reason)
    wrong = number_problem(number, "撤销文号")
    if wrong:
        complaints.append(Complaint(wrong, "number"))
    wrong = texts.problem(reason, "撤销原因", REASON_LENGTH, required=True)
    if wrong:
        complaints.append(Complaint(wrong, "reason"))
    if on is None:
        complaints.append(Complaint("请填写撤销日期。", "on"))
    elif on > today:
        complaints.append(Complaint("撤销日期不能晚于今天，请核对。", "on"))
    elif on < FIRST_DAY:
        complaints.append(Complaint("撤销日期太早，请核对。", "on"))
    return Paper(number, reason, on or today), complaints
