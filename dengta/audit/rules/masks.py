"""What the auditor sees of ID numbers, telephones and addresses before he asks (LOG-01)."""

from __future__ import annotations

import re
from dataclasses import replace

from dengta.audit.rules.lines import Changed
from dengta.codes.rules import id_number, phone

STARS = "*" * 8

_NUMBER = re.compile(r"(?<!\d)\d{6}(?:[1１][89８９]|[2２][0０])\d{9}[\dXxＸｘ](?!\d)")
"""Eighteen digits with a year of birth among them; numbers of letters have none."""
_SECRET_NUMBER = re.compile(r"\d{17}[\dXxＸｘ]")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_FIXED = re.compile(r"(?<!\d)0\d{2,3}[-－—]?\d{7,8}(?!\d)")


def masked(changed: Changed) -> Changed:
    """``changed`` as the auditor sees it first; what is not secret keeps its words, but a number
    that was typed among them is masked too."""
    show = _hidden if changed.secret else masked_text
    return replace(changed, old=show(changed.old), new=show(changed.new))


def masked_text(text: str) -> str:
    """``text`` with every ID number and telephone in it masked: reasons are typed by people."""
    text = _NUMBER.sub(lambda found: id_number.mask(found[0]), text)
    text = _MOBILE.sub(lambda found: phone.mask(found[0]), text)
    return _FIXED.sub(lambda found: phone.mask(found[0]), text)


def _hidden(value: str) -> str:
    """An ID number keeps two digits, a telephone its ends; anything else is eight stars."""
    if not value:
        return ""
    if _SECRET_NUMBER.fullmatch(value):
        return id_number.mask(value)
    if _MOBILE.fullmatch(value) or _FIXED.fullmatch(value):
        return phone.mask(value)
    return STARS
