"""Files that were stored. Their content lies sealed on the disk, not in the database."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dengta.database.fields import UidField
from dengta.files.rules.kinds import Kind
from dengta.vault.fields import SealedTextField


class StoredFile(models.Model):
    """One file of one owner (GEN-02, GEN-03).

    ``owner_noun`` and ``owner_uid`` name a row of a room above, which says who may see and change
    it; where that row stands in the tree is asked then, and kept nowhere here. ``single`` repeats
    that its kind has one living file per owner. A removed row stays, its content is gone.
    """

    uid = UidField()
    kind = models.CharField(max_length=16)
    single = models.BooleanField()
    owner_noun = models.CharField(max_length=16)
    owner_uid = models.UUIDField()
    name = SealedTextField()
    ending = models.CharField(max_length=4)
    media_type = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    """Bytes of the content, before it was sealed."""
    by_uid = models.UUIDField()
    by_name = models.CharField(max_length=50)
    at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    removed_by_uid = models.UUIDField(null=True)
    removed_by_name = models.CharField(max_length=50, blank=True)

    class Meta:
        verbose_name = "文件"
        constraints = [
            models.UniqueConstraint(
                fields=["owner_noun", "owner_uid", "kind"],
                condition=Q(single=True, removed_at__isnull=True),
                name="files_one_living_single",
            )
        ]
        indexes = [
            models.Index(
                fields=["owner_noun", "owner_uid", "kind", "id"],
                condition=Q(removed_at__isnull=True),
                name="files_of_an_owner",
            )
        ]

    def __str__(self) -> str:
        return f"{Kind(self.kind)} {self.uid}"
