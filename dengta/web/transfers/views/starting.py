"""The first page of <组织关系转出>: whose relation moves, found by branch and name (TRF-01)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.timezone import localdate

from dengta.access.checks import require_function
from dengta.access.permissions import Can
from dengta.members.queries import lists
from dengta.members.queries.lists import Page, Question
from dengta.organizations.queries import tree
from dengta.organizations.rules.categories import is_branch
from dengta.refusal import Denied, OutOfReach, Refusal
from dengta.transfers.queries import require_sender
from dengta.transfers.queries.senders import branches
from dengta.web.jinja import url, with_query
from dengta.web.render import page_or_part
from dengta.web.requests import ActorRequest, uid_in

PART = "start"
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: branches by ``keyword``, members by ``name``; ``chosen`` are
    those that the form has already."""

    keyword: str
    name: str
    cursor: str
    chosen: Sequence[UUID]

    def url(self, branch: UUID | None, cursor: str = "") -> str:
        """The same question about another branch or another page."""
        return with_query(
            url("transfer_application"),
            dangyuan=list(self.chosen) or None,
            tianjia="1" if self.chosen else "",
            org=branch,
            zhibu=self.keyword,
            xingming=self.name,
            cursor=cursor,
        )


def start(request: ActorRequest, chosen: Sequence[UUID]) -> HttpResponse:
    """The branches that the account may send for, and the members of the one that is open."""
    actor, given = request.actor, request.GET
    require_function(actor, Can.SEND_TRANSFER)
    asked = Asked(
        keyword=given.get("zhibu", "").strip()[:LONGEST],
        name=given.get("xingming", "").strip()[:LONGEST],
        cursor=given.get("cursor", ""),
        chosen=chosen,
    )
    offered = branches(actor, asked.keyword)
    branch = _branch(request, [each.uid for each in offered])
    found, wrong = (None, "") if branch is None else _members(request, branch, asked)
    context: dict[str, Any] = {
        "place": ["组织关系转接", "组织关系转出"],
        "asked": asked,
        "branches": [(each, asked.url(each.uid)) for each in offered],
        "branch": branch,
        "found": found,
        "wrong": wrong,
        "previous": asked.url(branch.uid, found.prev) if branch and found and found.prev else "",
        "next": asked.url(branch.uid, found.next) if branch and found and found.next else "",
        "address": url("transfer_application"),
        "back": with_query(url("transfer_application"), dangyuan=list(chosen)) if chosen else "",
    }
    return page_or_part(request, "transfers/start.html", PART, context)


def _branch(request: ActorRequest, offered: list[UUID]) -> Any:
    """The branch that the address names, else the only one there is; None for none."""
    text = request.GET.get("org", "")
    uid = uid_in(text)
    if text and uid is None:
        raise OutOfReach
    if uid is None:
        uid = offered[0] if len(offered) == 1 else None
    if uid is None:
        return None
    branch = tree.find(request.actor, uid, Can.BROWSE_MEMBERS)
    if not is_branch(branch.category):
        return None
    require_sender(request.actor, branch)
    return branch


def _members(request: ActorRequest, branch: Any, asked: Asked) -> tuple[Page | None, str]:
    """A page of the branch's members, or why there is none."""
    question = Question(
        org_path=branch.path,
        include_below=False,
        name=asked.name,
        on=localdate(request.at),
        cursor=asked.cursor,
    )
    try:
        return lists.page(request.actor, question), ""
    except (Denied, OutOfReach):
        raise
    except Refusal as refusal:
        return None, refusal.sentence
