"""The filters of <查看转接情况>, between the address, the form and the question (TRF-16).

An ID number never stands in an address in plain: the form is posted, and the address that it leads
to holds the number sealed for this account alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict

from dengta.access.actor import Actor
from dengta.codes.queries import tables
from dengta.codes.rules import dates
from dengta.codes.rules.characters import narrow
from dengta.members.rules.facts import CHOSEN
from dengta.transfers.queries import Question
from dengta.transfers.rules import types
from dengta.transfers.rules.law import RUNNING, STATUS_LABELS, Status
from dengta.web import sizes
from dengta.web.components import Segment
from dengta.web.fields import FieldChoice
from dengta.web.jinja import url, with_query
from dengta.web.sealed_words import opened_for, sealed_for

PAGE = "transfer_list"
LONGEST = 60
RUNNING_WORD = "zaiban"
"""In place of a status: everything that is still running."""

TEXTS = ("source", "target", "name", "sex", "ethnicity", "sent_from", "sent_to", "kind", "status")
PLACED = ("org", "below", "size")
ADVANCED = ("sex", "ethnicity", "id_number", "sent_from", "sent_to", "kind", "status")
"""What stands under 高级搜索."""
DAYS = {"sent_from": "转出日期的起点", "sent_to": "转出日期的终点"}


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list asks for, as typed; ``number`` is the ID number in plain."""

    org: str
    below: bool = True
    size: str = ""
    cursor: str = ""
    sealed: str = ""
    number: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)

    def url(self, **changed: object) -> str:
        """The address of this list with some parameters changed ("" takes one out), from the first
        page on unless a cursor is given."""
        parameters: dict[str, object] = {
            "org": self.org,
            **self.texts,
            "number": self.sealed,
            "below": "" if self.below else "0",
            "size": self.size,
        }
        parameters.update(changed)
        return with_query(url(PAGE), **parameters)

    @property
    def reset_url(self) -> str:
        """The same list without its filters."""
        return with_query(url(PAGE), org=self.org, below="" if self.below else "0", size=self.size)

    @property
    def advanced(self) -> int:
        """How many filters under 高级搜索 narrow the list."""
        return sum(bool(self.texts.get(name)) for name in ADVANCED) + bool(self.number)

    @property
    def narrowed(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.texts) or bool(self.number)

    @property
    def scopes(self) -> list[Segment]:
        """本级与直属 and 包含下级."""
        return [
            Segment("本级与直属", self.url(below="0"), not self.below),
            Segment("包含下级", self.url(below=""), self.below),
        ]

    @property
    def rows(self) -> int:
        """How many rows a page has."""
        return sizes.size_of(self.size)

    @property
    def sizes(self) -> list[Segment]:
        """How many rows a page may have."""
        return sizes.choices(self.rows, lambda size: self.url(size=size))

    def question(self, path: str) -> Question:
        """The question to the list of the area at ``path``. Refuses days that cannot be read."""
        asked = self.texts
        days = {name: self._day(name) for name in DAYS}
        status = asked.get("status", "")
        return Question(
            org_path=path,
            include_below=self.below,
            source=asked.get("source", ""),
            target=asked.get("target", ""),
            name=asked.get("name", ""),
            sex=asked.get("sex", ""),
            ethnicity=asked.get("ethnicity", ""),
            id_number=self.number,
            kind=asked.get("kind", ""),
            statuses=tuple(sorted(RUNNING))
            if status == RUNNING_WORD
            else ((status,) * bool(status)),
            cursor=self.cursor,
            size=self.rows,
            sent_from=days["sent_from"],
            sent_to=days["sent_to"],
        )

    def _day(self, name: str) -> date | None:
        text = self.texts.get(name, "")
        return dates.parse(text, field=name, name=DAYS[name]) if text else None


def read(query: QueryDict, actor: Actor) -> Filters:
    """The filters that stand in an address."""
    sealed = query.get("number", "")
    return Filters(
        org=query.get("org", ""),
        below=query.get("below", "") != "0",
        size=query.get("size", ""),
        cursor=query.get("cursor", ""),
        sealed=sealed,
        number=opened_for(actor, sealed, "transfers"),
        texts=_typed(query),
    )


def asked(form: QueryDict, actor: Actor) -> str:
    """The address that a posted form of filters leads to."""
    number = narrow(form.get("id_number", "")).upper()[:LONGEST]
    kept = {name: form.get(name, "") for name in PLACED}
    return with_query(url(PAGE), **kept, **_typed(form), number=sealed_for(actor, number))


def choices() -> dict[str, list[FieldChoice]]:
    """What can be chosen in each filter; disabled codes too, since old transfers hold them."""
    kept = {"sex": CHOSEN["sex"], "ethnicity": CHOSEN["ethnicity"], "kind": types.TABLE}
    found = {
        name: [
            FieldChoice(row.code, row.label, row.depth)
            for row in tables.choices(table, choosable=False)
        ]
        for name, table in kept.items()
    }
    found["status"] = [
        FieldChoice(RUNNING_WORD, "在办（处理中、已退回、待回执）"),
        *(FieldChoice(status.value, STATUS_LABELS[status]) for status in Status),
    ]
    return found


def _typed(given: Mapping[str, str]) -> dict[str, str]:
    found = {name: given.get(name, "").strip()[:LONGEST] for name in TEXTS}
    return {name: text for name, text in found.items() if text}
