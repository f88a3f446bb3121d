"""Folding deltas into totals: a periodic duty of the worker."""

from __future__ import annotations

import json
from datetime import datetime

from django.db import connection, transaction

from dengta.access.reach import ROOT_PATH
from dengta.counts.models import Total
from dengta.counts.rules import Counts, add_to, merge_into, roll_up
from dengta.database import locks
from dengta.database.batches import batches

AT_ONCE = 20_000
TAKE = """
DELETE FROM counts_delta
 WHERE id IN (SELECT id FROM counts_delta ORDER BY id LIMIT %s)
RETURNING path, dimension, code, n
"""


@transaction.atomic
def fold(at: datetime, *, at_most: int = AT_ONCE) -> int:  # noqa: ARG001 verbs take the moment
    """Fold up to ``at_most`` deltas into the totals of their organisations and all above.

    Holds the root's total, so that folds follow one another; deltas of transactions that are not
    committed yet stay for the next one. Never inserts a total. Returns how many deltas were
    folded (0 before the root exists). Raises ``LookupError`` when an organisation has no total
    row: its numbers then stay as deltas instead of being lost.
    """
    if not locks.hold(Total.objects.filter(path=ROOT_PATH)):
        return 0
    with connection.cursor() as cursor:
        cursor.execute(TAKE, [at_most])
        taken = cursor.fetchall()
        if not taken:
            return 0
        own: dict[str, Counts] = {}
        for path, dimension, code, n in taken:
            add_to(own.setdefault(path, {}), dimension, code, n)
        changed = roll_up(own)
        stored = _stored(sorted(changed))
        for path, counts in stored.items():
            merge_into(counts, changed[path])
        cursor.executemany(
            "UPDATE counts_total SET counts = %s WHERE path = %s",
            [(json.dumps(stored[path]), path) for path in sorted(stored)],
        )
    return len(taken)


def _stored(paths: list[str]) -> dict[str, Counts]:
    stored: dict[str, Counts] = {}
    for some in batches(paths):
        stored.update(Total.objects.filter(path__in=some).values_list("path", "counts"))
    missing = sorted(set(paths) - set(stored))
    if missing:
        raise LookupError(f"no total row for the organisations {missing[:5]}")
    return stored
