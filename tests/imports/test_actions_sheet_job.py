from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.utils.timezone import now

from config.environment import ROOT
from dengta.access.actor import Actor
from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.accounts.actions.authorising import Entry, authorise
from dengta.accounts.models import Account, Authorisation, Message, VpnCredential
from dengta.accounts.rules.sets import READY_SETS
from dengta.accounts.rules.states import State
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.imports.actions.sheet_job import AUTHOR_GONE, BATCH, authorise_sheet
from dengta.imports.actions.sheets import confirm, upload
from dengta.imports.models import SheetDraft, SheetRow
from dengta.imports.queries import sheets
from dengta.imports.queries.sheets import GridRow
from dengta.imports.rules.sheet import Column, Standing, Typed
from dengta.imports.rules.sheet_faults import Ground, Judged, judge
from dengta.jobs.actions import Progress, cancel, fail, finish, take
from dengta.jobs.actions.taking import end_cancelled
from dengta.jobs.models import Job
from dengta.jobs.rules import CancelAsked, LeaseLost
from dengta.jobs.rules import State as JobState
from dengta.operations.job_table import TABLE
from dengta.organizations.models import Organization
from dengta.refusal import Refusal
from tests.accounts.builders import account, invented_id
from tests.imports.sheet_builders import faults, officer, person, rows_by_number, typed
from tests.world import NOON, Province

NOW = timedelta(0)
PATIENCE = 60.0


def uploaded(by: Actor, *people: dict[Column, str]) -> SheetDraft:
    return upload(rows=typed(*people), file_name="名单.xlsx", by=by, at=now())


def progress(worker: str = "w1") -> Progress:
    job = take(worker, now(), term=NOW)
    assert job is not None
    return Progress(job)


def work_off() -> None:
    """Do every job that waits, as the worker's loop does them."""
    while job := take("w9", now(), term=NOW):
        running = Progress(job)
        try:
            result = TABLE[job.kind](running)
        except CancelAsked:
            end_cancelled(running.lease, at=now())
        except Refusal as no:
            fail(running.lease, at=now(), problem=no.sentence)
        else:
            finish(running.lease, at=now(), result=result)


def made_of(row: GridRow) -> Account:
    """The account that came of a row."""
    assert row.account_uid is not None
    return Account.objects.get(uid=row.account_uid)


def doubled() -> list[str]:
    """People with two accounts, two live codes or two messages; accounts with none."""
    wrong: list[str] = []
    for each in Account.objects.filter(state=State.WAITING):
        codes = Authorisation.objects.filter(account=each, is_live=True).count()
        messages = Message.objects.filter(account=each).count()
        lines = Line.objects.filter(subject_uid=each.uid, event=Event.AUTHORISED).count()
        if (codes, messages, lines) != (1, 1, 1):
            wrong.append(f"{each.uid}: {codes} codes, {messages} messages, {lines} lines")
    return wrong


@pytest.mark.spec("ACC-06", "ACC-07", "GEN-08")
@pytest.mark.django_db
def test_confirmed_rows_become_waiting_accounts_with_a_code_and_a_message(
    province: Province,
) -> None:
    by = officer(province)
    draft = uploaded(
        by,
        person(1, name="卢见溪"),
        person(2, province["D1"].code, role="审计员", functions=""),
        person(3, name=""),
    )
    job = confirm(draft=draft, by=by, at=now())
    result = authorise_sheet(progress())
    assert result == {"authorised": 2, "refused": 0}
    rows = rows_by_number(by, draft)
    assert [row.standing for row in rows.values()] == [
        Standing.WRONG,
        Standing.DONE,
        Standing.DONE,
    ]
    first, second = (made_of(rows[number]) for number in (2, 3))
    assert (first.name, first.id_number, first.mobile) == ("卢见溪", invented_id(1), "13800000001")
    assert (first.role, first.state, first.org_path) == (
        Role.ADMINISTRATOR,
        State.WAITING,
        province["T1"].path,
    )
    assert {Can(each) for each in first.functions} == READY_SETS[0].functions
    assert (second.role, second.functions) == (Role.AUDITOR, [])
    assert doubled() == []
    (line,) = Line.objects.filter(event=Event.AUTHORISED, subject_uid=first.uid)
    assert (line.actor_uid, line.address) == (by.uid, by.address)
    job.refresh_from_db()
    assert (job.done, job.total) == (2, 2)


@pytest.mark.spec("ACC-06", "GEN-08")
@pytest.mark.django_db
def test_rows_that_became_wrong_meanwhile_go_back_with_the_reason(province: Province) -> None:
    by = officer(province)
    draft = uploaded(by, person(1), person(2), person(3), person(4, "B1党支部"))
    job = confirm(draft=draft, by=by, at=now())
    account(province["T1"], 2)
    Organization.objects.filter(uid=province["B1"].uid).update(dissolved_at=NOON)
    work_off()
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.problem
    assert job.result == {"authorised": 2, "refused": 2}
    rows = rows_by_number(by, draft)
    assert "此人已有账号" in faults(rows[3])[Column.ID_NUMBER]
    assert "没有“B1党支部”" in faults(rows[5])[Column.ORGANIZATION]
    assert (rows[2].standing, rows[4].standing) == (Standing.DONE, Standing.DONE)
    assert sheets.sheet(by, draft.uid).wrong == 2


