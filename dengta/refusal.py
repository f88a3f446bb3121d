"""The one exception that every "no" of the domain derives from.

A refusal carries a sentence fit to show to a village clerk (what happened, what to do) and,
where there is one, the *spot* that mends it. Only ``web`` turns a spot into an address.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the system, named without an address.

    ``noun`` is a room's noun ("organization", "member", "transfer", "account"), ``uid`` the row
    (None: the noun's list), ``field`` the field to open there ("" for none).
    """

    noun: str
    uid: UUID | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong: a sentence, the field it stands beside ("" for the whole form)."""

    sentence: str
    field: str = ""
    spot: Spot | None = None


class Refusal(Exception):
    """The domain says no.

    ``Refusal("该党组织已撤销。", field="target")`` for one complaint;
    ``Refusal.of([Complaint(...), ...])`` for all that is wrong at once (GEN-13).
    """

    complaints: tuple[Complaint, ...]

    def __init__(self, sentence: str, *, field: str = "", spot: Spot | None = None) -> None:
        super().__init__(sentence)
        self.complaints = (Complaint(sentence, field, spot),)

    @classmethod
    def of(cls, complaints: Iterable[Complaint]) -> Refusal:
        """A refusal with every complaint; the iterable must not be empty."""
        several = tuple(complaints)
        refusal = cls(several[0].sentence, field=several[0].field, spot=several[0].spot)
        refusal.complaints = several
        return refusal

    @property
    def sentence(self) -> str:
        """All sentences, one after the other."""
        return "".join(complaint.sentence for complaint in self.complaints)


class Denied(Refusal):
    """The account's duty or functions do not cover this (answered 403, logged as refused)."""


class SeparationBroken(Denied):
    """An attempt to join what the three duties keep apart (ACC-01; logged as such)."""


class OutOfReach(Refusal):
    """The object does not exist for this account (answered 404, ACC-02), existing or not."""

    def __init__(self, sentence: str = "没有找到。可能已被删除，或不在您的管理范围内。") -> None:
        super().__init__(sentence)


class Overtaken(Refusal):
    """Someone else was faster: the row no longer stands as it was seen (answered 409)."""


def refuse_any(complaints: Iterable[Complaint]) -> None:
    """Raise one :class:`Refusal` with all ``complaints``, or return when there is none."""
    several = tuple(complaints)
    if several:
        raise Refusal.of(several)
