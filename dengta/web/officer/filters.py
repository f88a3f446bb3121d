"""The filters of the list of accounts, between the address, the form and the question (ACC-07).

An ID or mobile number never stands in an address in plain: the form is posted, and the address that
it leads to holds the words sealed for this account alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dengta.access.actor import Actor
from dengta.access.roles import ROLE_LABELS, Role
from dengta.accounts.queries import officer
from dengta.accounts.rules.codes import DELIVERY_LABELS, Delivery
from dengta.accounts.rules.states import STATE_LABELS, State
from dengta.web.components import Segment
from dengta.web.fields import FieldChoice
from dengta.web.jinja import url, with_query
from dengta.web.sealed_words import opened_for, sealed_for

LONGEST = 50
LONGEST_UID = 36

CHOICES: dict[str, tuple[FieldChoice, ...]] = {
    "role": tuple(FieldChoice(each, ROLE_LABELS[each]) for each in Role),
    "delivery": tuple(
        FieldChoice(each, DELIVERY_LABELS[each]) for each in Delivery if each is not Delivery.VOID
    ),
    "state": tuple(FieldChoice(each, STATE_LABELS[each]) for each in State),
}
"""What can be chosen in each filter; 已作废 is told by 撤销."""


@dataclass(frozen=True, slots=True)
class Filters:
    """What one list asks for. ``org`` is the organisation chosen there, ``keyword`` a part of a
    name or a whole number in plain, ``sealed`` the same as it stands in the address."""

    org: str = ""
    below: str = ""
    role: str = ""
    delivery: str = ""
    state: str = ""
    keyword: str = ""
    sealed: str = ""
    after: str = ""
    before: str = ""

    @property
    def include_below(self) -> bool:
        return self.below != "0"

    @property
    def narrowed(self) -> bool:
        """Whether any filter is set."""
        return bool(self.role or self.delivery or self.state or self.keyword)

    def url(self, **changed: object) -> str:
        """The address of this list with some of its parameters changed ("" takes one out); it
        begins at the first page unless told otherwise."""
        parameters: dict[str, object] = {
            "org": self.org,
            "below": self.below,
            "role": self.role,
            "delivery": self.delivery,
            "state": self.state,
            "words": self.sealed,
        }
        return with_query(url("account_list"), **(parameters | changed))

    @property
    def reset_url(self) -> str:
        """The same list without its filters."""
        return with_query(url("account_list"), org=self.org, below=self.below)

    @property
    def scopes(self) -> list[Segment]:
        """本级 and 包含下级."""
        return [
            Segment("本级", self.url(below="0"), not self.include_below),
            Segment("包含下级", self.url(below=""), self.include_below),
        ]

    def question(self) -> officer.Filters:
        """The filters as the list takes them."""
        return officer.Filters(
            state=self.state, role=self.role, delivery=self.delivery, keyword=self.keyword
        )


def read(query: Mapping[str, str], actor: Actor) -> Filters:
    """The filters that stand in a query string; what is none of the choices narrows nothing."""
    sealed = query.get("words", "")
    return Filters(
        org=query.get("org", ""),
        below="0" if query.get("below") == "0" else "",
        keyword=opened_for(actor, sealed, "accounts"),
        sealed=sealed,
        after=query.get("after", "")[:LONGEST_UID],
        before=query.get("before", "")[:LONGEST_UID],
        **_chosen(query),
    )


def asked(form: Mapping[str, str], actor: Actor) -> str:
    """The address that a posted form of filters leads to, with its words sealed."""
    words = form.get("keyword", "").strip()[:LONGEST]
    return Filters(
        org=form.get("org", "")[:LONGEST_UID],
        below="0" if form.get("below") == "0" else "",
        sealed=sealed_for(actor, words),
        **_chosen(form),
    ).url()


def _chosen(given: Mapping[str, str]) -> dict[str, str]:
    return {
        name: text
        for name, choices in CHOICES.items()
        if (text := given.get(name, "")) in {each.value for each in choices}
    }
