"""The sheets of many organisations as one file, made in the background (ORG-21, GEN-08)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as here
from django.db import transaction
from django.utils.timezone import now
from pytest_django import Settings

from dengta.access.actor import SYSTEM, Actor
from dengta.access.roles import Role
from dengta.accounts.actions.lifecycle import suspend
from dengta.accounts.models import Account
from dengta.accounts.queries.sessions import as_actor
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.jobs.actions import cancel
from dengta.jobs.actions.worker import run
from dengta.jobs.models import Job
from dengta.jobs.rules import State
from dengta.operations.job_table import TABLE
from dengta.organizations.actions.printing import print_sheets
from dengta.organizations.models import Organization
from dengta.refusal import Denied, OutOfReach, Refusal
from dengta.reports import printing, results
from dengta.reports.printing import asking, working
from dengta.reports.sheets import pdf as pdf_room
from tests.accounts.builders import account
from tests.reports.test_actions_log import StopWhenIdle
from tests.reports.test_organization_sheet import pages_of
from tests.world import Province, organization

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """Ends the worker as a kill would: nothing of it runs on."""


@pytest.fixture(autouse=True)
def _folder(settings: Settings, tmp_path: Path) -> None:
    settings.DENGTA_DATA = tmp_path / "data"


@pytest.fixture
def clerk(lasting_province: Province) -> Account:
    return account(lasting_province["T1"], 731, at=now())


@pytest.fixture
def branches(lasting_province: Province) -> list[Organization]:
    superior = lasting_province["G1"]
    return [organization(superior, f"柳园第{number}党支部") for number in range(1, 46)]


@pytest.fixture
def drawn_quickly(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Each sheet is drawn as a page with one character; how many sheets each part asked for."""
    sizes: list[int] = []
    leaf = '<p style="page-break-after:always">一</p>'

    def draw(html: str, *, to_be_joined: bool) -> bytes:
        sizes.append(html.count('<section class="sheet'))
        return pdf_room.pdf(leaf * sizes[-1], to_be_joined=to_be_joined)

    monkeypatch.setattr(working, "pdf", draw)
    return sizes


def actor_of(account: Account) -> Actor:
    return as_actor(account, at=now(), address="192.0.2.7", request="POST /zuzhi")


def asked(clerk: Account, places: list[Organization]) -> Job:
    uids = [each.uid for each in places]
    return printing.ask_sheets(uids=uids, name="采集表", by=actor_of(clerk), at=now())


def serve() -> None:
    run(TABLE, StopWhenIdle(), name="w")


def printed() -> list[str]:
    lines = Line.objects.filter(event=Event.SHEET_PRINTED).order_by("pk")
    return [line.subject_name for line in lines]


def files() -> list[Path]:
    return sorted((here.DENGTA_DATA / "exports").iterdir())


@pytest.mark.spec("ORG-21", "GEN-08", "LOG-01")
def test_the_sheets_are_told_when_they_are_drawn_and_lie_sealed(
    clerk: Account, branches: list[Organization], drawn_quickly: list[int]
) -> None:
    job = asked(clerk, [*reversed(branches), branches[0]])
    assert printed() == [], "nothing is printed yet"
    told = Line.objects.get(event=Event.JOB_ENQUEUED, subject_uid=job.uid)
    assert told.subject_name == "打印采集表45张"
    serve()
    assert drawn_quickly == [20, 20, 5]
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (State.DONE, 45, 45)
    assert job.result == {"name": "采集表.pdf", "sheets": 45, "left_out": 0}
    assert printed() == [each.name for each in reversed(branches)]
    line = Line.objects.filter(event=Event.SHEET_PRINTED).latest("pk")
    assert (line.actor_uid, line.address) == (clerk.uid, "192.0.2.7")
    [kept] = files()
    assert not kept.read_bytes().startswith(b"%PDF"), "it lies sealed"
    assert kept.stat().st_mode & 0o077 == 0
    file = results.file_of(actor_of(clerk), job.uid)
    assert (file.name, file.content_type) == ("采集表.pdf", "application/pdf")


@pytest.mark.spec("GEN-08", "ORG-21")
@pytest.mark.parametrize("beat", ["before the batch", "after the batch", "while joining"])
def test_a_worker_that_is_killed_leaves_one_file_of_all(
    clerk: Account,
    branches: list[Organization],
    drawn_quickly: list[int],
    monkeypatch: pytest.MonkeyPatch,
    beat: str,
) -> None:
    job = asked(clerk, branches)
    place = {
        "before the batch": (working, "print_sheets"),
        "after the batch": (working, "collected"),
        "while joining": (results, "keep"),
    }[beat]
    with monkeypatch.context() as broken:
        whole = getattr(*place)
        calls: list[object] = []

        def die(*arguments: object, **named: object) -> object:
            calls.append(named)
            if len(calls) == (1 if beat == "while joining" else 2):
                raise Killed
            return whole(*arguments, **named)

        broken.setattr(*place, die)
        with pytest.raises(Killed):
            serve()
    job.refresh_from_db()
    reached = {"before the batch": 20, "after the batch": 20, "while joining": 45}[beat]
    assert (job.state, job.done) == (State.RUNNING, reached)
    assert len(printed()) == reached
    with transaction.atomic():
        Job.objects.filter(pk=job.pk).update(lease_until=now() - timedelta(1))
    serve()
    job.refresh_from_db()
    assert (job.state, job.done) == (State.DONE, 45)
    assert printed() == [each.name for each in branches], "each is told once"
    again = [20] if beat == "before the batch" else []
    assert drawn_quickly == [20, 20, *again, 5], "what is done is not done again"
    [_] = files()
    content = results.file_of(actor_of(clerk), job.uid).content.read()
    assert pages_of(content) == 45


