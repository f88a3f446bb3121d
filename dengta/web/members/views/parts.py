"""What the tree and the fields of the member pages fetch: leaves, menus, suggestions."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dengta.access.checks import allows, require_function
from dengta.access.permissions import Can
from dengta.members.queries import record as records
from dengta.members.rules.standing import HELD_SENTENCES, Hold
from dengta.organizations.queries import tree
from dengta.organizations.rules.categories import is_branch
from dengta.transfers.queries import may_send
from dengta.web import trees
from dengta.web.components import MenuItem, Suggestion
from dengta.web.jinja import url, with_query
from dengta.web.members.finding import words
from dengta.web.render import go_to, render_part, wants_part
from dengta.web.requests import ActorRequest, uid_in

TEMPLATE = "members/parts.html"
WITH_MEMBERS = frozenset({"dangyuan", "liulan"})
SUSPENDED = "已停止党籍，不能转接"


@require_GET
def leaves(request: ActorRequest, uid: UUID) -> HttpResponse:
    """The members of a branch as leaves of the tree; without script the list of the branch."""
    at = _at(request)
    if not wants_part(request):
        return go_to(request, with_query(trees.TREES[at].page, org=uid))
    found = trees.leaves(request.actor, uid, at, uid_in(request.GET.get("after", "")))
    return render_part(request, TEMPLATE, "leaves", {"part": found})


@require_GET
def organization_menu(request: ActorRequest, uid: UUID) -> HttpResponse:
    """What can be done with an organisation in a tree of members; 403 for who may not see them."""
    at, actor = _at(request), request.actor
    organization = tree.find(actor, uid, Can.BROWSE_MEMBERS)
    items = [MenuItem("查看党员", with_query(trees.TREES[at].page, org=uid), "people")]
    if at == "dangyuan" and allows(actor, Can.ENROL_MEMBER, organization.path):
        named = "zhibu" if is_branch(organization.category) else "org"
        items.append(MenuItem("补录", url("member_enrolment", query={named: uid}), "add"))
    return _menu(request, items, organization.name)


@require_GET
def member_menu(request: ActorRequest, uid: UUID) -> HttpResponse:
    """What can be done with a member, in the tree and in the list."""
    actor = request.actor
    member = records.find(actor, uid)
    items: list[MenuItem] = []
    if _at(request) == "dangyuan":
        if may_send(actor, member.branch):
            items.append(
                MenuItem(
                    "组织关系转出",
                    url("transfer_application", query={"dangyuan": uid}),
                    "transfer",
                    why_not=_why_not_sent(member.active, Hold(member.hold)),
                )
            )
        if allows(actor, Can.EDIT_MEMBER, member.org_path):
            address = url("member_editing", uid)
            items.append(MenuItem("编辑", address, "edit", separated=bool(items)))
    items.append(MenuItem("查看", url("member_record", uid), "eye"))
    return _menu(request, items, member.name, member.branch.name)


@require_GET
def branches(request: ActorRequest) -> HttpResponse:
    """Suggestions of branches in the range of those who may edit members; 403 for others."""
    require_function(request.actor, Can.EDIT_MEMBER)
    found = tree.search(request.actor, words(request.GET.get("q", "")))
    rows = [
        Suggestion(
            str(each.uid),
            each.name,
            note=each.code,
            category=each.category,
            why_not="" if is_branch(each.category) else "不是党支部",
        )
        for each in found
        if allows(request.actor, Can.EDIT_MEMBER, each.path)
    ]
    return render_part(request, TEMPLATE, "branches", {"rows": rows})


def _menu(request: ActorRequest, items: list[MenuItem], title: str, note: str = "") -> HttpResponse:
    context = {"items": items, "title": title, "note": note}
    return render_part(request, TEMPLATE, "menu", context)


def _why_not_sent(active: bool, hold: Hold) -> str:
    return HELD_SENTENCES.get(hold, "") or ("" if active else SUSPENDED)


def _at(request: ActorRequest) -> str:
    at = request.GET.get("at", "")
    return at if at in WITH_MEMBERS else "dangyuan"
