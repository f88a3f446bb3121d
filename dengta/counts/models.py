"""Totals, and the deltas that are not folded into them yet."""

from __future__ import annotations

from django.db import models

from dengta.access.reach import PATH_LENGTH
from dengta.database.fields import OrderedTextField


class Total(models.Model):
    """The counts of one organisation and everything below it, up to the last fold.

    ``counts`` is dimension → code → how many, in one JSON value: a row a code would be 14 million
    rows for 350,000 organisations.
    """

    path = OrderedTextField(max_length=PATH_LENGTH)
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = "合计"
        constraints = [models.UniqueConstraint(fields=["path"], name="counts_one_total_a_path")]

    def __str__(self) -> str:
        return str(self.path)


class Delta(models.Model):
    """A change of one count at one organisation, written by a verb in its own transaction."""

    path = OrderedTextField(max_length=PATH_LENGTH)
    dimension = models.CharField(max_length=16)
    code = models.CharField(max_length=16)
    n = models.IntegerField()

    class Meta:
        verbose_name = "增减"
        indexes = [models.Index(fields=["path"], name="counts_delta_range")]

    def __str__(self) -> str:
        return f"{self.path} {self.dimension} {self.code} {self.n:+d}"
