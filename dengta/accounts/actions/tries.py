"""Counting tries before they are looked at (ACC-10, ACC-15).

A try is *claimed*: the counter rises first, in a transaction of its own, so that sixteen tries at
once are never more than five looks. What is counted is a key (a person, a number, an unknown name);
the caller lets go of it when the try was right.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from dengta.accounts.models import AddressFailure, Tries
from dengta.accounts.rules import limits
from dengta.database import locks


@transaction.atomic
def claim(key: bytes, at: datetime) -> int:
    """Count one more try for ``key``; returns which of the five it is, 0 when it is locked.

    The fifth locks the key for 30 minutes, unless it turns out right.
    """
    Tries.objects.bulk_create([Tries(key=key, at=at)], ignore_conflicts=True)
    mine = Tries.objects.filter(key=key)
    mine.filter(locked_until__lte=at).update(count=0, locked_until=None)
    claimed = mine.filter(count__lt=limits.TRIES, locked_until__isnull=True).update(
        count=F("count") + 1, at=at
    )
    if not claimed:
        return 0
    mine.filter(count__gte=limits.TRIES).update(locked_until=at + limits.LOCKED_FOR)
    return mine.values_list("count", flat=True).get()


@transaction.atomic
def let_go(*keys: bytes) -> bool:
    """The try was right, or the officer unlocks: forget what was counted; whether there was any.

    The rows stay: who counts at the same moment finds them.
    """
    rows = locks.take_for_step(Tries.objects.filter(key__in=keys))
    counted = Tries.objects.filter(pk__in=[row.pk for row in rows], count__gt=0)
    return counted.update(count=0, locked_until=None) > 0


@transaction.atomic
def count_address(key: bytes, at: datetime) -> None:
    """One more wrong try from the address ``key``; the last one allowed refuses it for a time."""
    AddressFailure.objects.create(key=key, at=at)
    recent = AddressFailure.objects.filter(key=key, at__gt=at - limits.ADDRESS_WINDOW).count()
    if recent >= settings.DENGTA_ADDRESS_TRIES:
        AddressFailure.objects.filter(key=key).delete()
        Tries.objects.update_or_create(
            key=key, defaults={"at": at, "locked_until": at + limits.LOCKED_FOR}
        )


def is_locked(key: bytes, at: datetime) -> bool:
    """Whether ``key`` (an address, a person) is refused at this moment."""
    return Tries.objects.filter(key=key, locked_until__gt=at).exists()
