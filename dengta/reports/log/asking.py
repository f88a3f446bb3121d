"""What an auditor asks for and gets from the worker (LOG-02, LOG-03)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dengta.access.actor import Actor
from dengta.access.checks import require_function
from dengta.access.permissions import Can
from dengta.access.reach import ROOT_PATH
from dengta.audit.actions import record
from dengta.audit.queries import Question
from dengta.audit.queries.pages import asked
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.jobs.actions import enqueue
from dengta.jobs.models import Job
from dengta.jobs.queries import find
from dengta.refusal import Denied
from dengta.reports.kinds import CHECK, COPY, EXPORT
from dengta.reports.log.packing import packed, words_of
from dengta.reports.results import latest, require_room

ONLY_THE_ROOT = "整份日志的副本包含所有党组织的记录，只有根党组织的审计员可以导出。"


@transaction.atomic
def ask_check(*, by: Actor, at: datetime) -> Job:
    """Have the whole chain checked; the result says up to which moment and what is bent first.

    While the actor's last check is under way that one is returned. Refuses accounts that are not
    auditors.
    """
    require_function(by, Can.READ_LOG)
    under_way = latest(by, CHECK)
    if under_way is not None and under_way.is_open:
        return find(by, under_way.uid)
    return enqueue(CHECK, arguments={}, by=by, at=at, label="校验日志")


@transaction.atomic
def ask_export(*, question: Question, by: Actor, at: datetime) -> Job:
    """Have the lines that answer ``question`` written as a table, numbers masked; one line of the
    log says so. Refuses like :func:`dengta.audit.queries.page`, and a fourth one under way."""
    asked(by, question)
    require_room(by, EXPORT)
    record(
        Event.LOG_EXPORTED,
        subject=Subject("log", None, words_of(question)),
        path=by.path,
        by=by,
        at=at,
    )
    return enqueue(EXPORT, arguments=packed(question, by), by=by, at=at, label="导出日志")


@transaction.atomic
def ask_copy(*, by: Actor, at: datetime) -> Job:
    """Have the whole log copied for ``deploy/verify-log``. It holds the lines of every
    organisation, so only the root's auditor may; others are refused (403). While the actor's last
    copy is under way that one is returned."""
    require_function(by, Can.READ_LOG)
    if by.path != ROOT_PATH:
        raise Denied(ONLY_THE_ROOT)
    under_way = latest(by, COPY)
    if under_way is not None and under_way.is_open:
        return find(by, under_way.uid)
    record(
        Event.LOG_COPIED,
        subject=Subject("log", None, "日志副本"),
        path=by.path,
        by=by,
        at=at,
    )
    return enqueue(COPY, arguments={}, by=by, at=at, label="导出日志副本")
