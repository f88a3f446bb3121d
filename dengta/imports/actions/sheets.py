"""A sheet of administrators: uploaded, mended, confirmed (ACC-06). Nothing of it exists as an
account, code or message before it is confirmed; who confirms is asked again for every batch.

Mending and skipping change a draft that only its author sees and leave no line in the log; what
was uploaded, confirmed, authorised and thrown away does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from dengta.access.actor import Actor
from dengta.access.checks import require_function
from dengta.access.permissions import Can
from dengta.audit.actions import record, record_refused
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.database import locks
from dengta.imports.models import SheetDraft, SheetRow
from dengta.imports.queries.sheet_ground import ground_of
from dengta.imports.queries.sheets import FREE, typed_of
from dengta.imports.queries.wrong_rows import fault_list, faults_of, wrong_rows
from dengta.imports.rules.sheet import (
    FILE_NAME_AT_MOST,
    LASTS,
    Alike,
    Column,
    Standing,
    Typed,
    tidy,
)
from dengta.imports.rules.sheet_faults import Judged, id_of, judge, mobile_of
from dengta.jobs.actions import enqueue
from dengta.jobs.models import Job
from dengta.refusal import OutOfReach, Overtaken, Refusal
from dengta.vault.blind import indexer

AUTHORISE_SHEET = "authorise_sheet"
"""The kind of the job; ``operations.job_table`` names its function."""
SHEETS_AT_MOST = 20
IN_ONE_INSERT = 500
ROWS_NAMED = 10

BUSY = "这一行正在授权或已经授权，不能再改。"
FASTER = "这一行刚刚在另一个页面改过，请看现在的内容再改。"
MENDED_MEANWHILE = "这些错误刚刚在另一个页面改过，请看现在的内容。"
NOTHING_TYPED = "请至少在一格里填上改成什么。"
NOTHING_TO_CONFIRM = "没有可以授权的行。请先改正标红的格子，或上传新的表。"


@transaction.atomic
def upload(*, rows: Sequence[Typed], file_name: str, by: Actor, at: datetime) -> SheetDraft:
    """Keep the rows of a sheet (``queries.workbook.read``) as a draft of its author for 7 days,
    with every complaint beside its cell.

    Refuses the 21st sheet of one author. A row that would join what the duties keep apart is a
    refused attempt (ACC-01) and is written down as one.
    """
    require_function(by, Can.MANAGE_ACCOUNTS)
    if SheetDraft.objects.filter(account=by.account_pk).count() >= SHEETS_AT_MOST:
        raise Refusal(f"您已有{SHEETS_AT_MOST}张没有办完的授权表，请先办完或放弃几张再上传。")
    draft = SheetDraft.objects.create(
        account_id=by.account_pk,
        file_name=" ".join(file_name.split())[-FILE_NAME_AT_MOST:] or "授权表",
        made_at=at,
        until=at + LASTS,
    )
    judged = judge(rows, ground_of(by, rows))
    blind = _Blind()
    fresh = []
    for typed in rows:
        row = SheetRow(draft=draft, number=typed.number)
        _write(row, typed, judged[typed.number], (), blind)
        fresh.append(row)
    SheetRow.objects.bulk_create(fresh, batch_size=IN_ONE_INSERT)
    _record(Event.SHEET_UPLOADED, draft, len(rows), by=by, at=at)
    _tell_attempts(judged, by=by, at=at)
    return draft


@transaction.atomic
def mend(
    *, row: SheetRow, column: Column, text: str, seen: int, by: Actor, at: datetime
) -> SheetRow:
    """Put ``text`` into one cell and judge the row anew, with those that it repeats.

    ``seen`` is the step of the row that the grid showed: refuses when the row changed meanwhile,
    or is being authorised.
    """
    row = _free(row, by)
    if row.step != seen:
        raise Overtaken(FASTER)
    typed = typed_of(row)
    changed = Typed(
        row.number,
        {**typed.cells, column: tidy(column, text)},
        typed.numeric - {column},
    )
    mended = sorted({*row.body["mended"], column})
    standing = Standing.WRONG if row.standing == Standing.SKIPPED else row.standing
    _judge_again(row.draft, {row.number: (row, changed, mended, standing)}, by=by, at=at)
    return row


@transaction.atomic
def mend_alike(*, draft: SheetDraft, changes: Mapping[Alike, str], by: Actor, at: datetime) -> int:
    """Put the text that ``changes`` gives for a fault into every row that has it, and judge them
    anew; returns how many rows that were.

    Refuses texts that are all empty, and faults that no row has any more.
    """
    _hold(draft, by)
    wanted = {fault: new for fault, text in changes.items() if (new := tidy(fault.column, text))}
    if not wanted:
        raise Refusal(NOTHING_TYPED)
    changed: dict[int, Change] = {}
    for row in wrong_rows(draft.pk):
        mine = {each.column: wanted[each] for each in faults_of(row) if each in wanted}
        if mine:
            typed = typed_of(row)
            fresh = Typed(row.number, {**typed.cells, **mine}, typed.numeric - set(mine))
            mended = sorted({*row.body["mended"], *mine})
            changed[row.number] = (row, fresh, mended, Standing.WRONG)
    if not changed:
        raise Overtaken(MENDED_MEANWHILE)
    _judge_again(draft, changed, by=by, at=at)
    return len(changed)


@transaction.atomic
def export_wrong(*, draft: SheetDraft, by: Actor, at: datetime) -> bytes:
    """下载错误清单: the wrong rows with their complaints as an xlsx; one line of the log says so.
    Refuses when no row is wrong."""
    _hold(draft, by)
    rows = list(wrong_rows(draft.pk))
    if not rows:
        raise Refusal("这张表现在没有要改正的行。")
    _record(Event.SHEET_EXPORTED, draft, len(rows), by=by, at=at)
    return fault_list(rows)


@transaction.atomic
def skip(*, row: SheetRow, by: Actor, at: datetime) -> SheetRow:
    """Leave the row out; rows that repeated it are judged anew."""
    row = _free(row, by)
    kept = row.body["mended"]
    _judge_again(
        row.draft, {row.number: (row, typed_of(row), kept, Standing.SKIPPED)}, by=by, at=at
    )
    return row


@transaction.atomic
def take_back(*, row: SheetRow, by: Actor, at: datetime) -> SheetRow:
    """A row that was left out belongs to the sheet again."""
    row = _free(row, by)
    kept = row.body["mended"]
    _judge_again(row.draft, {row.number: (row, typed_of(row), kept, Standing.WRONG)}, by=by, at=at)
    return row


@transaction.atomic
def skip_wrong(*, draft: SheetDraft, by: Actor, at: datetime) -> int:
    """Leave out every row with faults; returns how many."""
    _hold(draft, by)
    wrong = SheetRow.objects.filter(FREE, draft=draft.pk, standing=Standing.WRONG)
    _keep_alive(draft, at)
    return wrong.update(standing=Standing.SKIPPED, step=F("step") + 1)


@transaction.atomic
def check_again(*, draft: SheetDraft, by: Actor, at: datetime) -> None:
    """Judge every free row by what the base holds now (an organisation was made meanwhile)."""
    _hold(draft, by)
    rows = SheetRow.objects.filter(FREE, draft=draft.pk).exclude(standing=Standing.SKIPPED)
    _judge_again(
        draft,
        {row.number: (row, typed_of(row), row.body["mended"], Standing.WRONG) for row in rows},
        by=by,
        at=at,
    )


@transaction.atomic
def confirm(*, draft: SheetDraft, by: Actor, at: datetime) -> Job:
    """Hand every row without faults to the worker, which authorises them (GEN-08).

    Rows with faults stay in the draft. Rows that the worker finds refused, or does not reach
    because the job was cancelled, are free again. Refuses when there is nothing to confirm.
    """
    _hold(draft, by)
    ready = SheetRow.objects.filter(FREE, draft=draft.pk, standing=Standing.READY)
    count = ready.count()
    if not count:
        raise Refusal(NOTHING_TO_CONFIRM)
    job = enqueue(
        AUTHORISE_SHEET,
        arguments={
            "draft": str(draft.uid),
            "rows": count,
            "address": by.address,
            "request": by.request,
        },
        by=by,
        at=at,
        label=f"按表授权{count}人",
    )
    ready.update(job=job, step=F("step") + 1)
    _keep_alive(draft, at)
    return job


@transaction.atomic
def discard(*, draft: SheetDraft, by: Actor, at: datetime) -> None:
    """Throw the sheet away; what was authorised stays. Refuses while a job works on it."""
    _hold(draft, by)
    rows = SheetRow.objects.filter(draft=draft.pk)
    if rows.filter(job__isnull=False, job__ended_at__isnull=True).exists():
        raise Refusal("这张表正在授权。请等它完成，或先取消授权，再放弃这张表。")
    _record(Event.SHEET_DISCARDED, draft, rows.count(), by=by, at=at)
    draft.delete()


@transaction.atomic
def forget_sheets(at: datetime) -> int:
    """Delete the sheets whose 7 days are over, except those under way; a duty of the worker."""
    under_way = SheetRow.objects.filter(job__isnull=False, job__ended_at__isnull=True)
    old = SheetDraft.objects.filter(until__lte=at).exclude(pk__in=under_way.values("draft"))
    deleted, _ = old.delete()
    return deleted


Change = tuple[SheetRow, Typed, Sequence[str], int]
"""A row that changes: what it holds from now on, which of its columns were mended, and where it
stands (``SKIPPED``: left out, anything else: judged)."""


def _judge_again(draft: SheetDraft, changes: dict[int, Change], *, by: Actor, at: datetime) -> None:
    """Judge the changed rows and all that repeat them now or repeated them before; save those of
    which something changed."""
    blind = _Blind()
    partners = _partners(draft, changes, blind)
    kept = {row.number: (row, typed_of(row), row.body["mended"]) for row in partners}
    judged_rows = [typed for _, typed, _, to in changes.values() if to != Standing.SKIPPED]
    judged_rows += [typed for _, typed, _ in kept.values()]
    judged = judge(judged_rows, ground_of(by, judged_rows))
    for row, typed, mended, to in changes.values():
        if to == Standing.SKIPPED:
            _skip(row)
        else:
            _write(row, typed, judged[row.number], mended, blind)
        row.step += 1
        row.save()
    free = set(
        SheetRow.objects.filter(FREE, pk__in=[row.pk for row in partners]).values_list(
            "pk", flat=True
        )
    )
    for row, typed, mended in kept.values():
        faults = [[fault.column, fault.sentence] for fault in judged[row.number].faults]
        if row.pk in free and faults != row.body["faults"]:
            _write(row, typed, judged[row.number], mended, blind)
            row.step += 1
            row.save()
    _keep_alive(draft, at)
    _tell_attempts({number: judged[number] for number in changes if number in judged}, by=by, at=at)


def _partners(draft: SheetDraft, changes: dict[int, Change], blind: _Blind) -> list[SheetRow]:
    """The rows, not left out and not done, that share a person or number with the changed ones,
    before or after, or with one another on the way there."""
    persons = {row.id_blind for row, *_ in changes.values()}
    mobiles = {row.mobile_blind for row, *_ in changes.values()}
    for _, typed, *_ in changes.values():
        person, mobile = blind.of(typed)
        persons.add(person)
        mobiles.add(mobile)
    others = SheetRow.objects.filter(draft=draft.pk, account_uid__isnull=True).exclude(
        Q(standing=Standing.SKIPPED) | Q(number__in=list(changes))
    )
    if len(changes) > IN_ONE_INSERT:  # the whole sheet is judged: what is left are rows under way
        return list(others)
    found: dict[int, SheetRow] = {}
    while True:
        shared = Q(id_blind__in=persons - {None}) | Q(mobile_blind__in=mobiles - {None})
        fresh = list(others.filter(shared).exclude(pk__in=list(found)))
        if not fresh:
            return list(found.values())
        for row in fresh:
            found[row.pk] = row
            persons.add(row.id_blind)
            mobiles.add(row.mobile_blind)


class _Blind:
    """The blind indexes of a row's person and mobile number, None for none that is right."""

    def __init__(self) -> None:
        self._person = indexer("id_number")
        self._mobile = indexer("mobile")

    def of(self, typed: Typed) -> tuple[bytes | None, bytes | None]:
        person, mobile = id_of(typed), mobile_of(typed)
        return (
            self._person(person) if person else None,
            self._mobile(mobile) if mobile else None,
        )


