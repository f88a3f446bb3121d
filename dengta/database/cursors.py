"""Where a page of a list begins, as an address carries it: one way for every list.

What comes back from an address was typed by anybody: what makes no sense is no cursor, and the
list begins at its first page.
"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime, timedelta
from typing import Any

LONGEST = 4_000
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
Kind = type[int] | type[str] | type[datetime]


def write(*values: int | str | datetime) -> str:
    """The cursor of a row: letters, digits, - and _. Numbers from 0, moments from 1970."""
    said = [
        (value - BEGINNING) // MICROSECOND if isinstance(value, datetime) else value
        for value in values
    ]
    text = json.dumps(said, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read(text: str, *kinds: Kind) -> tuple[Any, ...] | None:
    """The values of :func:`write`, one of each of ``kinds``; None for anything else. What comes
    back can be compared with columns of these kinds on either database."""
    if not text or len(text) > LONGEST:
        return None
    try:
        said = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if type(said) is not list or len(said) != len(kinds):
            return None
        return tuple(_value(one, kind) for one, kind in zip(said, kinds, strict=True))
    except (binascii.Error, ValueError, OverflowError, RecursionError):
        return None


def _value(said: object, kind: Kind) -> int | str | datetime:
    """``said`` as its kind; ``ValueError`` for what no row can hold."""
    if type(said) is not (str if kind is str else int):
        raise ValueError
    if isinstance(said, str):
        if "\0" in said:
            raise ValueError
        said.encode()  # half a surrogate pair goes into no database
        return said
    number = int(str(said))
    if not 0 <= number < 2**63:
        raise ValueError
    return BEGINNING + number * MICROSECOND if kind is datetime else number
