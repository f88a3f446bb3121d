"""The line of an attempt to get in: signing in, activating, a new password, the VPN (LOG-01)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from dengta.accounts.models import Account
from dengta.accounts.queries.sessions import as_actor
from dengta.audit.actions import record_sign_in
from dengta.audit.rules.events import Event


@transaction.atomic
def note(
    event: Event,
    account: Account | None,
    *,
    address: str,
    request: str,
    at: datetime,
    detail: Mapping[str, str] | None = None,
) -> None:
    """Write ``event`` of an attempt for ``account``; None is one that does not exist, and nothing
    of what was typed is kept."""
    actor = as_actor(account, at=at, address=address, request=request) if account else None
    record_sign_in(event, by=actor, at=at, address=address, request=request, detail=detail)
