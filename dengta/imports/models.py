"""A sheet of administrators that was uploaded and is not confirmed yet (ACC-06)."""

from __future__ import annotations

from django.db import models

from dengta.accounts.models import Account
from dengta.database.fields import UidField
from dengta.jobs.models import Job
from dengta.vault.fields import BlindField, SealedJSONField, SealedTextField


class SheetDraft(models.Model):
    """One uploaded sheet, seen by its author alone, until ``until``."""

    account_id: int
    uid = UidField()
    account = models.ForeignKey(Account, models.CASCADE, related_name="+", db_index=False)
    file_name = SealedTextField()
    made_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        verbose_name = "授权表草稿"
        indexes = [
            models.Index(fields=["account", "-id"], name="sheet_draft_by_author"),
            models.Index(fields=["until"], name="sheet_draft_until"),
        ]

    def __str__(self) -> str:
        return str(self.uid)


class SheetRow(models.Model):
    """One row of it, sealed as a whole: ``body`` holds cells, numeric, mended and faults.

    ``standing`` and ``faults`` (their number) are what the grid is ordered and counted by, the
    blind indexes find repetitions. While ``job`` runs the row belongs to it; ``account_uid`` is
    the account that came of it, written in the same transaction.
    """

    draft_id: int
    job_id: int | None
    uid = UidField()
    draft = models.ForeignKey(SheetDraft, models.CASCADE, related_name="+", db_index=False)
    number = models.PositiveIntegerField()
    standing = models.PositiveSmallIntegerField()
    faults = models.PositiveSmallIntegerField(default=0)
    body = SealedJSONField()
    id_blind = BlindField(null=True)
    mobile_blind = BlindField(null=True)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    account_uid = models.UUIDField(null=True)
    step = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "授权表的一行"
        constraints = [
            models.UniqueConstraint(fields=["draft", "number"], name="sheet_row_one_number")
        ]
        indexes = [
            models.Index(fields=["draft", "standing", "number"], name="sheet_row_grid"),
            models.Index(fields=["draft", "id_blind"], name="sheet_row_person"),
            models.Index(fields=["draft", "mobile_blind"], name="sheet_row_mobile"),
        ]

    def __str__(self) -> str:
        return f"{self.number}"
