"""A table of these tests alone, in a registry of its own."""

from __future__ import annotations

from typing import ClassVar

from django.apps.registry import Apps
from django.db import models

from dengta.database.fields import UidField
from dengta.vault.fields import BlindField, SealedJSONField, SealedTextField


class Secret(models.Model):
    objects: ClassVar[models.Manager[Secret]] = models.Manager()
    uid = UidField()
    number = SealedTextField()
    phone = SealedTextField(null=True)
    answers = SealedJSONField(null=True, db_column="answers_sealed")
    number_blind = BlindField(unique=True)
    note = models.CharField(max_length=20, default="")

    class Meta:
        apps = Apps()
        app_label = "vaulted"
        db_table = "vaulted_secret"
