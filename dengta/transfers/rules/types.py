"""转出类型 (TRF-02, TRF-18): what the two places propose, and the records each type writes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from dengta.access.reach import lineage

TABLE = "transfer_out_type"


class OutType(StrEnum):
    """The codes of :data:`TABLE`."""

    SAME_CITY = "1"
    OTHER_CITY = "2"
    PROVINCE_DIRECT = "3"
    SAME_SYSTEM = "4"
    OTHER_PROVINCE = "5"
    OTHER = "6"


OFFERED: tuple[OutType, ...] = (
    OutType.SAME_CITY,
    OutType.OTHER_CITY,
    OutType.PROVINCE_DIRECT,
    OutType.SAME_SYSTEM,
)
"""The types whose receiver is chosen from the tree."""

DECREASE_WAY: dict[OutType, str] = {
    OutType.SAME_CITY: "21",
    OutType.OTHER_CITY: "23",
    OutType.PROVINCE_DIRECT: "27",
    OutType.SAME_SYSTEM: "28",
    OutType.OTHER_PROVINCE: "25",
    OutType.OTHER: "29",
}
"""What the old branch records (table ``member_decrease_way``)."""

INCREASE_WAY: dict[OutType, str] = {
    OutType.SAME_CITY: "31",
    OutType.OTHER_CITY: "32",
    OutType.PROVINCE_DIRECT: "33",
    OutType.SAME_SYSTEM: "34",
    OutType.OTHER_PROVINCE: "35",
    OutType.OTHER: "39",
}
"""What the new branch records (table ``member_increase_way``)."""


def city_of(path: str, categories: Mapping[str, str]) -> str | None:
    """The path of the 13x committee at or above ``path``, the nearest; None when there is none.

    ``categories`` has the category of every organisation in the lineage.
    """
    cities = [each for each in lineage(path) if categories[each].startswith("13")]
    return cities[-1] if cities else None


def proposed(source_city: str | None, target_city: str | None, *, any_city: bool) -> OutType:
    """The type that the two places propose (TRF-18); 4 and 6 are only chosen by hand.

    ``any_city``: the installation has a 13x at all; a county's has none, and all of it is one
    city. Two ends that both lie below none are units directly under the province.
    """
    if not any_city:
        return OutType.SAME_CITY
    if source_city is None or target_city is None:
        return OutType.PROVINCE_DIRECT
    return OutType.SAME_CITY if source_city == target_city else OutType.OTHER_CITY


def warning(chosen: OutType, proposal: OutType, label: str) -> str | None:
    """The sentence that warns when another type than the proposed is chosen; 4 is no mistake
    that the places could show. ``label`` is the proposal's."""
    if chosen in {proposal, OutType.SAME_SYSTEM, OutType.OTHER}:
        return None
    return f"按两地隶属关系应为“{proposal} {label}”，请核对所选的转出类型。"
