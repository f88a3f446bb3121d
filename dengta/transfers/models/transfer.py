from __future__ import annotations

from django.db import models
from django.db.models import Q

from dengta.access.reach import PATH_LENGTH
from dengta.database.fields import OrderedTextField, UidField
from dengta.members.models import Member
from dengta.organizations.models import Organization
from dengta.organizations.rules.names import NAME_LENGTH
from dengta.transfers.rules.application import REASON_LENGTH
from dengta.transfers.rules.law import PLACE_LABELS, RUNNING, STATUS_LABELS, Place, Status
from dengta.vault.fields import BlindField, SealedJSONField


class Transfer(models.Model):
    """A membership on its way from one branch to another, and who holds it now.

    ``step`` grows with every change; a change is a claim on the step that was seen (TRF-12).
    ``open`` repeats ``status`` as a boolean, since partial indexes are conditioned on nothing
    else. ``holder_path`` and ``desk_path`` are the two columns of ``Reach.DESK``.
    """

    uid = UidField()
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, related_name="+", verbose_name="组织关系转接"
    )
    id_blind = BlindField(null=True)
    """The member's, copied: one person is in one running transfer at most, by whatever record."""

    status = models.CharField(max_length=1, choices=STATUS_LABELS, default=Status.UNDERWAY)
    open = models.BooleanField(default=True)
    step = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    """How many rows its record has: corrections grow ``step`` and write none."""

    source = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="组织关系转接（转出）"
    )
    committee = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="组织关系转接（所在基层党委）"
    )
    """所在基层党委: the source's nearest transfer node, to which the receipt goes back."""
    target = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="组织关系转接（接收）"
    )
    branch = models.ForeignKey(
        Organization,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="组织关系转接（接收支部）",
    )
    """The branch that a target which is none chose below itself (TRF-11)."""
    holder = models.ForeignKey(
        Organization, models.PROTECT, related_name="+", verbose_name="组织关系转接（当前）"
    )
    holder_path = OrderedTextField(max_length=PATH_LENGTH)
    desk_path = OrderedTextField(max_length=PATH_LENGTH)
    place = models.CharField(max_length=6, choices=PLACE_LABELS, default=Place.SOURCE)
    position = models.PositiveSmallIntegerField(default=0)
    common = models.SmallIntegerField()
    """The lowest common superior's position; beyond it all is 转入审核 (TRF-13)."""
    touched = models.BooleanField(default=False)
    """Whether a person has acted on it since it was sent (TRF-09)."""

    kind = models.CharField(max_length=1)
    """转出类型, table ``transfer_out_type``."""
    proposed = models.CharField(max_length=1)
    """The type that the two places proposed; it decides how long letters hold (TRF-18)."""
    sent_on = models.DateField()
    """转出时间, as the form says."""
    days = models.PositiveSmallIntegerField()
    """有效期 of the application."""
    reason = models.CharField(max_length=REASON_LENGTH)
    dues_until = models.DateField()
    """党费交至: a month, as its first day."""
    sender = models.CharField(max_length=NAME_LENGTH)
    recipient = models.CharField(max_length=NAME_LENGTH)
    """发件人 and 收件人 as they were worded (TRF-02); they never change the path."""
    contacts = SealedJSONField()
    """The three contacts of TRF-03 as they were given for this transfer."""

    sent_at = models.DateTimeField()
    arrived_at = models.DateTimeField()
    """When the holder got it."""
    valid_until = models.DateField()
    """The last day of the newest letter."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "组织关系转接"
        constraints = [
            models.UniqueConstraint(
                fields=["member"], condition=Q(open=True), name="transfer_one_open_per_member"
            ),
            models.UniqueConstraint(
                fields=["id_blind"], condition=Q(open=True), name="transfer_one_open_per_person"
            ),
            models.CheckConstraint(
                condition=Q(open=True, ended_at__isnull=True, status__in=sorted(RUNNING))
                | (Q(open=False, ended_at__isnull=False) & ~Q(status__in=sorted(RUNNING))),
                name="transfer_open_agrees",
            ),
        ]
        indexes = [
            models.Index(
                fields=["desk_path", "holder_path", "arrived_at"],
                condition=Q(open=True),
                name="transfer_on_desk",
            ),
        ]

    @property
    def person(self) -> Member:
        """Whom it is about; one from outside has nobody here until it is received (TRF-05)."""
        if self.member is None:
            raise LookupError("this transfer has no member yet")
        return self.member

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.uid}"
