from __future__ import annotations

from django.db import models

from dengta.database.fields import UidField
from dengta.members.rules.facts import NAME_LENGTH
from dengta.vault.fields import BlindField


class RegisterAnswer(models.Model):
    """What the population register said about one name and number, asked by one account (MEM-09).

    Written in a transaction of its own, before the one that needs it; enrolment and editing
    accept an answer of the same account that is not older than a day.
    """

    uid = UidField()
    by_uid = models.UUIDField()
    by_name = models.CharField(max_length=NAME_LENGTH)
    blind = BlindField()
    """The blind index of name and number together."""
    answer = models.CharField(max_length=16)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "实名认证结果"
        indexes = [models.Index(fields=["by_uid", "blind", "at"], name="register_answer_latest")]

    def __str__(self) -> str:
        return self.answer
