"""Which function does which kind of job, and what the worker does again and again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from dengta.counts.actions import fold
from dengta.jobs.actions.worker import Duty, Work

TABLE: Mapping[str, Work] = {}
"""Name of a kind → the function that does it. No long work is offered yet."""

DUTIES: tuple[Duty, ...] = (Duty("fold", timedelta(seconds=2), fold),)
