"""The log: tables that are only ever added to. They know no other table and outlive them all."""

from __future__ import annotations

from django.db import models

from dengta.access.reach import PATH_LENGTH
from dengta.audit.rules.chain import SIZE, Header
from dengta.database.fields import OrderedTextField, TransactionIdField, UidField

REQUEST_LENGTH = 200
"""Method and address of the call; a longer one is cut."""


class Line(models.Model):
    """One line of the log (LOG-01). Triggers refuse UPDATE and DELETE (LOG-03).

    ``path`` is the path of the day, by which an auditor's range goes. ``body`` holds old and new
    values, reason and detail, sealed by the vault for this line; empty when there is none.
    ``identity`` says that a person's name or ID number changed, since the body cannot be searched.
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
    path = OrderedTextField(max_length=PATH_LENGTH)
    actor_uid = models.UUIDField()
    actor_name = models.CharField(max_length=100)
    actor_role = models.CharField(max_length=16, default="")
    organization_uid = models.UUIDField()
    organization_name = models.CharField(max_length=200)
    address = models.CharField(max_length=64, default="")
    request = models.CharField(max_length=REQUEST_LENGTH, default="")
    identity = models.BooleanField(default=False)
    body = models.BinaryField(default=b"")

    class Meta:
        verbose_name = "日志"
        indexes = [
            models.Index(fields=["transaction", "id"], name="audit_line_sealing"),
            models.Index(fields=["path", "at", "id"], name="audit_line_range"),
            models.Index(fields=["kind", "at", "id"], name="audit_line_screen"),
            models.Index(fields=["subject_uid", "at", "id"], name="audit_line_subject"),
            models.Index(fields=["actor_uid", "at", "id"], name="audit_line_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.subject_name}"


class Block(models.Model):
    """A range of lines, sealed (LOG-03). Triggers refuse UPDATE and DELETE.

    The columns are those of :class:`~dengta.audit.rules.chain.Header`; ``leaves`` has 32 bytes for
    each line in their order, by which a bad line is named.
    """

    number = models.BigIntegerField(unique=True)
    epoch = models.IntegerField()
    cluster = models.CharField(max_length=40)
    closing = models.BooleanField(default=False)
    first_transaction = models.BigIntegerField()
    first_id = models.BigIntegerField()
    last_transaction = models.BigIntegerField()
    last_id = models.BigIntegerField()
    largest_id = models.BigIntegerField()
    lines = models.IntegerField()
    total = models.BigIntegerField()
    until = models.DateTimeField()
    sealed_at = models.DateTimeField()
    tree = models.BinaryField(max_length=SIZE)
    previous = models.BinaryField(max_length=SIZE)
    seal = models.BinaryField(max_length=SIZE)
    leaves = models.BinaryField()

    class Meta:
        verbose_name = "日志封存块"
        indexes = [
            models.Index(fields=["epoch", "last_transaction", "last_id"], name="audit_block_range"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"

    def header(self) -> Header:
        """What the block says of itself; the seal must be the SM3 of it."""
        return Header(
            number=self.number,
            epoch=self.epoch,
            cluster=self.cluster,
            closing=self.closing,
            first=(self.first_transaction, self.first_id),
            last=(self.last_transaction, self.last_id),
            largest=self.largest_id,
            lines=self.lines,
            total=self.total,
            until=self.until,
            sealed_at=self.sealed_at,
            tree=bytes(self.tree),
            previous=bytes(self.previous),
        )


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
