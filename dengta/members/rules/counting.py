"""How one member counts (MEM-12, MEM-28): once in each dimension, active members only."""

from __future__ import annotations

from collections.abc import Mapping

from dengta.counts.rules import ONE, Dimension
from dengta.members.rules.facts import Facts
from dengta.members.rules.standing import Status

Change = dict[tuple[Dimension, str], int]


def counted(facts: Facts) -> Change:
    """What a member with ``facts`` under a branch adds to its counts.

    A suspended member counts as such and in nothing else; a missing code counts nowhere.
    """
    if facts.status != Status.NORMAL:
        return {(Dimension.SUSPENDED, ONE): 1}
    codes = {
        Dimension.MEMBERS: ONE,
        Dimension.SEX: facts.sex,
        Dimension.CATEGORY: facts.category,
        Dimension.EDUCATION: facts.education,
        Dimension.ETHNICITY: facts.ethnicity,
        Dimension.POST: facts.post,
        Dimension.BIRTH_YEAR: str(facts.birth_date.year) if facts.birth_date else "",
    }
    return {(dimension, code): 1 for dimension, code in codes.items() if code}


def difference(old: Mapping[tuple[Dimension, str], int], new: Change) -> Change:
    """What turns the counts ``old`` into ``new``, without zeros."""
    keys = [*new, *(key for key in old if key not in new)]
    found = {key: new.get(key, 0) - old.get(key, 0) for key in keys}
    return {key: n for key, n in found.items() if n}
