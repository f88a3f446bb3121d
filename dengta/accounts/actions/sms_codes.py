"""SMS codes (ACC-09): asked for, compared, used up.

Asking for a code does not look whether anybody holds the number: the same rows and the same job are
made for every number, and the worker drops the message of a number that nobody holds.
"""

from __future__ import annotations

import hmac
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from dengta.access.actor import SYSTEM
from dengta.accounts.actions import messages
from dengta.accounts.models import Message, Quota, SmsCode
from dengta.accounts.rules import codes, limits
from dengta.accounts.rules import messages as texts
from dengta.accounts.rules.codes import Purpose
from dengta.accounts.rules.messages import Kind
from dengta.accounts.rules.people import mobile_problem
from dengta.codes.rules.characters import narrow
from dengta.database import clock
from dengta.refusal import Refusal
from dengta.vault.blind import blind_index

SAID = "如果这个手机号码有可用的账号，短信验证码已经发出，5 分钟内有效，请查看手机。"
"""What the page says, whoever holds the number."""
TOO_SOON = "刚刚已给这个手机号码发过验证码，请 1 分钟后再试。"
TOO_MANY = "这个手机号码一天内索取验证码的次数太多，请 24 小时后再试。"
TOO_MANY_HERE = "这台电脑所在网络索取验证码的次数太多，请 1 小时后再试。"


@transaction.atomic
def ask(*, mobile: str, purpose: Purpose, address: str, at: datetime) -> str:
    """Make a code for ``mobile`` and queue its message; returns what the page says.

    Refuses a second one within a minute, more than ten (a setting) within a day for a number, and
    more than a setting's number within an hour for an address.
    """
    number = narrow(mobile)
    if problem := mobile_problem(number):
        raise Refusal(problem, field="mobile")
    key = blind_index("sms_number", number)
    _claim_address(blind_index("sms_address", address), at)
    _claim_number(key, at)
    code = codes.new_sms_code()
    waiting = messages.message(
        Kind.SMS_CODE,
        account=None,
        mobile=number,
        text=texts.sms_code(code=code, purpose=purpose),
        at=at,
    )
    waiting.save()
    SmsCode.objects.create(
        key=key,
        purpose=purpose,
        code_hash=_hash(code, number, purpose),
        message=waiting,
        made_at=at,
        expires_at=clock.database_now() + codes.SMS_LASTS,
    )
    messages.post([waiting], by=SYSTEM, at=at)
    return SAID


def right(*, mobile: str, typed: str, purpose: Purpose) -> SmsCode | None:
    """The newest code of the number (in its normal form), if ``typed`` is it and it is valid."""
    newest = (
        SmsCode.objects.filter(key=blind_index("sms_number", mobile), purpose=purpose)
        .order_by("-id")
        .first()
    )
    wanted = _hash(codes.normal_sms_code(typed), mobile, purpose)
    kept = bytes(newest.code_hash) if newest else b""
    now = clock.database_now()
    same = hmac.compare_digest(wanted, kept)
    if not same or newest is None or newest.used_at is not None or now >= newest.expires_at:
        return None
    return newest


def use(code: SmsCode, *, at: datetime) -> bool:
    """Use the code up, in the transaction of what it opens; False when it was used meanwhile."""
    return bool(SmsCode.objects.filter(pk=code.pk, used_at__isnull=True).update(used_at=at))


@transaction.atomic
def forget(*, at: datetime) -> int:
    """Sweep away codes, their messages and quotas that no longer count; returns how many."""
    before = at - limits.SMS_DAY
    gone = SmsCode.objects.filter(made_at__lt=before).delete()[0]
    gone += Message.objects.filter(kind=Kind.SMS_CODE, made_at__lt=before).delete()[0]
    return gone + Quota.objects.filter(last_at__lt=before).delete()[0]


def _hash(code: str, mobile: str, purpose: Purpose) -> bytes:
    return blind_index("sms_code", codes.keyed(code, f"{purpose} {mobile}"))


def _claim_address(key: bytes, at: datetime) -> None:
    """One more code for the address, within its hour."""
    row, _made = Quota.objects.get_or_create(key=key, defaults={"window_began": at})
    mine = Quota.objects.filter(pk=row.pk)
    mine.filter(window_began__lte=at - limits.SMS_HOUR).update(count=0, window_began=at)
    within = mine.filter(count__lt=settings.DENGTA_SMS_PER_ADDRESS_AN_HOUR)
    if not within.update(count=F("count") + 1, last_at=at):
        raise Refusal(TOO_MANY_HERE, field="sms_code")


def _claim_number(key: bytes, at: datetime) -> None:
    """One more code for the number. The row's update lets one asker in at a time; then its codes
    of the last day are counted."""
    row, _made = Quota.objects.get_or_create(key=key, defaults={"window_began": at})
    rested = Q(last_at__isnull=True) | Q(last_at__lte=at - limits.SMS_PAUSE)
    if not Quota.objects.filter(rested, pk=row.pk).update(count=F("count") + 1, last_at=at):
        raise Refusal(TOO_SOON, field="sms_code")
    today = SmsCode.objects.filter(key=key, made_at__gt=at - limits.SMS_DAY).count()
    if today >= settings.DENGTA_SMS_PER_NUMBER_A_DAY:
        raise Refusal(TOO_MANY, field="sms_code")