@pytest.mark.spec("GEN-08")
def test_a_cancelled_file_leaves_nothing_and_tells_what_was_drawn(
    clerk: Account,
    branches: list[Organization],
    drawn_quickly: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job = asked(clerk, branches)

    def printed_and_cancelled(**named: object) -> object:
        cancel(Job.objects.get(pk=job.pk), by=actor_of(clerk), at=now())
        return print_sheets(**named)  # type: ignore[arg-type]

    monkeypatch.setattr(working, "print_sheets", printed_and_cancelled)
    serve()
    job.refresh_from_db()
    assert (job.state, job.done) == (State.CANCELLED, 20)
    assert drawn_quickly == [20, 20]
    assert len(printed()) == 20
    assert files() == []
    with pytest.raises(OutOfReach):
        results.file_of(actor_of(clerk), job.uid)


@pytest.mark.spec("ORG-21", "LOG-01")
def test_what_changes_while_it_is_drawn_is_drawn_again_and_what_went_is_left_out(
    clerk: Account,
    lasting_province: Province,
    branches: list[Organization],
    drawn_quickly: list[int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    job = asked(clerk, branches[:3])
    quickly: Callable[..., bytes] = vars(working)["pdf"]

    def draw_slowly(html: str, *, to_be_joined: bool) -> bytes:
        with transaction.atomic():
            if not drawn_quickly:
                Organization.objects.filter(pk=branches[0].pk).update(secretary="麦新禾")
            elif len(drawn_quickly) == 1:
                moved = lasting_province["T2"].path + "0ZZ"
                Organization.objects.filter(pk=branches[1].pk).update(path=moved)
            else:
                assert "麦新禾" in html
        return quickly(html, to_be_joined=to_be_joined)

    monkeypatch.setattr(working, "pdf", draw_slowly)
    serve()
    job.refresh_from_db()
    assert (job.state, job.result["sheets"], job.result["left_out"]) == (State.DONE, 2, 1)
    assert drawn_quickly == [3, 3, 2]
    assert printed() == [branches[0].name, branches[2].name]


@pytest.mark.spec("ORG-21", "ACC-02")
def test_what_cannot_be_printed_is_not_queued(
    clerk: Account,
    lasting_province: Province,
    branches: list[Organization],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for places, no in (
        ([], "请先选中要打印的党组织"),
        (branches, "一个文件最多打印 2,000 个"),
    ):
        monkeypatch.setattr(asking, "MOST", 44)
        with pytest.raises(Refusal, match=no):
            asked(clerk, places)
    with pytest.raises(OutOfReach):
        asked(clerk, [branches[0], lasting_province["B2"]])
    auditor = account(lasting_province["T1"], 732, role=Role.AUDITOR, at=now())
    with pytest.raises(Denied):
        asked(auditor, branches[:2])
    monkeypatch.setattr(pdf_room, "_has_chinese_font", lambda: False)
    with pytest.raises(Refusal, match="fonts-noto-cjk"):
        asked(clerk, branches[:2])
    assert not Job.objects.exists()


@pytest.mark.spec("GEN-08")
def test_one_clerk_does_not_fill_the_queue(clerk: Account, branches: list[Organization]) -> None:
    for _ in range(3):
        asked(clerk, branches[:1])
    with pytest.raises(Refusal, match="已有 3 份打印采集表还没有完成"):
        asked(clerk, branches[:1])


@pytest.mark.spec("ACC-03")
def test_an_account_that_ended_prints_no_more(
    clerk: Account, branches: list[Organization], drawn_quickly: list[int]
) -> None:
    job = asked(clerk, branches[:1])
    suspend(account=clerk, reason="长期出差", by=SYSTEM, at=now())
    serve()
    job.refresh_from_db()
    assert (job.state, "不能打印采集表" in job.problem) == (State.FAILED, True)
    assert drawn_quickly == []
    assert printed() == []


@pytest.mark.spec("ACC-02", "ORG-21")
def test_the_file_is_for_its_owner_alone(
    clerk: Account,
    lasting_province: Province,
    branches: list[Organization],
    drawn_quickly: list[int],
) -> None:
    job = asked(clerk, branches[:1])
    serve()
    assert drawn_quickly == [1]
    other = account(lasting_province["T1"], 733, at=now())
    with pytest.raises(OutOfReach):
        results.file_of(actor_of(other), job.uid)
    assert results.recent(actor_of(other)) == []
    with transaction.atomic():
        Account.objects.filter(pk=clerk.pk).update(functions=[])
    clerk.refresh_from_db()
    with pytest.raises(Denied):
        results.file_of(actor_of(clerk), job.uid)
