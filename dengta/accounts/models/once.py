from __future__ import annotations

from django.db import models


class Once(models.Model):
    """The mark of a form that was carried out, with the answer that it got (GEN-11)."""

    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="+")
    mark = models.CharField(max_length=43)
    answer = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "mark"], name="once_per_mark")]
        indexes = [models.Index(fields=["at"], name="once_by_age")]
