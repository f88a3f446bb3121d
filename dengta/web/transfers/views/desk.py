"""<转接审批>: what waits for this account on the left, the whole case on the right (TRF-13, 14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from dengta.reports.sheets.letter import LetterSheet, fill
from dengta.transfers import actions, queries
from dengta.transfers.queries import SIDE_LABELS, Case, DeskCounts, DeskLine, Side
from dengta.transfers.rules import law
from dengta.web.components import Segment, Tab
from dengta.web.jinja import url, with_query
from dengta.web.render import go_to, page
from dengta.web.requests import ActorRequest
from dengta.web.transfers import stops
from dengta.web.transfers.forms import StepForm
from dengta.web.transfers.naming import beside

DESK = "transfer_desk"
TEMPLATE = "transfers/desk.html"
PLACE = ["组织关系转接", "转接审批"]
OPENED_BY_ITSELF = "xia"
"""In the address of an item that opened after another was decided: its buttons wait for a moment,
so that a second click does not decide what nobody has read."""
LIST_ALONE = "liebiao"


@dataclass(frozen=True, slots=True)
class Desk:
    """The list on the left: one side of 待办工作, and how many wait on both."""

    side: Side
    lines: Sequence[DeskLine]
    counts: DeskCounts

    @property
    def segments(self) -> list[Segment]:
        """转出审核 and 转入审核."""
        numbers = {Side.OUTGOING: self.counts.outgoing, Side.INCOMING: self.counts.incoming}
        return [
            Segment(
                f"{label} {numbers[side]}",
                with_query(url(DESK), fangxiang=side.value),
                side is self.side,
            )
            for side, label in SIDE_LABELS.items()
        ]

    @property
    def tabs(self) -> list[Tab]:
        """What there is besides 待办工作 comes later (TRF-13)."""
        return [Tab("待办工作", url(DESK), current=True, count=self.counts.all)]

    @property
    def may_agree(self) -> bool:
        """Whether several could be agreed to together."""
        return any(line.place is law.Place.NODE for line in self.lines)

    def after(self, uid: UUID, *, opening: bool = True) -> str:
        """Where to go once the item ``uid`` is done: the next of the list, else the first, else
        the empty list; the item itself when it did not stand in the list. Not ``opening``: the
        list alone, where no script keeps a second click from the item that opens."""
        uids = [line.uid for line in self.lines]
        if uid not in uids:
            return address(uid)
        at = uids.index(uid)
        rest = [each for each in uids if each != uid]
        if not rest:
            return url(DESK)
        if not opening:
            return with_query(url(DESK), fangxiang=self.side.value, **{LIST_ALONE: 1})
        return with_query(address(rest[at % len(rest)], self.side), **{OPENED_BY_ITSELF: 1})

    def place_of(self, uid: UUID) -> tuple[int, str, str]:
        """The number of an item in the list (0: not in it), and the addresses before and after."""
        uids = [line.uid for line in self.lines]
        if uid not in uids:
            return 0, "", ""
        at = uids.index(uid)
        before = address(uids[at - 1], self.side) if at else ""
        after = address(uids[at + 1], self.side) if at + 1 < len(uids) else ""
        return at + 1, before, after


@require_GET
def newest(request: ActorRequest) -> HttpResponse:
    """The first item of the list, or the list alone."""
    queries.visible(request.actor)
    desk = desk_of(request)
    if desk.lines and LIST_ALONE not in request.GET:
        return go_to(request, address(desk.lines[0].uid, desk.side))
    return page(request, TEMPLATE, context_of(request, desk, None))


@require_GET
def case(request: ActorRequest, uid: UUID) -> HttpResponse:
    """One case; opening it is written down as a look at the member's record (TRF-14)."""
    return shown(request, uid)


def shown(request: ActorRequest, uid: UUID, refused: str = "", status: int = 200) -> HttpResponse:
    """The case as it stands now, with the sentence why the last click changed nothing."""
    found = actions.consult(uid=uid, by=request.actor, at=request.at)
    context = context_of(request, desk_of(request, found), found)
    return page(request, TEMPLATE, {**context, "refused": refused}, status=status)


def desk_of(request: ActorRequest, case: Case | None = None) -> Desk:
    """The side that the address names, else that of the open case, else the one with items."""
    actor = request.actor
    counts = queries.counts(actor, at=request.at)
    side = _side(request.GET.get("fangxiang", ""))
    if side is None and case is not None:
        side = case.side
    if side is None:
        side = Side.INCOMING if counts.incoming and not counts.outgoing else Side.OUTGOING
    return Desk(side, queries.on_my_desk(actor, at=request.at, side=side), counts)


def address(uid: UUID, side: Side | None = None) -> str:
    """The address of a case, in the list of one side."""
    return with_query(url("transfer_case", uid), fangxiang=side.value if side else "")


def context_of(request: ActorRequest, desk: Desk, case: Case | None) -> dict[str, Any]:
    """What the template needs; without a case the list alone."""
    context: dict[str, Any] = {
        "place": PLACE,
        "desk": desk,
        "case": case,
        "form": StepForm(initial={"seen": case.step if case else ""}),
        "refused": "",
        "just_opened": OPENED_BY_ITSELF in request.GET,
        "short": beside(request.actor.organization_name, *(line.holder for line in desk.lines)),
        "Verb": law.Verb,
        "LawPlace": law.Place,
    }
    if case is None:
        return context
    number, before, after = desk.place_of(case.uid)
    near = beside(*(place.name for place in case.path))
    return context | {
        "near": near,
        "sheet": _sheet(case),
        "path": stops.travelled(case),
        "number": number,
        "before": before,
        "after": after,
        "tone": tone_of(case.status),
        "here": url("transfer_case", case.uid),
        "query": f"?fangxiang={desk.side.value}",
        "self_url": address(case.uid, desk.side),
    }


def tone_of(status: law.Status) -> str:
    """The tone of a status mark."""
    return {
        law.Status.UNDERWAY: "hint",
        law.Status.RETURNED: "warning",
        law.Status.AWAITING_RECEIPT: "hint",
        law.Status.FINISHED: "good",
    }.get(status, "error")


def _sheet(case: Case) -> LetterSheet | None:
    return fill(case.letters[0]) if case.letters else None


def _side(text: str) -> Side | None:
    return Side(text) if text in set(Side) else None
