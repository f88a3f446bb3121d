from __future__ import annotations

from django.db import models

from dengta.accounts.rules.drafts import NEW
from dengta.database.fields import UidField
from dengta.vault.fields import SealedJSONField


class Draft(models.Model):
    """What an account had typed into a long form before it was cut off (GEN-12).

    One per account, form and subject (zeros for a form about nothing yet: no unique constraint
    holds a NULL that counts). ``mark`` is that of the form: once it was carried out the draft
    counts no more.
    """

    account_id: int
    uid = UidField()
    account = models.ForeignKey(
        "accounts.Account", models.CASCADE, related_name="+", db_index=False
    )
    form = models.CharField(max_length=20)
    subject = models.UUIDField(default=NEW)
    body = SealedJSONField()
    mark = models.CharField(max_length=43, blank=True)
    saved_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        verbose_name = "草稿"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "form", "subject"], name="draft_one_per_form_and_subject"
            )
        ]
        indexes = [models.Index(fields=["until"], name="draft_until")]

    def __str__(self) -> str:
        return f"{self.form} {self.subject}"
