"""A sheet of administrators: read, judged, drawn page by page, and authorised."""

from __future__ import annotations

import io
import time
from collections.abc import Iterator

import xlsxwriter
from django.utils.timezone import now

from bench.site import Level, Site
from bench.table import Better, Measured, Row, number
from bench.timing import percentile
from dengta.access.actor import SYSTEM, Actor
from dengta.access.roles import Role
from dengta.accounts.actions.accounts import open_account
from dengta.accounts.models import Account, Authorisation, Message
from dengta.accounts.queries.sessions import as_actor
from dengta.codes.rules.id_number import check_digit
from dengta.imports.actions.sheet_job import authorise_sheet
from dengta.imports.actions.sheets import confirm, upload
from dengta.imports.models import SheetDraft, SheetRow
from dengta.imports.queries import sheets, workbook
from dengta.imports.rules.sheet import COLUMN_LABELS, ROWS_AT_MOST, Standing
from dengta.jobs.actions import Progress, finish, take
from dengta.jobs.models import Job
from dengta.organizations.models import Organization

REGION = "370999"
"""The large demo gives nobody a number of this region."""
NAME = "林晚秋"
PASSWORD = "Maple-hill-26"
WRONG_EVERY = 10


def grid(site: Site) -> Measured:
    """Pages of a sheet of 5,000 rows, a tenth of them wrong, from the first to the last."""
    by = _officer(site)
    try:
        rows = workbook.read(_book(site, 300 if site.quick else ROWS_AT_MOST))
        began = time.monotonic()
        draft = upload(rows=rows, file_name="bench.xlsx", by=by, at=now())
        judged = time.monotonic() - began
        times: list[float] = []
        seen = 0
        after = ""
        while True:
            asked = time.perf_counter_ns()
            page = sheets.grid(by, draft.uid, after=after)
            times.append((time.perf_counter_ns() - asked) / 1e6)
            seen += len(page.rows)
            after = page.after
            if not after or (site.quick and seen >= 60):
                break
        head = sheets.sheet(by, draft.uid)
    finally:
        _clean(by)
    wrong = ""
    if head.wrong != len(rows) // WRONG_EVERY or not (site.quick or seen == len(rows)):
        wrong = f"{head.wrong} of {len(rows)} wrong, {seen} seen"
    return Measured(
        percentile(times, 0.95),
        own=f"p50 {number(percentile(times, 0.5))} ms",
        note=f"{number(len(rows))} rows; judged and stored {number(len(rows) / judged)}/s",
        wrong=wrong,
    )


def confirmation(site: Site) -> Measured:
    """Rows a second of the job that authorises: rules, sealing, code, message, log."""
    by = _officer(site)
    try:
        rows = workbook.read(_book(site, 300 if site.quick else ROWS_AT_MOST))
        draft = upload(rows=rows, file_name="bench.xlsx", by=by, at=now())
        job = confirm(draft=draft, by=by, at=now())
        began = time.monotonic()
        taken = take("bench", now())
        while taken is not None and taken.pk != job.pk:
            taken = take("bench", now())
        if taken is None:
            return Measured(0.0, wrong="the job was not there")
        running = Progress(taken)
        result = authorise_sheet(running)
        took = time.monotonic() - began
        finish(running.lease, at=now(), result=result)
        done = SheetRow.objects.filter(draft=draft, standing=Standing.DONE).count()
        codes = Authorisation.objects.filter(account__name=NAME, is_live=True).count()
    finally:
        _clean(by)
    good = len(rows) - len(rows) // WRONG_EVERY
    right = done == codes == good
    return Measured(
        good / took,
        note=f"{number(good)} rows",
        wrong="" if right else f"{good} confirmed, {done} done, {codes} codes",
    )


def _officer(site: Site) -> Actor:
    account = open_account(
        organization=Organization.objects.get(path=site.root.path),
        name=NAME,
        id_number=_person(0),
        mobile="19900000000",
        role=Role.OFFICER,
        functions=(),
        password=PASSWORD,
        by=SYSTEM,
        at=now(),
    )
    return as_actor(account, at=now())


def _book(site: Site, rows: int) -> bytes:
    """A workbook of people at branches and towns, every tenth without a name."""
    places = [*site.nodes[Level.TOWN], *site.nodes[Level.BRANCH]]
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True, "constant_memory": False}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, list(COLUMN_LABELS.values()))
        for at, cells in enumerate(_people(places, rows), 1):
            page.write_row(at, 0, cells)
    return target.getvalue()


def _people(places: list[Organization], rows: int) -> Iterator[list[str]]:
    for at in range(1, rows + 1):
        yield [
            "" if at % WRONG_EVERY == 0 else NAME,
            _person(at),
            f"199{at:08d}",
            places[at % len(places)].code,
            "管理员",
            "基层管理员",
        ]


def _person(at: int) -> str:
    year, order = divmod(at, 900)
    body = f"{REGION}{1960 + year}0101{order + 100}"
    return body + check_digit(body)


def _clean(by: Actor) -> None:
    """Take away what this file made; only the log keeps it."""
    SheetDraft.objects.filter(account=by.account_pk).delete()
    Job.objects.filter(owner_uid=by.uid).delete()
    mine = Account.objects.filter(name=NAME, pk__gte=by.account_pk)
    Authorisation.objects.filter(account__in=mine.values("pk")).delete()
    Message.objects.filter(account__in=mine.values("pk")).delete()
    mine.delete()


GRID = Row("a page of a sheet of 5,000 rows", None, Better.SMALL, "ms", False, grid)
CONFIRMATION = Row("authorising from a sheet", None, Better.LARGE, "rows/s", False, confirmation)
