"""The strings of the letter (TRF-17) and of the record of its steps (TRF-16)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dengta.codes.rules.numerals import capital_digits, capital_number
from dengta.organizations.rules import names
from dengta.transfers.rules.law import Verb

ENDING = "支部"
NOTE_SENT = "申请组织关系转出"
NOTE_AGREED = "同意并开新信"
NOTE_BY_ITSELF = "同意并开新信（自动审核）"
NOTE_RETURNED = "不同意"
NOTE_RETURNED_BY_ITSELF = "（自动退回）"

NOTES: dict[Verb, str] = {
    Verb.SEND: NOTE_SENT,
    Verb.SEND_AGAIN: NOTE_SENT,
    Verb.AGREE: NOTE_AGREED,
    Verb.CHOOSE_BRANCH: NOTE_AGREED,
    Verb.SEND_BACK: NOTE_RETURNED,
    Verb.RECEIVE: "接收",
    Verb.VOID: "废件",
    Verb.WITHDRAW: "撤回",
}


def note_of(verb: Verb, *, by_itself: bool = False, reason: str = "") -> str:
    """备注 of a step: ``同意并开新信``, ``不同意：信息不全``, ``…（自动退回）``."""
    if verb is Verb.AGREE and by_itself:
        return NOTE_BY_ITSELF
    note = NOTES[verb]
    if reason:
        note += f"：{reason}"
    if verb is Verb.SEND_BACK and by_itself:
        note += NOTE_RETURNED_BY_ITSELF
    return note


def number_words(opened_on: date, serial: int) -> str:
    """``第201706000027000001号``: year, month and the 12 digits of the one sequence."""
    return f"第{opened_on:%Y%m}{serial:012d}号"


@dataclass(frozen=True, slots=True)
class BranchWords:
    """A name in front of the printed 支部: what stands on the line, and whether the printed word
    holds or is struck through."""

    line: str
    struck: bool


def branch_words(name: str) -> BranchWords:
    """A name that ends in 支部 gives its ending to the printed 支部; any other name stands in
    full and 支部 is struck through (TRF-17)."""
    if name.endswith(ENDING) and name != ENDING:
        return BranchWords(name.removesuffix(ENDING), struck=False)
    return BranchWords(name, struck=True)


def letter_name(name: str, category: str, preset: str = "") -> str:
    """The name under which an organisation signs and is addressed.

    ``preset`` is its 介绍信用名 and goes first; a committee of 1xx without one is …委组织部.
    """
    return preset or names.letter_name(name, category) or name


def ethnicity_words(label: str) -> str:
    """What stands before the printed 族: ``汉族`` → ``汉``."""
    return label.removesuffix("族") if len(label) > 1 else label


@dataclass(frozen=True, slots=True)
class MonthWords:
    """Year and month as the letter writes them, in capitals on paper to another province."""

    year: str
    month: str


def month_words(month: date, *, capitals: bool = False) -> MonthWords:
    """党费已交到: ``2017``, ``6``; in capitals ``贰零壹柒``, ``陆``."""
    if capitals:
        return MonthWords(capital_digits(month.year, width=4), capital_number(month.month))
    return MonthWords(str(month.year), str(month.month))


def days_words(days: int, *, capitals: bool = False) -> str:
    """有效期: ``45``; in capitals ``肆拾伍``."""
    return capital_number(days) if capitals else str(days)
