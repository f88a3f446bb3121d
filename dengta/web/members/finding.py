"""The search field above the tree of members: organisations and people by name (MEM-12)."""

from __future__ import annotations

from dataclasses import dataclass

from dengta.access.actor import Actor
from dengta.members.queries import lists
from dengta.members.queries.lists import MemberRow, Order, Question
from dengta.members.rules.facts import NAME_LENGTH
from dengta.organizations.queries import tree
from dengta.refusal import Denied, OutOfReach, Refusal
from dengta.web.jinja import with_query

PEOPLE = 10
SHORTEST = 2
LONGEST = 60


@dataclass(frozen=True, slots=True)
class Hits:
    """Organisations with the address that opens the tree at them, the first ``PEOPLE`` members,
    where to see all of them ("" when that is all), and why nothing could be looked for."""

    organizations: tuple[tuple[tree.Found, str], ...] = ()
    people: tuple[MemberRow, ...] = ()
    all_url: str = ""
    sentence: str = ""


def words(text: str) -> str:
    """What was typed to search for, without blanks around and characters that nobody sees."""
    return "".join(character for character in text if character.isprintable()).strip()[:LONGEST]


def search(actor: Actor, keyword: str, address: str) -> Hits:
    """Organisations and members of the actor's range whose name contains ``keyword``."""
    if len(keyword) < SHORTEST:
        return Hits(sentence="请至少输入两个字。")
    found = tuple((hit, with_query(address, org=hit.uid)) for hit in tree.search(actor, keyword))
    if len(keyword) > NAME_LENGTH:
        return Hits(found)
    question = Question(org_path=actor.path, name=keyword, status="", order=Order.NAME, size=PEOPLE)
    try:
        page = lists.page(actor, question)
    except (Denied, OutOfReach):
        raise
    except Refusal as refusal:
        return Hits(found, sentence=refusal.sentence)
    more = with_query(address, name=keyword, status="all") if page.next else ""
    return Hits(found, page.rows, more)
