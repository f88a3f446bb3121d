"""The embedded population register: invented people, for demo and tests."""

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
