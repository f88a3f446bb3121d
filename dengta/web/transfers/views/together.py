"""Several items agreed to together, each on its own outcome (TRF-14)."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from dengta.access.checks import require_function
from dengta.access.permissions import Can
from dengta.accounts.actions.once import once
from dengta.transfers import actions
from dengta.web.forms import VerbForm, new_mark, step_of
from dengta.web.jinja import url
from dengta.web.render import page
from dengta.web.requests import ActorRequest, uid_in
from dengta.web.transfers.views.desk import DESK, PLACE, address

MARK_LENGTH = 43
MOST = 100
"""As many as the list shows at once."""
GONE = "没有找到这件转接，或不在您的管理范围内"


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one item: ``sentence`` is "" when it was agreed to."""

    name: str
    agreed: bool
    sentence: str
    url: str


@require_POST
def agree_together(request: ActorRequest) -> HttpResponse:
    """同意 to every ticked item; a second post of the same form tells the same outcomes.
    403 for who decides nothing."""
    require_function(request.actor, Can.DECIDE_TRANSFER)
    form = VerbForm(request.POST)
    mark = (form.data.get("mark", "") if form.is_valid() else "") or new_mark()
    lines = [
        _agreed(request, mark, uid, seen) for uid, seen in _ticked(request.POST.getlist("jian"))
    ]
    agreed = sum(line.agreed for line in lines)
    context: dict[str, Any] = {
        "place": [*PLACE, "批量同意"],
        "lines": lines,
        "agreed": agreed,
        "refused": len(lines) - agreed,
        "back": url(DESK),
    }
    return page(request, "transfers/together.html", context)


def _agreed(request: ActorRequest, mark: str, uid: UUID, seen: int) -> Line:
    """One item in a transaction of its own, carried out once for this form (GEN-11)."""

    def do() -> dict[str, Any]:
        (outcome,) = actions.agree_each(items=[(uid, seen)], by=request.actor, at=request.at)
        if outcome.refusal is not None:
            request.shown_refusals.append(outcome.refusal)
        return {"name": outcome.name, "agreed": outcome.agreed, "sentence": outcome.sentence}

    answer = once(
        mark=sha256(f"{mark} {uid}".encode()).hexdigest()[:MARK_LENGTH],
        account_pk=request.actor.account_pk,
        do=do,
        at=request.at,
    )
    url = address(uid) if answer["name"] else ""
    return Line(answer["name"] or GONE, answer["agreed"], answer["sentence"], url)


def _ticked(texts: list[str]) -> list[tuple[UUID, int]]:
    """The items of ``uid:step``, each once, at most ``MOST``; forged ones are left out."""
    found: dict[UUID, int] = {}
    for text in texts:
        name, _, seen = text.partition(":")
        uid = uid_in(name)
        if uid is not None:
            found.setdefault(uid, step_of(seen))
    return list(found.items())[:MOST]
