"""The embedded population register (invented people) and the embedded outbox of messages."""

from __future__ import annotations

from django.db import models

from dengta.database.fields import UidField
from dengta.vault.fields import BlindField, SealedTextField


class RegisterEntry(models.Model):
    """One invented person (MEM-10): the number as a blind index only, the name sealed."""

    uid = UidField()
    number_blind = BlindField()
    name = SealedTextField()

    class Meta:
        verbose_name = "人口信息"
        constraints = [
            models.UniqueConstraint(fields=["number_blind"], name="gateways_one_entry_a_number")
        ]

    def __str__(self) -> str:
        return str(self.uid)


class OutboxMessage(models.Model):
    """A message that the embedded driver took instead of a service (ACC-07): for demo and trial.

    ``uid`` is the mark of the message, so that one given twice lies here once.
    """

    uid = UidField()
    mobile = SealedTextField()
    text = SealedTextField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = "发件箱短信"
        indexes = [models.Index(fields=["at", "id"], name="gateways_outbox_newest")]

    def __str__(self) -> str:
        return str(self.uid)
