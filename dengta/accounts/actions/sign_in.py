"""Signing in and out (ACC-14, ACC-15).

A try is *claimed* before the password is looked at: the counter rises first, in a transaction of
its own, so that sixteen tries at once are never more than five checks. The password work itself
(tens of milliseconds) stands outside every transaction. Whatever was wrong, and whether or not an
account bears the name, the same work is done and the same sentence comes back.
"""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.hashers import check_password
from django.db import IntegrityError, transaction
from django.db.models import F, Q

from dengta.access.actor import Actor
from dengta.accounts.actions import attempts, tries
from dengta.accounts.actions.passwords import nobodys_password
from dengta.accounts.models import Account, AddressFailure, PictureUsed, SignIn, Tries
from dengta.accounts.queries.sessions import as_actor
from dengta.accounts.rules import limits
from dengta.accounts.rules.sessions import Ended, Session
from dengta.accounts.rules.states import State
from dengta.audit.actions import record_sign_in
from dengta.audit.rules.events import Event
from dengta.codes.rules.characters import narrow
from dengta.refusal import Refusal
from dengta.vault.blind import blind_index

WRONG = "用户名或密码不正确。请核对后重试；连续输错 5 次，该用户名将锁定 30 分钟。"
WAY_OUT = "如果忘记了密码，请点下面的【忘记密码】重设，或者联系所在党组织的安全员。"
WRONG_AGAIN = (
    f"用户名或密码不正确。已经连续输错 5 次，该用户名现已锁定，请 30 分钟后再试。{WAY_OUT}"
)
LOCKED = f"该用户名已连续输错 5 次密码，请 30 分钟后再试。{WAY_OUT}"
ADDRESS_REFUSED = "这台电脑所在网络输错密码的次数太多，请 30 分钟后再试。"
PICTURE_USED = "验证码已经用过，请换一张后重新输入。"


def sign_in(
    *, user_name: str, password: str, address: str, request: str = "", at: datetime
) -> Session:
    """Sign in with an ID or mobile number; the older session of the account ends.

    Refuses with the same sentence whatever was wrong (ACC-14); the fifth time, as from then on,
    with the one that says what is locked and the way out (ACC-15). So is an address after fifty.
    """
    account = _find(user_name)
    address_key = blind_index("address", address)
    if tries.is_locked(address_key, at):
        attempts.note(Event.SIGN_IN_FAILED, account, address=address, request=request, at=at)
        raise Refusal(ADDRESS_REFUSED)
    key = bytes(account.id_blind) if account else blind_index("user_name", _folded(user_name))
    number = tries.claim(key, at)
    if not number:
        attempts.note(Event.SIGN_IN_FAILED, account, address=address, request=request, at=at)
        raise Refusal(LOCKED)
    seen = account.password if account else nobodys_password()
    right = check_password(password, seen)
    if not right or account is None or account.state != State.ACTIVE:
        tries.count_address(address_key, at)
        attempts.note(Event.SIGN_IN_FAILED, account, address=address, request=request, at=at)
        if number == limits.TRIES:
            attempts.note(Event.ACCOUNT_LOCKED, account, address=address, request=request, at=at)
            raise Refusal(WRONG_AGAIN)
        raise Refusal(WRONG)
    return _begin(account, key=key, address=address, request=request, at=at)


@transaction.atomic
def sign_out(*, by: Actor, at: datetime) -> None:
    """End the actor's session; its cookie is worth nothing from now on."""
    Account.objects.filter(pk=by.account_pk).update(
        session_number=F("session_number") + 1, session_ended_by=Ended.LEFT
    )
    record_sign_in(Event.SIGNED_OUT, by=by, at=at)


@transaction.atomic
def use_picture(*, mark: str, at: datetime) -> None:
    """Use up the mark of a picture code; refuses one that was used before."""
    try:
        with transaction.atomic():
            PictureUsed.objects.create(mark=mark, at=at)
    except IntegrityError as error:
        raise Refusal(PICTURE_USED, field="picture") from error


@transaction.atomic
def sweep(*, at: datetime) -> int:
    """Forget what no longer counts (used pictures, old failures, old tries); returns how many."""
    gone = PictureUsed.objects.filter(at__lt=at - limits.PICTURE_LASTS).delete()[0]
    gone += AddressFailure.objects.filter(at__lt=at - limits.ADDRESS_WINDOW).delete()[0]
    open_tries = Q(locked_until__isnull=True) | Q(locked_until__lt=at)
    old = Tries.objects.filter(open_tries, at__lt=at - limits.SESSION_AT_MOST)
    return gone + old.delete()[0]


def _find(user_name: str) -> Account | None:
    typed = _folded(user_name)
    number = Q(id_blind=blind_index("id_number", typed))
    mobile = Q(mobile_blind=blind_index("mobile", typed))
    return (
        Account.objects.select_related("organization").filter(number | mobile, is_live=True).first()
    )


def _folded(user_name: str) -> str:
    """One form for what is one name: full-width digits are digits, x is X."""
    return narrow(user_name).upper()


@transaction.atomic
def _begin(account: Account, *, key: bytes, address: str, request: str, at: datetime) -> Session:
    number = account.session_number + 1
    stood = Account.objects.filter(
        pk=account.pk,
        session_number=account.session_number,
        password=account.password,
        state=State.ACTIVE,
    )
    if not stood.update(session_number=number, session_ended_by=Ended.ELSEWHERE, last_login=at):
        raise Refusal("您的账号刚刚在另一处登录或有改动，请再登录一次。")
    tries.let_go(key)
    SignIn.objects.create(account=account, at=at, address=address)
    actor = as_actor(account, at=at, address=address, request=request)
    detail = {"earlier": "left_open"} if _was_left_open(account, at) else None
    record_sign_in(Event.SIGNED_IN, by=actor, at=at, detail=detail)
    return Session(account=account.pk, number=number, begun=at, used=at)


def _was_left_open(account: Account, at: datetime) -> bool:
    """Whether a session begun within the eight hours was not left, so that this sign-in ends it
    (ACC-15). ``account`` as it stood before; only a sign-in leaves ``ELSEWHERE`` there."""
    begun = account.last_login
    if begun is None or account.session_ended_by != Ended.ELSEWHERE:
        return False
    return at - begun <= limits.SESSION_AT_MOST
