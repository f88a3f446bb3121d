"""What trees and fields fetch: the nodes below, a node's menu, what a search found, units."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dengta.access.permissions import Can
from dengta.organizations.queries import tree
from dengta.organizations.queries import units as unit_queries
from dengta.web import trees
from dengta.web.components import MenuItem, Suggestion
from dengta.web.jinja import with_query
from dengta.web.organizations import selection
from dengta.web.organizations.offers import offers
from dengta.web.organizations.side import side
from dengta.web.render import go_to, render_part, wants_part
from dengta.web.requests import ActorRequest

TEMPLATE = "organizations/parts.html"


@require_GET
def children(request: ActorRequest, uid: UUID) -> HttpResponse:
    """A part of the level below a node; without script the page at that node."""
    at = selection.tree_of(request.GET.get("at", ""))
    if not wants_part(request):
        tree.find(request.actor, uid)
        return go_to(request, with_query(trees.TREES[at].page, org=uid))
    after = selection.place_of(request.GET.get("after", ""))
    part = trees.level(
        request.actor,
        uid,
        at,
        after,
        request.GET.get("shown", ""),
        dissolved=selection.with_dissolved(request, at),
    )
    return render_part(request, TEMPLATE, "level", {"part": part})


@require_GET
def menu(request: ActorRequest, uid: UUID) -> HttpResponse:
    """The menu of a node in <党组织信息维护>; without script the page at that node, whose buttons
    do the same; 403 for who may not open that page."""
    organization = tree.find(request.actor, uid, Can.BROWSE_ORGANIZATIONS)
    page = with_query(trees.TREES["dangzuzhi"].page, org=uid)
    if not wants_part(request):
        return go_to(request, page)
    items = offers(
        request.actor,
        uid,
        organization.path,
        organization.category,
        dissolved=organization.dissolved_at is not None,
    )
    items = items or [MenuItem("查看", page, "eye")]
    context = {"items": items, "title": organization.name}
    return render_part(request, TEMPLATE, "menu", context)


@require_GET
def search(request: ActorRequest) -> HttpResponse:
    """What the field above a tree found; the tree itself when the field is empty."""
    at = selection.tree_of(request.GET.get("at", ""))
    keyword, org = request.GET.get("q", ""), request.GET.get("org", "")
    page = trees.TREES[at].page
    if not wants_part(request):
        return go_to(request, with_query(page, org=org, q=keyword))
    selected = tree.find(request.actor, selection.uid_of(org, request.actor))
    context = side(request, selected, at)
    return render_part(request, TEMPLATE, "found", context)


@require_GET
def units(request: ActorRequest) -> HttpResponse:
    """Units that are in the system already, while a unit's name is typed (ORG-08)."""
    found = unit_queries.suggest(request.actor, request.GET.get("q", ""))
    rows = [
        Suggestion(
            str(each.uid),
            each.name,
            note=f"{each.category_label}　{each.code or '没有代码'}",
            why_not=each.why_not,
        )
        for each in found
    ]
    return render_part(request, TEMPLATE, "units", {"rows": rows})
