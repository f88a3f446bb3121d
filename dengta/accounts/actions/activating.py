"""<用户激活> (ACC-08, ACC-10).

What is wrong with the typed words themselves is said beside each field, before anything is looked
up. Then a try is claimed, both passwords are hashed whoever is asked for, and all four facts and
the SMS code must match; which one did not is never told.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from dengta.accounts.actions import attempts, messages, sms_codes, tries
from dengta.accounts.actions.authorising import code_hash
from dengta.accounts.actions.passwords import new_password_complaints
from dengta.accounts.models import (
    Account,
    Authorisation,
    PasswordUsed,
    SmsCode,
    VpnCredential,
    VpnPasswordUsed,
)
from dengta.accounts.queries.locks import activation_key
from dengta.accounts.queries.sessions import as_actor
from dengta.accounts.rules.codes import Outcome, Purpose
from dengta.accounts.rules.people import mobile_problem
from dengta.accounts.rules.states import State
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.codes.rules import id_number as ids
from dengta.codes.rules.characters import narrow
from dengta.codes.rules.texts import clean
from dengta.database import clock
from dengta.refusal import Complaint, Refusal, refuse_any
from dengta.vault.blind import blind_index

WRONG = (
    "填写的信息与授权时登记的不一致，或验证码、授权码不正确。请逐项核对后重试；"
    "连续输错 5 次，该手机号码的激活将锁定 30 分钟。"
)
LOCKED = "该手机号码激活时已连续输错 5 次，请 30 分钟后再试；如需帮助，请联系给您授权的安全员。"
ADDRESS_REFUSED = "这台电脑所在网络输错的次数太多，请 30 分钟后再试。"
MISSING: dict[str, str] = {
    "name": "请填写姓名。",
    "sms_code": "请填写短信验证码。",
    "code": "请填写授权码，在安全员授权后收到的短信里。",
}


@dataclass(frozen=True, slots=True)
class _Typed:
    """The four facts and the SMS code, in their normal form."""

    mobile: str
    name: str
    id_number: str
    code: str
    sms_code: str


class _NotThere(Exception):
    """Something was used or changed by another between looking and taking."""


def send_sms_code(*, mobile: str, address: str, at: datetime) -> str:
    """Ask for the SMS code of an activation (ACC-09); returns what the page says."""
    return sms_codes.ask(mobile=mobile, purpose=Purpose.ACTIVATION, address=address, at=at)


def activate(
    *,
    mobile: str,
    sms_code: str,
    code: str,
    password: str,
    again: str,
    vpn_password: str,
    vpn_again: str,
    name: str,
    id_number: str,
    address: str,
    request: str = "",
    at: datetime,
) -> None:
    """Activate the account that phone, name, ID and code name together (ACC-08).

    Both passwords work at once. Refuses what is missing or weak beside its field; else one sentence
    for every mismatch, a lock after five (ACC-10), and only for him who knew everything that the
    code has expired, with whom to ask.
    """
    typed = _Typed(narrow(mobile), clean(name), ids.normalize(id_number), code, sms_code)
    refuse_any(_complaints(typed, password, again, vpn_password, vpn_again))
    address_key = blind_index("address", address)
    if tries.is_locked(address_key, at):
        attempts.note(Event.ACTIVATION_FAILED, None, address=address, request=request, at=at)
        raise Refusal(ADDRESS_REFUSED)
    key = activation_key(typed.mobile)
    if not tries.claim(key, at):
        attempts.note(Event.ACTIVATION_FAILED, None, address=address, request=request, at=at)
        raise Refusal(LOCKED)
    hashed, vpn_hashed = make_password(password), make_password(vpn_password)
    found, sms = _look_up(typed)
    if _is_right(typed, found) and found is not None and sms is not None:
        if clock.database_now() >= found.expires_at:
            tries.let_go(key)
            raise Refusal(expired_sentence(found), field="code")
        try:
            _activate(
                found,
                sms,
                hashed=hashed,
                vpn_hashed=vpn_hashed,
                key=key,
                address=address,
                request=request,
                at=at,
            )
        except _NotThere:
            pass
        else:
            return
    tries.count_address(address_key, at)
    account = found.account if found else None
    attempts.note(Event.ACTIVATION_FAILED, account, address=address, request=request, at=at)
    raise Refusal(WRONG)


def expired_sentence(authorisation: Authorisation) -> str:
    """That the code has expired, and whom to ask (ACC-10)."""
    return (
        "授权码已过期，不能再用。"
        f"请联系给您授权的{authorisation.by_organization}安全员{authorisation.by_name}，"
        "请他重新发送授权码。"
    )


def _complaints(
    typed: _Typed, password: str, again: str, vpn_password: str, vpn_again: str
) -> list[Complaint]:
    wrong: list[Complaint] = []
    if problem := mobile_problem(typed.mobile):
        wrong.append(Complaint(problem, "mobile"))
    if problem := ids.problem(typed.id_number):
        wrong.append(Complaint(problem, "id_number"))
    wrong += [
        Complaint(sentence, field)
        for field, sentence in MISSING.items()
        if not getattr(typed, field).strip()
    ]
    own = [typed.name, typed.id_number, typed.mobile]
    wrong += new_password_complaints(password, again, own_data=own)
    wrong += new_password_complaints(
        vpn_password, vpn_again, own_data=own, fields=("vpn_password", "vpn_again")
    )
    if password and password == vpn_password:
        wrong.append(Complaint("VPN 密码不能与管理员密码相同。", "vpn_password"))
    return wrong


def _look_up(typed: _Typed) -> tuple[Authorisation | None, SmsCode | None]:
    """The live authorisation of the number, and the SMS code when it is right. The same questions
    are asked whoever holds the number."""
    sms = sms_codes.right(mobile=typed.mobile, typed=typed.sms_code, purpose=Purpose.ACTIVATION)
    found = (
        Authorisation.objects.select_related("account__organization")
        .filter(
            account__mobile_blind=blind_index("mobile", typed.mobile),
            account__state=State.WAITING,
            is_live=True,
        )
        .first()
    )
    return found, sms


def _is_right(typed: _Typed, found: Authorisation | None) -> bool:
    """Whether name, ID and code are those of ``found``; the same hashes are made without one."""
    account = found.account if found else None
    same_number = hmac.compare_digest(
        blind_index("id_number", typed.id_number),
        bytes(account.id_blind) if account else b"",
    )
    same_code = hmac.compare_digest(
        code_hash(account, typed.code), bytes(found.code_hash) if found else b""
    )
    same_name = hmac.compare_digest(typed.name.encode(), account.name.encode() if account else b"")
    return same_number and same_code and same_name


@transaction.atomic
def _activate(
    found: Authorisation,
    sms: SmsCode,
    *,
    hashed: str,
    vpn_hashed: str,
    key: bytes,
    address: str,
    request: str,
    at: datetime,
) -> None:
    """Take the account, the code and the SMS code together, or nothing (``_NotThere``)."""
    account = found.account
    stood = Account.objects.filter(
        pk=account.pk,
        state=State.WAITING,
        mobile_blind=account.mobile_blind,
        step=account.step,
    )
    if not stood.update(
        state=State.ACTIVE,
        password=hashed,
        password_changed_at=at,
        must_change_password=False,
        step=account.step + 1,
    ):
        raise _NotThere
    live = Authorisation.objects.filter(pk=found.pk, is_live=True)
    if not live.update(is_live=False, outcome=Outcome.ACTIVATED, ended_at=at):
        raise _NotThere
    if not sms_codes.use(sms, at=at):
        raise _NotThere
    messages.void([found.message_id])
    PasswordUsed.objects.create(account=account, password=hashed, at=at)
    credential = VpnCredential.objects.get(account=account)
    VpnCredential.objects.filter(pk=credential.pk).update(
        password=vpn_hashed, is_initial=False, must_change=False, password_changed_at=at
    )
    VpnPasswordUsed.objects.create(credential=credential, password=vpn_hashed, at=at)
    tries.let_go(key)
    record(
        Event.ACCOUNT_ACTIVATED,
        subject=Subject("account", account.uid, account.name),
        path=account.org_path,
        by=as_actor(account, at=at, address=address, request=request),
        at=at,
    )
