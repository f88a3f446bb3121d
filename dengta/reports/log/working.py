"""The work itself, in the worker: batch by batch, so that it can be cancelled."""

from __future__ import annotations

import os
from datetime import datetime

from django.utils.timezone import localtime, now

from dengta.audit import queries
from dengta.audit.actions import note_checkpoint
from dengta.audit.models import Block
from dengta.audit.queries import chain, checkpoints
from dengta.audit.queries.copy import copied
from dengta.audit.queries.standing import standing_now
from dengta.audit.queries.verifying import Fault, Verdict, verify
from dengta.jobs.actions import Progress
from dengta.refusal import Refusal
from dengta.reports.kinds import COPY, EXPORT
from dengta.reports.log.packing import unpacked, words_of
from dengta.reports.log.sheet import Sheet
from dengta.reports.results import keep, place_of
from dengta.vault import signing

BLOCKS_AT_ONCE = 20
LINES_AT_ONCE = 500
ROWS_AT_MOST = 100_000
TOO_MANY = f"符合条件的日志超过 {ROWS_AT_MOST} 条，请缩短时间或选择一个党组织后再导出。"


def check(progress: Progress) -> dict[str, object]:
    """Check the whole chain; a broken-off check goes on where it was, if the chain still has the
    seal there. The result: ``sentence``, ``fault`` ("" when all is well), ``until`` (ISO, or ""),
    ``lines``, ``blocks``, ``open``."""
    progress.expect(Block.objects.count())
    held = checkpoints.held()
    reached = Block.objects.filter(number=int(str(progress.checkpoint.get("block", 0)))).first()
    if reached is not None and bytes(reached.seal).hex() != progress.checkpoint["seal"]:
        reached = None
    until = reached.until if reached else None
    verdict = Verdict(chain.end_at(reached), until, None, finished=False)
    while not verdict.finished:
        before = verdict.end.number
        verdict = verify(after=verdict.end, until=verdict.until, at_most=BLOCKS_AT_ONCE, held=held)
        with progress.batch() as batch:
            batch.count(verdict.end.number - before)
            batch.checkpoint = {"block": verdict.end.number, "seal": verdict.end.seal.hex()}
    return _told(verdict)


def _told(verdict: Verdict) -> dict[str, object]:
    waiting = standing_now().open_lines
    return {
        "sentence": _sentence(verdict.fault, verdict.until, verdict.end.total),
        "fault": verdict.fault.sentence if verdict.fault else "",
        "until": localtime(verdict.until).isoformat() if verdict.until else "",
        "lines": verdict.end.total,
        "blocks": verdict.end.number,
        "open": waiting,
    }


def _sentence(fault: Fault | None, until: datetime | None, lines: int) -> str:
    if fault is not None:
        good = f"第 1 条至第 {lines} 条校验通过。" if lines else ""
        return f"校验不通过：{fault.sentence}{good}"
    if until is None:
        return "日志链尚无封存的记录；最近几秒的记录稍后封存。"
    return (
        f"日志链已封存至 {localtime(until):%Y-%m-%d %H:%M:%S}，校验通过。共 {lines:,} 条，"
        "第 1 条至今无改动、无缺失、无插入；最近几秒的记录稍后封存。"
    )


def export(progress: Progress) -> dict[str, object]:
    """Write the lines that answer the question as a table; refuses more than
    :data:`ROWS_AT_MOST`. The result: ``name`` of the file, ``rows``."""
    question, auditor = unpacked(progress.arguments)
    found = queries.pages.asked(auditor, question)
    total = found.values("pk")[: ROWS_AT_MOST + 1].count()
    if total > ROWS_AT_MOST:
        raise Refusal(TOO_MANY)
    progress.expect(total)
    sheet, cursor = Sheet(), ""
    while True:
        page = queries.page(auditor, question, older_than=cursor, limit=LINES_AT_ONCE)
        for row in page.rows:
            sheet.add(row)
        with progress.batch() as batch:
            batch.count(len(page.rows))
        cursor = page.older
        if not cursor or sheet.rows >= ROWS_AT_MOST:
            break
    keep(progress.job_uid, EXPORT, sheet.close())
    return {"name": f"{words_of(question)}.xlsx", "rows": sheet.rows}


def copy(progress: Progress) -> dict[str, object]:
    """Write the copy of the whole log. The result: ``name`` of the file, ``key`` (the public key in
    hexadecimal), ``lines``."""
    note_checkpoint(now())
    progress.expect(standing_now().lines)
    place = place_of(progress.job_uid, COPY)
    draft = place.with_suffix(".part")
    lines = 0
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        for written in copied(checkpoints.held()):
            file.write(written)
            if written.startswith(b'{"line":'):
                lines += 1
                if lines % LINES_AT_ONCE == 0:
                    with progress.batch() as batch:
                        batch.count(LINES_AT_ONCE)
    draft.replace(place)
    return {"name": "日志副本.jsonl", "key": signing.public_key().hex(), "lines": lines}
