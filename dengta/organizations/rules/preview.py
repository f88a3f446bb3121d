"""The consequences of a verb before it is carried out (GEN-07).

A page shows a :class:`Preview`, the verb makes the same one again inside its transaction: its
``digest`` travels in the form, and a world that has changed meanwhile is shown anew instead of
being acted on.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from uuid import UUID

from dengta.refusal import Complaint, Spot

SHOWN = 20
"""How many names a line tells; its number tells of the rest."""


class Verb(StrEnum):
    """What is to be done; the value stands in digests."""

    DELETE = "delete"
    DISSOLVE = "dissolve"
    RESTORE = "restore"
    CHANGE_CATEGORY = "change_category"
    LINK = "link"
    UNLINK = "unlink"
    EDIT = "edit"


VERB_WORDS: dict[Verb, str] = {
    Verb.DELETE: "删除",
    Verb.DISSOLVE: "撤销",
    Verb.RESTORE: "恢复",
    Verb.CHANGE_CATEGORY: "更改组织类别",
    Verb.LINK: "更换单位",
    Verb.UNLINK: "解除与单位的关联",
    Verb.EDIT: "修改党组织基本信息",
}


class Fate(StrEnum):
    """What becomes of a thing."""

    REMOVED = "removed"
    CLEARED = "cleared"
    MOVED = "moved"
    CHANGED = "changed"
    KEPT = "kept"


FATE_LABELS: dict[Fate, str] = {
    Fate.REMOVED: "删去",
    Fate.CLEARED: "清除",
    Fate.MOVED: "移动",
    Fate.CHANGED: "改变",
    Fate.KEPT: "保留",
}


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that may stand in the way: how many, which, and where it is solved.

    ``names`` are the first :data:`SHOWN`; ``way`` is what the link says, ``spot`` where it leads
    (None: nothing that this account could open solves it).
    """

    key: str
    title: str
    count: int
    measure: str
    detail: str
    blocks: bool
    way: str = ""
    spot: Spot | None = None

    @property
    def complaint(self) -> Complaint:
        """The matter as a refusal tells it."""
        told = f"：{self.detail}" if self.detail else ""
        return Complaint(f"{self.title}{self.count}{self.measure}{told}。", spot=self.spot)


@dataclass(frozen=True, slots=True)
class Consequence:
    """What becomes of something when the verb is carried out."""

    fate: Fate
    sentence: str

    @property
    def label(self) -> str:
        """The fate in a word."""
        return FATE_LABELS[self.fate]


@dataclass(frozen=True, slots=True)
class Preview:
    """Everything that one verb would do to one organisation or unit, as it stands now."""

    verb: Verb
    uid: UUID
    name: str
    code: str
    category: str
    step: int
    matters: tuple[Matter, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    asked: dict[str, str] = field(default_factory=dict)
    """What the verb was asked for beyond its object, as far as it changes the consequences."""

    @property
    def blockers(self) -> tuple[Matter, ...]:
        return tuple(each for each in self.matters if each.blocks)

    @property
    def clear(self) -> tuple[Matter, ...]:
        """What was looked at and does not stand in the way."""
        return tuple(each for each in self.matters if not each.blocks)

    @property
    def digest(self) -> str:
        """A text that is the same as long as nothing of all this has changed."""
        text = json.dumps(asdict(self), default=str, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(text.encode()).hexdigest()[:32]
