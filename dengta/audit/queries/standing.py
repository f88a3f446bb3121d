"""How far the log is sealed, and where one line stands in the chain, without checking it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max, Q

from dengta.access.actor import Actor
from dengta.access.checks import require_function
from dengta.access.permissions import Can
from dengta.audit.models import Block, Line
from dengta.audit.queries import chain
from dengta.audit.queries.lines import find
from dengta.audit.rules.chain import COLUMNS, leaf_of, split

OPEN_COUNTED = 10_000


@dataclass(frozen=True, slots=True)
class Standing:
    """``sealed_until`` is the latest moment of a sealed line, None when nothing is sealed yet;
    ``open_lines`` (at most 10,000 are counted) wait for the next block."""

    sealed_until: datetime | None
    blocks: int
    lines: int
    open_lines: int


@dataclass(frozen=True, slots=True)
class Proof:
    """The block that holds a line (None: it is sealed in a few seconds) and the line's leaf, 64
    hexadecimal digits."""

    block: int | None
    sealed_at: datetime | None
    leaf: str


def standing(actor: Actor) -> Standing:
    """How far the log is sealed; for auditors."""
    require_function(actor, Can.READ_LOG)
    return standing_now()


def standing_now() -> Standing:
    """How far the log is sealed; for the check."""
    block = chain.last_block()
    end = chain.end_at(block)
    waiting = chain.open_lines(end).values("pk")[:OPEN_COUNTED].count()
    return Standing(block.until if block else None, end.number, end.total, waiting)


def unsealed_since() -> datetime | None:
    """The moment of the oldest line that no block holds yet; None when all are sealed."""
    end = chain.end_at(chain.last_block())
    return chain.open_lines(end).values_list("at", flat=True).first()


def proof(actor: Actor, uid: UUID) -> Proof:
    """Where the line ``uid`` stands in the chain; out of reach it does not exist."""
    line = find(actor, uid)
    leaf = leaf_of([getattr(line, column) for column in COLUMNS])
    place = Q(closing=True, last_id__gte=line.pk) | Q(
        Q(last_transaction__gt=line.transaction)
        | Q(last_transaction=line.transaction, last_id__gte=line.pk),
        closing=False,
    )
    for block in Block.objects.filter(place, epoch=_epoch_of(line)).order_by("number")[:3]:
        if leaf in split(bytes(block.leaves)):
            return Proof(block.number, block.sealed_at, leaf.hex())
    return Proof(None, None, leaf.hex())


def _epoch_of(line: Line) -> int:
    """One more than the epochs that ended below the line."""
    ended = Block.objects.filter(closing=True).values("epoch").annotate(to=Max("last_id"))
    return 1 + ended.filter(to__lt=line.pk).order_by().count()
