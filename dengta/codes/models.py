"""Code tables as the installation holds them."""

from __future__ import annotations

from django.db import models

from dengta.database.fields import OrderedTextField


class CodeTable(models.Model):
    """One code table; ``version`` grows with every change, so that caches know (queries)."""

    name = OrderedTextField(max_length=60, unique=True)
    version = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class CodeRow(models.Model):
    """One row of a code table.

    Label, parent and basis follow the packaged table at every start; ``enabled``, ``position``
    and the dates (both days included, None is open) belong to the operator (GEN-09).
    """

    table = OrderedTextField(max_length=60)
    code = OrderedTextField(max_length=20)
    parent_code = models.CharField(max_length=20, blank=True, default="")
    label = models.CharField(max_length=200)
    basis = models.CharField(max_length=100, blank=True, default="")
    enabled = models.BooleanField(default=True)
    position = models.IntegerField()
    valid_from = models.DateField(null=True, blank=True)
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["table", "code"], name="codes_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.table} {self.code} {self.label}"
