"""What an auditor asks of a screen of the log, between the address, the form and the question."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils.timezone import get_current_timezone

from dengta.access.actor import Actor
from dengta.audit.queries import Question, Tally
from dengta.audit.rules.events import Kind
from dengta.audit.rules.groups import GROUP_LABELS, READY_LABELS, Group, Ready
from dengta.codes.rules import dates
from dengta.organizations.queries import tree
from dengta.refusal import Refusal
from dengta.web.components import Segment
from dengta.web.jinja import with_query

ADDRESS = "/rizhi"
LONGEST = 60

SCREENS: dict[str, Kind] = {
    "denglu": Kind.SIGN_IN,
    "yewu": Kind.BUSINESS,
    "dangan": Kind.LOOK,
    "beiju": Kind.REFUSED,
}
"""Last part of the address → screen (LOG-01)."""

NAMES = ("since", "until", "person", "subject", "org", "group", "ready", "who", "about")


@dataclass(frozen=True, slots=True)
class Filters:
    """The words of the form as typed; ``who`` and ``about`` are uids that a name was clicked by."""

    screen: str
    typed: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, screen: str, asked: Mapping[str, str]) -> Filters:
        """What the address asks; unknown words are left out, long ones are cut."""
        typed = {name: asked.get(name, "").strip()[:LONGEST] for name in NAMES}
        return cls(screen, {name: text for name, text in typed.items() if text})

    def __getitem__(self, name: str) -> str:
        return self.typed.get(name, "")

    def url(self, **changed: str) -> str:
        """The address of the same screen with some words changed; "" takes one away."""
        return with_query(f"{ADDRESS}/{self.screen}", **{**self.typed, **changed})

    def question(self, actor: Actor) -> Question:
        """The question to the log. Refuses a day that is none (field ``since`` or ``until``) and an
        organisation out of reach (404)."""
        since, until = self._day("since"), self._day("until")
        organization = _uid(self["org"])
        return Question(
            kind=SCREENS[self.screen],
            since=_begins(since) if since else None,
            until=_begins(until + timedelta(days=1)) if until else None,
            person=self["person"],
            subject=self["subject"],
            actor_uid=_uid(self["who"]),
            subject_uid=_uid(self["about"]),
            org_path=tree.find(actor, organization).path if organization else "",
            group=Group(self["group"]) if self["group"] in set(Group) else None,
            ready=Ready(self["ready"]) if self["ready"] in set(Ready) else None,
        )

    def groups(self, tally: Tally) -> list[Segment]:
        """常用: all lines, then each group that has some."""
        found = [Segment(f"全部 {tally.total_words}", self.url(group=""), not self["group"])]
        return found + [
            Segment(f"{GROUP_LABELS[group]} {n}", self.url(group=group), self["group"] == group)
            for group, n in tally.groups.items()
            if n or self["group"] == group
        ]

    def ready(self) -> list[Segment]:
        """The questions that stand ready, of this screen."""
        return [
            Segment(READY_LABELS[each], self.url(ready="" if on else each), on)
            for each in READY_OF[self.screen]
            for on in (self["ready"] == each,)
        ]

    def without_names(self) -> Filters:
        """The same without the names that were clicked."""
        kept = {name: text for name, text in self.typed.items() if name not in ("who", "about")}
        return replace(self, typed=kept)

    def _day(self, name: str) -> date | None:
        if not self[name]:
            return None
        try:
            return dates.parse(self[name])
        except Refusal as refusal:
            raise Refusal(refusal.sentence, field=name) from refusal


READY_OF: dict[str, tuple[Ready, ...]] = {
    "denglu": (Ready.AT_NIGHT,),
    "yewu": (Ready.AT_NIGHT, Ready.EXPORTS, Ready.IDENTITY),
    "dangan": (Ready.AT_NIGHT, Ready.MANY_LOOKS, Ready.OWN_RECORD, Ready.EXPORTS),
    "beiju": (Ready.AT_NIGHT,),
}


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _begins(day: date) -> datetime:
    return datetime.combine(day, time.min, get_current_timezone())
