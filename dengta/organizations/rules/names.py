"""Names of organisations, units and the people in charge, as they may be stored."""

from __future__ import annotations

import re

from dengta.codes.rules.texts import clean, is_visible

NAME_LENGTH = 200

_OWN_PARTS = (
    "联合支部委员会",
    "联合党支部",
    "总支部委员会",
    "支部委员会",
    "党总支部",
    "党总支",
    "总支部",
    "党支部",
    "工作委员会",
    "委员会",
    "党工委",
    "党委",
    "党组",
)

_PLACE = re.compile("中共.*(?:省|市|县|(?<!社)区|镇|乡|街道)")
"""The places with which a name begins, down to the town; villages and communities are told."""


def keyword(text: str) -> str:
    """``text`` as it is searched for: cleaned, "" when no name can contain it."""
    words = clean(text)
    return words if is_visible(words) and len(words) <= NAME_LENGTH else ""


def letter_name(name: str, category: str) -> str:
    """介绍信用名 to begin with: committees (1xx) sign as …委组织部 (TRF-17), others as ""."""
    if not category.startswith("1"):
        return ""
    if name.endswith("委员会"):
        return name.removesuffix("员会") + "组织部"
    return name + ("组织部" if name.endswith("委") else "委组织部")


def stem(name: str) -> str:
    """``name`` without what makes it the organisation's own (委员会, 总支部委员会 …)."""
    for part in _OWN_PARTS:
        if name.endswith(part) and len(name) > len(part):
            return name.removesuffix(part)
    return name


def short_label(name: str, superior: str) -> str:
    """``name`` as a node of the tree shows it: without what it shares with its superior's.

    ``中共东平川县青石镇柳园支部委员会`` below ``中共东平川县青石镇委员会`` is ``柳园支部委员会``.
    Where the superior's own word is not repeated, the places that both begin with go:
    ``中共东平川县青石镇柳园第一党支部`` below ``中共东平川县青石镇柳园社区总支部委员会`` is
    ``柳园第一党支部``.
    """
    shared = stem(superior)
    if not name.startswith(shared):
        places = _PLACE.match(name)
        shared = places.group() if places and superior.startswith(places.group()) else ""
    rest = name.removeprefix(shared) if len(shared) > 1 else name
    return rest if len(rest) > 1 and rest not in _OWN_PARTS else name
