"""How many there are, exact at commit: totals and the deltas beside them in one statement.

No actor: a page has asked for the organisations before it asks for their numbers.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import connection

from dengta.access.reach import next_of
from dengta.counts.models import Delta
from dengta.counts.rules import Counts, Totals, add_to, merge_into

# Two statements would read wrong values while a fold moves deltas into totals. CROSS JOIN keeps
# SQLite from walking all deltas for each path; both databases take the same text.
READ = """
WITH asked (path, stop) AS (VALUES {values})
SELECT t.path, '', '', 0, t.counts
  FROM asked CROSS JOIN counts_total t
 WHERE t.path = asked.path
UNION ALL
SELECT asked.path, d.dimension, d.code, SUM(d.n), NULL
  FROM asked CROSS JOIN counts_delta d
 WHERE d.path >= asked.path AND d.path < asked.stop
 GROUP BY asked.path, d.dimension, d.code
"""


def totals(paths: Iterable[str]) -> dict[str, Totals]:
    """path → the counts of that organisation and everything below it, exact at this moment.

    One query for all paths (a page of 20 is one query), none for no paths. A path without a row
    has no counts.
    """
    asked = list(dict.fromkeys(paths))
    if not asked:
        return {}
    counts: dict[str, Counts] = {path: {} for path in asked}
    values = ", ".join(["(%s, %s)"] * len(asked))
    bounds = [bound for path in asked for bound in (path, next_of(path))]
    with connection.cursor() as cursor:
        cursor.execute(READ.format(values=values), bounds)
        for path, dimension, code, n, stored in cursor.fetchall():
            if stored is None:
                add_to(counts[path], dimension, code, int(n))
            elif counts[path]:
                merge_into(counts[path], json.loads(stored))
            else:
                counts[path] = json.loads(stored)
    return {path: Totals(counts[path]) for path in asked}


def total(path: str) -> Totals:
    """The counts of one organisation and everything below it."""
    return totals([path])[path]


def backlog() -> int:
    """How many deltas wait for the fold; /healthz names it (ADR 0005)."""
    return Delta.objects.count()
