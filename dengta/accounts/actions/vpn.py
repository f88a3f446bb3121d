"""The VPN password: checked for the gateway, changed, reset (ACC-11, ACC-16, ACC-19, ACC-21)."""

from __future__ import annotations

import hmac
from datetime import datetime

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from dengta.access.actor import Actor
from dengta.accounts.actions import attempts, messages, tries
from dengta.accounts.actions.authorising import random_password
from dengta.accounts.actions.passwords import (
    end_sessions,
    new_password_complaints,
    nobodys_password,
    weaknesses_of,
)
from dengta.accounts.models import Account, VpnCredential, VpnPasswordUsed
from dengta.accounts.queries.locks import vpn_key
from dengta.accounts.queries.manageable import require_manageable
from dengta.accounts.queries.own import account_of
from dengta.accounts.rules import messages as texts
from dengta.accounts.rules.messages import Kind
from dengta.accounts.rules.passwords import REMEMBERED, Which
from dengta.accounts.rules.states import State
from dengta.accounts.rules.vpn import Verdict, Why, derived, standing
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.codes.rules import id_number as ids
from dengta.database import clock
from dengta.refusal import Complaint, Overtaken, Refusal, refuse_any
from dengta.vault.blind import blind_index

TOO_OFTEN = "原 VPN 密码已连续输错 5 次，请 30 分钟后再试，或请安全员重设。"
ONLY_ACTIVE = "只有正常使用的账号才能重设 VPN 密码；未激活的账号请重新发送授权码。"


def check(*, user: str, password: str, address: str, request: str = "", at: datetime) -> Verdict:
    """Whether the VPN gateway may let ``user`` (a citizen ID) in; one password check in any case.

    ``address`` is where the user connects from. Five wrong ones lock the name for the VPN for 30
    minutes, known or not (ACC-12, ACC-15).
    """
    number = ids.normalize(user)
    address_key = blind_index("vpn_address", address)
    if tries.is_locked(address_key, at):
        return Verdict(False, Why.ADDRESS)
    account = (
        Account.objects.select_related("organization", "vpn")
        .filter(id_blind=blind_index("id_number", number), is_live=True)
        .first()
    )
    key = vpn_key(blind_index("id_number", number))
    why = _judge(account, number, password, at) if tries.claim(key, at) else Why.LOCKED
    accepted = account is not None and why is Why.ACCEPTED
    if accepted:
        tries.let_go(key)
    elif why in {Why.WRONG, Why.UNKNOWN}:
        tries.count_address(address_key, at)
    attempts.note(
        Event.VPN_SIGNED_IN if accepted else Event.VPN_SIGN_IN_FAILED,
        account,
        address=address,
        request=request,
        at=at,
        detail={"why": why},
    )
    initial = account is not None and accepted and account.vpn.is_initial
    return Verdict(accepted, why, account.uid if account else None, initial=initial)


def change_vpn_password(*, old: str, new: str, again: str, by: Actor, at: datetime) -> None:
    """The actor changes his own VPN password (ACC-19). Refuses a wrong old one, two new ones that
    differ and what ACC-16 forbids, each beside its field ("old", "new", "again")."""
    account = account_of(by)
    seen = VpnCredential.objects.get(account=account).password
    key = vpn_key(bytes(account.id_blind))
    if not tries.claim(key, at):
        raise Refusal(TOO_OFTEN, field="old")
    if not check_password(old, seen):
        raise Refusal("原 VPN 密码不正确。", field="old")
    tries.let_go(key)
    own = [account.name, account.id_number, account.mobile]
    wrong = new_password_complaints(new, again, own_data=own, fields=("new", "again"))
    if not wrong:
        wrong = [Complaint(each, "new") for each in weaknesses_of(account, new, which=Which.VPN)]
    refuse_any(wrong)
    hashed = make_password(new)
    with transaction.atomic():
        put_password(account=account, hashed=hashed, seen=seen, at=at)
        record(
            Event.VPN_PASSWORD_CHANGED,
            subject=Subject("account", account.uid, account.name),
            path=account.org_path,
            by=by,
            at=at,
        )


def reset_vpn(*, account: Account, reason: str, by: Actor, at: datetime) -> None:
    """The officer replaces a VPN password by a random one, sent to the user (ACC-21); the old one
    and all sessions end at once. Asks for a reason; refuses an account that is not active."""
    require_manageable(by, account)
    why = reason.strip()
    if not why:
        raise Refusal("请填写重设 VPN 密码的原因。", field="reason")
    password = random_password()
    hashed = make_password(password)
    with transaction.atomic():
        stood = Account.objects.filter(pk=account.pk, state=State.ACTIVE, step=account.step)
        if not stood.update(step=account.step + 1):
            raise Refusal(ONLY_ACTIVE)
        seen = VpnCredential.objects.get(account=account).password
        put_password(account=account, hashed=hashed, seen=seen, at=at, must_change=True)
        end_sessions(account)
        tries.let_go(vpn_key(bytes(account.id_blind)))
        waiting = messages.message(
            Kind.VPN_PASSWORD,
            account=account,
            mobile=account.mobile,
            text=texts.vpn_password(name=account.name, password=password),
            at=at,
        )
        waiting.save()
        messages.post([waiting], by=by, at=at)
        record(
            Event.VPN_PASSWORD_RESET,
            subject=Subject("account", account.uid, account.name),
            path=account.org_path,
            by=by,
            at=at,
            reason=why,
        )


def put_password(
    *, account: Account, hashed: str, seen: str, at: datetime, must_change: bool = False
) -> None:
    """Store a new hash and remember it; inside a verb's transaction. A claim on the hash that was
    ``seen``: refuses when the password was changed meanwhile."""
    stood = VpnCredential.objects.filter(account=account, password=seen, ended_at__isnull=True)
    if not stood.update(
        password=hashed, is_initial=False, must_change=must_change, password_changed_at=at
    ):
        raise Overtaken("VPN 密码刚刚已被修改，请重新操作。")
    credential = VpnCredential.objects.get(account=account)
    VpnPasswordUsed.objects.create(credential=credential, password=hashed, at=at)
    kept = VpnPasswordUsed.objects.filter(credential=credential).order_by("-at", "-pk")
    older = list(kept.values_list("pk", flat=True)[REMEMBERED:])
    VpnPasswordUsed.objects.filter(pk__in=older).delete()


def _judge(account: Account | None, number: str, password: str, at: datetime) -> Why:
    credential = account.vpn if account else None
    kept = credential.password if credential and credential.password else nobodys_password()
    right = check_password(password, kept)
    if credential is not None and not credential.password:
        right = hmac.compare_digest(password.encode(), derived(number).encode())
    if account is None or credential is None:
        return Why.UNKNOWN
    if not right:
        return Why.WRONG
    return standing(
        state=account.state,
        ended=credential.ended_at is not None,
        is_initial=credential.is_initial,
        initial_until=credential.initial_until,
        changed_at=credential.password_changed_at,
        now=clock.database_now(),
        at=at,
    )
