"""An account's own half-filled forms; nobody else's can be asked for (GEN-12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from dengta.accounts.models import Account, Draft, Once
from dengta.accounts.rules.drafts import AN_ACCOUNT, Form, Key, Values
from dengta.accounts.rules.states import State


@dataclass(frozen=True, slots=True)
class Kept:
    """A half-filled form: its fields as they stood at ``saved_at``, and ``address``, its own page
    ("" when that was not told)."""

    key: Key
    values: Values
    saved_at: datetime
    address: str


def get(account_pk: int, key: Key, at: datetime) -> Kept | None:
    """What was typed into a form and neither carried out nor given up, within 7 days. One query."""
    draft = standing(account_pk, at).filter(form=key.form, subject=key.subject).first()
    return _kept(draft) if draft else None


def mine(account_pk: int, at: datetime, *, most: int = AN_ACCOUNT) -> list[Kept]:
    """An account's half-filled forms, the latest first.

    One query for an account that keeps none, as most do: the second takes thrice as long to
    compose as this one.
    """
    if not Draft.objects.filter(account=account_pk).exists():
        return []
    found = standing(account_pk, at).order_by("-saved_at", "-pk")
    return [_kept(draft) for draft in found[:most]]


def standing(account_pk: int, at: datetime) -> QuerySet[Draft]:
    """The account's drafts that count at ``at``: one whose form was carried out does not, even
    when a late autosave came behind it."""
    done = Once.objects.filter(account=OuterRef("account"), mark=OuterRef("mark"))
    return Draft.objects.filter(~Exists(done), account=account_pk, until__gt=at)


def may_keep(account_pk: int) -> bool:
    """Whether the account still may sign in: for nobody else anything is kept."""
    return Account.objects.filter(pk=account_pk, state=State.ACTIVE).exists()


def _kept(draft: Draft) -> Kept:
    values = tuple((str(name), str(text)) for name, text in draft.body["values"])
    key = Key(Form(draft.form), draft.subject)
    return Kept(key, values, draft.saved_at, str(draft.body["address"]))
