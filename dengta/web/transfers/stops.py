"""Paths of transfers as the macro ``steps`` draws them."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localtime

from dengta.transfers.queries import Case, PathPlace, Proposal, Stage
from dengta.web.components import Step

BY_ITSELF = "自动审核"


def moment(at: datetime) -> str:
    """A moment as the pages write it: 2017-06-16 15:20."""
    return f"{localtime(at):%Y-%m-%d %H:%M}"


def ahead(proposal: Proposal) -> list[Step]:
    """The path that an item would take, with the days that each letter would hold."""
    last = len(proposal.path) - 1
    return [
        Step(
            place.name,
            state="start" if at == 0 else "end" if at == last else "waiting",
            mark="起" if at == 0 else "止" if at == last else str(at),
            lines=(place.role, BY_ITSELF) if place.automatic else (place.role,),
            between=f"{place.days} 天内",
        )
        for at, place in enumerate(proposal.path)
    ]


def summary(proposal: Proposal) -> str:
    """One line about that path: how many approve, how many of them by themselves."""
    by_themselves = sum(place.automatic for place in proposal.path)
    if not proposal.approvals:
        return "中间没有审批节点，发送后直接到接收党组织"
    text = f"{proposal.approvals} 个节点审批"
    return f"{text}，其中 {by_themselves} 个自动审核" if by_themselves else text


def travelled(case: Case) -> list[Step]:
    """The path of an item: what each place did, and who has it now."""
    return [_stop(case, place) for place in case.path]


def _stop(case: Case, place: PathPlace) -> Step:
    day = f"{localtime(place.at):%m-%d}　" if place.at else ""
    note = place.note.split("：")[0]
    whom = " ".join(part for part in (place.contact, place.phone) if part)
    match place.stage:
        case Stage.CURRENT:
            lines = ["当前办理党组织", f"{place.role}，第 {case.days_here} 天", whom]
            return Step(place.name, "now", _said(lines))
        case Stage.RETURNED:
            return Step(place.name, "returned", _said([f"{day}{note}", place.role, whom]))
        case Stage.DONE:
            return Step(place.name, "done", _said([place.role, f"{day}{note}", whom]))
    there = BY_ITSELF if place.automatic else "尚未到达"
    return Step(place.name, "waiting", _said([place.role, there, whom]))


def _said(lines: list[str]) -> tuple[str, ...]:
    return tuple(line for line in lines if line)
