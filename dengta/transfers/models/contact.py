from __future__ import annotations

from django.db import models

from dengta.database.fields import UidField
from dengta.organizations.models import Organization
from dengta.vault.fields import SealedJSONField


class Contact(models.Model):
    """What was entered once as an organisation's contact comes back by itself (TRF-03)."""

    uid = UidField()
    organization = models.OneToOneField(Organization, models.CASCADE, related_name="+")
    entry = SealedJSONField()
    """``rules.application.ContactEntry`` as plain values."""
    own = models.BooleanField()
    """Entered by someone in whose range the organisation lies; others do not overwrite that."""
    at = models.DateTimeField()

    class Meta:
        verbose_name = "联系方式"

    def __str__(self) -> str:
        return str(self.organization_id)
