"""How long an answer of the population register counts, and what it allows (MEM-09, MEM-10)."""

from __future__ import annotations

from datetime import datetime, timedelta

from dengta.gateways.rules.population import ANSWER_SENTENCES, Answer
from dengta.members.rules.standing import RegisterState

LASTS = timedelta(hours=24)
"""Enrolment and editing accept an answer of the same account that is not older."""

ASK_FIRST = "请先点【实名认证】核对姓名和公民身份证号，结果为“一致”后再保存。"

STATES: dict[Answer, RegisterState] = {
    Answer.MATCH: RegisterState.MATCHED,
    Answer.NOT_CONNECTED: RegisterState.UNCHECKED,
}
"""The answers with which a record may be saved, and how it then stands."""


def oldest(at: datetime) -> datetime:
    """Answers from before this moment do not count at ``at``."""
    return at - LASTS


def why_not(answer: Answer | None) -> str:
    """Why a record may not be saved after ``answer`` (None: nobody asked); "" when it may."""
    if answer is None:
        return ASK_FIRST
    if answer in STATES:
        return ""
    return f"实名认证未通过：{ANSWER_SENTENCES[answer]}填写的内容都还在，核对后可以重新认证。"


def asked_for(name: str, id_number: str) -> str:
    """Name and number as the one value whose blind index names an answer."""
    return f"{id_number} {name}"
