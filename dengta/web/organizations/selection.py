"""What an address of the tree names: an organisation, a place in a list, a tree; and its search."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dengta.access.actor import Actor
from dengta.organizations.queries import tree
from dengta.refusal import OutOfReach
from dengta.web.jinja import with_query
from dengta.web.requests import ActorRequest
from dengta.web.trees import TREES, WITH_DISSOLVED

LONGEST_KEYWORD = 200
LONGEST_PATH = 60


@dataclass(frozen=True, slots=True)
class Hits:
    """What the search above a tree found, with the address that opens the tree at each hit;
    ``sentence`` says why nothing was looked for."""

    keyword: str
    found: tuple[tuple[tree.Found, str], ...] = ()
    sentence: str = ""


def uid_of(text: str, actor: Actor) -> UUID:
    """The organisation that an address names; the own one when it names none."""
    if not text:
        return actor.organization_uid
    try:
        return UUID(text)
    except ValueError:
        raise OutOfReach from None


def place_of(text: str) -> str:
    """The place in a list that an address names; "" for what is none."""
    return text if text.isascii() and text.isalnum() and len(text) <= LONGEST_PATH else ""


def tree_of(text: str) -> str:
    """The page whose tree asks; the one of organisations when it does not say."""
    return text if text in TREES else "dangzuzhi"


def with_dissolved(request: ActorRequest, at: str) -> bool:
    """Whether the address asks for dissolved organisations, in a tree that offers them (ORG-13)."""
    return TREES[at].dissolved and request.GET.get(WITH_DISSOLVED) == "1"


def search(actor: Actor, text: str, at: str) -> Hits | None:
    """Organisations by name, present or former, or code (ORG-01); None for no keyword."""
    keyword = text.strip()[:LONGEST_KEYWORD]
    if not keyword:
        return None
    if len(keyword) < tree.SHORTEST_KEYWORD:
        return Hits(keyword, sentence="请至少输入两个字。")
    found = tree.search(actor, keyword)
    return Hits(keyword, tuple((hit, with_query(TREES[at].page, org=hit.uid)) for hit in found))
