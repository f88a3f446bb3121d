"""The tree beside a page of organisations, or what its search found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dengta.web import trees
from dengta.web.organizations import selection
from dengta.web.requests import ActorRequest

if TYPE_CHECKING:
    from dengta.organizations.models import Organization
    from dengta.organizations.queries.tree import Row


def side(request: ActorRequest, selected: Organization | Row, at: str) -> dict[str, Any]:
    """What ``organizations/side.html`` draws: the tree of the page ``at``, open at ``selected``,
    or the hits of the keyword in the address."""
    keyword = request.GET.get("q", "")
    dissolved = selection.with_dissolved(request, at)
    hits = selection.search(request.actor, keyword, at)
    found = (
        trees.nodes(request.actor, selected.path, at, dissolved=dissolved) if hits is None else []
    )
    return {
        "tree_at": at,
        "tree_page": trees.TREES[at].page,
        "org": selected.uid,
        "keyword": keyword,
        "hits": hits,
        "counts_members": trees.counts_members(request.actor),
        "offers_dissolved": trees.TREES[at].dissolved,
        "yichexiao": "1" if dissolved else "",
        "nodes": found,
    }
