"""Opening accounts. The officer's pages and activation come with the accounts' own issue; until
then the demo and the command line open accounts that are active at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from dengta.access.actor import Actor
from dengta.access.permissions import FUNCTIONS, Can
from dengta.access.roles import ROLE_LABELS, Role
from dengta.accounts.models import Account, PasswordUsed
from dengta.accounts.rules.states import State
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Changed, Subject
from dengta.codes.rules import id_number as ids
from dengta.codes.rules import phone
from dengta.organizations import effects as organizations
from dengta.organizations.models import Organization
from dengta.refusal import Refusal
from dengta.vault.blind import blind_index

ONE_DUTY = "此人已有账号。一个公民身份证号、一个手机号码只能有一个账号，一人只能担任一种角色。"


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

    Refuses a second account or duty of one person (ACC-01, ACC-21) and functions for a duty that
    has none (ACC-03).
    """
    organizations.pin(organization.pk)
    granted = sorted(set(functions))
    if granted and role is not Role.ADMINISTRATOR:
        raise Refusal(f"{ROLE_LABELS[role]}没有业务功能。", field="functions")
    if strange := [can for can in granted if can not in FUNCTIONS]:
        raise Refusal(f"没有这项功能：{'、'.join(strange)}。", field="functions")
    number = ids.parse(id_number).number
    telephone = phone.check(mobile)
    account = Account(
        name=name,
        id_number=number,
        id_blind=blind_index("id_number", number),
        mobile=telephone,
        mobile_blind=blind_index("mobile", telephone),
        role=role,
        organization=organization,
        functions=granted,
        state=State.ACTIVE,
        is_live=True,
        password=make_password(password),
        password_changed_at=at,
        opened_at=at,
    )
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError as error:
        raise Refusal(ONE_DUTY, field="id_number") from error
    PasswordUsed.objects.create(account=account, password=account.password, at=at)
    record(
        Event.ACCOUNT_OPENED,
        subject=Subject("account", account.uid, account.name),
        path=organization.path,
        by=by,
        at=at,
        changes=[
            Changed("role", "角色", "", ROLE_LABELS[role]),
            Changed("organization", "所属党组织", "", organization.name),
            Changed("functions", "功能", "", "、".join(FUNCTIONS[can][1] for can in granted)),
        ],
    )
    return account
