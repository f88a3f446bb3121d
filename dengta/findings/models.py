"""What is wrong with which record."""

from __future__ import annotations

from django.db import models

from dengta.access.reach import PATH_LENGTH
from dengta.database.fields import OrderedTextField


class Finding(models.Model):
    """One rule that one record breaks in one field (MEM-24).

    ``field`` is the field to open to mend it ("" for the whole record), ``args`` fill the rule's
    sentence and hold no personal value. ``accepted_at`` tells that 情况属实 was said, by whom and
    why; it lapses when the arguments change.
    """

    kind = models.CharField(max_length=16)
    subject_uid = models.UUIDField()
    rule = models.CharField(max_length=40)
    field = models.CharField(max_length=40, default="")
    org_path = OrderedTextField(max_length=PATH_LENGTH)
    args = models.JSONField(default=dict)
    since = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by_uid = models.UUIDField(null=True)
    accepted_by = models.CharField(max_length=100, default="")
    accepted_why = models.CharField(max_length=400, default="")

    class Meta:
        verbose_name = "校核问题"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_uid", "rule", "field"], name="findings_one_a_field"
            )
        ]
        indexes = [
            models.Index(
                fields=["org_path", "id"],
                name="findings_open_range",
                condition=models.Q(accepted_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} {self.kind} {self.subject_uid}"
