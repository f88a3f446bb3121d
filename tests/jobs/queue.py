"""Jobs for the tests: they write findings, since those are rows that can be counted."""

from __future__ import annotations

from datetime import timedelta

from dengta.access.actor import Actor
from dengta.audit.actions import record
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.jobs.actions import Progress, enqueue, take
from dengta.jobs.models import Job
from tests.audit.people import COUNTY, NOON, actor

KIND = "print"
NOW = timedelta(0)
"""The term of a lease that has run out as soon as it is given."""


def put(by: Actor | None = None, *, pieces: int = 3, key: str | None = None) -> Job:
    return enqueue(KIND, arguments={"pieces": pieces}, by=by or actor(), at=NOON, key=key)


def taken(worker: str = "w1", *, term: timedelta | None = None) -> Job:
    job = take(worker, NOON) if term is None else take(worker, NOON, term=term)
    assert job is not None
    return job


def piece(progress: Progress, n: int) -> None:
    """One piece of work: a row that stays for good, so that a doubled piece is seen."""
    record(
        Event.LETTER_PRINTED,
        subject=Subject("piece", progress.job_uid, str(n)),
        path=COUNTY,
        by=actor(),
        at=NOON,
    )


def work(progress: Progress) -> dict[str, object]:
    """Do every piece in a batch of its own, from the checkpoint on."""
    pieces = int(str(progress.arguments["pieces"]))
    progress.expect(pieces)
    for n in range(int(str(progress.checkpoint.get("next", 0))), pieces):
        with progress.batch() as batch:
            piece(progress, n)
            batch.count()
            batch.checkpoint = {"next": n + 1}
    return {"pieces": pieces}


def pieces_of(job: Job) -> list[int]:
    """The pieces that are there, in the order of writing."""
    lines = Line.objects.filter(subject_uid=job.uid, subject_noun="piece").order_by("pk")
    return [int(name) for name in lines.values_list("subject_name", flat=True)]
