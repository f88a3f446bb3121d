from __future__ import annotations

from django.db import models

from dengta.accounts.models.message import Message
from dengta.database.fields import UidField
from dengta.vault.fields import BlindField


class SmsCode(models.Model):
    """A code that was asked for a number, whether or not anybody holds it (ACC-09).

    ``key`` is the blind index of the number; the newest code of a number and purpose counts.
    ``expires_at`` is a moment of the database's clock.
    """

    uid = UidField()
    key = BlindField()
    purpose = models.CharField(max_length=12)
    code_hash = BlindField()
    message = models.OneToOneField(Message, models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["key", "purpose", "id"], name="sms_code_newest")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.uid}"


class Quota(models.Model):
    """How many SMS codes a number or an address asked for in the present window (ACC-09)."""

    key = BlindField()
    window_began = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="quota_one_row_per_key")]
