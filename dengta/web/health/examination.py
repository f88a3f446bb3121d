"""The questions that /healthz asks, each with its own answer and limit."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from dengta.audit.queries.standing import unsealed_since
from dengta.counts import queries as counts
from dengta.database.clock import database_now
from dengta.database.operations import missing_triggers
from dengta.jobs import queries as jobs
from dengta.jobs.rules import WORKER_SILENT
from dengta.refusal import Refusal

Answer = dict[str, object]
Found = TypeVar("Found")

UNWELL: Answer = {"ok": False}

OLDEST_WAITING = 600.0
"""Seconds that a job may wait before the queue counts as stuck."""

OLDEST_UNSEALED = 600.0
"""Seconds that a line of the log may stay open: the sealer comes every few seconds."""

BACKLOG = 10_000
"""Deltas that the worker's fold is expected to keep below; twice as many is trouble."""

log = logging.getLogger(__name__)


def examine() -> tuple[bool, dict[str, Answer]]:
    """Whether all is well, and the answer to each question; ``ok`` in each says which is not."""
    answers = {"database": _asked(database, UNWELL)}
    if answers["database"]["ok"]:
        answers["migrations"] = _asked(migrations, UNWELL)
    if all(answer["ok"] for answer in answers.values()):
        answers["worker"], answers["queue"] = _asked(worker_and_queue, (UNWELL, UNWELL))
        answers["log"] = _asked(log_guards, UNWELL)
        answers["counts"] = _asked(backlog, UNWELL)
    return all(answer["ok"] for answer in answers.values()), answers


def is_ready() -> bool:
    """Whether requests can be served: the database answers and every table is there."""
    return bool(_asked(database, UNWELL)["ok"] and _asked(migrations, UNWELL)["ok"])


def database() -> Answer:
    """One round trip; ``milliseconds`` of it."""
    begun = time.perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return {"ok": True, "milliseconds": round((time.perf_counter() - begun) * 1000, 1)}


def migrations() -> Answer:
    """``pending``: migrations that the code has and the database has not."""
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return {"ok": pending == 0, "pending": pending}


def worker_and_queue() -> tuple[Answer, Answer]:
    """``silent``: seconds since a worker was heard of, null when there never was one; then the jobs
    that wait and run, and the seconds that the ``oldest`` has waited."""
    health = jobs.health()
    silent = health.worker_silent
    oldest = health.oldest_waiting.total_seconds()
    return (
        {
            "ok": silent is not None and silent < WORKER_SILENT,
            "silent": None if silent is None else round(silent.total_seconds(), 1),
        },
        {
            "ok": oldest < OLDEST_WAITING,
            "waiting": health.waiting,
            "running": health.running,
            "oldest": round(oldest, 1),
        },
    )


def log_guards() -> Answer:
    """``missing``: triggers that should refuse to change the log (LOG-03) and are not there;
    ``unsealed``: the seconds that the oldest line waits for the sealer."""
    missing = missing_triggers()
    since = unsealed_since()
    unsealed = max(0.0, (database_now() - since).total_seconds()) if since else 0.0
    return {
        "ok": not missing and unsealed < OLDEST_UNSEALED,
        "missing": missing,
        "unsealed": round(unsealed, 1),
    }


def backlog() -> Answer:
    """``backlog``: deltas of the counts that were not folded yet."""
    waiting = counts.backlog()
    return {"ok": waiting < 2 * BACKLOG, "backlog": waiting}


def _asked(question: Callable[[], Found], otherwise: Found) -> Found:
    """The answer, or ``otherwise``: what went wrong stands in the server's own log."""
    try:
        return question()
    except (DatabaseError, Refusal):
        log.exception("a question of /healthz failed")
        connection.close()
        return otherwise
