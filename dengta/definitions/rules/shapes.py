"""A definition: the fields of one information set, as its file says them.

Values are texts in one canonical form for each kind ("12", "12.50", "2026-05-01", "1", a code), so
that they are compared, sealed and exported alike. Empty values are not kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """The kinds of field that the engine draws, checks and tells."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    PERSON = "person"
    PHONE = "phone"
    NUMBER = "number"
    AMOUNT = "amount"
    DATE = "date"
    MONTH = "month"
    YES_NO = "yes_no"
    OPTION = "option"
    CODE = "code"


YES_NO: tuple[tuple[str, str], ...] = (("1", "是"), ("0", "否"))


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field of a set.

    ``categories`` are beginnings of the codes that have the field; empty: all. ``table`` and
    ``groups`` say where a code comes from (only below these groups), ``options`` are the rows of
    a short choice. ``longest`` counts characters, ``least`` and ``most`` bound numbers, ``places``
    are the decimals of an amount, ``measure`` stands behind the number (人, 元). ``optional``
    fields may stay empty without being told as missing. A ``not_future`` date is today's at the
    latest, one with ``not_before`` not before that of the field named; ``filled_from`` names a date
    and a number of years whose sum stands where nothing was typed. ``since`` and ``until`` are the
    versions of the definition that have the field (``until`` None: still).
    """

    name: str
    label: str
    kind: Kind
    section: str = ""
    required: bool = False
    optional: bool = False
    categories: tuple[str, ...] = ()
    table: str = ""
    groups: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    longest: int = 0
    least: Decimal | None = None
    most: Decimal | None = None
    places: int = 0
    measure: str = ""
    help: str = ""
    secret: bool = False
    searched: bool = False
    not_future: bool = False
    not_before: str = ""
    filled_from: tuple[str, ...] = ()
    since: int = 1
    until: int | None = None

    def is_for(self, category: str) -> bool:
        """Whether records of ``category`` have this field."""
        return not self.categories or category.startswith(self.categories)

    def stands_in(self, version: int) -> bool:
        """Whether ``version`` of the definition has this field."""
        return self.since <= version and (self.until is None or version <= self.until)


@dataclass(frozen=True, slots=True)
class Definition:
    """One information set. ``several``: rows that come and go; else one row. ``by`` is the code
    table whose codes choose the fields ("" when all records have the same). ``held_by`` are
    beginnings of the categories whose records have the set at all (none: every one has it).
    ``newest`` is the date by which several rows stand, the latest first ("": in the order into
    which people put them)."""

    name: str
    label: str
    subject: str
    version: int
    several: bool
    by: str
    fields: tuple[FieldRule, ...]
    held_by: tuple[str, ...] = ()
    newest: str = ""

    def is_held_by(self, category: str) -> bool:
        """Whether records of ``category`` have this set."""
        return not self.held_by or category.startswith(self.held_by)

    def fields_for(self, category: str, version: int | None = None) -> tuple[FieldRule, ...]:
        """The fields of a record of ``category`` in their order, as of ``version`` (None: now)."""
        at = self.version if version is None else version
        return tuple(each for each in self.fields if each.is_for(category) and each.stands_in(at))

    def field(self, name: str) -> FieldRule:
        """The field ``name`` of any version; ``KeyError`` when there never was one."""
        for each in reversed(self.fields):
            if each.name == name:
                return each
        raise KeyError(f"{self.name} has no field {name}")


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose information it is: a room's noun, its uid, and where it stands."""

    noun: str
    uid: UUID
    path: str
