"""The one query that stands before every page: who is asking?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from dengta.access.actor import Actor
from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.accounts.models import Account
from dengta.accounts.rules.limits import days_of_password_left
from dengta.accounts.rules.sessions import Ended, Session
from dengta.accounts.rules.states import State

KNOWN = frozenset(Can)


def actor_of(session: Session, *, address: str, request: str, at: datetime) -> Actor | Ended:
    """The actor of a session, with account, duty, place and functions, or why it ended (ACC-15).

    One query. ``address`` and ``request`` (method and path) name this call in the log.
    """
    if session.is_over(at):
        return Ended.IDLE
    account = Account.objects.select_related("organization").filter(pk=session.account).first()
    if account is None or account.state != State.ACTIVE:
        return Ended.ACCOUNT
    if account.session_number != session.number:
        return Ended(account.session_ended_by or Ended.ELSEWHERE)
    return as_actor(account, at=at, address=address, request=request)


def as_actor(account: Account, *, at: datetime, address: str = "", request: str = "") -> Actor:
    """The frozen picture of ``account``, whose organisation is loaded."""
    place = account.organization
    return Actor(
        uid=account.uid,
        name=account.name,
        role=Role(account.role),
        functions=frozenset(Can(value) for value in account.functions if value in KNOWN),
        organization_uid=place.uid,
        organization_name=place.name,
        path=place.path,
        category=place.category,
        county_level=place.county_level,
        is_transfer_node=place.is_transfer_node,
        can_transfer_directly=place.can_transfer_directly,
        address=address,
        request=request,
        account_pk=account.pk,
        must_change_password=must_change_password(account, at),
    )


def at_work(uid: UUID, *, address: str, request: str, at: datetime) -> Actor | None:
    """The account ``uid`` as it may act now, for work that it asked for earlier from ``address``;
    None when it is not active any more."""
    account = Account.objects.select_related("organization").filter(uid=uid).first()
    if account is None or account.state != State.ACTIVE:
        return None
    return as_actor(account, at=at, address=address, request=request)


def must_change_password(account: Account, at: datetime) -> bool:
    """Whether only <修改密码> answers: a first password, or one of 90 days (ACC-16)."""
    if account.must_change_password or account.password_changed_at is None:
        return True
    return days_of_password_left(account.password_changed_at, at) <= 0
