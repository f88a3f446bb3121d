from __future__ import annotations

from django.db import models

from dengta.vault.fields import BlindField


class Tries(models.Model):
    """Wrong passwords in a row for one user name, whether or not an account bears it (ACC-15).

    An unknown name is counted like a known one, so that a lock tells nothing. For an account the
    key is the blind index of its ID number, whichever of its two user names was typed; for an
    address it is the blind index of the address, ``count`` unused.
    """

    key = BlindField()
    count = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key"], name="tries_one_row_per_key")]


class AddressFailure(models.Model):
    """One wrong password from an address; 50 within 30 minutes refuse it (ACC-15)."""

    key = BlindField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="address_failure_window")]


class SignIn(models.Model):
    """A successful sign-in, for the user's own eyes (ACC-19); the log keeps the evidence."""

    account_id: int
    account = models.ForeignKey("accounts.Account", models.CASCADE, related_name="sign_ins")
    at = models.DateTimeField()
    address = models.CharField(max_length=45)

    class Meta:
        indexes = [models.Index(fields=["account", "at"], name="sign_in_latest")]


class PictureUsed(models.Model):
    """The mark of a picture code that was answered, so that it opens the door only once."""

    mark = models.CharField(max_length=43)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mark"], name="picture_used_once")]
