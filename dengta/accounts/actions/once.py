"""A form is carried out once, however often it arrives (GEN-11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from dengta.accounts.models import Once
from dengta.accounts.rules.drafts import LASTS
from dengta.accounts.rules.limits import SESSION_AT_MOST

KNOWN_FOR = LASTS + SESSION_AT_MOST
"""How long a mark is known: as long as a draft may carry it into one more session."""


def once(*, mark: str, account_pk: int, do: Callable[[], Any], at: datetime) -> Any:
    """Run ``do`` for the form that carries ``mark``, or give the answer that it got before.

    ``do`` runs a verb and returns what JSON can hold (an address, say). A second post waits on
    the unique index until the first is through. A refusal rolls the mark back, so that the
    corrected form may come with the same mark.
    """
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = Once.objects.create(account_id=account_pk, mark=mark, at=at)
        except IntegrityError:
            return Once.objects.get(account_id=account_pk, mark=mark).answer
        answer = do()
        row.answer = answer
        row.save(update_fields=["answer"])
        return answer


@transaction.atomic
def forget(at: datetime) -> int:
    """Delete the marks that no form and no draft brings any more; a duty of the worker."""
    return Once.objects.filter(at__lte=at - KNOWN_FOR).delete()[0]
