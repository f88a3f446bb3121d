"""Authorising people: codes made, sent, renewed and withdrawn (ACC-06, ACC-07)."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from dengta.access.actor import Actor
from dengta.access.roles import ROLE_LABELS, Role
from dengta.accounts.actions import entering, messages
from dengta.accounts.actions.entering import Entry
from dengta.accounts.models import Account, Authorisation, Message, VpnCredential
from dengta.accounts.queries.manageable import require_manageable
from dengta.accounts.rules import codes, people
from dengta.accounts.rules import messages as texts
from dengta.accounts.rules.codes import ALPHABET, Outcome
from dengta.accounts.rules.messages import Kind
from dengta.accounts.rules.states import State
from dengta.audit.actions import record, record_each
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Changed, Happening, Subject
from dengta.codes.rules.characters import narrow
from dengta.database import clock
from dengta.organizations import effects as organizations
from dengta.refusal import Overtaken, Refusal
from dengta.vault.blind import blind_index

__all__ = ["Entry", "authorise", "change_mobile", "resend", "withdraw"]

RANDOM = "random"
RANDOM_VPN_LETTERS = 12
ALREADY_ACTIVE = "这个账号已经激活，不用再发授权码。"
CHANGED = "这个账号刚刚有改动，请刷新后重新操作。"


@transaction.atomic
def authorise(*, entries: Sequence[Entry], by: Actor, at: datetime) -> list[Account]:
    """Give each person a waiting account, one code and one message in the queue (ACC-07).

    All or none. Refuses what breaks the separation of duties with
    :class:`~dengta.refusal.SeparationBroken` (ACC-01), what lies outside ACC-05 (403, 404), and
    with ``EntriesRefused`` everything that is wrong with the entries, by place.
    """
    organizations.pin(*{entry.organization.pk for entry in entries})
    entering.require_separation(entries, by=by)
    if wrong := entering.complaints_of(entries):
        raise entering.EntriesRefused.at(wrong)
    accounts = [entering.account_of(entering.normal(entry), at=at) for entry in entries]
    entering.store(accounts)
    VpnCredential.objects.bulk_create(VpnCredential(account=account) for account in accounts)
    _give_codes(accounts, by=by, at=at)
    record_each(
        (
            Happening(
                Event.AUTHORISED,
                subject=_subject(account),
                path=account.org_path,
                changes=tuple(entering.changes_of(account)),
            )
            for account in accounts
        ),
        by=by,
        at=at,
    )
    return accounts


@transaction.atomic
def resend(*, account: Account, by: Actor, at: datetime) -> None:
    """Send a new code; the old one is void (ACC-07). Refuses an account that is active or ended."""
    require_manageable(by, account)
    _claim_waiting(account)
    _give_codes([account], by=by, at=at)
    _record(Event.AUTHORISATION_RENEWED, account, by=by, at=at)


@transaction.atomic
def change_mobile(*, account: Account, mobile: str, seen: int, by: Actor, at: datetime) -> None:
    """Another mobile number before activation, and a new code to it (ACC-07).

    ``seen`` is the step that the form saw: refuses when the account changed meanwhile.
    """
    require_manageable(by, account)
    number = narrow(mobile)
    if problem := people.mobile_problem(number):
        raise Refusal(problem, field="mobile")
    old = account.mobile
    if number == old:
        raise Refusal("手机号码没有变化；要再发一次授权码，请点【重新发送】。", field="mobile")
    if account.step != seen:
        raise Overtaken(CHANGED)
    _claim_waiting(account)
    account.mobile = number
    account.mobile_blind = blind_index("mobile", number)
    try:
        with transaction.atomic():
            account.save(update_fields=["mobile", "mobile_blind"])
    except IntegrityError as error:
        raise Refusal(people.MOBILE_TAKEN, field="mobile") from error
    _give_codes([account], by=by, at=at)
    _record(
        Event.MOBILE_CHANGED,
        account,
        by=by,
        at=at,
        changes=[Changed("mobile", "手机号码", old, number, secret=True)],
    )


@transaction.atomic
def withdraw(*, account: Account, reason: str, by: Actor, at: datetime) -> None:
    """Take the authorisation back before activation (ACC-07): the code is void, the person may be
    authorised anew. Asks for a reason."""
    require_manageable(by, account)
    why = reason.strip()
    if not why:
        raise Refusal("请填写撤回的原因。", field="reason")
    _claim_waiting(account, state=State.ENDED, is_live=False)
    void_codes([account.pk], at=at)
    VpnCredential.objects.filter(account=account).update(ended_at=at)
    _record(Event.AUTHORISATION_WITHDRAWN, account, by=by, at=at, reason=why)


def void_codes(accounts: Sequence[int], *, at: datetime) -> None:
    """End the live codes of these accounts and wipe their messages; inside a verb's transaction."""
    live = Authorisation.objects.filter(account__in=accounts, is_live=True)
    messages.void(live.values_list("message", flat=True))
    live.update(is_live=False, outcome=Outcome.VOID, ended_at=at)


