from __future__ import annotations

from django.db import models
from django.db.models import Q

from dengta.accounts.models.message import Message
from dengta.database.fields import UidField
from dengta.vault.fields import BlindField


class Authorisation(models.Model):
    """One authorisation code of one person (ACC-07): never two live ones.

    Only the keyed hash of the code is kept; the code itself stands in the message until it was
    sent. ``expires_at`` is a moment of the database's clock. Who made it is whom to ask.
    """

    account_id: int
    uid = UidField()
    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="authorisations")
    code_hash = BlindField()
    message = models.OneToOneField(Message, models.PROTECT, related_name="+")
    is_live = models.BooleanField()
    outcome = models.CharField(max_length=10, default="")
    """How it ended ("activated", "void"); "" while it is live."""
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    by_uid = models.UUIDField()
    by_name = models.CharField(max_length=50)
    by_organization = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_live=True, outcome="", ended_at__isnull=True)
                | Q(is_live=False, ended_at__isnull=False) & ~Q(outcome=""),
                name="authorisation_live_agrees",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(is_live=True),
                name="authorisation_one_live_per_account",
            ),
        ]
        indexes = [
            models.Index(fields=["account", "made_at"], name="authorisation_history"),
            models.Index(
                fields=["expires_at"],
                condition=Q(is_live=True),
                name="authorisation_about_to_expire",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uid} {self.outcome or 'live'}"
