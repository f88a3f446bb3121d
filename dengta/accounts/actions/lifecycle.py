"""What an officer does to an account: functions, lock, suspension, end (ACC-03, ACC-21).

Each within ACC-05, each with a reason, each with its line. Sessions and VPN end at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F

from dengta.access.actor import Actor
from dengta.access.permissions import FUNCTIONS, Can
from dengta.access.roles import Role
from dengta.accounts.actions import tries
from dengta.accounts.actions.authorising import CHANGED, void_codes
from dengta.accounts.actions.entering import require_functions
from dengta.accounts.actions.vpn import reset_vpn
from dengta.accounts.models import Account, VpnCredential
from dengta.accounts.queries import locks
from dengta.accounts.queries.manageable import require_manageable
from dengta.accounts.rules.sessions import Ended
from dengta.accounts.rules.states import STATE_LABELS, State
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Changed, Subject
from dengta.organizations import effects as organizations
from dengta.refusal import Overtaken, Refusal

__all__ = [
    "end",
    "grant",
    "reset_vpn",
    "resume",
    "suspend",
    "unlock",
]

NOT_LOCKED = "这个账号没有锁定，不用解锁。"


@transaction.atomic
def grant(
    *,
    account: Account,
    functions: Iterable[Can],
    reason: str = "",
    seen: int,
    by: Actor,
    at: datetime,
) -> None:
    """Give an administrator exactly these functions from now on (ACC-03); taking any back asks for
    a reason (ACC-21).

    ``seen`` is the step that the form saw: refuses when the account changed meanwhile (GEN-10).
    Functions for an officer or auditor, or for oneself, break the separation of duties.
    """
    require_manageable(by, account)
    wanted = frozenset(functions)
    require_functions(Role(account.role), wanted)
    had = frozenset(Can(value) for value in account.functions if value in FUNCTIONS)
    if account.state == State.ENDED:
        raise Refusal(f"账号已{STATE_LABELS[State.ENDED]}，不能再调整功能。")
    if wanted == had:
        raise Refusal("功能没有变化。", field="functions")
    why = reason.strip()
    if had - wanted and not why:
        raise Refusal("收回功能请填写原因。", field="reason")
    stood = Account.objects.filter(pk=account.pk, step=seen).exclude(state=State.ENDED)
    if not stood.update(functions=sorted(wanted), step=seen + 1):
        raise Overtaken(CHANGED)
    _record(
        Event.FUNCTIONS_GRANTED,
        account,
        by=by,
        at=at,
        reason=why,
        changes=[Changed("functions", "功能", _labels(had), _labels(wanted))],
    )


@transaction.atomic
def unlock(*, account: Account, reason: str, by: Actor, at: datetime) -> None:
    """解锁: forget the wrong tries of signing in, VPN, activation and 忘记密码 early. Refuses when
    none of them is locked."""
    require_manageable(by, account)
    why = _insist_on_reason(reason, "解锁")
    stand = locks.standing([account], at)
    if not stand or not tries.let_go(*locks.keys_of(account).values()):
        raise Refusal(NOT_LOCKED)
    _record(Event.ACCOUNT_UNLOCKED, account, by=by, at=at, reason=why)


@transaction.atomic
def suspend(*, account: Account, reason: str, by: Actor, at: datetime) -> None:
    """停用: the account stays, but neither signs in nor connects until it is resumed."""
    require_manageable(by, account)
    why = _insist_on_reason(reason, "停用")
    _move(
        account,
        (State.ACTIVE,),
        State.SUSPENDED,
        refused="只有正常使用的账号才能停用；未激活的账号请撤回授权。",
    )
    _record_state(Event.ACCOUNT_SUSPENDED, account, State.SUSPENDED, why, by=by, at=at)


@transaction.atomic
def resume(*, account: Account, reason: str, by: Actor, at: datetime) -> None:
    """启用: a suspended account works again; its user signs in anew."""
    require_manageable(by, account)
    why = _insist_on_reason(reason, "启用")
    organizations.pin(account.organization_id)
    _move(account, (State.SUSPENDED,), State.ACTIVE, refused="这个账号没有停用，不用启用。")
    _record_state(Event.ACCOUNT_RESUMED, account, State.ACTIVE, why, by=by, at=at)


@transaction.atomic
def end(*, account: Account, reason: str, by: Actor, at: datetime) -> None:
    """撤销: final. The person may be authorised anew, with another account; the log stays."""
    require_manageable(by, account)
    why = _insist_on_reason(reason, "撤销")
    _move(
        account,
        (State.WAITING, State.ACTIVE, State.SUSPENDED),
        State.ENDED,
        refused="这个账号已经撤销。",
    )
    void_codes([account.pk], at=at)
    VpnCredential.objects.filter(account=account).update(ended_at=at)
    _record_state(Event.ACCOUNT_ENDED, account, State.ENDED, why, by=by, at=at)


def _move(account: Account, sources: tuple[State, ...], target: State, *, refused: str) -> None:
    """Take the account to another state and end its sessions; refuses what stands otherwise."""
    stood = Account.objects.filter(pk=account.pk, state__in=sources, step=account.step)
    if not stood.update(
        state=target,
        is_live=target is not State.ENDED,
        step=account.step + 1,
        session_number=F("session_number") + 1,
        session_ended_by=Ended.ACCOUNT,
    ):
        now_stands = Account.objects.get(pk=account.pk)
        raise Overtaken(CHANGED) if now_stands.state in sources else Refusal(refused)


def _insist_on_reason(reason: str, verb: str) -> str:
    if not reason.strip():
        raise Refusal(f"请填写{verb}的原因。", field="reason")
    return reason.strip()


def _labels(functions: frozenset[Can]) -> str:
    return "、".join(FUNCTIONS[can][1] for can in Can if can in functions)


def _record_state(
    event: Event, account: Account, target: State, reason: str, *, by: Actor, at: datetime
) -> None:
    before = STATE_LABELS[State(account.state)]
    changes = [Changed("state", "状态", before, STATE_LABELS[target])]
    _record(event, account, by=by, at=at, reason=reason, changes=changes)


def _record(
    event: Event,
    account: Account,
    *,
    by: Actor,
    at: datetime,
    reason: str,
    changes: Iterable[Changed] = (),
) -> None:
    record(
        event,
        subject=Subject("account", account.uid, account.name),
        path=account.org_path,
        by=by,
        at=at,
        reason=reason,
        changes=list(changes),
    )
