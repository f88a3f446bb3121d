"""Keeping half-filled forms (GEN-12): encrypted, for their author alone, for 7 days.

A draft changes nothing that anybody else sees and leaves no line in the log. It belongs to an
account and not to a session: it is also kept when the session has ended.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from dengta.accounts.models import Draft, Once
from dengta.accounts.rules.drafts import AN_ACCOUNT, LASTS, Key, Values, fits


@transaction.atomic
def put(
    *, key: Key, account_pk: int, values: Values, mark: str, address: str = "", at: datetime
) -> bool:
    """Keep what was typed, in place of what was kept before; ``address`` is the form's own page.

    False, and nothing is kept, when the form with this ``mark`` was carried out already (an
    autosave that came late), when the mark is a forged one, or when it is too much.
    """
    if not fits(values) or len(mark) > 43 or "\x00" in mark:
        return False
    if mark and Once.objects.filter(account=account_pk, mark=mark).exists():
        return False
    held = Draft.objects.filter(account=account_pk, form=key.form, subject=key.subject)
    draft = held.select_for_update().first()
    if draft is None:
        draft = Draft(account_id=account_pk, form=key.form, subject=key.subject)
        _make_room(account_pk)
    draft.body = _body(values, address)
    draft.mark = mark
    draft.saved_at = at
    draft.until = at + LASTS
    try:
        with transaction.atomic():
            draft.save()
    except IntegrityError:  # the same form in two windows: the first of them made the row
        other = held.select_for_update().get()
        draft.pk, draft.uid = other.pk, other.uid
        draft.body = _body(values, address)
        draft.save(force_update=True)
    return True


@transaction.atomic
def drop(*, key: Key, account_pk: int) -> None:
    """Give the half-filled form up (放弃草稿)."""
    Draft.objects.filter(account=account_pk, form=key.form, subject=key.subject).delete()


@transaction.atomic
def forget(at: datetime) -> int:
    """Delete what is older than 7 days and what was carried out; a duty of the worker."""
    done = Once.objects.filter(account=OuterRef("account"), mark=OuterRef("mark"))
    old, _ = Draft.objects.filter(until__lte=at).delete()
    carried_out, _ = Draft.objects.filter(Exists(done)).delete()
    return old + carried_out


def _body(values: Values, address: str) -> dict[str, object]:
    return {"values": [list(pair) for pair in values], "address": address}


def _make_room(account_pk: int) -> None:
    """The oldest give way to one more."""
    mine = Draft.objects.filter(account=account_pk).order_by("-saved_at", "-pk")
    surplus = list(mine.values_list("pk", flat=True)[AN_ACCOUNT - 1 :])
    if surplus:
        Draft.objects.filter(pk__in=surplus).delete()
