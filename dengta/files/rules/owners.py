"""What a file belongs to. The room knows nouns and uids; what stands behind them, rooms above say.

A *gate* is the question that a caller from above hands down: it begins with who asks and gives the
place of the owner, or refuses with ``OutOfReach`` (404) or ``Denied`` (403).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from dengta.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Owner:
    """A row of another room: its noun ("member", "account", …) and its uid."""

    noun: str
    uid: UUID


@dataclass(frozen=True, slots=True)
class Place:
    """Where an owner stands today: the path of its organisation and its name, for the log.

    ``own`` says that the owner is the account that asks: looks at one's own are not logged.
    """

    path: str
    name: str
    own: bool = False


Gate = Callable[[Actor, UUID], Place]
"""``(actor, uid of the owner) -> Place``; raises what the actor may not see or change."""
