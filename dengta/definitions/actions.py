"""What the worker does with information sets by itself."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from dengta.definitions.models import ClearedSet


@transaction.atomic
def forget_cleared(at: datetime) -> int:
    """Delete what was cleared and can no longer come back (ORG-17); a duty of the worker."""
    deleted, _ = ClearedSet.objects.filter(until__lte=at).delete()
    return deleted
