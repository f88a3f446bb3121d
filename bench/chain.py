"""How fast the chain over the log is walked, line by line."""

from __future__ import annotations

import time
from statistics import median

from django.utils.timezone import now

from bench.site import Site
from bench.table import Better, Measured, Row
from bench.timing import TRIES
from dengta.audit.actions import seal
from dengta.audit.queries.verifying import verify

BLOCKS = 100
"""Blocks that one try walks: up to 200,000 lines."""


def verification(site: Site) -> Measured:
    """Lines a second that the check compares with their leaves, of the log as it stands."""
    while seal(now()):
        pass
    rates = []
    wrong = ""
    for _ in range(1 if site.quick else TRIES):
        began = time.perf_counter()
        verdict = verify(at_most=BLOCKS)
        rates.append(verdict.end.total / (time.perf_counter() - began))
        wrong = wrong or (verdict.fault.sentence if verdict.fault else "")
    return Measured(median(rates), note=f"up to {BLOCKS} blocks", wrong=wrong)


VERIFICATION = Row("lines of the log verified", None, Better.LARGE, "lines/s", False, verification)
