"""The auditor's long work: checking the chain, the table, the copy (LOG-02, LOG-03)."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings as here
from django.db import transaction
from pytest_django import Settings
from python_calamine import CalamineWorkbook

from config import environment
from dengta.access.actor import Actor
from dengta.access.roles import Role
from dengta.audit import actions as audit
from dengta.audit.actions import sealing
from dengta.audit.models import Line
from dengta.audit.queries import Question
from dengta.audit.queries.verifying import verify
from dengta.audit.rules.events import Event, Kind
from dengta.audit.rules.groups import Group
from dengta.audit.rules.lines import Changed, Subject
from dengta.database.operations import insert_only_off
from dengta.database.uids import new_uid
from dengta.jobs.actions.worker import run
from dengta.jobs.models import Job
from dengta.jobs.queries import JobRow
from dengta.jobs.rules import State
from dengta.operations.job_table import TABLE
from dengta.refusal import Denied, OutOfReach, Refusal
from dengta.reports import log, results
from dengta.reports.kinds import CHECK, COPY, EXPORT
from dengta.reports.log import working
from tests.audit.chained import write
from tests.audit.people import CITY, COUNTY, NOON, OTHER_CITY, PROVINCE, actor

pytestmark = pytest.mark.django_db(transaction=True)

NUMBER = "370999199001010012"
PHONE = Changed("phone", "联系电话", "13900000000", "13800000000", secret=True)


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.DENGTA_DATA = tmp_path / "data"


class StopWhenIdle:
    """Ends the worker at its first look at an empty queue."""

    def __init__(self) -> None:
        self.is_over = False

    def is_set(self) -> bool:
        return self.is_over

    def wait(self, timeout: float | None = None) -> bool:  # noqa: ARG002 - it never waits
        self.is_over = True
        return True


def done(auditor: Actor, kind: str) -> JobRow:
    """The auditor's newest job of ``kind``, once the worker has done what waits."""
    run(TABLE, StopWhenIdle(), name="w", now=lambda: NOON)
    job = results.latest(auditor, kind)
    assert job is not None
    return job


@transaction.atomic
def edited(name: str, reason: str = "", path: str = COUNTY) -> None:
    audit.record(
        Event.MEMBER_EDITED,
        subject=Subject("member", new_uid(), name),
        path=path,
        by=actor(),
        at=NOON,
        changes=[PHONE],
        reason=reason,
    )


def cells(content: bytes) -> list[list[str]]:
    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
    return [[str(cell) for cell in row] for row in sheet.to_python()]


@pytest.mark.spec("LOG-03")
def test_a_whole_chain_is_checked_up_to_its_seal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "IN_ONE_BLOCK", 1)
    monkeypatch.setattr(working, "BLOCKS_AT_ONCE", 2)
    auditor = actor(Role.AUDITOR, COUNTY)
    write(5)
    audit.seal(NOON)
    log.ask_check(by=auditor, at=NOON)
    job = done(auditor, CHECK)
    assert (job.state, job.result["fault"]) == (State.DONE, "")
    assert re.fullmatch(
        r"日志链已封存至 2026-03-02 12:00:00，校验通过。共 \d+ 条，第 1 条至今无改动、无缺失、"
        r"无插入；最近几秒的记录稍后封存。",
        str(job.result["sentence"]),
    )
    assert datetime.fromisoformat(str(job.result["until"])) == NOON
    assert job.percent == 100


@pytest.mark.spec("LOG-03")
def test_the_button_names_the_first_bad_line() -> None:
    auditor = actor(Role.AUDITOR, PROVINCE)
    write(3)
    audit.seal(NOON)
    second = Line.objects.order_by("transaction", "id")[1].pk
    with insert_only_off(), transaction.atomic():
        Line.objects.filter(pk=second).update(actor_name="别人")
    log.ask_check(by=auditor, at=NOON)
    result = done(auditor, CHECK).result
    assert result["fault"] == f"第 2 条日志（记录号 {second}）被改动，属于第 1 块。"
    assert str(result["sentence"]).startswith("校验不通过：")


@pytest.mark.spec("LOG-03")
def test_a_check_that_broke_off_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "IN_ONE_BLOCK", 1)
    monkeypatch.setattr(working, "BLOCKS_AT_ONCE", 1)
    auditor = actor(Role.AUDITOR, PROVINCE)
    write(4)
    audit.seal(NOON)
    job = log.ask_check(by=auditor, at=NOON)
    walked: list[int] = []

    def broken_at_the_third(**how: object) -> object:
        end = how["after"].number  # type: ignore[attr-defined]
        if end == 2 and walked.count(2) == 0:
            walked.append(end)
            raise LookupError
        walked.append(end)
        return verify(**how)  # type: ignore[arg-type]

    monkeypatch.setattr(working, "verify", broken_at_the_third)
    run(TABLE, StopWhenIdle(), name="w", now=lambda: NOON)
    with transaction.atomic():
        Job.objects.filter(pk=job.pk).update(lease_until=NOON)
    assert done(auditor, CHECK).result["fault"] == ""
    assert walked[:4] == [0, 1, 2, 2]


