from __future__ import annotations

from django.db import models
from django.db.models import Q

from dengta.access.reach import PATH_LENGTH
from dengta.database.fields import OrderedTextField, UidField
from dengta.members.models.member import Member
from dengta.members.rules.facts import NAME_LENGTH
from dengta.organizations.models import Organization
from dengta.organizations.rules.names import NAME_LENGTH as ORGANIZATION_NAME_LENGTH


class Movement(models.Model):
    """A record of 党员增加情况 or 党员减少情况 of one organisation (MEM-11, MEM-26).

    ``org_path`` is where it counts: active = increases − decreases, of every organisation at every
    moment. A voided one counts no more (MEM-14, MEM-19).
    """

    uid = UidField()
    member = models.ForeignKey(Member, models.PROTECT, related_name="movements", db_index=False)
    kind = models.CharField(max_length=8)
    """A ``MovementKind``."""
    way = models.CharField(max_length=2)
    """A code of ``member_increase_way`` or ``member_decrease_way``."""
    on = models.DateField()
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="增减记录"
    )
    org_path = OrderedTextField(max_length=PATH_LENGTH)
    other = models.CharField(max_length=ORGANIZATION_NAME_LENGTH, blank=True)
    """Where he came from or went to, as a name of the day."""
    reason = models.CharField(max_length=200, blank=True)
    by_uid = models.UUIDField()
    by_name = models.CharField(max_length=NAME_LENGTH)
    at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "党员增减记录"
        indexes = [
            models.Index(fields=["member", "at", "id"], name="movement_of_member"),
            models.Index(
                fields=["org_path", "on"],
                condition=Q(voided_at__isnull=True),
                name="movement_of_area",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.way} {self.on:%Y-%m-%d}"
