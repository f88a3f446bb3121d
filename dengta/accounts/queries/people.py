"""Who holds an account already: asked before somebody is authorised (ACC-01, ACC-21)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dengta.access.roles import Role
from dengta.accounts.models import Account
from dengta.vault.blind import indexer


@dataclass(frozen=True, slots=True)
class Taken:
    """The live accounts among some people: the duty of each ID number, and the mobile numbers."""

    duties: dict[str, Role]
    mobiles: frozenset[str]


def taken(numbers: Iterable[str], mobiles: Iterable[str]) -> Taken:
    """Which of these (in their normal form) belong to a live account, wherever it is.

    Two queries. A person's one duty is everybody's business: it may lie outside the asker's range.
    """
    number_index, mobile_index = indexer("id_number"), indexer("mobile")
    by_number = {number_index(number): number for number in numbers}
    by_mobile = {mobile_index(mobile): mobile for mobile in mobiles}
    live = Account.objects.filter(is_live=True)
    duties = live.filter(id_blind__in=list(by_number)).values_list("id_blind", "role")
    held = live.filter(mobile_blind__in=list(by_mobile)).values_list("mobile_blind", flat=True)
    return Taken(
        duties={by_number[bytes(blind)]: Role(role) for blind, role in duties},
        mobiles=frozenset(by_mobile[bytes(blind)] for blind in held),
    )
