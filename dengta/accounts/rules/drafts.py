"""Half-filled long forms (GEN-12): which there are, how long and how much is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

LASTS = timedelta(days=7)
NEW = UUID(int=0)
"""The subject of a form that is about nothing yet."""
CHARACTERS_AT_MOST = 60_000
"""The longest of the forms, filled to the brim, has a third of it."""
FIELDS_AT_MOST = 1_000
AN_ACCOUNT = 50
"""Drafts of one account; the oldest gives way."""

Values = Sequence[tuple[str, str]]
"""Names and texts of the fields, in the order of the form; a name may come more than once."""


class Form(StrEnum):
    """The forms that are kept."""

    ORGANIZATION_NEW = "organization_new"
    ORGANIZATION = "organization"
    UNIT_BASICS = "unit_basics"
    WORK = "work"
    UNIT_NEW = "unit_new"
    UNIT = "unit"
    ENROLMENT = "enrolment"
    MEMBER = "member"
    TRANSFER = "transfer"
    CORRECTION = "correction"


FORM_LABELS: dict[Form, str] = {
    Form.ORGANIZATION_NEW: "组织新增",
    Form.ORGANIZATION: "党组织编辑",
    Form.UNIT_BASICS: "单位基本信息",
    Form.WORK: "党建工作信息",
    Form.UNIT_NEW: "新增单位",
    Form.UNIT: "编辑单位",
    Form.ENROLMENT: "直管党员补录",
    Form.MEMBER: "党员编辑",
    Form.TRANSFER: "党员转出申请",
    Form.CORRECTION: "改正后再发",
}


@dataclass(frozen=True, slots=True)
class Key:
    """Which form of an account, about what."""

    form: Form
    subject: UUID = NEW

    def __str__(self) -> str:
        return f"{self.form}/{self.subject}"

    @classmethod
    def read(cls, text: str) -> Key | None:
        """The key of ``str(key)``; None for anything else."""
        form, _, subject = text.partition("/")
        try:
            return cls(Form(form), UUID(subject))
        except ValueError:
            return None


def fits(values: Values) -> bool:
    """Whether so much is kept."""
    size = sum(len(name) + len(text) for name, text in values)
    return len(values) <= FIELDS_AT_MOST and size <= CHARACTERS_AT_MOST
