"""For which branches an account sends transfers (TRF-12), to choose one from."""

from __future__ import annotations

from dengta.access.actor import Actor
from dengta.access.checks import Desk, allows, reachable, require_function
from dengta.access.permissions import Can
from dengta.access.reach import next_of
from dengta.codes.rules.characters import narrow
from dengta.database.grams import name_contains
from dengta.organizations.models import Organization
from dengta.organizations.queries.transfer_nodes import nearest_nodes
from dengta.organizations.rules import names
from dengta.organizations.rules.categories import BRANCHES

LOOKED_AT = 400
"""How many branches are looked at; whoever has more of them names a part of the name."""
SHORTEST_KEYWORD = 2


def branches(actor: Actor, keyword: str = "", limit: int = 50) -> list[Organization]:
    """The active branches that the actor sends for: its own, and those below it down to the next
    transfer node (TRF-12), in the order of the tree.

    ``keyword`` is a part of the name (two characters or more) or the beginning of the code. At
    most ``limit``; two queries, with a keyword three.
    """
    require_function(actor, Can.SEND_TRANSFER)
    mine = Organization.objects.filter(
        reachable(actor, Can.SEE_TREE), category__in=sorted(BRANCHES), dissolved_at__isnull=True
    )
    words = names.keyword(keyword)
    if not words:
        found = list(mine.order_by("path")[:LOOKED_AT])
    elif len(words) < SHORTEST_KEYWORD:
        return []
    else:
        range_of = (actor.path, next_of(actor.path))
        named = name_contains(mine, "name", words, range_of).order_by("path")
        rows = {each.pk: each for each in named[:LOOKED_AT]}
        code = narrow(words)
        if code.isascii():
            coded = mine.filter(code__gte=code, code__lt=f"{code}\x7f").order_by("path")
            rows |= {each.pk: each for each in coded[:LOOKED_AT]}
        found = sorted(rows.values(), key=lambda each: each.path)
    desks = nearest_nodes(each.path for each in found)
    return [
        each
        for each in found
        if allows(actor, Can.SEND_TRANSFER, Desk(each.path, desks[each.path]))
    ][:limit]
