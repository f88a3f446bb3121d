from __future__ import annotations

from django.db import models

from dengta.database.fields import OrderedTextField, UidField
from dengta.members.rules.facts import NAME_LENGTH
from dengta.vault.fields import BlindField, SealedTextField


class Staged(models.Model):
    """A row of the staging base: loaded from an older system, waiting to be enrolled (MEM-27)."""

    uid = UidField()
    name = OrderedTextField(max_length=NAME_LENGTH)
    id_number = SealedTextField()
    id_blind = BlindField()
    known = SealedTextField()
    """The known items as JSON: field → text, dates as 2017-06-01, the two questions as 1 or 0."""
    source = models.CharField(max_length=100, blank=True)
    """Which older system or file it came from."""
    loaded_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)
    """When an enrolment took the row over; None while it waits."""

    class Meta:
        verbose_name = "临时数据"
        indexes = [models.Index(fields=["id_blind"], name="staged_by_id")]

    def __str__(self) -> str:
        return f"{self.name}"
