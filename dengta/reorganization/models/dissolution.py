"""By which document an organisation was dissolved, and by which it came back (ORG-13)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dengta.database.fields import UidField
from dengta.organizations.models import Organization
from dengta.reorganization.rules.papers import NUMBER_LENGTH, REASON_LENGTH


class Dissolution(models.Model):
    """One dissolution; ``restored_at`` ends it. The optional document is a file of its uid."""

    uid = UidField()
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="+", verbose_name="撤销记录"
    )
    number = models.CharField(max_length=NUMBER_LENGTH)
    reason = models.CharField(max_length=REASON_LENGTH)
    on = models.DateField()
    at = models.DateTimeField()
    by_uid = models.UUIDField()
    by_name = models.CharField(max_length=50)
    restored_number = models.CharField(max_length=NUMBER_LENGTH, blank=True)
    restored_at = models.DateTimeField(null=True)
    restored_by = models.CharField(max_length=50, blank=True)

    class Meta:
        verbose_name = "撤销记录"
        constraints = [
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(restored_at__isnull=True),
                name="dissolution_one_standing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.on:%Y-%m-%d}"
