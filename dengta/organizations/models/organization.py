"""A node of the tree, its earlier names and its history."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dengta.access.reach import PATH_LENGTH
from dengta.codes.rules.texts import PERSON_LENGTH
from dengta.database.fields import OrderedTextField, UidField
from dengta.organizations.rules import names
from dengta.organizations.rules.numbers import CODE_LENGTH
from dengta.vault.fields import SealedTextField

NAME_LENGTH = names.NAME_LENGTH


class Organization(models.Model):
    """A node of the tree: committee, general branch, branch …

    ``path`` says where it stands (``dengta.access.reach``), ``code`` is the business number of
    ORG-05 and stays when an organisation is moved. ``step`` grows with every change; a change is
    a claim on the step that was seen (GEN-10).
    """

    uid = UidField()
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", db_index=False
    )
    path = OrderedTextField(max_length=PATH_LENGTH)
    depth = models.PositiveSmallIntegerField()
    name = OrderedTextField(max_length=NAME_LENGTH)
    code = OrderedTextField(max_length=CODE_LENGTH)
    category = models.CharField(max_length=3)
    secretary = models.CharField(max_length=PERSON_LENGTH, blank=True)
    contact = models.CharField(max_length=PERSON_LENGTH, blank=True)
    phone = SealedTextField(blank=True)
    situation = models.CharField(max_length=1, blank=True)
    """党组织所在单位情况, table ``org_unit_situation``; empty for categories 1–5 and ORG-19."""
    work_category = models.CharField(max_length=2, blank=True)
    """党组织工作分类: the category of the main unit (ORG-07, ORG-09)."""

    county_level = models.BooleanField(default=False)
    is_transfer_node = models.BooleanField(default=False)
    can_transfer_directly = models.BooleanField(default=False)
    auto_approve = models.BooleanField(default=False)
    letter_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    """介绍信用名 (TRF-17); empty: the full name."""

    next_segment = models.PositiveIntegerField(default=0)
    next_number = models.PositiveIntegerField(default=1)
    """The counters of its children: path segment and the four digits of ORG-05."""

    dissolved_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    step = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "党组织"
        constraints = [
            models.UniqueConstraint(fields=["path"], name="organization_one_path"),
            models.UniqueConstraint(fields=["code"], name="organization_one_code"),
            models.UniqueConstraint(
                fields=["parent", "name"],
                condition=Q(dissolved_at__isnull=True),
                name="organization_one_name_among_siblings",
                violation_error_message="同级党组织中已有这个名称。",
            ),
        ]
        indexes = [
            models.Index(fields=["parent", "path"], name="organization_children"),
            models.Index(fields=["name", "path"], name="organization_by_name"),
        ]

    def __str__(self) -> str:
        return self.name


class FormerName(models.Model):
    """An earlier name with its dates (ORG-11); found by search."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="former_names", db_index=False
    )
    name = OrderedTextField(max_length=NAME_LENGTH)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["organization", "until"], name="former_name_by_organization")
        ]


class OrganizationChange(models.Model):
    """An organisation's history, field by field; the log is evidence only."""

    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="changes", db_index=False
    )
    field = models.CharField(max_length=40)
    label = models.CharField(max_length=80, blank=True, default="", db_default="")
    """What the field of an information set is called, with its row; "" for own fields."""
    old = SealedTextField(blank=True)
    new = SealedTextField(blank=True)
    uid = UidField()
    at = models.DateTimeField()
    by_uid = models.UUIDField()
    by_name = models.CharField(max_length=50)

    class Meta:
        indexes = [models.Index(fields=["organization", "at"], name="organization_change_history")]
