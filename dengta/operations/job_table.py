"""Which function does which kind of job, and what the worker does again and again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from dengta.accounts.actions.messages import SEND_MESSAGES, send_messages
from dengta.accounts.actions.sweeping import sweep
from dengta.audit.actions import forget_looks, note_checkpoint, seal
from dengta.counts.actions import fold
from dengta.definitions.actions import forget_cleared
from dengta.imports.actions.sheet_job import authorise_sheet
from dengta.imports.actions.sheets import AUTHORISE_SHEET, forget_sheets
from dengta.jobs.actions.worker import Duty, Work
from dengta.organizations.actions.terms import look_for_overdue
from dengta.reports import log, printing, results
from dengta.reports.kinds import CHECK, COPY, EXPORT, SHEETS

TABLE: Mapping[str, Work] = {
    SEND_MESSAGES: send_messages,
    AUTHORISE_SHEET: authorise_sheet,
    CHECK: log.check,
    EXPORT: log.export,
    COPY: log.copy,
    SHEETS: printing.sheets,
}
"""Name of a kind → the function that does it."""

DUTIES: tuple[Duty, ...] = (
    Duty("fold", timedelta(seconds=2), fold),
    Duty("seal", timedelta(seconds=2), seal),
    Duty("checkpoint", timedelta(seconds=10), note_checkpoint),
    Duty("forget looks", timedelta(minutes=10), forget_looks),
    Duty("forget files", timedelta(hours=1), results.forget_files),
    Duty("sweep", timedelta(minutes=10), sweep),
    Duty("forget cleared values", timedelta(hours=1), forget_cleared),
    Duty("look for overdue terms", timedelta(hours=1), look_for_overdue),
    Duty("forget sheets", timedelta(minutes=10), forget_sheets),
)
