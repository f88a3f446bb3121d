"""How fast the chain over the log is walked, line by line."""

from __future__ import annotations

import time
from statistics import median

from django.db import transaction
from django.utils.timezone import now

from bench.site import Site
from bench.table import Better, Measured, Row
from bench.timing import TRIES
from dengta.audit.actions import record_each, seal
from dengta.audit.models import Line
from dengta.audit.queries.verifying import verify
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Changed, Happening, Subject
from dengta.database.uids import new_uid

BLOCKS = 100
"""Blocks that one try walks: up to 200,000 lines."""


LINES = 50_000
IN_ONE_TRANSACTION = 500


def verification(site: Site) -> Measured:
    """Lines a second that the check compares with their leaves."""
    _write(site, LINES if not site.quick else IN_ONE_TRANSACTION)
    while seal(now()):
        pass
    rates = []
    wrong, walked = "", 0
    for _ in range(1 if site.quick else TRIES):
        began = time.perf_counter()
        verdict = verify(at_most=BLOCKS)
        rates.append(verdict.end.total / (time.perf_counter() - began))
        wrong = wrong or (verdict.fault.sentence if verdict.fault else "")
        walked = verdict.end.total
    return Measured(median(rates), note=f"{walked:,} lines, up to {BLOCKS} blocks", wrong=wrong)


def _write(site: Site, enough: int) -> None:
    """Lines like those of people who edit members, until there are ``enough``."""
    at, phone = now(), Changed("phone", "联系电话", "13900000000", "13800000000", secret=True)
    for _ in range(-(-(enough - Line.objects.count()) // IN_ONE_TRANSACTION)):
        edited = [
            Happening(
                Event.MEMBER_EDITED, Subject("member", new_uid(), "李禾"), site.root.path, (phone,)
            )
            for _ in range(IN_ONE_TRANSACTION)
        ]
        with transaction.atomic():
            record_each(edited, by=site.root, at=at)


VERIFICATION = Row("lines of the log verified", None, Better.LARGE, "lines/s", False, verification)