def _write(
    row: SheetRow, typed: Typed, judged: Judged, mended: Sequence[str], blind: _Blind
) -> None:
    """Put the row as it was typed, and what is wrong with it, into ``row``."""
    row.body = {
        "cells": dict(typed.cells),
        "numeric": sorted(typed.numeric),
        "mended": list(mended),
        "faults": [[fault.column, fault.sentence] for fault in judged.faults],
    }
    row.faults = len(judged.faults)
    row.standing = Standing.WRONG if judged.faults else Standing.READY
    row.id_blind, row.mobile_blind = blind.of(typed)
    row.job = None


def _skip(row: SheetRow) -> None:
    row.body = {**row.body, "faults": []}
    row.faults = 0
    row.standing = Standing.SKIPPED
    row.job = None


def _hold(draft: SheetDraft, by: Actor) -> SheetDraft:
    """The draft, locked until the end: what is done to one sheet is done one after the other."""
    require_function(by, Can.MANAGE_ACCOUNTS)
    held = locks.hold(SheetDraft.objects.filter(pk=draft.pk, account=by.account_pk))
    if not held:
        raise OutOfReach
    return held[0]


def _free(row: SheetRow, by: Actor) -> SheetRow:
    """The row as it stands now, with its draft locked; refuses one that a job has or had."""
    draft = _hold(row.draft, by)
    found = SheetRow.objects.filter(pk=row.pk).select_related("job").first()
    if found is None:
        raise OutOfReach
    if found.account_uid is not None or (found.job and found.job.ended_at is None):
        raise Refusal(BUSY)
    found.draft = draft
    return found


