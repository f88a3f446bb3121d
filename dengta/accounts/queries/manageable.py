"""Which accounts an officer may touch (ACC-05)."""

from __future__ import annotations

from uuid import UUID

from dengta.access.actor import Actor
from dengta.access.checks import allows, require, require_function, sees
from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.accounts.models import Account
from dengta.refusal import OutOfReach, SeparationBroken

NOT_ONESELF = "不能给自己授权，也不能改动自己的账号。请由上级党组织的安全员办理。"


def needed(role: str) -> Can:
    """The permission that managing an account of this duty asks for."""
    return Can.APPOINT_OFFICERS if role == Role.OFFICER else Can.MANAGE_ACCOUNTS


def find(actor: Actor, uid: UUID) -> Account:
    """The account ``uid``, seen by an officer of its organisation or above; else 404. For another
    duty there is 403, whatever ``uid`` is."""
    require_function(actor, Can.MANAGE_ACCOUNTS)
    account = Account.objects.select_related("organization").filter(uid=uid).first()
    if account is None:
        raise OutOfReach
    require(actor, Can.MANAGE_ACCOUNTS, account.org_path)
    return account


def may_manage(actor: Actor, account: Account) -> bool:
    """Whether the officer may change this account: an officer's only below, never his own."""
    return account.uid != actor.uid and allows(actor, needed(account.role), account.org_path)


def require_manageable(actor: Actor, account: Account) -> None:
    """Insist on :func:`may_manage`; touching the own account breaks the separation of duties."""
    if account.uid == actor.uid and sees(actor, account.org_path):
        raise SeparationBroken(NOT_ONESELF)
    require(actor, needed(account.role), account.org_path)
