"""Choosing 接收单位: by suggestion, or without a script from what a keyword finds (TRF-02)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.views.decorators.http import require_GET

from dengta.access.actor import Actor
from dengta.organizations.queries import tree
from dengta.organizations.queries.tree import Step
from dengta.refusal import Denied, Refusal
from dengta.transfers.queries import Proposal, proposal
from dengta.web.components import Suggestion
from dengta.web.render import render_part
from dengta.web.requests import ActorRequest, uid_in

LONGEST = 100
NOTHING = "没有找到名称或编码里有“{text}”的党组织，请换一个词再找。"
SHORT = "请至少输入两个字再找。"
SEVERAL = "名称里有“{text}”的党组织有 {count} 个，请选定一个。"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The receiver of a form: what the system proposes for it (None: not known yet), the
    organisations to choose from, and what is said beside the field ("" for nothing)."""

    proposal: Proposal | None = None
    options: tuple[Step, ...] = ()
    sentence: str = ""


@require_GET
def targets(request: ActorRequest) -> HttpResponse:
    """Suggestions of receivers from the whole tree."""
    found = tree.targets(request.actor, request.GET.get("q", "")[:LONGEST])
    rows = [
        Suggestion(str(each.uid), each.name, note=each.code, category=each.category)
        for each in found
    ]
    return render_part(request, "transfers/parts.html", "targets", {"rows": rows})


def chosen(actor: Actor, branch: Any, data: QueryDict) -> Chosen:
    """Which receiver ``data`` means, for a transfer from ``branch``; puts it into ``data``.

    The words of the field count: where they are not the name of the uid beside them (typed
    without a script), they are looked for.
    """
    text = data.get("target_text", "").strip()[:LONGEST]
    option = uid_in(data.get("option", ""))
    uid = option or uid_in(data.get("target", ""))
    if uid is not None and (text or option):
        found = _proposed(actor, branch, uid)
        if found.proposal is None:
            return found
        if option or found.proposal.target == text:
            data["target"], data["target_text"] = str(uid), found.proposal.target
            return found
    data["target"] = ""
    return _looked_for(actor, branch, text, data) if text else Chosen()


def _looked_for(actor: Actor, branch: Any, text: str, data: QueryDict) -> Chosen:
    if len(text) < tree.SHORTEST_KEYWORD:
        return Chosen(sentence=SHORT)
    hits = tree.targets(actor, text)
    exact = [each for each in hits if text in {each.name, each.code}]
    if len(exact) == 1 or len(hits) == 1:
        hit = (exact or hits)[0]
        data["target"], data["target_text"] = str(hit.uid), hit.name
        return _proposed(actor, branch, hit.uid)
    if not hits:
        return Chosen(sentence=NOTHING.format(text=text))
    return Chosen(options=tuple(hits), sentence=SEVERAL.format(text=text, count=len(hits)))


def _proposed(actor: Actor, branch: Any, uid: UUID) -> Chosen:
    try:
        return Chosen(proposal(actor, branch, uid))
    except Denied:
        raise
    except Refusal as refusal:
        return Chosen(sentence=refusal.sentence)
