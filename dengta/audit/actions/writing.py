"""Writing the log. A business line stands or falls with the change it tells of (LOG-04)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from dengta.access.actor import NOBODY, Actor
from dengta.access.reach import ROOT_PATH
from dengta.access.roles import Role
from dengta.audit.actions.sealing import seal_at_commit
from dengta.audit.models import REQUEST_LENGTH, LastLook, Line
from dengta.audit.rules.events import Event, Kind
from dengta.audit.rules.groups import touches_identity
from dengta.audit.rules.lines import (
    A_MINUTE,
    NOT_ONE_BY_ONE,
    ONE_LOOK,
    REFUSED_A_MINUTE,
    Changed,
    Happening,
    Subject,
    body_of,
)
from dengta.database.uids import new_uid
from dengta.vault import sealing

IN_ONE_INSERT = 1000


def record(
    event: Event,
    *,
    subject: Subject,
    path: str,
    by: Actor,
    at: datetime,
    changes: Sequence[Changed] = (),
    reason: str = "",
    detail: Mapping[str, str] | None = None,
) -> None:
    """Write the line of one change of state, in the caller's transaction (LOG-04).

    ``path`` is the path of the organisation it happened in. Outside ``atomic()`` it raises
    ``RuntimeError``: such a line could stay without its change, or the other way round.
    """
    _insist_on_transaction()
    _store(_business(Happening(event, subject, path, tuple(changes), reason, detail or {}), by, at))


def record_each(happenings: Iterable[Happening], *, by: Actor, at: datetime) -> int:
    """Write one line for each of ``happenings`` (a batch: one line a member), in the caller's
    transaction like :func:`record`; returns how many."""
    _insist_on_transaction()
    lines = [_business(each, by, at) for each in happenings]
    Line.objects.bulk_create(lines, batch_size=IN_ONE_INSERT)
    seal_at_commit()
    return len(lines)


@transaction.atomic
def record_sign_in(
    event: Event,
    *,
    by: Actor | None,
    at: datetime,
    name: str = "",
    address: str = "",
    request: str = "",
    detail: Mapping[str, str] | None = None,
) -> None:
    """Write a line of 系统登录日志: a sign-in, a failed one, a sign-out.

    ``by`` None is an attempt for an account that does not exist: ``name`` says nothing secret
    (never what was typed as an ID), and the line lies with the root's auditor.
    """
    actor = by or _stranger(name, address, request)
    subject = Subject("account", by.uid if by else None, actor.name)
    _store(_line(Kind.SIGN_IN, event, subject, actor.path, actor, at, body_of((), "", detail)))


def record_refused(
    event: Event,
    *,
    by: Actor,
    at: datetime,
    what: str,
    sentence: str = "",
) -> None:
    """Write a line of 被拒操作, after the refused transaction was rolled back (LOG-01).

    ``what`` is the attempted address. The line lies at the actor's own path and names nothing of
    the object, so that one that exists and one that does not give the equal line. Inside another
    transaction it raises ``RuntimeError``: the line would vanish with it.

    Who hammers at one address gets :data:`REFUSED_A_MINUTE` lines a minute, of which the last says
    that more of the same are not told one by one; attempts at the separation of duties are each
    told (ACC-01).
    """
    what = what[:200]
    with transaction.atomic(durable=True):
        told = 0
        if event is not Event.REFUSED_SEPARATION:
            told = Line.objects.filter(
                actor_uid=by.uid, at__gt=at - A_MINUTE, event=event, subject_name=what
            ).count()
        if told >= REFUSED_A_MINUTE:
            return
        detail = {"more": NOT_ONE_BY_ONE} if told == REFUSED_A_MINUTE - 1 else None
        subject, body = Subject("address", None, what), body_of((), sentence, detail)
        _store(_line(Kind.REFUSED, event, subject, by.path, by, at, body))


@transaction.atomic
def record_look(
    subject: Subject,
    *,
    path: str,
    by: Actor,
    at: datetime,
    event: Event = Event.RECORD_OPENED,
) -> bool:
    """Write a line of 档案查询记录, one within ten minutes per account, record and event (LOG-01).

    Returns whether a line was written. The claim on the last look is one conditional update, so
    that two tabs opened at once are one line.
    """
    if subject.uid is None:
        raise ValueError("a look is at a record with a uid")
    if not _first_look(by.uid, subject.uid, event, at):
        return False
    _store(_line(Kind.LOOK, event, subject, path, by, at, {}))
    return True


@transaction.atomic
def forget_looks(at: datetime) -> int:
    """Sweep away last looks that no longer decide anything; a periodic duty of the worker."""
    count, _ = LastLook.objects.filter(at__lte=at - ONE_LOOK).delete()
    return count


def _first_look(actor_uid: UUID, subject_uid: UUID, event: Event, at: datetime) -> bool:
    last = LastLook.objects.filter(actor_uid=actor_uid, subject_uid=subject_uid, event=event)
    if last.filter(at__lte=at - ONE_LOOK).update(at=at):
        return True
    if last.exists():
        return False
    try:
        with transaction.atomic():
            LastLook.objects.create(
                actor_uid=actor_uid, subject_uid=subject_uid, event=event, at=at
            )
    except IntegrityError:
        return False
    return True


def _store(line: Line) -> None:
    line.save(force_insert=True)
    seal_at_commit()


def _business(each: Happening, by: Actor, at: datetime) -> Line:
    return _line(
        Kind.BUSINESS,
        each.event,
        each.subject,
        each.path,
        by,
        at,
        body_of(each.changes, each.reason, each.detail),
        identity=touches_identity(each.subject, each.changes),
    )


def _line(
    kind: Kind,
    event: Event,
    subject: Subject,
    path: str,
    by: Actor,
    at: datetime,
    body: dict[str, object],
    *,
    identity: bool = False,
) -> Line:
    uid = new_uid()
    return Line(
        uid=uid,
        at=at,
        kind=kind,
        event=event,
        subject_noun=subject.noun,
        subject_uid=subject.uid,
        subject_name=subject.name,
        path=path,
        actor_uid=by.uid,
        actor_name=by.name,
        actor_role="" if by.is_system else by.role,
        organization_uid=by.organization_uid,
        organization_name=by.organization_name,
        address=by.address,
        request=by.request[:REQUEST_LENGTH],
        identity=identity,
        body=sealing.seal_json(Line._meta.db_table, "body", uid, body) if body else b"",
    )


def _insist_on_transaction() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("a line of the log is written inside the transaction of its change")


def _stranger(name: str, address: str, request: str) -> Actor:
    """Who tries to sign in without an account. Never passed to a permission check."""
    return Actor(
        uid=NOBODY,
        name=name or "未知账号",
        role=Role.ADMINISTRATOR,
        functions=frozenset(),
        organization_uid=NOBODY,
        organization_name="",
        path=ROOT_PATH,
        category="",
        address=address,
        request=request,
    )
