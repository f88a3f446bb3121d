from __future__ import annotations

from django.db import models
from django.db.models import Q

from dengta.access.reach import PATH_LENGTH
from dengta.codes.rules.pinyin import MAX_KEY_LENGTH
from dengta.database.fields import OrderedTextField, UidField
from dengta.members.rules.facts import (
    FIELDS,
    NAME_LENGTH,
    PLACE_LENGTH,
    REGION_LENGTH,
    Facts,
)
from dengta.members.rules.standing import (
    ArchivedAs,
    Hold,
    Place,
    RegisterState,
    Status,
)
from dengta.organizations.models import Organization
from dengta.vault.fields import BlindField, SealedTextField


class Member(models.Model):
    """One record of one person: the sixteen items, and where the record stands.

    ``branch`` is the branch that holds the member, for others the one that held him last;
    ``org_path`` is its path, kept in step by ``effects.move``. ``under_branch`` and ``active``
    repeat ``place`` and ``status`` as booleans, since partial indexes are conditioned on nothing
    else. ``step`` grows with every change; a change is a claim on the step that was seen (GEN-10).
    """

    uid = UidField()
    branch = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="所在党支部"
    )
    org_path = OrderedTextField(max_length=PATH_LENGTH)
    place = models.CharField(max_length=8, default=Place.BASE.value)
    under_branch = models.BooleanField(default=True)
    active = models.BooleanField(default=True)

    name = OrderedTextField(max_length=NAME_LENGTH)
    name_key = OrderedTextField(max_length=MAX_KEY_LENGTH)
    """The name's place in pinyin order."""
    sex = models.CharField(max_length=1)
    ethnicity = models.CharField(max_length=2)
    id_number = SealedTextField()
    id_blind = BlindField(null=True)
    """None for an unknown number (MEM-03)."""
    birth_date = models.DateField()
    education = models.CharField(max_length=4)
    category = models.CharField(max_length=1)
    joined_on = models.DateField()
    full_on = models.DateField(null=True)
    post = models.CharField(max_length=4)
    phone = SealedTextField()
    address = SealedTextField()
    status = models.CharField(max_length=1, default=Status.NORMAL.value)
    lost = models.BooleanField(default=False)
    lost_since = models.DateField(null=True)
    """A month, as its first day."""
    floating = models.BooleanField(default=False)
    floating_province = models.CharField(max_length=6, blank=True)
    floating_city = models.CharField(max_length=REGION_LENGTH, blank=True)
    floating_county = models.CharField(max_length=REGION_LENGTH, blank=True)
    floating_place = models.CharField(max_length=PLACE_LENGTH, blank=True)

    hold = models.CharField(max_length=8, blank=True, default=Hold.NONE.value)
    archived_as = models.CharField(max_length=12, blank=True, default=ArchivedAs.NOT.value)
    register_state = models.CharField(max_length=9, default=RegisterState.UNCHECKED.value)
    created_at = models.DateTimeField()
    step = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "党员"
        constraints = [
            models.UniqueConstraint(
                fields=["id_blind"],
                condition=Q(under_branch=True),
                name="member_once_under_a_branch",
            ),
            models.CheckConstraint(
                condition=Q(place=Place.BASE.value, under_branch=True)
                | (~Q(place=Place.BASE.value) & Q(under_branch=False)),
                name="member_place_agrees",
            ),
            models.CheckConstraint(
                condition=Q(active=True, under_branch=True, status=Status.NORMAL.value)
                | (Q(active=False) & (Q(under_branch=False) | ~Q(status=Status.NORMAL.value))),
                name="member_active_agrees",
            ),
            models.CheckConstraint(
                condition=Q(place=Place.ARCHIVE.value) | Q(archived_as=ArchivedAs.NOT.value),
                name="member_archived_agrees",
            ),
            models.CheckConstraint(
                condition=Q(under_branch=True) | Q(hold=Hold.NONE.value), name="member_hold_agrees"
            ),
        ]
        indexes = [
            # lists by organisation; the columns after the id let a walk of the range that passes
            # many rows by (one filter, several) stay in the index, without a look at the table
            models.Index(
                fields=[
                    *("org_path", "name_key", "id", "active"),
                    *("category", "sex", "education", "post", "birth_date"),
                ],
                condition=Q(under_branch=True),
                name="member_by_organization",
            ),
            # lists by name: walked in order, filtered by path without leaving the index
            models.Index(
                fields=["name_key", "id", "org_path", "active"],
                condition=Q(under_branch=True),
                name="member_by_name",
            ),
            # the few of an area, whatever its size
            models.Index(
                fields=["org_path", "name_key", "id"],
                condition=Q(under_branch=True, active=False),
                name="member_suspended",
            ),
            models.Index(
                fields=["org_path", "name_key", "id"],
                condition=Q(under_branch=True, lost=True),
                name="member_lost",
            ),
            models.Index(
                fields=["org_path", "name_key", "id"],
                condition=Q(under_branch=True, floating=True),
                name="member_floating",
            ),
            # MEM-08 looks in the archive too
            models.Index(fields=["id_blind"], name="member_by_id"),
        ]

    def __str__(self) -> str:
        return f"{self.name}"

    @property
    def facts(self) -> Facts:
        """The items of the record; the three protected ones are unsealed by reading them."""
        return Facts(**{field: getattr(self, field) for field in FIELDS})

    @property
    def branch_name(self) -> str:
        return f"{self.branch.name}"


class MemberChange(models.Model):
    """One changed item of one record: what pages show as its history (MEM-14)."""

    uid = UidField()
    member = models.ForeignKey(Member, models.CASCADE, related_name="changes", db_index=False)
    field = models.CharField(max_length=20)
    old = SealedTextField(blank=True)
    new = SealedTextField(blank=True)
    """Old and new value as people read them."""
    reason = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by_uid = models.UUIDField()
    by_name = models.CharField(max_length=NAME_LENGTH)

    class Meta:
        verbose_name = "党员变更记录"
        indexes = [models.Index(fields=["member", "at", "id"], name="member_change_history")]