def _claim_waiting(account: Account, **changes: object) -> None:
    """Take the next step of a waiting account; refuses when it is none any more."""
    stood = Account.objects.filter(pk=account.pk, state=State.WAITING, step=account.step)
    if not stood.update(step=account.step + 1, **changes):
        account.refresh_from_db()
        if account.state == State.ACTIVE:
            raise Refusal(ALREADY_ACTIVE)
        raise Overtaken(CHANGED)
    account.step += 1
    for name, value in changes.items():
        setattr(account, name, value)


def _give_codes(accounts: Sequence[Account], *, by: Actor, at: datetime) -> None:
    """One new live code for each account, its message in the queue; older ones become void."""
    void_codes([account.pk for account in accounts], at=at)
    began = clock.database_now()
    until = began + codes.CODE_LASTS
    secret = [codes.new_code() for _ in accounts]
    waiting = [
        messages.message(
            Kind.AUTHORISATION,
            account=account,
            mobile=account.mobile,
            text=texts.authorisation(
                name=account.name,
                organization=account.organization.name,
                duty=ROLE_LABELS[Role(account.role)],
                code=code,
                until=f"{localtime(until):%Y年%m月%d日%H时%M分}",
                url=settings.DENGTA_URL,
                vpn_password=_first_vpn_password(account, until=until),
            ),
            at=at,
        )
        for account, code in zip(accounts, secret, strict=True)
    ]
    Message.objects.bulk_create(waiting)
    Authorisation.objects.bulk_create(
        Authorisation(
            account=account,
            code_hash=code_hash(account, code),
            message=message,
            is_live=True,
            made_at=at,
            expires_at=until,
            by_uid=by.uid,
            by_name=by.name,
            by_organization=by.organization_name,
        )
        for account, code, message in zip(accounts, secret, waiting, strict=True)
    )
    VpnCredential.objects.filter(account__in=accounts).update(
        initial_until=until + codes.INITIAL_VPN_LASTS
    )
    messages.post(waiting, by=by, at=at)


def code_hash(account: Account | None, code: str) -> bytes:
    """The keyed hash of a code of this account; of nobody's when there is none."""
    owner = str(account.uid) if account else ""
    return blind_index("authorisation", codes.keyed(codes.normal_code(code), owner))


def _first_vpn_password(account: Account, *, until: datetime) -> str:
    """ "" for the derived one; a random one when the setting says so (ACC-11)."""
    if settings.DENGTA_INITIAL_VPN_PASSWORD != RANDOM:
        return ""
    password = random_password()
    VpnCredential.objects.filter(account=account).update(
        password=make_password(password), password_changed_at=until - codes.CODE_LASTS
    )
    return password


def random_password() -> str:
    """A password that a person can type: 60 random bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_VPN_LETTERS))


def _subject(account: Account) -> Subject:
    return Subject("account", account.uid, account.name)


def _record(
    event: Event,
    account: Account,
    *,
    by: Actor,
    at: datetime,
    changes: Sequence[Changed] = (),
    reason: str = "",
) -> None:
    record(
        event,
        subject=_subject(account),
        path=account.org_path,
        by=by,
        at=at,
        changes=changes,
        reason=reason,
    )
