"""The table of who reaches what, as a person reads it (``table.txt``): one line a page or verb."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.reach.ground import LEVELS, ORGANIZATIONS, PLACES, ROLES, STRANGER, SUSPENDED, WAITING

FILE = Path(__file__).with_name("table.txt")
KINDS = (
    STRANGER,
    *(f"{level}{duty}" for duty in ROLES for level in LEVELS),
    SUSPENDED,
    WAITING,
)
"""The fifteen kinds of accounts, in the order of the columns."""

LEVEL_OF = dict.fromkeys((STRANGER, SUSPENDED, WAITING), "D1") | {
    f"{level}{duty}": key for duty in ROLES for level, key in LEVELS.items()
}
HERE = "here"
"""The only cell of a page that is about no place."""


@dataclass(frozen=True)
class Row:
    """A page or verb: ``address`` with ``{nouns}``, and what each kind gets, by place."""

    method: str
    address: str
    cells: dict[tuple[str, str], str]

    @property
    def name(self) -> str:
        return f"{self.method} {self.address}"


def places_of(kind: str, address: str) -> tuple[str, ...]:
    """The places around ``kind`` at which the page can be tried."""
    if "{" not in address:
        return (HERE,)
    return tuple(place for place in PLACES if place in ORGANIZATIONS[LEVEL_OF[kind]])


def rows() -> list[Row]:
    """The table as it stands in the file."""
    found = []
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        *groups, method, address = line.split()
        found.append(Row(method, address, dict(_cells(groups, address))))
    return found


def _cells(groups: list[str], address: str) -> list[tuple[tuple[str, str], str]]:
    if not groups:
        return []
    assert len(groups) == len(KINDS), address
    found = []
    for kind, letters in zip(KINDS, groups, strict=True):
        if "{" not in address:
            assert len(letters) == 1, (address, kind)
            found.append(((kind, HERE), letters))
            continue
        assert len(letters) == len(PLACES), (address, kind)
        there = places_of(kind, address)
        for place, letter in zip(PLACES, letters, strict=True):
            assert letter == "." or place in there, (address, kind)
            if letter != ".":
                found.append(((kind, place), letter))
    return found


def drawn(row: Row) -> str:
    """The line of the file for ``row``."""
    groups = []
    for kind in KINDS:
        if "{" not in row.address:
            groups.append(row.cells[kind, HERE].ljust(4))
        else:
            groups.append("".join(row.cells.get((kind, place), ".") for place in PLACES))
    return f"{' '.join(groups)}  {row.method:<4} {row.address}"
