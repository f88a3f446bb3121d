"""Paths of transfers as the macro ``steps`` draws them."""

from __future__ import annotations

from typing import Literal

from django.utils.timezone import localtime

from dengta.transfers.queries import Case, PathPlace, Proposal, Stage
from dengta.transfers.rules.wording import (
    NOTE_AGREED,
    NOTE_BY_ITSELF,
    NOTE_RETURNED,
    NOTE_SENT,
)
from dengta.web.components import Step
from dengta.web.transfers.naming import short

BY_ITSELF = "自动审核"
HERE = "当前办理党组织"
AHEAD = "尚未到达"
ROOMY = 6
"""Up to so many places there is room for everyone's contact."""

SHORT_NOTES: dict[str, str] = {
    NOTE_SENT: "申请转出",
    NOTE_AGREED: "同意",
    NOTE_RETURNED: "不同意",
}


def ahead(proposal: Proposal) -> list[Step]:
    """The path that an item would take, with the days that each letter would hold."""
    names = _short([place.name for place in proposal.path])
    last = len(names) - 1
    return [
        Step(
            names[at],
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
    """The path of an item: what each place did, and who has it now. Where the path is long only
    the holder's contact is shown."""
    names = _short([place.name for place in case.path])
    roomy = len(names) <= ROOMY
    return [_stop(case, place, name, roomy) for name, place in zip(names, case.path, strict=True)]


def _stop(case: Case, place: PathPlace, name: str, roomy: bool) -> Step:
    did = _did(place)
    whom = _joined(place) if roomy else ""
    match place.stage:
        case Stage.CURRENT:
            day = f"第 {case.days_here} 天"
            if not roomy:
                return _step(name, "now", HERE, day, place.contact, place.phone)
            return _step(name, "now", HERE, f"{place.role}，{day}", whom)
        case Stage.RETURNED:
            return _step(name, "returned", did, place.role, whom)
        case Stage.DONE:
            return _step(name, "done", place.role, did, whom)
    return _step(name, "waiting", place.role, BY_ITSELF if place.automatic else AHEAD, whom)


def _joined(place: PathPlace) -> str:
    return " ".join(part for part in (place.contact, place.phone) if part)


def _did(place: PathPlace) -> str:
    """What it did last, in the words of a small place: 06-10 同意."""
    if place.at is None:
        return ""
    note = place.note.split("：")[0]
    note = "自动同意" if note.endswith(NOTE_BY_ITSELF) else SHORT_NOTES.get(note, note)
    return f"{localtime(place.at):%m-%d} {note}"


def _step(name: str, state: Literal["done", "now", "returned", "waiting"], *lines: str) -> Step:
    return Step(name, state, tuple(line for line in lines if line))


def _short(names: list[str]) -> list[str]:
    """Each name without what its neighbours on the path say already."""
    return [
        short(name, *names[max(0, at - 1) : at], *names[at + 1 : at + 2])
        for at, name in enumerate(names)
    ]
