"""What stands in the information sets, whatever sets there are."""

from __future__ import annotations

from django.db import models

from dengta.access.reach import PATH_LENGTH
from dengta.database.fields import OrderedTextField, UidField
from dengta.vault.fields import SealedJSONField

NOUN_LENGTH = 16
SET_LENGTH = 24
CATEGORY_LENGTH = 4


class SetRow(models.Model):
    """One row of one set of one record: ``values`` is field → text, sealed as a whole.

    ``version`` is that of the definition by which it was written, ``category`` the one whose
    fields it has. ``step`` grows with every change (GEN-10).
    """

    uid = UidField()
    noun = models.CharField(max_length=NOUN_LENGTH)
    subject_uid = models.UUIDField()
    set = models.CharField(max_length=SET_LENGTH)
    version = models.PositiveSmallIntegerField()
    category = models.CharField(max_length=CATEGORY_LENGTH, blank=True)
    position = models.PositiveSmallIntegerField()
    values = SealedJSONField()
    step = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = "信息集"
        constraints = [
            models.UniqueConstraint(
                fields=["subject_uid", "set", "position"], name="definitions_one_position"
            )
        ]


class SetValue(models.Model):
    """A value that something searches or sorts by, readable; never one that is protected."""

    row = models.ForeignKey(SetRow, models.CASCADE, related_name="searched")
    set = models.CharField(max_length=SET_LENGTH)
    field = models.CharField(max_length=40)
    value = OrderedTextField(max_length=200)
    org_path = OrderedTextField(max_length=PATH_LENGTH)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row", "field"], name="definitions_one_value")
        ]
        indexes = [
            models.Index(fields=["set", "field", "org_path", "value"], name="definitions_by_place")
        ]


class ClearedSet(models.Model):
    """What a change of category or unit took out, and until when it can come back (ORG-17)."""

    uid = UidField()
    noun = models.CharField(max_length=NOUN_LENGTH)
    subject_uid = models.UUIDField()
    set = models.CharField(max_length=SET_LENGTH)
    category = models.CharField(max_length=CATEGORY_LENGTH, blank=True)
    rows = SealedJSONField()
    """A list of rows: position, version, category and values of each."""
    org_path = OrderedTextField(max_length=PATH_LENGTH)
    at = models.DateTimeField()
    until = models.DateTimeField()
    by_uid = models.UUIDField()
    by_name = models.CharField(max_length=50)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "已清除信息"
        indexes = [
            models.Index(fields=["subject_uid", "set"], name="definitions_cleared_subject"),
            models.Index(fields=["until"], name="definitions_cleared_until"),
        ]
