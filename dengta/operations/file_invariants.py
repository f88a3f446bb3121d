"""Invariants of stored files: a living row has its content, and content has its row."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from dengta.files.models import StoredFile
from dengta.files.queries import folder, place_of, unsettled

AT_ONCE = 500


def without_content() -> Iterator[UUID]:
    """Living files whose content is not on the disk."""
    living = StoredFile.objects.filter(removed_at__isnull=True)
    for uid in living.order_by("pk").values_list("uid", flat=True).iterator():
        if not place_of(uid).is_file():
            yield uid


def without_a_row() -> Iterator[UUID]:
    """Content on the disk that no living file owns; what is under way is settled by a start."""
    names = (
        path.name for path in sorted(folder().glob("[0-9a-f][0-9a-f]/*")) if len(path.name) == 32
    )
    while part := list(islice(names, AT_ONCE)):
        found = {UUID(name) for name in part if not (unsettled() / name).exists()}
        living = StoredFile.objects.filter(uid__in=found, removed_at__isnull=True)
        yield from sorted(found - set(living.values_list("uid", flat=True)))
