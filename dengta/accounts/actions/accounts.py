"""Opening an account that is active at once: the demo's and the tests' way in.

People are authorised and activate their accounts themselves (``authorising``, ``activating``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from dengta.access.actor import Actor
from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.accounts.actions import entering
from dengta.accounts.actions.entering import Entry
from dengta.accounts.models import Account, PasswordUsed, VpnCredential
from dengta.accounts.rules.states import State
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.organizations import effects as organizations
from dengta.organizations.models import Organization
from dengta.refusal import Refusal


@transaction.atomic
def open_account(
    *,
    organization: Organization,
    name: str,
    id_number: str,
    mobile: str,
    role: Role,
    functions: Iterable[Can],
    password: str,
    by: Actor,
    at: datetime,
) -> Account:
    """Open an active account with ``password`` for one person of ``organization``.

    Its VPN password is nobody's until it is reset. Refuses a second account or duty of one person
    (ACC-01, ACC-21) and functions for a duty that has none (ACC-03).
    """
    organizations.pin(organization.pk)
    entry = Entry(organization, name, id_number, mobile, role, frozenset(functions))
    entering.require_separation([entry], by=by)
    if wrong := entering.complaints_of([entry]):
        raise Refusal.of(wrong[0])
    account = entering.account_of(entering.normal(entry), at=at)
    account.state = State.ACTIVE
    account.password = make_password(password)
    account.password_changed_at = at
    entering.store([account])
    VpnCredential.objects.create(
        account=account, password=make_password(None), is_initial=False, password_changed_at=at
    )
    PasswordUsed.objects.create(account=account, password=account.password, at=at)
    record(
        Event.ACCOUNT_OPENED,
        subject=Subject("account", account.uid, account.name),
        path=organization.path,
        by=by,
        at=at,
        changes=entering.changes_of(account),
    )
    return account
