"""How large a large province is: how many of each kind of organisation for so many members.

The skew follows a real province: towns differ by a factor of ten, branches have 3 to some hundred
members, nearly everything lies within eight levels and a few enterprises reach the twelfth.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

MEMBERS_TO_AN_ORGANIZATION = 20
MEMBERS_TO_A_TOWN = 490
MOST_TOWNS = 1_443
DEEPEST = 12
UNITS_TO_SEVEN_ORGANIZATIONS = 8


@dataclass(frozen=True, slots=True)
class Shape:
    """How many organisations of each kind there are in the end, those of the small demo included.

    ``widest`` is how many branches stand directly below one committee, ``chains`` how many
    enterprises go down to the twelfth level.
    """

    organizations: int
    cities: int
    counties: int
    towns: int
    widest: int
    chains: int


def shape_of(members: int) -> Shape:
    """The shape of a province with so many members."""
    organizations = members // MEMBERS_TO_AN_ORGANIZATION
    cities = 16 if members >= 350_000 else 4 if members >= 20_000 else 2
    counties = cities * (9 if members >= 20_000 else 2)
    return Shape(
        organizations=organizations,
        cities=cities,
        counties=counties,
        towns=min(MOST_TOWNS, max(members // MEMBERS_TO_A_TOWN, counties * 2)),
        widest=min(2_000, organizations // 20),
        chains=organizations // 17_500,
    )


def units_of(organizations: int) -> int:
    """How many units a province with so many organisations has: 400,000 beside 350,000."""
    return organizations * UNITS_TO_SEVEN_ORGANIZATIONS // 7


def shares(random: Random, total: int, among: int, *, spread: float, least: int = 0) -> list[int]:
    """``total`` in ``among`` parts of log-normal size, each at least ``least``; exact in sum.

    ``spread`` is the standard deviation of the logarithm. Refuses less than ``least`` for each
    with ``ValueError``.
    """
    free = total - least * among
    if free < 0:
        raise ValueError(f"{total} is not enough for {among} parts of {least}")
    weights = [random.lognormvariate(0.0, spread) for _ in range(among)]
    scale, sum_so_far, given = free / sum(weights), 0.0, 0
    parts: list[int] = []
    for weight in weights:
        sum_so_far += weight
        upto = round(sum_so_far * scale)
        parts.append(least + upto - given)
        given = upto
    return parts
