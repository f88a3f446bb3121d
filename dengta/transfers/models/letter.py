from __future__ import annotations

from django.db import models

from dengta.database.fields import UidField
from dengta.transfers.models.step import TransferStep
from dengta.transfers.models.transfer import Transfer
from dengta.vault.fields import SealedJSONField


class Letter(models.Model):
    """介绍信: what one step opened, worded as of its day (TRF-15, TRF-17).

    The row's own key is the twelve digits of its number: one sequence, in which a number may stay
    unused and never appears twice.
    """

    id = models.BigAutoField(primary_key=True)
    uid = UidField()
    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="letters")
    step = models.OneToOneField(TransferStep, models.PROTECT, related_name="letter")
    opened_on = models.DateField()
    days = models.PositiveSmallIntegerField()
    valid_until = models.DateField()
    wording = SealedJSONField()
    """``rules.letters.Wording`` as plain values."""
    voided_at = models.DateTimeField(null=True)
    """Set by 废件 and 撤回: the number is void and kept (TRF-09)."""

    class Meta:
        verbose_name = "介绍信"

    def __str__(self) -> str:
        return str(self.pk)
