"""What stands on one letter, as plain values of its day (TRF-15, TRF-17)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

_DATES = frozenset({"opened_on", "dues_until"})


@dataclass(frozen=True, slots=True)
class Wording:
    """Everything that the three parts of a letter say. ``paper``: it goes to another province and
    writes month of dues and validity in capitals."""

    addressee: str
    signed: str
    name: str
    sex: str
    age: int
    ethnicity: str
    probationary: bool
    id_number: str
    source: str
    target: str
    dues_until: date
    days: int
    opened_on: date
    phone: str
    committee: str
    committee_address: str
    committee_phone: str
    committee_fax: str
    committee_postcode: str
    paper: bool = False

    def plain(self) -> dict[str, Any]:
        """As values that JSON knows."""
        return {
            key: value.isoformat() if key in _DATES else value
            for key, value in asdict(self).items()
        }

    @classmethod
    def of(cls, stored: dict[str, Any]) -> Wording:
        """The wording whose plain values were stored."""
        known = {each.name for each in fields(cls)}
        values: dict[str, Any] = {key: stored[key] for key in known & set(stored)}
        values.update({key: date.fromisoformat(stored[key]) for key in _DATES})
        return cls(**values)
