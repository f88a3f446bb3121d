"""Chaining the log, block by block (LOG-03).

On PostgreSQL the worker seals every few seconds what is settled; on SQLite, whose writers stand in
line, each line is sealed where it is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from dengta.audit.models import Block, Line
from dengta.audit.queries import chain
from dengta.audit.queries.chain import End, Row
from dengta.audit.rules.chain import AT, ID, IN_ONE_BLOCK, TRANSACTION, Header, leaf_of, tree_of
from dengta.database.horizon import Horizon, horizon, last_in_line, stop_inserts

BLOCKS_AT_ONCE = 50


def seal(at: datetime) -> int:
    """Seal the lines whose transactions are over; returns how many. A duty of the worker.

    Each block is a transaction. Who seals at the same time finds the number taken and leaves it.
    """
    sealed = 0
    for _ in range(BLOCKS_AT_ONCE):
        if not _is_something_to_do():
            break
        try:
            with transaction.atomic():
                grown = _seal_one(at)
        except IntegrityError:
            break
        if not grown:
            break
        sealed += grown
    return sealed


def seal_at_commit() -> None:
    """On SQLite: seal what was written, as the last statement of its own transaction. Nothing on
    PostgreSQL, where a chain inside the transaction would let the writers wait for each other."""
    last_in_line(_seal_all)


def _seal_all() -> None:
    while _seal_one(None) == IN_ONE_BLOCK:
        pass


def _is_something_to_do() -> bool:
    """Asked before the write lock is taken: mostly there is nothing."""
    end, now = chain.end_at(chain.last_block()), horizon()
    return _is_elsewhere(end, now) or chain.settled_rows(end, now)[:1].exists()


def _seal_one(at: datetime | None) -> int:
    """Append one block, or close the epoch; returns how many lines that sealed. Without ``at`` the
    block is sealed at the moment of its newest line."""
    end, now = chain.end_at(chain.last_block()), horizon()
    if _is_elsewhere(end, now):
        return _close(at)
    rows = list(chain.settled_rows(end, now)[:IN_ONE_BLOCK])
    if not rows:
        return 0
    if end.closed_to is not None:
        end = end.next_epoch()
    _append(end, rows, _place(rows[-1]), cluster=now.cluster, at=at)
    return len(rows)


def _is_elsewhere(end: End, now: Horizon) -> bool:
    """Whether the transaction ids of the lines are not this cluster's: the database was restored
    into another one, or its ids were set back."""
    if end.number:
        set_back = end.closed_to is None and end.last[0] >= now.next
        return end.cluster != now.cluster or set_back
    highest: int | None = Line.objects.aggregate(highest=Max("transaction"))["highest"]
    return highest is not None and highest >= now.next


def _close(at: datetime | None) -> int:
    """Take in every line that there is, and end the epoch; the next line begins a new one.

    Nobody may write meanwhile: a line under way would get an id below the border.
    """
    stop_inserts(Line)
    end, now = chain.end_at(chain.last_block()), horizon()
    if not _is_elsewhere(end, now):
        return 0
    if end.closed_to is not None:
        end = end.next_epoch()
    rows = list(chain.left_over_rows(end))
    highest: int | None = Line.objects.aggregate(highest=Max("pk"))["highest"]
    border = end.start if highest is None else highest
    for start in range(0, max(len(rows), 1), IN_ONE_BLOCK):
        some = rows[start : start + IN_ONE_BLOCK]
        is_last = start + IN_ONE_BLOCK >= len(rows)
        place = (0, border if is_last else int(some[-1][ID]))
        end = _append(end, some, place, cluster=now.cluster, at=at, closing=True)
    return len(rows)


def _append(
    end: End,
    rows: Sequence[Row],
    last: tuple[int, int],
    *,
    cluster: str,
    at: datetime | None,
    closing: bool = False,
) -> End:
    """Write the block of ``rows`` behind ``end``; returns the new end."""
    leaves = [leaf_of(row) for row in rows]
    moments = [row[AT] for row in rows]
    sealed_at = at or max(moments)
    ids = [int(row[ID]) for row in rows]
    first = _place(rows[0]) if rows else last
    header = Header(
        number=end.number + 1,
        epoch=end.epoch,
        cluster=cluster,
        closing=closing,
        first=(0, first[1]) if closing else first,
        last=last,
        largest=max([end.largest, *ids]),
        lines=len(rows),
        total=end.total + len(rows),
        until=max(moments, default=sealed_at),
        sealed_at=sealed_at,
        tree=tree_of(leaves),
        previous=end.seal,
    )
    block = Block(
        number=header.number,
        epoch=header.epoch,
        cluster=header.cluster,
        closing=header.closing,
        first_transaction=header.first[0],
        first_id=header.first[1],
        last_transaction=header.last[0],
        last_id=header.last[1],
        largest_id=header.largest,
        lines=header.lines,
        total=header.total,
        until=header.until,
        sealed_at=header.sealed_at,
        tree=header.tree,
        previous=header.previous,
        seal=header.seal(),
        leaves=b"".join(leaves),
    )
    block.save(force_insert=True)
    return end.after(block)


def _place(row: Row) -> tuple[int, int]:
    return int(row[TRANSACTION]), int(row[ID])
