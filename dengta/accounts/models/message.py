from __future__ import annotations

from django.db import models

from dengta.accounts.rules.codes import Posting
from dengta.database.fields import UidField
from dengta.vault.fields import SealedTextField


class Message(models.Model):
    """A text on its way to a telephone (ACC-07, ACC-09).

    ``mobile`` and ``text`` are sealed, and wiped once the message was sent, failed for good or
    became void. A repeat after a crash finds the same text here. ``account`` is empty for an SMS
    code: whether anybody holds the number is looked up when it is sent.
    """

    account_id: int | None
    uid = UidField()
    account = models.ForeignKey("accounts.Account", models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    mobile = SealedTextField(null=True)
    text = SealedTextField(null=True)
    state = models.CharField(max_length=10, default=Posting.WAITING.value)
    failure = models.CharField(max_length=200, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "made_at"], name="message_by_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
