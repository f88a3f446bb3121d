"""忘记密码 (ACC-17): a new system or VPN password by telephone, ID and SMS code."""

from __future__ import annotations

import hmac
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from dengta.accounts.actions import attempts, passwords, sms_codes, tries, vpn
from dengta.accounts.actions.activating import ADDRESS_REFUSED
from dengta.accounts.models import Account, SmsCode
from dengta.accounts.queries.locks import forgetting_key, vpn_key
from dengta.accounts.queries.sessions import as_actor
from dengta.accounts.rules.codes import Purpose
from dengta.accounts.rules.passwords import Which
from dengta.accounts.rules.people import mobile_problem
from dengta.accounts.rules.states import State
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.codes.rules import id_number as ids
from dengta.codes.rules.characters import narrow
from dengta.refusal import Complaint, Refusal, refuse_any
from dengta.vault.blind import blind_index

WRONG = (
    "手机号码、身份证号与账号登记的不一致，或短信验证码不正确。请逐项核对后重试；"
    "连续输错 5 次，将锁定 30 分钟。"
)
LOCKED = "该手机号码重设密码时已连续输错 5 次，请 30 分钟后再试；如需帮助，请联系安全员。"


def send_sms_code(*, mobile: str, address: str, at: datetime) -> str:
    """Ask for the SMS code of a new password (ACC-09); returns what the page says."""
    return sms_codes.ask(mobile=mobile, purpose=Purpose.FORGOTTEN, address=address, at=at)


def set_forgotten(
    *,
    which: Which,
    mobile: str,
    id_number: str,
    sms_code: str,
    password: str,
    again: str,
    address: str,
    request: str = "",
    at: datetime,
) -> None:
    """Set a new system or VPN password for an active account; all its sessions end (ACC-17).

    One sentence for every mismatch, whoever was named, and a lock after five. What ACC-16 says of
    the last passwords is told only to him who knew telephone, ID and SMS code.
    """
    number, person = narrow(mobile), ids.normalize(id_number)
    refuse_any(_complaints(number, person, sms_code, password, again))
    address_key = blind_index("address", address)
    if tries.is_locked(address_key, at):
        raise Refusal(ADDRESS_REFUSED)
    key = forgetting_key(number)
    if not tries.claim(key, at):
        attempts.note(Event.PASSWORD_NOT_SET, None, address=address, request=request, at=at)
        raise Refusal(LOCKED)
    hashed = make_password(password)
    sms = sms_codes.right(mobile=number, typed=sms_code, purpose=Purpose.FORGOTTEN)
    account = _holder(number)
    if _is_right(person, account) and account is not None and sms is not None:
        weak = passwords.weaknesses_of(account, password, which=which)
        if weak:
            tries.let_go(key)
            raise Refusal.of(Complaint(sentence, "password") for sentence in weak)
        if _set(account, sms, which, hashed, key, address=address, request=request, at=at):
            return
    tries.count_address(address_key, at)
    attempts.note(Event.PASSWORD_NOT_SET, account, address=address, request=request, at=at)
    raise Refusal(WRONG)


def _complaints(
    number: str, person: str, sms_code: str, password: str, again: str
) -> list[Complaint]:
    wrong: list[Complaint] = []
    if problem := mobile_problem(number):
        wrong.append(Complaint(problem, "mobile"))
    if problem := ids.problem(person):
        wrong.append(Complaint(problem, "id_number"))
    if not sms_code.strip():
        wrong.append(Complaint("请填写短信验证码。", "sms_code"))
    return wrong + passwords.new_password_complaints(password, again, own_data=[person, number])


def _holder(number: str) -> Account | None:
    """The active account of the number."""
    return (
        Account.objects.select_related("organization", "vpn")
        .filter(mobile_blind=blind_index("mobile", number), state=State.ACTIVE)
        .first()
    )


def _is_right(person: str, account: Account | None) -> bool:
    """Whether the ID is the account's; the same hash is made without one."""
    kept = bytes(account.id_blind) if account else b""
    return hmac.compare_digest(blind_index("id_number", person), kept)


@transaction.atomic
def _set(
    account: Account,
    sms: SmsCode,
    which: Which,
    hashed: str,
    key: bytes,
    *,
    address: str,
    request: str,
    at: datetime,
) -> bool:
    """Put the password and use the code up; False when the code was used meanwhile."""
    if not sms_codes.use(sms, at=at):
        return False
    if which is Which.SYSTEM:
        passwords.put_password(account=account, hashed=hashed, seen=account.password, at=at)
        tries.let_go(key, bytes(account.id_blind))
    else:
        vpn.put_password(account=account, hashed=hashed, seen=account.vpn.password, at=at)
        passwords.end_sessions(account)
        tries.let_go(key, vpn_key(bytes(account.id_blind)))
    record(
        Event.PASSWORD_SET_ANEW if which is Which.SYSTEM else Event.VPN_PASSWORD_SET_ANEW,
        subject=Subject("account", account.uid, account.name),
        path=account.org_path,
        by=as_actor(account, at=at, address=address, request=request),
        at=at,
    )
    return True
