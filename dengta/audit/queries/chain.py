"""Which lines a block holds, and which are open yet; for the sealer, the check and the copy.

An *epoch* is the time in one database cluster, in which transaction ids only grow. Its regular
blocks go by (transaction, id). After a restore into another cluster the ids begin anew: the epoch
is closed by blocks that go by the id alone, which a restore keeps growing, and whatever has a
larger id belongs to the next epoch.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Max, Q, QuerySet

from dengta.audit.models import Block, Line
from dengta.audit.rules.chain import BEFORE_THE_FIRST, COLUMNS
from dengta.database import keyset
from dengta.database.horizon import Horizon

ORDER = ("transaction", "id")
LOWEST = -(2**63)
"""Below every key: who inserts a line below the first one is found too."""
BEFORE_ALL = (LOWEST, LOWEST)
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class End:
    """Where the chain ends after block ``number``, whose seal is ``seal``.

    Its epoch begins after the id ``start``. ``last`` is the place of the last line that went by its
    transaction, ``largest`` the largest id among those. When the epoch is closed, ``closed_to`` is
    the id up to which it holds everything.
    """

    number: int = 0
    seal: bytes = BEFORE_THE_FIRST
    total: int = 0
    epoch: int = 1
    cluster: str = ""
    start: int = LOWEST
    last: tuple[int, int] = BEFORE_ALL
    largest: int = LOWEST
    closed_to: int | None = None

    def next_epoch(self) -> End:
        """The end as the first block of the next epoch finds it."""
        start = self.largest if self.closed_to is None else self.closed_to
        return replace(
            self, epoch=self.epoch + 1, start=start, last=BEFORE_ALL, largest=start, closed_to=None
        )

    def after(self, block: Block) -> End:
        """The end once ``block`` stands there too."""
        came_from = self if block.epoch == self.epoch else self.next_epoch()
        grown = replace(
            came_from,
            number=block.number,
            seal=bytes(block.seal),
            total=block.total,
            epoch=block.epoch,
            cluster=block.cluster,
        )
        if block.closing:
            return replace(grown, closed_to=block.last_id)
        return replace(
            grown, last=(block.last_transaction, block.last_id), largest=block.largest_id
        )


def blocks(after: int = 0) -> QuerySet[Block]:
    """The blocks after number ``after``, in their order."""
    return Block.objects.filter(number__gt=after).order_by("number")


def last_block() -> Block | None:
    """The newest block."""
    return Block.objects.order_by("-number").defer("leaves").first()


def end_at(block: Block | None) -> End:
    """The end of the chain after ``block``, which may be any; no block is the beginning."""
    if block is None:
        return End()
    end = End()
    for each in _turning_points(block):
        end = end.after(each)
    return end


def _turning_points(block: Block) -> Iterable[Block]:
    """The few blocks that decide where the chain stands: the last of each epoch before, and the
    last regular one of this epoch, ``block`` itself at the end."""
    if block.epoch > 1:
        lasts = (
            Block.objects.filter(epoch__lt=block.epoch)
            .values("epoch")
            .annotate(last=Max("number"))
            .order_by("epoch")
            .values("last")
        )
        yield from Block.objects.filter(number__in=lasts).order_by("number")
    if block.closing:
        regular = Block.objects.filter(epoch=block.epoch, closing=False, number__lt=block.number)
        yield from regular.order_by("-number")[:1]
    yield block


def open_lines(end: End) -> QuerySet[Line]:
    """Lines that no block holds yet, in the order in which they are sealed."""
    if end.closed_to is not None:
        end = end.next_epoch()
    return _in_order(end)


def settled_rows(end: End, horizon: Horizon) -> QuerySet[Line, Row]:
    """The open lines whose transactions are over: nothing can come between them any more."""
    return open_lines(end).filter(transaction__lt=horizon.settled).values_list(*COLUMNS)


def left_over_rows(end: End) -> QuerySet[Line, Row]:
    """Every line that no block holds, by id: what closes an epoch.

    Lines of the new cluster may bear lower transactions than sealed ones, but never lower ids.
    """
    if end.closed_to is not None:
        end = end.next_epoch()
    return _left_over(end).values_list(*COLUMNS)


def closed_epochs() -> dict[int, int]:
    """The largest id in the regular blocks of each epoch that is closed."""
    closed = Block.objects.filter(closing=True).values("epoch")
    regular = Block.objects.filter(epoch__in=closed, closing=False).values("epoch")
    return {
        row["epoch"]: row["largest"]
        for row in regular.annotate(largest=Max("largest_id")).order_by()
    }


def rows_of(block: Block, before: End, closed: dict[int, int]) -> list[Row]:
    """The lines in the range of ``block``, which stands after ``before``, in its order.

    Every line that is not open lies in the range of exactly one block, so that a line put between
    sealed ones is found where it was put. ``closed`` is what :func:`closed_epochs` says.
    """
    end = before if block.epoch == before.epoch else before.next_epoch()
    if block.closing:
        lines = _left_over(replace(end, closed_to=None)).filter(
            pk__gt=end.start if end.closed_to is None else end.closed_to, pk__lte=block.last_id
        )
    else:
        beyond = (block.last_transaction, block.last_id + 1)
        lines = _in_order(end).filter(keyset.before(ORDER, beyond))
        if block.epoch in closed:
            lines = lines.filter(pk__lte=closed[block.epoch])
    return list(lines.values_list(*COLUMNS))


def _in_order(end: End) -> QuerySet[Line]:
    """The lines of the epoch after its last place. In the first epoch the key says nothing and is
    not asked for, lest the planner walk by it."""
    lines = Line.objects.filter(keyset.after(ORDER, end.last)).order_by(*ORDER)
    return lines if end.start == LOWEST else lines.filter(pk__gt=end.start)


def _left_over(end: End) -> QuerySet[Line]:
    unsealed = Q(pk__gt=end.largest) | keyset.after(ORDER, end.last)
    return Line.objects.filter(unsealed, pk__gt=end.start).order_by("pk")
