"""The officer's own uploaded sheets: the list, the head of one, its grid (ACC-06)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from dengta.access.actor import Actor
from dengta.access.checks import require_function
from dengta.access.permissions import Can
from dengta.accounts.models import Account
from dengta.accounts.queries.sessions import as_actor
from dengta.accounts.rules.states import State
from dengta.database import cursors, keyset
from dengta.imports.models import SheetDraft, SheetRow
from dengta.imports.rules.sheet import STANDING_LABELS, Column, Standing, Typed
from dengta.jobs.queries import JobRow
from dengta.jobs.queries import one as job_row
from dengta.refusal import OutOfReach

ORDER = ("standing", "number")

FREE = Q(account_uid__isnull=True) & (Q(job__isnull=True) | Q(job__ended_at__isnull=False))
"""Rows that no job has and that are not authorised: they may be changed."""


class Show(StrEnum):
    """Which rows the grid shows."""

    WRONG = "wrong"
    READY = "ready"
    SKIPPED = "skipped"
    DONE = "done"
    ALL = "all"


SHOWN: dict[Show, Standing] = {
    Show.WRONG: Standing.WRONG,
    Show.READY: Standing.READY,
    Show.SKIPPED: Standing.SKIPPED,
    Show.DONE: Standing.DONE,
}


@dataclass(frozen=True, slots=True)
class Cell:
    """``faults`` are the sentences that stand beside it; ``mended``: changed since the upload."""

    column: Column
    text: str
    faults: tuple[str, ...]
    mended: bool


@dataclass(frozen=True, slots=True)
class GridRow:
    """One row of the grid. ``running``: a job is authorising it and it cannot be changed now;
    ``seen`` is the step that a change of it names."""

    uid: UUID
    number: int
    standing: Standing
    label: str
    cells: tuple[Cell, ...]
    running: bool
    account_uid: UUID | None
    seen: int


@dataclass(frozen=True, slots=True)
class GridPage:
    """``after`` asks for the rows that follow, ``before`` for those before; "" when there are
    none. ``start`` is the number of the first row among the ``total`` shown ones, from 1."""

    rows: list[GridRow]
    after: str
    before: str
    start: int
    total: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The head of a sheet: how many rows stand where; ``faults`` is the number of wrong places,
    ``free`` the rows without faults that may be confirmed now; ``jobs`` are those under way;
    ``broken_off`` says why rows that were confirmed are not authorised, "" when there are none."""

    uid: UUID
    file_name: str
    made_at: datetime
    until: datetime
    rows: int
    wrong: int
    faults: int
    ready: int
    skipped: int
    done: int
    free: int
    jobs: tuple[JobRow, ...]
    broken_off: str


def find(actor: Actor, uid: UUID) -> SheetDraft:
    """The actor's own sheet ``uid``; another's does not exist (404)."""
    draft = _mine(actor).filter(uid=uid).first()
    if draft is None:
        raise OutOfReach
    return draft


def find_row(actor: Actor, uid: UUID) -> SheetRow:
    """The row ``uid`` of one of the actor's own sheets; else 404."""
    row = SheetRow.objects.filter(uid=uid, draft__in=_mine(actor)).select_related("draft").first()
    if row is None:
        raise OutOfReach
    return row


def sheets(actor: Actor, limit: int = keyset.PAGE) -> list[Sheet]:
    """The actor's sheets, the newest first; three queries and one for each job under way."""
    return _heads(actor, list(_mine(actor).order_by("-id")[:limit]))


def sheet(actor: Actor, uid: UUID) -> Sheet:
    """The head of the actor's own sheet; else 404."""
    return _heads(actor, [find(actor, uid)])[0]


def grid(
    actor: Actor,
    uid: UUID,
    show: Show = Show.ALL,
    *,
    after: str = "",
    before: str = "",
    limit: int = keyset.PAGE,
) -> GridPage:
    """A page of the sheet's rows: wrong ones first, then by their numbers.

    ``after`` or ``before`` is that of another page. Five queries, however many rows.
    """
    rows = SheetRow.objects.filter(draft=find(actor, uid).pk)
    if show is not Show.ALL:
        rows = rows.filter(standing=SHOWN[show])
    total = rows.count()
    place = _place(after or before)
    found = keyset.page(
        rows,
        ORDER,
        keyset.Mark(place, backwards=bool(before)) if place else None,
        place=attrgetter(*ORDER),
        size=limit,
    )
    if not found.rows:
        return GridPage([], "", "", 0, total)
    first = found.rows[0]
    start = rows.filter(keyset.before(ORDER, (first.standing, first.number))).count() + 1
    busy = _busy(found.rows)
    return GridPage(
        [_grid_row(row, busy) for row in found.rows],
        cursors.write(*found.later.values) if found.later else "",
        cursors.write(*found.earlier.values) if found.earlier else "",
        start,
        total,
    )


