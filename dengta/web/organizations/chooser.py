"""选择组织类别: what may stand below a superior, and why the rest may not (ORG-04)."""

from __future__ import annotations

from dataclasses import dataclass

from dengta.codes.queries import tables
from dengta.organizations.rules import categories

TABLE = "org_category"


@dataclass(frozen=True, slots=True)
class Line:
    """A category, or a class of them, with why it cannot be chosen ("" when it can)."""

    code: str
    label: str
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Categories:
    """The two halves of the panel."""

    allowed: tuple[Line, ...]
    refused: tuple[Line, ...]


def below(superior: str) -> Categories:
    """What the panel shows below an organisation of category ``superior``."""
    disabled = {
        row.code: row.why_not for row in tables.choices(TABLE, choosable=False) if row.why_not
    }
    allowed: list[Line] = []
    refused: list[Line] = []
    for code in categories.allowed_below(superior):
        line = Line(code, tables.label(TABLE, code), disabled.get(code, ""))
        (refused if line.why_not else allowed).append(line)
    refused += [
        Line(code, tables.label(TABLE, code), reason)
        for code, reason in categories.refused_below(superior)
    ]
    return Categories(tuple(allowed), tuple(sorted(refused, key=lambda line: line.code)))
