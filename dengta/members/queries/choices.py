"""Codes of a record, judged by the code tables (GEN-09)."""

from __future__ import annotations

from collections.abc import Collection

from dengta.codes.queries import tables
from dengta.members.rules.facts import (
    CHOSEN,
    FIELDS,
    HOME_PROVINCE,
    PART_LABELS,
    REGIONS,
    Facts,
)
from dengta.refusal import Complaint


def complaints(facts: Facts, fields: Collection[str] = FIELDS) -> list[Complaint]:
    """What is wrong with the codes of ``facts`` in ``fields``; missing ones are judged elsewhere.

    Editing asks only about fields that changed: a value disabled since stays on old records.
    """
    found: list[Complaint] = []
    for field, table in CHOSEN.items():
        code = getattr(facts, field)
        if field in fields and code and (wrong := tables.choice_problem(table, code)):
            found.append(Complaint(wrong, field))
    if facts.floating and facts.floating_province == HOME_PROVINCE:
        found += _inside_the_province(facts, fields)
    return found


def _inside_the_province(facts: Facts, fields: Collection[str]) -> list[Complaint]:
    """市 and 县 come from the table, the 县 from below its 市 (MEM-01)."""
    found: list[Complaint] = []
    city, county = facts.floating_city, facts.floating_county
    cities = {choice.code for choice in tables.choices(REGIONS) if choice.depth == 1}
    if city and {"floating_province", "floating_city"} & set(fields) and city not in cities:
        label = PART_LABELS["floating_city"]
        found.append(Complaint(f"{label}：省内的请从列表中选择。", "floating_city"))
    elif (
        county
        and {"floating_city", "floating_county"} & set(fields)
        and (county == city or county not in tables.below(REGIONS, city))
    ):
        label = PART_LABELS["floating_county"]
        found.append(Complaint(f"{label}：请从所选城市下面选择。", "floating_county"))
    return found
