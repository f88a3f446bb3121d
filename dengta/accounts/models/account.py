from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q

from dengta.access.reach import PATH_LENGTH
from dengta.access.roles import ROLE_LABELS, Role
from dengta.accounts.rules.states import STATE_LABELS, State
from dengta.database.fields import OrderedTextField, UidField
from dengta.organizations.models import Organization
from dengta.vault.fields import BlindField, SealedTextField


class AccountManager(BaseUserManager["Account"]):
    """Accounts are found by the blind index of the ID or mobile number, never by a plain name."""


class Account(AbstractBaseUser):
    """Who signs in: one person, one duty, one organisation (ACC-01, ACC-02).

    The row holds the one session number that is valid (ACC-15); every new sign-in and every new
    password raises it, which ends the session before it.
    """

    uid = UidField()
    name = OrderedTextField(max_length=50)
    id_number = SealedTextField()
    id_blind = BlindField()
    mobile = SealedTextField()
    mobile_blind = BlindField()
    role = models.CharField(max_length=20, choices=ROLE_LABELS)
    organization = models.ForeignKey(Organization, models.PROTECT, related_name="+")
    org_path = OrderedTextField(max_length=PATH_LENGTH)
    """The path of its organisation, for lists of an area."""
    functions = models.JSONField(default=list)
    """Values of ``Can`` that the officer granted (ACC-03)."""
    state = models.CharField(max_length=20, choices=STATE_LABELS)
    is_live = models.BooleanField()
    """Not ended: the condition of the unique constraints (ACC-21)."""
    session_number = models.PositiveBigIntegerField(default=0)
    session_ended_by = models.CharField(max_length=20, blank=True)
    """Why the session before the present number ended ("elsewhere", "password", "left")."""
    password_changed_at = models.DateTimeField(null=True)
    must_change_password = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    step = models.PositiveIntegerField(default=0)
    """Rises with every change that an officer makes: two of them never overwrite each other."""

    USERNAME_FIELD = "uid"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[AccountManager] = AccountManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_live=True) & ~Q(state=State.ENDED.value)
                | Q(is_live=False, state=State.ENDED.value),
                name="account_live_agrees",
            ),
            # one person, one duty, and one account per number (ACC-01, ACC-21)
            models.UniqueConstraint(
                fields=["id_blind"], condition=Q(is_live=True), name="account_one_per_person"
            ),
            models.UniqueConstraint(
                fields=["mobile_blind"], condition=Q(is_live=True), name="account_one_per_mobile"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "name"], name="account_by_organization"),
            models.Index(fields=["org_path", "name", "id"], name="account_of_an_area"),
        ]

    def __str__(self) -> str:
        return f"{self.name}（{ROLE_LABELS[Role(self.role)]}，{STATE_LABELS[State(self.state)]}）"


class PasswordUsed(models.Model):
    """An earlier password's hash: none of the last five comes back (ACC-16)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="passwords_used")
    password = models.CharField(max_length=128)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "at"], name="password_used_order")]
