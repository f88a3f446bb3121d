"""Where a page of findings begins or ends, as an address carries it."""

from __future__ import annotations

from dengta.findings.queries import FindingRow
from dengta.web.organizations.selection import place_of

MOST_DIGITS = 18
"""A bigint holds every number of so many digits."""


def cursor(row: FindingRow) -> str:
    """The place of ``row`` as :func:`place` reads it."""
    path, pk = row.place
    return f"{path}.{pk}"


def place(text: str) -> tuple[str, int] | None:
    """The place that an address names; None for what is none."""
    path, _, number = text.partition(".")
    if not place_of(path) or not (number.isascii() and number.isdigit()):
        return None
    return (path, int(number)) if len(number) <= MOST_DIGITS else None
