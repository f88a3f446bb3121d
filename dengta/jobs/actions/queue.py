"""What people do with the queue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from dengta.access.actor import Actor
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.database import clock
from dengta.database.uids import new_uid
from dengta.jobs.models import Job
from dengta.jobs.rules import State
from dengta.refusal import OutOfReach, Refusal
from dengta.vault import sealing

SENTENCE_ENDED = "这项任务已经结束，不能再取消。请刷新页面查看结果。"


@transaction.atomic
def enqueue(
    kind: str,
    *,
    arguments: Mapping[str, object],
    by: Actor,
    at: datetime,
    key: str | None = None,
    label: str = "",
    after: timedelta = timedelta(0),
) -> Job:
    """Put work of ``kind`` into the queue and return the job.

    With ``key`` the same work is never queued twice: while a job with it waits, runs or is done,
    that one is returned and nothing is written. A failed or cancelled one gives its key up.
    ``arguments`` must be JSON; ``label`` is the name of the work in the log; the job is not taken
    before ``after`` has passed.
    """
    uid = new_uid()
    try:
        with transaction.atomic():
            job = Job.objects.create(
                uid=uid,
                kind=kind,
                arguments=sealing.seal_json(Job._meta.db_table, "arguments", uid, dict(arguments)),
                owner_uid=by.uid,
                owner_name=by.name,
                org_path=by.path,
                lease_until=clock.database_now() + after,
                key=key,
                enqueued_at=at,
            )
    except IntegrityError:
        if key is None:
            raise
        return Job.objects.get(key=key)
    record(
        Event.JOB_ENQUEUED,
        subject=Subject("job", uid, label or kind),
        path=by.path,
        by=by,
        at=at,
    )
    return job


@transaction.atomic
def cancel(job: Job, *, by: Actor, at: datetime) -> Job:
    """Cancel one's own job: at once when it waits, at the end of its batch when it runs.

    What finished batches did stays. Another's job does not exist; an ended one is refused.
    """
    if job.owner_uid != by.uid:
        raise OutOfReach
    found = Job.objects.filter(pk=job.pk)
    waiting = found.filter(state=State.WAITING)
    if waiting.update(state=State.CANCELLED, ended_at=at, cancel_asked=True, key=None):
        _write(Event.JOB_CANCELLED, job, by, at)
    elif found.filter(state=State.RUNNING, cancel_asked=False).update(cancel_asked=True):
        _write(Event.JOB_CANCEL_ASKED, job, by, at)
    elif not found.filter(state=State.RUNNING).exists():
        raise Refusal(SENTENCE_ENDED)
    job.refresh_from_db()
    return job


def _write(event: Event, job: Job, by: Actor, at: datetime) -> None:
    record(event, subject=Subject("job", job.uid, job.kind), path=job.org_path, by=by, at=at)
