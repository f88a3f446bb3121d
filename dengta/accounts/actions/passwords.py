"""Setting and changing a system password (ACC-16, ACC-19), and what both passwords must be."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.db.models import F

from dengta.access.actor import Actor
from dengta.accounts.actions import tries
from dengta.accounts.models import Account, PasswordUsed, VpnCredential, VpnPasswordUsed
from dengta.accounts.queries.own import account_of
from dengta.accounts.rules import passwords
from dengta.accounts.rules.passwords import WHICH_LABELS, Which
from dengta.accounts.rules.sessions import Ended
from dengta.accounts.rules.states import State
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.refusal import Complaint, Overtaken, Refusal, refuse_any

TOO_OFTEN = "原密码已连续输错 5 次，请 30 分钟后再试。"


def change_password(*, old: str, new: str, again: str, by: Actor, at: datetime) -> None:
    """The actor changes his own password; every session of the account ends (ACC-19).

    Refuses a wrong old password (five of them lock the account), two new ones that differ and what
    ACC-16 forbids, each beside its field ("old", "new", "again"). The hashing stands before the
    transaction.
    """
    account = account_of(by)
    key = bytes(account.id_blind)
    if not tries.claim(key, at):
        raise Refusal(TOO_OFTEN, field="old")
    if not check_password(old, account.password):
        raise Refusal("原密码不正确。", field="old")
    tries.let_go(key)
    own = [account.name, account.id_number, account.mobile]
    wrong = new_password_complaints(new, again, own_data=own, fields=("new", "again"))
    if not wrong:
        weak = weaknesses_of(account, new, which=Which.SYSTEM)
        wrong = [Complaint(sentence, "new") for sentence in weak]
    refuse_any(wrong)
    hashed = make_password(new)
    with transaction.atomic():
        put_password(account=account, hashed=hashed, seen=account.password, at=at)
        record(
            Event.PASSWORD_CHANGED,
            subject=Subject("account", account.uid, account.name),
            path=by.path,
            by=by,
            at=at,
        )


def new_password_complaints(
    new: str,
    again: str,
    *,
    own_data: Iterable[str],
    fields: tuple[str, str] = ("password", "again"),
) -> list[Complaint]:
    """What is wrong with a new password as it was typed twice, whoever types it (ACC-16)."""
    wrong = [Complaint(each, fields[0]) for each in passwords.complaints(new, own_data=own_data)]
    if new != again:
        wrong.append(Complaint("两次输入的密码不一致。", fields[1]))
    return wrong


def weaknesses_of(account: Account, new: str, *, which: Which) -> list[str]:
    """What only the account itself can tell against ``new``: its own data, its last passwords, its
    other password (ACC-16)."""
    own = [account.name, account.id_number, account.mobile]
    found = passwords.complaints(new, own_data=own)
    if found:
        return found
    if which is Which.SYSTEM:
        used = PasswordUsed.objects.filter(account=account).order_by("-at", "-pk")
        other = VpnCredential.objects.filter(account=account).values_list("password", flat=True)
        other_password, other_label = other.first() or "", WHICH_LABELS[Which.VPN]
        hashes = list(used.values_list("password", flat=True)[: passwords.REMEMBERED])
    else:
        used_vpn = VpnPasswordUsed.objects.filter(credential__account=account)
        used_vpn = used_vpn.order_by("-at", "-pk")
        hashes = list(used_vpn.values_list("password", flat=True)[: passwords.REMEMBERED])
        other_password, other_label = account.password, WHICH_LABELS[Which.SYSTEM]
    if other_password and check_password(new, other_password):
        found.append(f"不能与{other_label}相同。")
    if any(check_password(new, hashed) for hashed in hashes):
        found.append(f"最近 {passwords.REMEMBERED} 次用过的密码不能再用。")
    return found


def put_password(*, account: Account, hashed: str, seen: str, at: datetime) -> None:
    """Store a new hash, remember the old one and end the sessions; inside a verb's transaction.

    A claim on the hash that was ``seen``: refuses when the password was changed meanwhile.
    """
    stood = Account.objects.filter(pk=account.pk, password=seen, state=State.ACTIVE)
    if not stood.update(
        password=hashed,
        password_changed_at=at,
        must_change_password=False,
        session_number=F("session_number") + 1,
        session_ended_by=Ended.PASSWORD,
    ):
        raise Overtaken("密码刚刚已被修改，请重新登录。")
    PasswordUsed.objects.create(account=account, password=hashed, at=at)
    kept = PasswordUsed.objects.filter(account=account).order_by("-at", "-pk")
    older = list(kept.values_list("pk", flat=True)[passwords.REMEMBERED :])
    PasswordUsed.objects.filter(pk__in=older).delete()


def end_sessions(account: Account) -> None:
    """End every session of the account, inside a verb's transaction."""
    Account.objects.filter(pk=account.pk).update(
        session_number=F("session_number") + 1, session_ended_by=Ended.PASSWORD
    )


@cache
def nobodys_password() -> str:
    """A hash that nothing matches, so that an unknown name costs the same work."""
    return make_password("\x00nobody")