def _keep_alive(draft: SheetDraft, at: datetime) -> None:
    """Seven days from the last change."""
    SheetDraft.objects.filter(pk=draft.pk).update(until=at + LASTS)


def _record(event: Event, draft: SheetDraft, rows: int, *, by: Actor, at: datetime) -> None:
    record(
        event,
        subject=Subject("sheet", draft.uid, "授权表"),
        path=by.path,
        by=by,
        at=at,
        detail={"rows": str(rows)},
    )


def _tell_attempts(judged: dict[int, Judged], *, by: Actor, at: datetime) -> None:
    """Write down, once the draft is stored, that rows would have broken the separation of duties:
    one attempt, one line (ACC-01, LOG-01)."""
    broken = sorted(number for number, each in judged.items() if each.breaks_separation)
    if broken:
        sentence = attempt_sentence(broken)
        transaction.on_commit(lambda: tell_attempt(sentence, by=by, at=at))


def tell_attempt(sentence: str, *, by: Actor, at: datetime) -> None:
    """The line of a refused attempt to break the separation of duties by a sheet."""
    record_refused(Event.REFUSED_SEPARATION, by=by, at=at, what="授权表", sentence=sentence)


def attempt_sentence(numbers: Iterable[int]) -> str:
    """What the line says; the rows are named by their numbers, nobody by his name."""
    several = list(numbers)
    named = "、".join(f"第{number}行" for number in several[:ROWS_NAMED])
    more = f"等{len(several)}行" if len(several) > ROWS_NAMED else ""
    return f"授权表{named}{more}会使一人担任两种角色，或给安全员、审计员业务功能，没有授权。"
