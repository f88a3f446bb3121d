"""What may stand under what (ORG-04), and what follows from a category.

A category is a leaf of the code table ``org_category``: its first digit is the class, for the
classes 1–3 the second digit is the level (1 central … 4 county).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

CLASSES: dict[str, str] = {
    "1": "中共各级委员会",
    "2": "中共各级工作委员会",
    "3": "党组",
    "4": "政府工作部门党委（党工委、总支部、支部）",
    "5": "中共军队委员会",
    "6": "党的基层组织",
    "9": "临时基层党组织",
}

HOLDS: dict[str, tuple[str, ...]] = {
    # superior: what may stand under it, as codes or beginnings of codes
    "111": ("121", "131", "141", "2", "3", "4", "5", "6", "9"),
    "121": ("131", "141", "2", "3", "4", "5", "6", "9"),
    "131": ("141", "2", "3", "4", "5", "6", "9"),
    "141": ("2", "3", "4", "5", "6", "9"),
    "211": ("221", "231", "241", "3", "4", "6", "9"),
    "221": ("231", "241", "3", "4", "6", "9"),
    "231": ("241", "3", "4", "6", "9"),
    "241": ("3", "4", "6", "9"),
    "311": ("6", "9"),
    "321": ("6", "9"),
    "331": ("6", "9"),
    "341": ("6", "9"),
    "411": ("4", "6", "9"),
    "412": ("413", "423", "631", "632", "931", "932"),
    "413": (),
    "421": ("4", "6", "9"),
    "422": ("413", "423", "631", "632", "931", "932"),
    "423": (),
    "511": ("5", "6"),
    "611": ("611", "621", "631", "632", "911", "921", "931", "932"),
    "621": ("631", "632", "931", "932"),
    "631": (),
    "632": (),
    "911": ("611", "621", "631", "632", "911", "921", "931", "932"),
    "921": ("631", "632", "931", "932"),
    "931": (),
    "932": (),
}
"""ORG-04, read by rows. Its keys are all categories there are."""

CATEGORIES: tuple[str, ...] = tuple(HOLDS)
BRANCHES = frozenset({"413", "423", "631", "632", "931", "932"})
GENERAL_BRANCHES = frozenset({"412", "422", "621", "921"})
JOINT = frozenset({"632", "932"})
TRANSFER_NODES = frozenset(
    {code for code in CATEGORIES if code[0] in "12"} | {"411", "421", "511", "611", "911"}
)
COUNTY_LEVEL = frozenset({code for code in CATEGORIES if code[0] == "1"} | {"211", "221", "231"})
AUTOMATIC = frozenset({"121", "131"})
ESTABLISHMENT: dict[str, str] = {
    "611": "11",
    "911": "11",
    "621": "12",
    "921": "12",
    "631": "13",
    "931": "13",
    "632": "2",
    "932": "2",
}
"""The establishment (table ``unit_org_status``) that fits the highest organisation (UNT-08)."""
RANKS: tuple[tuple[str, ...], ...] = (
    ("611", "911"),
    ("621", "921"),
    ("631", "931"),
    ("632", "932"),
)
"""The categories with units, highest first: how high a unit's organisation is among those linked to
the same unit (UNT-08, UNT-11)."""


class Kind(StrEnum):
    """The sort of organisation that a badge in the tree tells apart."""

    COMMITTEE = "committee"
    WORK_COMMITTEE = "work committee"
    GROUP = "group"
    MILITARY = "military"
    GENERAL_BRANCH = "general branch"
    BRANCH = "branch"
    JOINT_BRANCH = "joint branch"


BADGES: dict[Kind, str] = {
    Kind.COMMITTEE: "委",
    Kind.WORK_COMMITTEE: "工",
    Kind.GROUP: "组",
    Kind.MILITARY: "军",
    Kind.GENERAL_BRANCH: "总",
    Kind.BRANCH: "支",
    Kind.JOINT_BRANCH: "联",
}


class Situation(StrEnum):
    """党组织所在单位情况, table ``org_unit_situation``."""

    SAME_AS_SUPERIOR = "1"
    LEGAL_UNIT = "2"
    JOINT = "3"


SITUATION_LABELS: dict[Situation, str] = {
    Situation.SAME_AS_SUPERIOR: "与上级党组织相同",
    Situation.LEGAL_UNIT: "法人单位",
    Situation.JOINT: "联合党支部",
}


@dataclass(frozen=True, slots=True)
class Flags:
    """What a new organisation may do with transfers until someone decides otherwise."""

    county_level: bool
    is_transfer_node: bool
    can_transfer_directly: bool
    auto_approve: bool


def kind(category: str) -> Kind:
    """The kind of ``category``; refuses a code that is no category with ``KeyError``."""
    if category in JOINT:
        return Kind.JOINT_BRANCH
    if category in BRANCHES:
        return Kind.BRANCH
    if category in GENERAL_BRANCHES:
        return Kind.GENERAL_BRANCH
    return {
        "1": Kind.COMMITTEE,
        "2": Kind.WORK_COMMITTEE,
        "3": Kind.GROUP,
        "4": Kind.COMMITTEE,
        "5": Kind.MILITARY,
        "6": Kind.COMMITTEE,
        "9": Kind.COMMITTEE,
    }[category[:1]]


def badge(category: str) -> str:
    """The one character that a node of the tree carries; "" for a code that is no category."""
    return BADGES[kind(category)] if category in HOLDS else ""


def is_branch(category: str) -> bool:
    """Whether organisations of ``category`` hold members (and no organisations)."""
    return category in BRANCHES


def is_joint(category: str) -> bool:
    """联合党支部: several units share one branch (ORG-09)."""
    return category in JOINT


def needs_unit(category: str) -> bool:
    """ORG-06: categories beginning with 6 or 9 stand in a unit, the others never."""
    return category[:1] in {"6", "9"}


def ill_established(establishment: str, category: str) -> bool:
    """UNT-08: whether a unit's ``establishment`` does not match its highest organisation's
    ``category``; a hint, never an error."""
    fitting = ESTABLISHMENT.get(category)
    return fitting is not None and establishment != fitting


def default_flags(category: str) -> Flags:
    """The flags of TRF-06 (node), TRF-07 (straight to another province) and TRF-10 (automatic)."""
    county = category in COUNTY_LEVEL
    return Flags(
        county_level=county,
        is_transfer_node=category in TRANSFER_NODES,
        can_transfer_directly=county,
        auto_approve=category in AUTOMATIC,
    )


def county_level(category: str, flag: bool) -> bool:
    """区县级及以上: by category, or by the organisation's own flag (a 241 only by the flag)."""
    return flag or category in COUNTY_LEVEL


