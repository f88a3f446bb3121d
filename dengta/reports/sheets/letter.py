"""中国共产党党员组织关系介绍信: the boxes of its three parts (TRF-17)."""

from __future__ import annotations

from dataclasses import dataclass

import segno

from dengta.reports.sheets.fitting import Fitted, fitted
from dengta.transfers.queries import LetterRow
from dengta.transfers.rules.letters import Wording
from dengta.transfers.rules.wording import branch_words, days_words, month_words

NO_NUMBER = "第　　　　　　　　　　　　号"
"""What stands for the number on a letter that was not opened yet."""


@dataclass(frozen=True, slots=True)
class LetterSheet:
    """Every box of one letter. ``source`` and ``target`` are full names, ``source_line`` and
    ``target_line`` what stands before the printed 支部, which is struck through where the name has
    another ending. ``qr`` is an SVG of the number, "" for none."""

    number: str
    qr: str
    void: bool
    name: Fitted
    female: bool
    probationary: bool
    age: str
    ethnicity: Fitted
    id_number: str
    source: Fitted
    target: Fitted
    source_line: Fitted
    source_struck: bool
    target_line: Fitted
    target_struck: bool
    dues_year: str
    dues_month: str
    days: str
    addressee: Fitted
    signed: Fitted
    year: str
    month: str
    day: str
    phone: Fitted
    committee: Fitted
    committee_address: Fitted
    committee_phone: Fitted
    committee_fax: Fitted
    committee_postcode: Fitted


def fill(letter: LetterRow) -> LetterSheet:
    """The sheet of an opened letter, worded as of its day."""
    return filled(letter.wording, number=letter.number, void=letter.void)


def filled(wording: Wording, *, number: str = "", void: bool = False) -> LetterSheet:
    """The sheet of ``wording``; without a ``number`` it is a preview."""
    source, target = branch_words(wording.source), branch_words(wording.target)
    dues = month_words(wording.dues_until, capitals=wording.paper)
    return LetterSheet(
        number=number or NO_NUMBER,
        qr=_qr(number) if number else "",
        void=void,
        name=fitted(wording.name, 8),
        female=wording.sex == "女",
        probationary=wording.probationary,
        age=str(wording.age),
        ethnicity=fitted(wording.ethnicity, 5),
        id_number=wording.id_number,
        source=fitted(wording.source, 23),
        target=fitted(wording.target, 25),
        source_line=fitted(source.line, 27),
        source_struck=source.struck,
        target_line=fitted(target.line, 27),
        target_struck=target.struck,
        dues_year=dues.year,
        dues_month=dues.month,
        days=days_words(wording.days, capitals=wording.paper),
        addressee=fitted(wording.addressee, 28),
        signed=fitted(wording.signed, 22),
        year=str(wording.opened_on.year),
        month=str(wording.opened_on.month),
        day=str(wording.opened_on.day),
        phone=fitted(wording.phone, 22),
        committee=fitted(wording.committee, 28),
        committee_address=fitted(wording.committee_address, 22),
        committee_phone=fitted(wording.committee_phone, 9),
        committee_fax=fitted(wording.committee_fax, 9),
        committee_postcode=fitted(wording.committee_postcode, 4),
    )


def _qr(number: str) -> str:
    """An SVG with the number, scaled by the style sheet."""
    return str(segno.make(number, error="m").svg_inline(omitsize=True, border=0, svgclass="qr"))
