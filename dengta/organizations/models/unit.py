"""Units, and which organisation is set up in which."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dengta.database.fields import OrderedTextField, UidField
from dengta.organizations.models.organization import Organization
from dengta.organizations.rules.names import NAME_LENGTH
from dengta.vault.fields import SealedTextField


class Unit(models.Model):
    """The legal entity (village, company, school, office) in which an organisation is set up."""

    uid = UidField()
    name = OrderedTextField(max_length=NAME_LENGTH)
    category = models.CharField(max_length=2)
    establishment = models.CharField(max_length=2)
    """单位建立党组织情况, table ``unit_org_status``."""
    code = OrderedTextField(max_length=18)
    has_party_group = models.BooleanField(null=True)
    """是否成立党组; None where an imported tree did not say, which is a finding."""
    managing = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="managed_units"
    )
    home = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    """Whose range it belongs to while neither linked nor managed (UNT-11)."""
    awaiting = models.BooleanField(default=False, db_default=False)
    """已建立但并未关联组织: neither linked nor managed (UNT-02)."""
    created_at = models.DateTimeField()
    step = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "单位"
        constraints = [
            models.UniqueConstraint(fields=["name"], name="unit_one_name"),
            # imported trees know no unit codes; those without one are not compared
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="unit_one_code"),
        ]
        indexes = [
            models.Index(fields=["name"], condition=Q(awaiting=True), name="unit_awaiting"),
            models.Index(fields=["name"], condition=Q(managing__isnull=False), name="unit_managed"),
            models.Index(fields=["category", "name"], name="unit_by_category"),
        ]

    def __str__(self) -> str:
        return self.name


class UnitChange(models.Model):
    """A unit's history, field by field; the log is evidence only."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="changes", db_index=False)
    field = models.CharField(max_length=40)
    label = models.CharField(max_length=60)
    old = SealedTextField(blank=True)
    new = SealedTextField(blank=True)
    uid = UidField()
    at = models.DateTimeField()
    by_uid = models.UUIDField()
    by_name = models.CharField(max_length=50)

    class Meta:
        indexes = [models.Index(fields=["unit", "at"], name="unit_change_history")]


class UnitLink(models.Model):
    """An organisation is set up in a unit; by 与上级党组织相同 when ``inherited``."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="unit_links", db_index=False
    )
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="links")
    is_default = models.BooleanField(default=False)
    inherited = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "unit"], name="unit_link_once"),
            models.UniqueConstraint(
                fields=["organization"],
                condition=Q(is_default=True),
                name="unit_link_one_default",
            ),
        ]
