"""What must hold of accounts, their codes and messages: a part of ``dengta check``."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from dengta.accounts.models import Account, Authorisation, Message
from dengta.accounts.rules.codes import Outcome, Posting
from dengta.accounts.rules.states import State

Examples = Iterable[object]


def paths_that_differ() -> Examples:
    """An account carries the path of its organisation."""
    return _uids(Account.objects.exclude(org_path=F("organization__path")))


def codes_that_do_not_fit() -> Examples:
    """A waiting account has a live code, every other one has none; one code activated it."""
    live = Exists(Authorisation.objects.filter(account=OuterRef("pk"), is_live=True))
    yield from _uids(Account.objects.filter(~live, state=State.WAITING))
    yield from _uids(Account.objects.filter(live).exclude(state=State.WAITING))
    used = Authorisation.objects.filter(outcome=Outcome.ACTIVATED)
    yield from used.filter(account__state=State.WAITING).values_list("uid", flat=True)


def messages_not_wiped() -> Examples:
    """A message that was sent or is void holds neither text nor number."""
    over = Message.objects.filter(state__in=(Posting.SENT, Posting.VOID))
    kept = over.filter(Q(text__isnull=False) | Q(mobile__isnull=False))
    return kept.order_by("pk").values_list("uid", flat=True)


def _uids(rows: QuerySet[Account]) -> Examples:
    return rows.order_by("pk").values_list("uid", flat=True)