@pytest.mark.spec("LOG-02")
def test_lines_become_a_table_masked_and_without_a_formula() -> None:
    auditor = actor(Role.AUDITOR, CITY)
    edited("李禾", reason=f"=HYPERLINK(1)&{NUMBER}")
    edited("=1+1")
    edited("邻市", path=OTHER_CITY)
    write(1)
    question = Question(kind=Kind.BUSINESS, event=Event.MEMBER_EDITED, until=NOON + timedelta(1))
    asked = log.ask_export(question=question, by=auditor, at=NOON + timedelta(minutes=1))
    job = done(auditor, EXPORT)
    assert (job.uid, job.result["rows"]) == (asked.uid, 2)
    file = results.file_of(auditor, job.uid)
    assert file.name == "业务审批记录，至2026-03-03.xlsx"
    content = file.content.read()
    head, *rows = cells(content)
    assert head[1:4] == ["时间", "操作人", "角色"]
    assert [row[7] for row in rows] == ["=1+1", "李禾"]
    assert rows[1][8] == (
        "2026-03-02 12:00 田小禾（东平川县委，管理员）把 李禾 的 联系电话 由 139****0000 改为 "
        "138****0000，原因：=HYPERLINK(1)&37****************"
    )
    with zipfile.ZipFile(BytesIO(content)) as book:
        inside = b"".join(book.read(name) for name in book.namelist())
    assert b"<f>" not in inside
    assert b"<hyperlink" not in inside
    for secret in (NUMBER, "13900000000", "13800000000"):
        assert secret.encode() not in inside


@pytest.mark.spec("LOG-02")
def test_an_export_is_itself_logged() -> None:
    auditor = actor(Role.AUDITOR, CITY, name="沈知远")
    log.ask_export(question=Question(kind=Kind.LOOK), by=auditor, at=NOON)
    line = Line.objects.get(event=Event.LOG_EXPORTED)
    assert (line.actor_name, line.subject_name, line.path) == ("沈知远", "档案查询记录", CITY)


@pytest.mark.spec("LOG-02", "GEN-08")
def test_one_auditor_does_not_fill_the_queue() -> None:
    auditor = actor(Role.AUDITOR, CITY)
    for _ in range(3):
        log.ask_export(question=Question(), by=auditor, at=NOON)
    with pytest.raises(Refusal, match="已有 3 份导出还没有完成"):
        log.ask_export(question=Question(), by=auditor, at=NOON)
    assert Job.objects.count() == 3
    done(auditor, EXPORT)
    assert log.ask_export(question=Question(), by=auditor, at=NOON)


def test_a_table_lies_sealed_and_goes_after_a_week(settings: Settings) -> None:
    auditor = actor(Role.AUDITOR, CITY)
    edited("李禾")
    job_uid = log.ask_export(question=Question(), by=auditor, at=NOON).uid
    done(auditor, EXPORT)
    (file,) = (here.DENGTA_DATA / "exports").iterdir()
    assert not file.read_bytes().startswith(b"PK")
    assert file.stat().st_mode & 0o077 == 0
    written = datetime.fromtimestamp(file.stat().st_mtime, tz=NOON.tzinfo)
    assert results.forget_files(written + timedelta(days=6)) == 0
    assert results.forget_files(written + timedelta(days=8)) == 1
    with pytest.raises(Refusal, match="已过期"):
        results.file_of(auditor, job_uid)


def test_too_many_lines_are_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "ROWS_AT_MOST", 2)
    auditor = actor(Role.AUDITOR, CITY)
    write(3)
    log.ask_export(question=Question(kind=Kind.BUSINESS, subject="李"), by=auditor, at=NOON)
    job = done(auditor, EXPORT)
    assert (job.state, "请缩短时间" in job.problem) == (State.FAILED, True)


def test_long_exports_go_page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(working, "LINES_AT_ONCE", 2)
    auditor = actor(Role.AUDITOR, CITY)
    write(5)
    question = Question(kind=Kind.BUSINESS, subject="李", group=Group.MEMBERS)
    job_uid = log.ask_export(question=question, by=auditor, at=NOON).uid
    done(auditor, EXPORT)
    rows = cells(results.file_of(auditor, job_uid).content.read())
    assert [row[7] for row in rows[1:]] == ["李4", "李3", "李2", "李1", "李0"]


@pytest.mark.spec("LOG-03")
def test_the_copy_is_for_the_root_and_can_be_checked(tmp_path: Path) -> None:
    write(3)
    audit.seal(NOON)
    auditor = actor(Role.AUDITOR, PROVINCE)
    with pytest.raises(Denied, match="根党组织"):
        log.ask_copy(by=actor(Role.AUDITOR, CITY), at=NOON)
    log.ask_copy(by=auditor, at=NOON)
    job = done(auditor, COPY)
    copied = tmp_path / "copy"
    with results.file_of(auditor, job.uid).content as content:
        copied.write_bytes(content.read())
    verifier = environment.ROOT / "deploy" / "verify-log"
    checked = subprocess.run(
        [sys.executable, "-I", verifier, copied, str(job.result["key"])],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, "校验通过" in checked.stdout) == (0, True)


@pytest.mark.spec("LOG-02")
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OFFICER])
def test_only_auditors_ask(role: Role) -> None:
    other = actor(role, PROVINCE)
    for ask in (
        lambda: log.ask_check(by=other, at=NOON),
        lambda: log.ask_export(question=Question(), by=other, at=NOON),
        lambda: log.ask_copy(by=other, at=NOON),
        lambda: results.latest(other, CHECK),
    ):
        with pytest.raises(Denied):
            ask()
    assert not Job.objects.exists()
    assert not Line.objects.exists()


@pytest.mark.spec("LOG-02")
def test_files_are_for_their_owner_and_of_finished_jobs() -> None:
    auditor = actor(Role.AUDITOR, CITY)
    job = log.ask_export(question=Question(), by=auditor, at=NOON)
    with pytest.raises(OutOfReach):
        results.file_of(auditor, job.uid)
    done(auditor, EXPORT)
    results.file_of(auditor, job.uid)
    with pytest.raises(OutOfReach):
        results.file_of(actor(Role.AUDITOR, CITY), job.uid)
    with pytest.raises(OutOfReach):
        log.ask_export(question=Question(org_path=OTHER_CITY), by=auditor, at=NOON)
