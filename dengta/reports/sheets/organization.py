"""党组织和所在单位基本信息采集表: the boxes of its ten items (ORG-21)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dengta.organizations.queries.collecting import Collected
from dengta.organizations.queries.units import LinkedUnit
from dengta.organizations.rules.categories import SITUATION_LABELS, Situation
from dengta.reports.sheets.fitting import Fitted, fitted

ON_FIRST_PAGE = 2
ON_A_PAGE = 4
"""So many units stand on the first page, beside the items of the organisation, and on one that
follows."""

ESTABLISHMENTS = {
    "11": "建立党委的",
    "12": "建立党总支部的",
    "13": "建立党支部的",
    "2": "建立联合党支部的",
}
"""The boxes of item 9, by code of table ``unit_org_status``."""

_NUMERALS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Tick:
    """A printed choice with its box."""

    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class UnitBox:
    """The items 7–10 of one unit; without a unit, to be filled by hand."""

    heading: str
    main: bool
    name: Fitted
    category: Fitted
    establishments: tuple[Tick, ...]
    code: str


@dataclass(frozen=True, slots=True)
class OrganizationSheet:
    """Every box of one sheet. ``pages`` holds the units of each page of paper, the first of which
    also bears the items 1–6, the last the signatures."""

    name: Fitted
    secretary: Fitted
    contact: Fitted
    phone: Fitted
    category: Fitted
    situations: tuple[Tick, ...]
    pages: tuple[tuple[UnitBox, ...], ...]


def fill(collected: Collected) -> OrganizationSheet:
    """The sheet of an organisation. 与上级党组织相同 leaves the units out, as its note says."""
    own = () if collected.situation == Situation.SAME_AS_SUPERIOR else collected.units
    boxes = tuple(_box(place, unit) for place, unit in enumerate(own, 1)) or (_box(1, None),)
    return OrganizationSheet(
        name=fitted(collected.name, 25),
        secretary=fitted(collected.secretary, 30),
        contact=fitted(collected.contact, 11),
        phone=fitted(collected.phone, 11),
        category=fitted(f"{collected.category} {collected.category_label}", 31),
        situations=_situations(collected.situation),
        pages=_paged(boxes),
    )


def blank() -> OrganizationSheet:
    """The sheet to be filled by hand, with room for two units."""
    empty = Fitted("")
    return OrganizationSheet(
        name=empty,
        secretary=empty,
        contact=empty,
        phone=empty,
        category=empty,
        situations=_situations(""),
        pages=((_box(1, None), _box(2, None)),),
    )


def numeral(number: int) -> str:
    """一 … 九十九 for 1 … 99, as headings are numbered."""
    tens, ones = divmod(number, 10)
    before = "" if not tens else "十" if tens == 1 else f"{_NUMERALS[tens]}十"
    return before + (_NUMERALS[ones] if ones or not tens else "")


def _box(place: int, unit: LinkedUnit | None) -> UnitBox:
    heading = f"所在单位{numeral(place)}"
    chosen = unit.establishment if unit else ""
    return UnitBox(
        heading=heading,
        main=unit is not None and unit.is_default,
        name=fitted(unit.name, 24) if unit else Fitted(""),
        category=fitted(f"{unit.category} {unit.category_label}", 29) if unit else Fitted(""),
        establishments=tuple(Tick(label, code == chosen) for code, label in ESTABLISHMENTS.items()),
        code=unit.code if unit else "",
    )


def _situations(chosen: str) -> tuple[Tick, ...]:
    return tuple(Tick(label, code == chosen) for code, label in SITUATION_LABELS.items())


def _paged(boxes: Sequence[UnitBox]) -> tuple[tuple[UnitBox, ...], ...]:
    starts = range(ON_FIRST_PAGE, len(boxes), ON_A_PAGE)
    return (
        tuple(boxes[:ON_FIRST_PAGE]),
        *(tuple(boxes[start : start + ON_A_PAGE]) for start in starts),
    )