@pytest.mark.spec("ACC-01", "ACC-06")
@pytest.mark.django_db
def test_somebody_who_was_faster_hinders_only_the_row_of_that_person(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = officer(province)
    draft = uploaded(by, person(1), person(2), person(3))
    confirm(draft=draft, by=by, at=now())

    def judge_then_lose(rows: list[Typed], ground: Ground) -> dict[int, Judged]:
        judged = judge(rows, ground)
        auditor = Entry(
            province["T1"], "卢见溪", invented_id(2), "13800000002", Role.AUDITOR, frozenset()
        )
        authorise(entries=[auditor], by=by, at=now())
        return judged

    monkeypatch.setattr("dengta.imports.actions.sheet_job.judge", judge_then_lose)
    assert authorise_sheet(progress()) == {"authorised": 2, "refused": 1}
    assert "一种角色" in faults(rows_by_number(by, draft)[3])[Column.ID_NUMBER]
    (line,) = Line.objects.filter(event=Event.REFUSED_SEPARATION)
    assert line.actor_uid == by.uid


@pytest.mark.spec("GEN-08")
@pytest.mark.django_db
def test_a_cancelled_job_keeps_whom_it_authorised_and_frees_the_rest(province: Province) -> None:
    by = officer(province)
    draft = uploaded(by, *(person(number) for number in range(BATCH + 5)))
    job = confirm(draft=draft, by=by, at=now())
    running = progress()
    cancelled: list[Job] = []
    batch = running.batch

    @contextmanager
    def batch_then_cancel() -> Iterator[object]:
        with batch() as one:
            yield one
        if not cancelled:
            cancelled.append(cancel(job, by=by, at=now()))

    running.batch = batch_then_cancel  # type: ignore[method-assign, assignment]
    with pytest.raises(CancelAsked):
        authorise_sheet(running)
    work_off()
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED
    head = sheets.sheet(by, draft.uid)
    assert (head.done, head.ready, head.free, head.jobs) == (BATCH, 5, 5, ())
    confirm(draft=draft, by=by, at=now())
    work_off()
    assert sheets.sheet(by, draft.uid).done == BATCH + 5
    assert doubled() == []


@pytest.mark.spec("ACC-05", "ACC-21")
@pytest.mark.django_db
def test_an_officer_who_was_suspended_meanwhile_authorises_nobody(province: Province) -> None:
    by = officer(province)
    draft = uploaded(by, person(1))
    job = confirm(draft=draft, by=by, at=now())
    Account.objects.filter(uid=by.uid).update(state=State.SUSPENDED)
    work_off()
    job.refresh_from_db()
    assert (job.state, job.problem) == (JobState.FAILED, AUTHOR_GONE)
    assert not Message.objects.exists()
    assert SheetRow.objects.filter(account_uid__isnull=True).count() == 1


@pytest.mark.spec("GEN-08", "ACC-07")
@pytest.mark.django_db
def test_a_worker_that_lost_its_lease_authorises_nobody_twice(province: Province) -> None:
    by = officer(province)
    confirm(draft=uploaded(by, person(1), person(2)), by=by, at=now())
    slow, fast = progress("w1"), progress("w2")
    assert authorise_sheet(fast)["authorised"] == 2
    slow_job = Job.objects.get(uid=slow.job_uid)
    assert slow_job.lease_by == "w2"
    with pytest.raises(LeaseLost):
        authorise_sheet(slow)
    assert doubled() == []


@pytest.mark.spec("ACC-07", "GEN-08")
@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_loses_nobody_and_doubles_nobody(lasting_province: Province) -> None:
    by = officer(lasting_province)
    people = BATCH * 3
    draft = uploaded(by, *(person(number) for number in range(people)))
    confirm(draft=draft, by=by, at=now())
    deaths = 0
    pause = threading.Event()
    for least in (1, BATCH + 1):
        with subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.imports.sheet_worker",
                str(connection.settings_dict["NAME"]),
            ],
            cwd=ROOT,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.testing"},
        ) as worker:
            for _ in range(int(PATIENCE / 0.01)):
                if _done(draft) >= least or worker.poll() is not None:
                    break
                pause.wait(0.01)
            worker.send_signal(signal.SIGKILL)
        deaths += worker.returncode == -signal.SIGKILL
        assert _done(draft) >= least
    assert deaths == 2
    work_off()
    assert _done(draft) == people
    assert Account.objects.filter(state=State.WAITING).count() == people
    assert VpnCredential.objects.filter(account__state=State.WAITING).count() == people
    assert doubled() == []


def _done(draft: SheetDraft) -> int:
    return SheetRow.objects.filter(draft=draft.pk, standing=Standing.DONE).count()
