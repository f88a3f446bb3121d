from __future__ import annotations

from django.db import models

from dengta.database.fields import UidField


class VpnCredential(models.Model):
    """What the VPN gateway asks about: a password of its own beside the system's (ACC-11).

    ``password`` "" is the first one, derived from the ID number and stored nowhere; it opens until
    ``initial_until``, a moment of the database's clock. ``is_initial`` ends with activation.
    """

    account_id: int
    uid = UidField()
    account = models.OneToOneField("accounts.Account", models.CASCADE, related_name="vpn")
    password = models.CharField(max_length=128, default="")
    is_initial = models.BooleanField(default=True)
    initial_until = models.DateTimeField(null=True)
    password_changed_at = models.DateTimeField(null=True)
    must_change = models.BooleanField(default=False)
    """The password was reset by the officer and is to be replaced by the user."""
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.uid}"


class VpnPasswordUsed(models.Model):
    """An earlier VPN password's hash: none of the last five comes back (ACC-16)."""

    credential = models.ForeignKey(VpnCredential, models.CASCADE, related_name="passwords_used")
    password = models.CharField(max_length=128)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["credential", "at"], name="vpn_password_used_order")]
