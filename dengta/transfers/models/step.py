from __future__ import annotations

from django.db import models

from dengta.access.reach import PATH_LENGTH
from dengta.database.fields import OrderedTextField
from dengta.organizations.models import Organization
from dengta.organizations.rules.names import NAME_LENGTH
from dengta.transfers.models.transfer import Transfer
from dengta.transfers.rules.application import REASON_LENGTH
from dengta.transfers.rules.law import VERB_LABELS

PERSON_LENGTH = 50


class TransferStep(models.Model):
    """One step of a transfer's record (TRF-16): from whom to whom, what was done, by which account
    of which organisation. Names are those of the day (TRF-15)."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="record")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=13, choices=VERB_LABELS)
    position = models.PositiveSmallIntegerField()
    """The place from which the step was taken."""
    origin = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="组织关系转接步骤"
    )
    goal = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="组织关系转接步骤"
    )
    origin_name = models.CharField(max_length=NAME_LENGTH)
    goal_name = models.CharField(max_length=NAME_LENGTH)
    reason = models.CharField(max_length=REASON_LENGTH, blank=True)
    by_itself = models.BooleanField(default=False)
    by_uid = models.UUIDField()
    by_name = models.CharField(max_length=PERSON_LENGTH)
    by_organization = models.CharField(max_length=NAME_LENGTH)
    by_path = OrderedTextField(max_length=PATH_LENGTH)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "组织关系转接步骤"
        constraints = [
            models.UniqueConstraint(
                fields=["transfer", "number"], name="transfer_step_one_each_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.verb}"
