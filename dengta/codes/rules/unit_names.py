"""What a unit's name tells about it, where a file says nothing (import of a tree)."""

from __future__ import annotations

from functools import cache

from dengta.codes.rules.packaged import data_rows

OTHER_CATEGORY = "9"
"""其他 of the table ``unit_category``."""

_PARTY_ENDINGS = (
    "联合党支部委员会",
    "总支部委员会",
    "支部委员会",
    "联合党支部",
    "党总支部",
    "总支部",
    "党总支",
    "党支部",
    "总支",
    "支部",
    "基层党委",
    "党工委",
    "党委",
    "党组",
    "工作委员会",
    "委员会",
)


def category_of(name: str) -> str:
    """The code of ``unit_category`` that the ending of ``name`` suggests, ``"9"`` when unknown.

    The longest ending decides (幼儿园 before 园, 村民委员会 before 委员会). A name that is the
    Party organisation's own (王家村党支部) is read without its last part.
    """
    category = _by_ending(name)
    if category is None:
        for ending in _PARTY_ENDINGS:
            if name.endswith(ending) and len(name) > len(ending):
                category = _by_ending(name[: -len(ending)])
                break
    return category or OTHER_CATEGORY


def _by_ending(name: str) -> str | None:
    endings = _endings()
    for length in range(min(len(name), _longest()), 0, -1):
        category = endings.get(name[-length:])
        if category is not None:
            return category
    return None


@cache
def _endings() -> dict[str, str]:
    return {row["ending"]: row["category"] for row in data_rows("unit_name_endings")}


@cache
def _longest() -> int:
    return max(map(len, _endings()))
