"""The job that authorises the confirmed rows of a sheet, batch by batch (GEN-08, ACC-07).

A batch, the marks on its rows and its checkpoint are one transaction: a killed worker's next one
goes on behind the last batch, and nobody is authorised twice. Rows that cannot be authorised any
more go back to the draft with the reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from dengta.access.actor import Actor
from dengta.accounts.actions.authorising import Entry, authorise
from dengta.imports.actions.sheets import attempt_sentence, tell_attempt
from dengta.imports.models import SheetDraft, SheetRow
from dengta.imports.queries.sheet_ground import ground_of
from dengta.imports.queries.sheets import author, typed_of
from dengta.imports.rules.sheet import Column, Standing
from dengta.imports.rules.sheet_faults import Order, judge
from dengta.jobs.actions import Progress
from dengta.organizations.models import Organization
from dengta.refusal import Refusal, SeparationBroken

BATCH = 100
AUTHOR_GONE = "您的账号现在不能办理授权，任务已停止。没有授权的行还在表里。"
FIELDS = {each.value for each in Column}
GONE = [[Column.ORGANIZATION.value, "这个党组织刚刚不在了，请改填其他党组织。"]]


@dataclass(slots=True)
class _Outcome:
    """What became of a batch: row → account, row → why not, rows that break the separation."""

    done: dict[int, UUID] = field(default_factory=dict)
    refused: dict[int, list[list[str]]] = field(default_factory=dict)
    broken: list[int] = field(default_factory=list)


def authorise_sheet(progress: Progress) -> dict[str, object]:
    """The job's function; its result counts the rows: authorised, refused."""
    progress.expect(_number(progress.arguments, "rows"))
    mine = SheetRow.objects.filter(job=progress.lease.job_pk, account_uid__isnull=True)
    while True:
        rows = list(mine.select_related("draft").order_by("number")[:BATCH])
        if not rows:
            break
        at = now()
        actor = _author(rows[0].draft, progress, at)
        with progress.batch() as batch:
            outcome = _authorise(rows, by=actor, at=at)
            _mark(rows, outcome)
            batch.count(len(rows))
            batch.checkpoint = {
                "authorised": _number(progress.checkpoint, "authorised") + len(outcome.done),
                "refused": _number(progress.checkpoint, "refused") + len(outcome.refused),
            }
        if outcome.broken:
            tell_attempt(attempt_sentence(outcome.broken), by=actor, at=at)
    return {name: _number(progress.checkpoint, name) for name in ("authorised", "refused")}


def _author(draft: SheetDraft, progress: Progress, at: datetime) -> Actor:
    actor = author(
        draft,
        address=str(progress.arguments.get("address", "")),
        request=str(progress.arguments.get("request", "")),
        at=at,
    )
    if actor is None:
        raise Refusal(AUTHOR_GONE)
    return actor


def _authorise(rows: Sequence[SheetRow], *, by: Actor, at: datetime) -> _Outcome:
    """Judge the rows once more, authorise the good ones together; if somebody was faster with one
    of them, each by itself."""
    outcome = _Outcome()
    typed = [typed_of(row) for row in rows]
    judged = judge(typed, ground_of(by, typed))
    orders: dict[int, Order] = {}
    for row in rows:
        found = judged[row.number]
        if found.order is not None:
            orders[row.number] = found.order
            continue
        outcome.refused[row.number] = [[each.column, each.sentence] for each in found.faults]
        if found.breaks_separation:
            outcome.broken.append(row.number)
    places = Organization.objects.in_bulk(
        {order.place.uid for order in orders.values()}, field_name="uid"
    )
    entries = {
        number: _entry(order, places[order.place.uid])
        for number, order in orders.items()
        if order.place.uid in places
    }
    try:
        with transaction.atomic():
            outcome.done |= _done(entries, by=by, at=at)
    except Refusal:
        for number, entry in entries.items():
            _one(number, entry, outcome, by=by, at=at)
    return outcome


def _done(entries: dict[int, Entry], *, by: Actor, at: datetime) -> dict[int, UUID]:
    if not entries:
        return {}
    accounts = authorise(entries=list(entries.values()), by=by, at=at)
    return {number: account.uid for number, account in zip(entries, accounts, strict=True)}


def _one(number: int, entry: Entry, outcome: _Outcome, *, by: Actor, at: datetime) -> None:
    try:
        with transaction.atomic():
            outcome.done |= _done({number: entry}, by=by, at=at)
    except Refusal as refusal:
        if isinstance(refusal, SeparationBroken):
            outcome.broken.append(number)
        outcome.refused[number] = [
            [each.field if each.field in FIELDS else Column.ORGANIZATION, each.sentence]
            for each in refusal.complaints
        ]


def _entry(order: Order, organization: Organization) -> Entry:
    return Entry(
        organization=organization,
        name=order.name,
        id_number=order.id_number,
        mobile=order.mobile,
        role=order.role,
        functions=order.functions,
    )


def _mark(rows: Sequence[SheetRow], outcome: _Outcome) -> None:
    """Write on each row what became of it; one that was refused leaves the job."""
    done: list[SheetRow] = []
    for row in rows:
        uid = outcome.done.get(row.number)
        if uid is not None:
            row.account_uid = uid
            done.append(row)
            continue
        faults = outcome.refused.get(row.number, GONE)
        row.body = {**row.body, "faults": faults}
        row.faults = len(faults)
        row.standing = Standing.WRONG
        row.job = None
        row.step += 1
        row.save()
    SheetRow.objects.bulk_update(done, ["account_uid"])
    SheetRow.objects.filter(pk__in=[row.pk for row in done]).update(
        standing=Standing.DONE, step=F("step") + 1
    )


def _number(values: dict[str, object], name: str) -> int:
    value = values.get(name, 0)
    return value if isinstance(value, int) else 0
