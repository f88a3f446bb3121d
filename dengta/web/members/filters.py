"""The filters of the list of members, between the address, the form and the question (MEM-12).

An ID number never stands in an address in plain: the form is posted, and the address that it leads
to holds the number sealed for this account alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.timezone import localdate

from dengta.access.actor import Actor
from dengta.codes.queries import tables
from dengta.codes.rules.characters import narrow
from dengta.members.queries.asking import ORDER_LABELS, Order
from dengta.members.queries.lists import Question
from dengta.members.rules.facts import CHOSEN
from dengta.members.rules.standing import STATUS_LABELS, Status
from dengta.refusal import Refusal
from dengta.web import sizes
from dengta.web.components import Segment
from dengta.web.fields import FieldChoice
from dengta.web.jinja import with_query
from dengta.web.sealed_words import opened_for, sealed_for

ANY_STATUS = "all"
LONGEST = 60
YES_NO = (FieldChoice("1", "是"), FieldChoice("0", "否"))

TEXTS = ("name", "sex", "category", "education", "post", "status", "lost", "floating")
AGES = ("age_from", "age_to")
PLACED_BY_PAGE = ("org", "below", "order", "size")
"""What the page keeps when other filters are asked for."""
MORE = ("sex", "education", "post", "lost", "floating", *AGES)
"""Filters that stand behind 更多条件."""
MORE_LABELS: dict[str, str] = {
    "sex": "性别",
    "education": "学历",
    "post": "工作岗位",
    "lost": "失联",
    "floating": "流动",
    "age_from": "年龄不小于",
    "age_to": "年龄不大于",
}


CONDITIONS = (
    ("sex", "性别", "全部"),
    ("education", "学历", "全部"),
    ("post", "工作岗位", "全部"),
    ("lost", "失联", "全部"),
    ("floating", "流动", "全部"),
    ("age_from", "年龄", "不小于"),
    ("age_to", "至", "不大于"),
)
"""The same as fields: name, label, and what stands in the box while it is empty."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What one list asks for, as typed. ``address`` is the page, ``org`` the organisation chosen
    there; texts are as they stand in the form, ``number`` is the ID number in plain."""

    address: str
    org: str
    below: str = ""
    order: str = ""
    size: str = ""
    cursor: str = ""
    sealed: str = ""
    number: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)

    def url(self, **changed: object) -> str:
        """The address of this list with some of its parameters changed ("" takes one out).

        Another page of the same question keeps everything; everything else begins at the first.
        """
        parameters: dict[str, object] = {
            "org": self.org,
            **self.texts,
            "number": self.sealed,
            "below": self.below,
            "order": self.order,
            "size": self.size,
        }
        parameters.update(changed)
        return with_query(self.address, **parameters)

    @property
    def reset_url(self) -> str:
        """The same list without its filters."""
        return with_query(
            self.address, org=self.org, below=self.below, order=self.order, size=self.size
        )

    @property
    def chips(self) -> list[tuple[str, str]]:
        """The filters behind 更多条件 that narrow this list: what they say, and the address
        without them."""
        return [
            (f"{MORE_LABELS[name]}：{self._said(name)}", self.url(**{name: ""}))
            for name in MORE
            if self.texts.get(name)
        ]

    def question(self, path: str, *, include_below: bool, at: datetime) -> Question:
        """The question to the list of the organisation at ``path``. Refuses ages that are no
        numbers."""
        asked = self.texts
        status = asked.get("status", "")
        return Question(
            org_path=path,
            include_below=include_below,
            name=asked.get("name", ""),
            id_number=self.number,
            sex=asked.get("sex", ""),
            category=asked.get("category", ""),
            education=asked.get("education", ""),
            post=asked.get("post", ""),
            status="" if status == ANY_STATUS else status or Status.NORMAL,
            lost=_yes_no(asked.get("lost", "")),
            floating=_yes_no(asked.get("floating", "")),
            age_from=_age(asked, "age_from"),
            age_to=_age(asked, "age_to"),
            on=localdate(at),
            order=Order.NAME if self.order == Order.NAME else Order.ORGANIZATION,
            cursor=self.cursor,
            size=self.rows,
        )

    @property
    def rows(self) -> int:
        """How many rows a page has."""
        return sizes.size_of(self.size)

    def scopes(self, include_below: bool) -> list[Segment]:
        """本级 and 包含下级."""
        return [
            Segment("本级", self.url(below="0"), not include_below),
            Segment("包含下级", self.url(below="1"), include_below),
        ]

    @property
    def orders(self) -> list[Segment]:
        """The two orders of the list."""
        now = Order.NAME if self.order == Order.NAME else Order.ORGANIZATION
        return [
            Segment(
                label, self.url(order="" if order is Order.ORGANIZATION else order), order is now
            )
            for order, label in ORDER_LABELS.items()
        ]

    @property
    def sizes(self) -> list[Segment]:
        """How many rows a page may have."""
        return sizes.choices(self.rows, lambda size: self.url(size=size))

    def _said(self, name: str) -> str:
        text = self.texts[name]
        if name in CHOSEN:
            return tables.label(CHOSEN[name], text)
        if name in AGES:
            return f"{text} 岁"
        return {"1": "是", "0": "否"}.get(text, text)


def read(address: str, query: Mapping[str, str], actor: Actor) -> Filters:
    """The filters that stand in a query string."""
    sealed = query.get("number", "")
    return Filters(
        address=address,
        org=query.get("org", ""),
        below=query.get("below", ""),
        order=query.get("order", ""),
        size=query.get("size", ""),
        cursor=query.get("cursor", ""),
        sealed=sealed,
        number=opened_for(actor, sealed, "member"),
        texts=_typed(query),
    )


def asked(address: str, form: Mapping[str, str], actor: Actor) -> str:
    """The address that a posted form of filters leads to, with its ID number sealed."""
    number = narrow(form.get("id_number", "")).upper()[:LONGEST]
    kept = {name: form.get(name, "")[:LONGEST] for name in PLACED_BY_PAGE}
    return with_query(address, **kept, **_typed(form), number=sealed_for(actor, number))


def choices(name: str) -> list[FieldChoice]:
    """What can be chosen in a filter; disabled codes too, since old records hold them."""
    if name == "status":
        return [
            FieldChoice(Status.NORMAL, "在册党员"),
            FieldChoice(Status.SUSPENDED, STATUS_LABELS[Status.SUSPENDED]),
            FieldChoice(ANY_STATUS, "全部"),
        ]
    if name in CHOSEN:
        rows = tables.choices(CHOSEN[name], choosable=False)
        return [FieldChoice(row.code, row.label, row.depth) for row in rows]
    return list(YES_NO)


def conditions(asked: Filters, wrong: Mapping[str, str]) -> list[dict[str, Any]]:
    """The fields behind 更多条件, as the macro ``field`` takes them."""
    return [
        {
            "name": name,
            "id": f"filter-{name}",
            "label": label,
            "kind": "text" if name in AGES else "select",
            "choices": () if name in AGES else choices(name),
            "value": asked.texts.get(name, ""),
            "placeholder": placeholder,
            "width": "medium" if name in {"education", "post"} else "small",
            "errors": [wrong[name]] if name in wrong else [],
        }
        for name, label, placeholder in CONDITIONS
    ]


def _typed(given: Mapping[str, str]) -> dict[str, str]:
    found = {name: given.get(name, "").strip()[:LONGEST] for name in TEXTS}
    found |= {name: narrow(given.get(name, ""))[:LONGEST] for name in AGES}
    if found["status"] == Status.NORMAL:
        found["status"] = ""
    return {name: text for name, text in found.items() if text}


def _yes_no(text: str) -> bool | None:
    return {"1": True, "0": False}.get(text)


def _age(texts: Mapping[str, str], name: str) -> int | None:
    text = texts.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 3:
        raise Refusal("年龄请填写整数，例如 35。", field=name)
    return int(text)
