from __future__ import annotations

from django.db import models
from django.db.models import Q

from dengta.access.reach import PATH_LENGTH
from dengta.database.fields import OrderedTextField
from dengta.organizations.models import Organization
from dengta.transfers.models.transfer import Transfer


class TransferNode(models.Model):
    """One place of a transfer's path; position 0 is the source (TRF-06)."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="nodes")
    position = models.PositiveSmallIntegerField()
    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="组织关系转接路径"
    )

    class Meta:
        verbose_name = "组织关系转接路径"
        constraints = [
            models.UniqueConstraint(
                fields=["transfer", "position"], name="transfer_node_one_each_position"
            ),
            models.UniqueConstraint(
                fields=["transfer", "organization"], name="transfer_node_once_on_a_path"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.organization_id}"


class TransferPlace(models.Model):
    """In whose area a transfer is listed (TRF-16): source, target, every node, and all above them.

    ``near``: the organisation is itself such a place, or directly above one. Rows are added when a
    branch is chosen or another target is sent to; none is ever removed.
    """

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="places")
    org_path = OrderedTextField(max_length=PATH_LENGTH)
    near = models.BooleanField()
    sent_at = models.DateTimeField()
    """The transfer's, copied: a list is read in this order from the index alone."""

    class Meta:
        verbose_name = "组织关系转接所在范围"
        constraints = [
            models.UniqueConstraint(
                fields=["transfer", "org_path"], name="transfer_place_once_each_area"
            ),
        ]
        indexes = [
            models.Index(fields=["org_path", "sent_at", "transfer"], name="transfer_place_all"),
            models.Index(
                fields=["org_path", "sent_at", "transfer"],
                condition=Q(near=True),
                name="transfer_place_near",
            ),
        ]

    def __str__(self) -> str:
        return str(self.org_path)
