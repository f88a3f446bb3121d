"""The queue, and the workers that serve it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dengta.access.reach import PATH_LENGTH
from dengta.database.fields import OrderedTextField, UidField
from dengta.jobs.rules import State


class Job(models.Model):
    """One piece of long work (GEN-08).

    ``arguments`` are sealed by the vault. ``lease_until`` is the moment before which nobody else
    may take the job, whether it waits or runs; ``turn`` grows with every taking and is what a
    worker must still find to commit a batch. ``attempts`` counts takings since the last batch.
    ``key`` keeps two of the same from the queue; it is given up when the job fails or is
    cancelled. ``problem`` is the sentence that the owner reads.
    """

    uid = UidField()
    kind = models.CharField(max_length=40)
    arguments = models.BinaryField()
    owner_uid = models.UUIDField()
    owner_name = models.CharField(max_length=100)
    org_path = OrderedTextField(max_length=PATH_LENGTH)
    state = models.CharField(max_length=12, default=State.WAITING.value)
    lease_until = models.DateTimeField()
    lease_by = models.CharField(max_length=80, default="")
    turn = models.IntegerField(default=0)
    attempts = models.IntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    checkpoint = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    problem = models.CharField(max_length=400, default="")
    key = OrderedTextField(max_length=120, null=True, unique=True)
    enqueued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "后台任务"
        indexes = [
            models.Index(
                fields=["lease_until", "id"],
                name="jobs_job_open",
                condition=Q(ended_at__isnull=True),
            ),
            models.Index(fields=["owner_uid", "-id"], name="jobs_job_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"


class Worker(models.Model):
    """A running worker and when it was last heard of; /healthz reads it."""

    name = OrderedTextField(max_length=80, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.name)