def grid_row(actor: Actor, uid: UUID) -> GridRow:
    """One row of the grid, as it stands after it was mended."""
    row = find_row(actor, uid)
    return _grid_row(row, _busy([row]))


def typed_of(row: SheetRow) -> Typed:
    """The row as the rules read it."""
    body = row.body
    return Typed(
        row.number,
        {Column(name): text for name, text in body["cells"].items()},
        frozenset(Column(name) for name in body["numeric"]),
    )


def author(draft: SheetDraft, *, address: str, request: str, at: datetime) -> Actor | None:
    """The author as he may act now; None when his account is not active any more."""
    account = Account.objects.select_related("organization").filter(pk=draft.account_id).first()
    if account is None or account.state != State.ACTIVE:
        return None
    return as_actor(account, at=at, address=address, request=request)


def _mine(actor: Actor) -> QuerySet[SheetDraft]:
    require_function(actor, Can.MANAGE_ACCOUNTS)
    return SheetDraft.objects.filter(account=actor.account_pk)


def _heads(actor: Actor, drafts: Sequence[SheetDraft]) -> list[Sheet]:
    rows = SheetRow.objects.filter(draft__in=[draft.pk for draft in drafts])
    counted = {
        each["draft"]: each
        for each in rows.order_by()
        .values("draft")
        .annotate(
            rows=Count("pk"),
            wrong=Count("pk", Q(standing=Standing.WRONG)),
            wrong_cells=Sum("faults", filter=Q(standing=Standing.WRONG)),
            ready=Count("pk", Q(standing=Standing.READY)),
            skipped=Count("pk", Q(standing=Standing.SKIPPED)),
            done=Count("pk", Q(standing=Standing.DONE)),
            free=Count("pk", FREE & Q(standing=Standing.READY)),
        )
    }
    jobs: dict[int, list[UUID]] = {}
    broken_off: dict[int, str] = {}
    under_way = Q(job__ended_at__isnull=True)
    failed = FREE & Q(standing=Standing.READY) & ~Q(job__problem="")
    held = rows.filter(under_way | failed, job__isnull=False).order_by("job")
    columns = ("draft", "job__uid", "job__ended_at", "job__problem")
    for draft, uid, ended_at, problem in held.values_list(*columns).distinct():
        if ended_at is None:
            jobs.setdefault(draft, []).append(uid)
        else:
            broken_off[draft] = problem
    return [
        Sheet(
            uid=draft.uid,
            file_name=str(draft.file_name),
            made_at=draft.made_at,
            until=draft.until,
            jobs=tuple(job_row(actor, uid) for uid in jobs.get(draft.pk, ())),
            broken_off=broken_off.get(draft.pk, ""),
            **_numbers(counted.get(draft.pk, {})),
        )
        for draft in drafts
    ]


def _numbers(counted: Mapping[str, Any]) -> dict[str, int]:
    names = {"faults": "wrong_cells"}
    wanted = ("rows", "wrong", "faults", "ready", "skipped", "done", "free")
    return {name: counted.get(names.get(name, name)) or 0 for name in wanted}


def _place(text: str) -> tuple[int, int] | None:
    """The place that a page names; None for none, and for what the columns cannot hold."""
    standing, number = cursors.read(text, int, int) or (0, 0)
    return (standing, number) if standing in set(Standing) and 0 < number < 2**31 else None


def _busy(rows: Sequence[SheetRow]) -> frozenset[int]:
    """Which of these belong to a job that is under way; one query."""
    under_way = SheetRow.objects.filter(
        pk__in=[row.pk for row in rows], job__isnull=False, job__ended_at__isnull=True
    )
    return frozenset(under_way.values_list("pk", flat=True))


def _grid_row(row: SheetRow, busy: frozenset[int]) -> GridRow:
    body = row.body
    standing = Standing(row.standing)
    running = row.pk in busy and standing is Standing.READY
    return GridRow(
        uid=row.uid,
        number=row.number,
        standing=standing,
        label="正在授权" if running else STANDING_LABELS[standing],
        cells=tuple(
            Cell(
                column,
                body["cells"].get(column, ""),
                tuple(sentence for name, sentence in body["faults"] if name == column),
                column in body["mended"],
            )
            for column in Column
        ),
        running=running,
        account_uid=row.account_uid,
        seen=row.step,
    )
