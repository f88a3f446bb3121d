"""The log: one table that is only ever added to. It knows no other table and outlives them all."""

from __future__ import annotations

from django.db import models

from dengta.database.fields import OrderedTextField, TransactionIdField, UidField

REQUEST_LENGTH = 200
"""Method and address of the call; a longer one is cut."""


class Line(models.Model):
    """One line of the log (LOG-01). Triggers refuse UPDATE and DELETE (LOG-03).

    ``path`` is the path of the day, by which an auditor's range goes. ``body`` holds old and new
    values, reason and detail, sealed by the vault for this line; empty when there is none.
    ``transaction`` is what the sealer goes by: a lower serial number may commit later.
    """

    uid = UidField()
    transaction = TransactionIdField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=16)
    event = models.CharField(max_length=40)
    subject_noun = models.CharField(max_length=32, default="")
    subject_uid = models.UUIDField(null=True)
    subject_name = models.CharField(max_length=200, default="")
    path = OrderedTextField(max_length=96)
    actor_uid = models.UUIDField()
    actor_name = models.CharField(max_length=100)
    actor_role = models.CharField(max_length=16, default="")
    organization_uid = models.UUIDField()
    organization_name = models.CharField(max_length=200)
    address = models.CharField(max_length=64, default="")
    request = models.CharField(max_length=REQUEST_LENGTH, default="")
    body = models.BinaryField(default=b"")

    class Meta:
        verbose_name = "日志"
        indexes = [
            models.Index(fields=["transaction", "id"], name="audit_line_sealing"),
            models.Index(fields=["path", "id"], name="audit_line_range"),
            models.Index(fields=["subject_uid", "id"], name="audit_line_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.subject_name}"


class LastLook(models.Model):
    """When an account last looked at a record: decides whether a look is a new line (LOG-01).

    Not evidence: rows older than the ten minutes are swept away.
    """

    actor_uid = models.UUIDField()
    subject_uid = models.UUIDField()
    event = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["actor_uid", "subject_uid", "event"], name="audit_one_last_look"
            )
        ]
        indexes = [models.Index(fields=["at"], name="audit_last_look_at")]

    def __str__(self) -> str:
        return f"{self.actor_uid} {self.event} {self.subject_uid}"
