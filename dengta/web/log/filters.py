"""What an auditor asks of a screen of the log, between the address, the form and the question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils.timezone import get_current_timezone, localdate

from dengta.access.actor import Actor
from dengta.audit.queries import Question, Tally
from dengta.audit.rules.events import EVENT_LABELS, Event, Kind
from dengta.audit.rules.groups import GROUP_LABELS, READY_HINTS, READY_LABELS, Group, Ready
from dengta.audit.rules.screens import EVENTS_ON
from dengta.codes.rules import dates
from dengta.organizations.queries import tree
from dengta.refusal import Refusal
from dengta.web.components import Segment
from dengta.web.jinja import url, with_query
from dengta.web.requests import ActorRequest, uid_in

if TYPE_CHECKING:
    from dengta.organizations.models import Organization

LONGEST = 60
FIRST_YEAR, LAST_YEAR = 1900, 2999

SCREENS: dict[str, Kind] = {
    "denglu": Kind.SIGN_IN,
    "yewu": Kind.BUSINESS,
    "dangan": Kind.LOOK,
    "beiju": Kind.REFUSED,
}
"""Last part of the address → screen (LOG-01)."""

NAMES = (
    "since",
    "until",
    "all",
    "person",
    "org",
    "org_text",
    "event",
    "subject",
    "group",
    "ready",
    "who",
    "about",
)
"""Words of an address. ``who`` and ``about`` are uids that a name was clicked by; ``all`` says that
both days were left empty, else yesterday and today are asked for."""

NO_SUCH_YEAR = f"年份应在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间，请检查。"
TURNED_ROUND = "结束日期早于开始日期，请对调或改正。"
NOT_ONE_PLACE = "没有找到唯一的党组织，请填写全称，或从列表中选一个。"


@dataclass(frozen=True, slots=True)
class Filters:
    """The words of the form as typed."""

    screen: str
    typed: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, screen: str, asked: Mapping[str, str], today: date) -> Filters:
        """What the address asks. Unknown words are left out, long ones are cut, characters that
        nobody can type are dropped; without any day it is yesterday and ``today``."""
        typed = {name: _plain(asked.get(name, "")) for name in NAMES}
        if not (typed["since"] or typed["until"]):
            if "since" in asked or "until" in asked or typed["all"]:
                typed["all"] = "1"
            else:
                typed["since"] = f"{today - timedelta(days=1)}"
                typed["until"] = f"{today}"
        else:
            typed["all"] = ""
        if "org_text" in asked and not typed["org_text"]:
            typed["org"] = ""
        return cls(screen, {name: text for name, text in typed.items() if text})

    def __getitem__(self, name: str) -> str:
        return self.typed.get(name, "")

    @property
    def kind(self) -> Kind:
        """The screen, as the log calls it."""
        return SCREENS[self.screen]

    @property
    def asks_for_bursts(self) -> bool:
        """Whether accounts are asked for and no lines: 一小时内查看大量档案, of nobody yet."""
        return self["ready"] == Ready.MANY_LOOKS and not self["who"]

    def url(self, at: str = "", **changed: str) -> str:
        """The address of the same screen with some words changed; "" takes one away. ``at`` is
        another address that takes the same words."""
        if changed.get("since") or changed.get("until"):
            changed.setdefault("all", "")
        return with_query(at or url("log_screen", self.screen), **{**self.typed, **changed})

    def any_day(self) -> str:
        """The address of the same question whatever the day."""
        return self.url(since="", until="", all="1")

    def place(self, actor: Actor) -> Organization | None:
        """The organisation that is named: chosen (out of reach: 404), or typed. Refuses (field
        ``org``) words that do not name exactly one of the own range."""
        uid, text = uid_in(self["org"]), self["org_text"]
        found = tree.find(actor, uid) if uid else None
        if not text or (found is not None and found.name == text):
            return found
        hits = tree.search(actor, text)
        chosen = [hit for hit in hits if hit.name == text] or hits
        if len(chosen) != 1:
            raise Refusal(NOT_ONE_PLACE, field="org")
        return tree.find(actor, chosen[0].uid)

    def question(self, place: Organization | None) -> Question:
        """The question to the log, at ``place`` and below. Refuses (field ``since`` or ``until``)
        a day that is none, and days in the wrong order."""
        since, until = self._day("since"), self._day("until")
        if since and until and until < since:
            raise Refusal(TURNED_ROUND, field="until")
        event = Event(self["event"]) if self["event"] in set(Event) else None
        return Question(
            kind=self.kind,
            since=_begins(since) if since else None,
            until=_begins(until + timedelta(days=1)) if until else None,
            person=self["person"],
            subject=self["subject"],
            actor_uid=uid_in(self["who"]),
            subject_uid=uid_in(self["about"]),
            org_path=place.path if place else "",
            group=Group(self["group"]) if self["group"] in set(Group) else None,
            event=event if event in EVENTS_ON[self.kind] else None,
            ready=Ready(self["ready"]) if self["ready"] in set(Ready) else None,
        )

    def events(self) -> list[tuple[str, str]]:
        """The choices of 类别."""
        return [("", "全部"), *((event, EVENT_LABELS[event]) for event in EVENTS_ON[self.kind])]

    def groups(self, tally: Tally) -> list[Segment]:
        """常用: all lines, then each group that has some; nothing where all are of one."""
        found = [
            Segment(f"{GROUP_LABELS[group]} {n}", self.url(group=group), self["group"] == group)
            for group, n in tally.groups.items()
            if n or self["group"] == group
        ]
        if self.kind is not Kind.BUSINESS:
            found = [segment for segment in found if segment.current]
        return [Segment(f"全部 {tally.words()}", self.url(group=""), not self["group"]), *found]

    def total(self, tally: Tally) -> str:
        """How many lines the table has: of the chosen group, or of all."""
        return tally.words(Group(self["group"]) if self["group"] in set(Group) else None)

    def ready(self) -> list[Segment]:
        """The questions that stand ready on this screen; the one asked for is put away by a
        second click."""
        return [
            Segment(READY_LABELS[each], self.url(ready="" if on else each, who=""), on)
            for each in READY_ON[self.screen]
            for on in (self["ready"] == each,)
        ]

    def ready_hint(self) -> str:
        """What the ready question that is asked for means; "" for none."""
        return READY_HINTS[Ready(self["ready"])] if self["ready"] in set(Ready) else ""

    def without_names(self) -> str:
        """The address without the names that were clicked."""
        return self.url(who="", about="")

    def _day(self, name: str) -> date | None:
        if not self[name]:
            return None
        day = dates.parse(self[name], field=name)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Refusal(NO_SUCH_YEAR, field=name)
        return day


READY_ON: dict[str, tuple[Ready, ...]] = {
    "denglu": (Ready.AT_NIGHT,),
    "yewu": (Ready.AT_NIGHT, Ready.EXPORTS, Ready.IDENTITY),
    "dangan": (Ready.MANY_LOOKS, Ready.OWN_RECORD, Ready.AT_NIGHT),
    "beiju": (Ready.AT_NIGHT,),
}
"""The ready questions of each screen; 被拒操作 is a screen of its own."""


def _plain(text: str) -> str:
    """What a person typed: characters that nobody sees are dropped, long texts are cut."""
    return "".join(filter(str.isprintable, text)).strip()[:LONGEST]


def _begins(day: date) -> datetime:
    return datetime.combine(day, time.min, get_current_timezone())


def filters_of(request: ActorRequest, screen: str) -> Filters:
    """The filters that the address or the posted form carries."""
    asked = request.POST if request.method == "POST" else request.GET
    return Filters.read(screen, asked.dict(), localdate(request.at))
