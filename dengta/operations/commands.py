"""The commands: each parses what it was given and calls one verb."""

from __future__ import annotations

import os
import signal
import threading
from argparse import Namespace
from collections.abc import Callable

from django.utils.timezone import now

from config import environment
from dengta.counts.actions import fold as fold_counts
from dengta.jobs.actions import worker as jobs_worker
from dengta.operations import job_table, preparation


def prepare(_arguments: Namespace) -> int:
    """Keys, tables, code tables, demo."""
    preparation.prepare(environment.read(os.environ), at=now())
    return 0


def worker(_arguments: Namespace) -> int:
    """Serve the queue until INT or TERM; a running job stops at the end of its batch."""
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    jobs_worker.run(job_table.TABLE, stop, duties=job_table.DUTIES)
    return 0


def fold(_arguments: Namespace) -> int:
    """Fold all deltas into the totals now."""
    folded = 0
    while some := fold_counts(now()):
        folded += some
    print(f"已汇总 {folded} 条变动。")
    return 0


COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "prepare": prepare,
    "worker": worker,
    "fold": fold,
}