def may_hold(superior: str, category: str) -> bool:
    """ORG-04: whether ``category`` may stand directly under ``superior``; unknown codes may not."""
    return category in HOLDS and category.startswith(HOLDS.get(superior, ()))


def allowed_below(superior: str) -> list[str]:
    """The categories that the form offers below ``superior``, in the order of the table."""
    return [category for category in CATEGORIES if may_hold(superior, category)]


def refused_below(superior: str) -> list[tuple[str, str]]:
    """What the form does not offer, with why: ``(category or class, reason)``.

    A class (one digit) stands for its categories when all of them are refused for one reason.
    """
    lines: list[tuple[str, str]] = []
    for first in CLASSES:
        members = [category for category in CATEGORIES if category.startswith(first)]
        reasons = {category: why_not(superior, category) for category in members}
        alike = len(set(reasons.values())) == 1
        if alike and reasons[members[0]] and first not in "69":
            lines.append((first, reasons[members[0]]))
            continue
        lines.extend((category, reason) for category, reason in reasons.items() if reason)
    if superior in BRANCHES:
        return [(first, lines[0][1]) for first in CLASSES]
    return lines


def why_not(superior: str, category: str) -> str:
    """Why ``category`` may not stand under ``superior``, as a few words; "" when it may."""
    if may_hold(superior, category):
        return ""
    if category not in HOLDS:
        return "不是组织类别表中可选的类别"
    if superior in BRANCHES:
        return "支部下面不能再设党组织"
    return _REASONS[category[0]](superior, category)


def _ranked(superior: str, category: str) -> str:
    if superior[0] == category[0] and superior[1] == category[1]:
        return "与上级同级，不能再设"
    return "级别高于上级党组织"


def _government(superior: str, category: str) -> str:
    if superior in {"412", "422"}:
        return _grassroots(superior, category)
    return "只能设在 1、2、4 类下"


def _grassroots(superior: str, category: str) -> str:
    if superior in GENERAL_BRANCHES:
        if category in GENERAL_BRANCHES:
            return "与上级同级，不能再设"
        return "高于党总支"
    return "中共军队委员会下不设临时党组织"


_REASONS = {
    "1": _ranked,
    "2": _ranked,
    "3": lambda _superior, _category: "只能设在 1、2 类下",
    "4": _government,
    "5": lambda _superior, _category: "只能设在 1、5 类下",
    "6": _grassroots,
    "9": _grassroots,
}
