"""更改组织类别 as it is asked for (ORG-17)."""

from __future__ import annotations

from dataclasses import dataclass

from dengta.organizations.rules import categories
from dengta.organizations.rules.seeds import UnitChoice, UnitEntry


@dataclass(frozen=True, slots=True)
class Wish:
    """The category an organisation is to have, and what only this change asks for.

    ``situation`` and ``units`` say where it is set up when it had no unit, or which units a joint
    branch has (those that it had already as choices); ``default`` is the index of the default one.
    ``first_branch`` is the name of the branch that takes in the members.
    """

    category: str
    situation: str = ""
    units: tuple[UnitEntry | UnitChoice, ...] = ()
    default: int = 0
    first_branch: str = ""


def asks_for_units(old: str, new: str) -> bool:
    """Whether units are to be named with the change: from 1–5 to 6/9, and to a joint branch."""
    if not categories.needs_unit(new):
        return False
    return not categories.needs_unit(old) or (
        categories.is_joint(new) and not categories.is_joint(old)
    )


def first_branch_category(category: str) -> str:
    """What a first branch below an organisation of ``category`` is; "" when none may stand
    there."""
    wanted = "931" if category.startswith("9") else "631"
    return wanted if categories.may_hold(category, wanted) else ""


def offered(old: str, superior: str) -> list[tuple[str, str]]:
    """Every other category with why it cannot be chosen below ``superior`` ("" when it can);
    without a superior all can."""
    return [
        (code, categories.why_not(superior, code) if superior else "")
        for code in categories.CATEGORIES
        if code != old
    ]
