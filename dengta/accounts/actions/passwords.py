"""Setting and changing a system password (ACC-16, ACC-19)."""

from __future__ import annotations

from datetime import datetime
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from dengta.access.actor import Actor
from dengta.accounts.models import Account, PasswordUsed
from dengta.accounts.queries.own import account_of
from dengta.accounts.rules import passwords
from dengta.accounts.rules.sessions import Ended
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.refusal import Complaint, Overtaken, Refusal, refuse_any


def change_password(*, old: str, new: str, again: str, by: Actor, at: datetime) -> None:
    """The actor changes his own password; every session of the account ends (ACC-19).

    Refuses a wrong old password, two new ones that differ and what ACC-16 forbids, each beside
    its field ("old", "new", "again"). The hashing stands before the transaction.
    """
    account = account_of(by)
    if not check_password(old, account.password):
        raise Refusal("原密码不正确。", field="old")
    complaints = [Complaint(sentence, "new") for sentence in weaknesses(account, new)]
    if new != again:
        complaints.append(Complaint("两次输入的新密码不一致。", "again"))
    refuse_any(complaints)
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


def weaknesses(account: Account, new: str) -> list[str]:
    """Every sentence of ACC-16 against ``new`` for this account, its last passwords included."""
    own = [account.name, account.id_number, account.mobile]
    found = passwords.complaints(new, own_data=own)
    if account.pk and not found and _was_used(account, new):
        found.append(f"最近 {passwords.REMEMBERED} 次用过的密码不能再用。")
    return found


def put_password(*, account: Account, hashed: str, seen: str, at: datetime) -> None:
    """Store a new hash, remember the old one and end the sessions; inside a verb's transaction.

    A claim on the hash that was ``seen``: refuses when the password was changed meanwhile.
    """
    stood = Account.objects.filter(pk=account.pk, password=seen)
    if not stood.update(
        password=hashed,
        password_changed_at=at,
        must_change_password=False,
        session_number=account.session_number + 1,
        session_ended_by=Ended.PASSWORD,
    ):
        raise Overtaken("密码刚刚已被修改，请重新登录。")
    PasswordUsed.objects.create(account=account, password=hashed, at=at)
    kept = PasswordUsed.objects.filter(account=account).order_by("-at", "-pk")
    older = list(kept.values_list("pk", flat=True)[passwords.REMEMBERED :])
    PasswordUsed.objects.filter(pk__in=older).delete()


@cache
def nobodys_password() -> str:
    """A hash that nothing matches, so that an unknown name costs the same work."""
    return make_password("\x00nobody")


def _was_used(account: Account, new: str) -> bool:
    kept = PasswordUsed.objects.filter(account=account).order_by("-at", "-pk")
    hashes = list(kept.values_list("password", flat=True)[: passwords.REMEMBERED])
    return any(check_password(new, hashed) for hashed in hashes)
