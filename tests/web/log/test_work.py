"""校验, 导出 and 副本 by their buttons: progress, files, reasons (LOG-02, LOG-03)."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.db import transaction
from django.http import FileResponse, HttpResponse
from django.test import Client
from django.utils.timezone import now
from python_calamine import CalamineWorkbook

from dengta.access.roles import Role
from dengta.audit.actions import seal
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.database.operations import insert_only_off
from dengta.database.uids import new_uid
from dengta.jobs.actions import take
from dengta.jobs.models import Job
from dengta.reports.log import working
from dengta.web.session_cookie import COOKIE
from tests.accounts.builders import account
from tests.web.log.conftest import SignIn
from tests.web.log.test_views import edited
from tests.web.log.working import work
from tests.web.signing import signed_in
from tests.world import Province

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("exports")]

BY_ITSELF = {"HX-Request": "true", "HX-By-Itself": "yes"}


def text_of(answer: object) -> str:
    assert isinstance(answer, HttpResponse)
    return answer.content.decode()


def mark_in(browser: Client) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', text_of(browser.get("/rizhi/yewu")))
    assert found is not None
    return found[1]


def content_of(answer: object) -> bytes:
    assert isinstance(answer, FileResponse)
    return answer.getvalue()


def rows_of(answer: object) -> list[list[str]]:
    book = CalamineWorkbook.from_filelike(BytesIO(content_of(answer)))
    sheet = book.get_sheet_by_index(0)
    return [[str(cell) for cell in row] for row in sheet.to_python()]


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("LOG-03")
def test_the_button_says_up_to_which_moment_and_names_the_first_bad_line(
    lasting_province: Province,
) -> None:
    browser = signed_in(Client(), account(lasting_province["T1"], 701, role=Role.AUDITOR, at=now()))
    seal(now())
    assert "点【校验】" in text_of(browser.get("/rizhi/yewu"))
    browser.post("/rizhi/yewu/jiaoyan")
    assert "校验正在排队" in text_of(browser.get("/rizhi/yewu"))
    work()
    shown = text_of(browser.get("/rizhi/yewu"))
    assert re.search(r"日志链已封存至 20\d\d-\d\d-\d\d \d\d:\d\d:\d\d，校验通过</b>", shown)
    assert "无改动、无缺失、无插入；最近几秒的记录稍后封存" in shown
    assert "hx-trigger" not in shown.split('id="lines"')[0], "nothing is under way"

    second = Line.objects.order_by("transaction", "id")[1].pk
    with insert_only_off(), transaction.atomic():
        Line.objects.filter(pk=second).update(actor_name="别人")
    browser.post("/rizhi/yewu/jiaoyan")
    work()
    told = text_of(browser.get("/rizhi/dangan"))
    assert f"校验不通过：第 2 条日志（记录号 {second}）被改动，属于第 1 块</b>" in told
    assert "log-error" in told


@pytest.mark.spec("GEN-08")
def test_a_check_under_way_is_not_asked_for_twice(auditor: Client) -> None:
    for _ in range(2):
        assert auditor.post("/rizhi/yewu/jiaoyan", {"mark": mark_in(auditor)}).status_code == 303
    assert Job.objects.count() == 1


@pytest.mark.sqlite
@pytest.mark.spec("LOG-02", "GEN-08")
def test_an_export_runs_in_the_background_and_its_file_is_the_answer_of_the_filters(
    auditor: Client, province: Province, at_desk: SignIn
) -> None:
    edited(province, "B1", "13800000077")
    edited(province, "GB1", "13800000078")
    answer = auditor.post("/rizhi/yewu/daochu", {"subject": "GB1", "all": "1"})
    assert answer.status_code == 303
    assert answer["Location"] == "/rizhi/yewu?all=1&subject=GB1"
    page = text_of(auditor.get(answer["Location"]))
    assert "操作成功" in page
    assert "导出正在排队" in page
    assert "/rizhi/yewu/jindu?" in page
    assert "刷新进度" in page
    work()
    part = text_of(auditor.get("/rizhi/yewu/jindu", headers=BY_ITSELF))
    assert part.lstrip().startswith('<div id="work">'), "it asks no more"
    found = re.search(r"/renwu/[0-9a-f-]{36}/wenjian", part)
    assert found is not None
    file = auditor.get(found[0])
    assert (file["X-Content-Type-Options"], file["Content-Disposition"][:10]) == (
        "nosniff",
        "attachment",
    )
    head, *rows = rows_of(file)
    assert head[8] == "内容"
    names = {row[7] for row in rows}
    assert "GB1党支部" in names
    assert all("GB1" in name for name in names)
    assert "13800000078" not in str(rows)
    line = Line.objects.get(event=Event.LOG_EXPORTED)
    assert line.path == province["T1"].path
    assert "导出了日志" in text_of(auditor.get("/rizhi/yewu", {"ready": "exports"}))
    assert at_desk("T1").get(found[0]).status_code == 404, "for nobody else, of whatever place"


@pytest.mark.spec("GEN-08")
def test_why_there_is_no_file_is_told_when_the_page_is_opened_again(
    auditor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "ROWS_AT_MOST", 0)
    auditor.post("/rizhi/denglu/daochu", {"all": "1"})
    auditor.post("/rizhi/yewu/daochu", {"all": "1"})
    work()
    work()
    for address in ("/rizhi/yewu", "/rizhi/beiju", "/renwu"):
        text = text_of(auditor.get(address))
        assert "导出没有完成：符合条件的日志超过" in text or address == "/rizhi/yewu"
    assert "我的文件" in text_of(auditor.get("/rizhi/yewu"))


@pytest.mark.spec("GEN-08")
def test_what_waits_or_runs_can_be_cancelled(auditor: Client, province: Province) -> None:
    edited(province, "B1", "13800000077")
    auditor.post("/rizhi/yewu/daochu", {"all": "1"})
    job = Job.objects.get()
    stop = f"/renwu/{job.uid}/quxiao"
    assert stop in text_of(auditor.get("/rizhi/yewu"))
    assert auditor.post(stop).status_code == 303
    assert "导出已取消，没有生成文件。" in text_of(auditor.get("/rizhi/yewu"))
    auditor.post(stop)
    assert "这项任务已经结束，不能再取消" in text_of(auditor.get("/rizhi/yewu"))

    auditor.post("/rizhi/yewu/jiaoyan")
    running = take("w1", now())
    assert running is not None
    stop = f"/renwu/{running.uid}/quxiao"
    shown = {"back": "/rizhi/yewu?all=1"}
    assert auditor.post(stop, shown)["Location"] == shown["back"]
    text = text_of(auditor.get("/rizhi/yewu"))
    assert "校验正在停止" in text
    assert stop not in text


@pytest.mark.spec("GEN-11")
def test_a_double_click_is_one_export_and_one_line(auditor: Client) -> None:
    sent = {"mark": mark_in(auditor), "all": "1"}
    answers = [auditor.post("/rizhi/yewu/daochu", sent)["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Job.objects.count() == 1
    assert Line.objects.filter(event=Event.LOG_EXPORTED).count() == 1


@pytest.mark.spec("LOG-03", "ACC-02")
def test_only_the_root_copies_the_log(auditor: Client, at_desk: SignIn) -> None:
    assert "导出副本和公钥" not in text_of(auditor.get("/rizhi/yewu"))
    assert auditor.post("/rizhi/yewu/fuben").status_code == 403
    assert not Job.objects.exists()
    root = at_desk("P")
    assert "导出副本和公钥" in text_of(root.get("/rizhi/yewu"))
    for _ in range(2):
        root.post("/rizhi/yewu/fuben")
    assert Line.objects.filter(event=Event.LOG_COPIED).count() == 1
    work()
    text = text_of(root.get("/renwu"))
    assert re.search(r"公钥：<code[^>]*>[0-9a-f]{64}<", text)
    found = re.search(r"/renwu/[0-9a-f-]{36}/wenjian", text)
    assert found is not None
    assert content_of(root.get(found[0])).startswith(b'{"log":1,"key":')


@pytest.mark.spec("ACC-15")
def test_asking_for_the_progress_does_not_keep_the_session_alive(province: Province) -> None:
    earlier = now() - timedelta(minutes=20)
    opened = account(province["T1"], 702, role=Role.AUDITOR, at=now())
    auditor = signed_in(Client(), opened, earlier)
    auditor.post("/rizhi/yewu/jiaoyan")
    signed_in(auditor, opened, earlier)
    asked = auditor.get("/rizhi/yewu")
    assert COOKIE in asked.cookies, "what a person asks for does"
    page = text_of(asked)
    assert """hx-headers='{"HX-By-Itself":"yes"}'""" in page
    address = re.search(r'hx-get="(/rizhi/yewu/jindu[^"]*)"', page)
    assert address is not None
    signed_in(auditor, opened, earlier)
    polled = auditor.get(address[1].replace("&amp;", "&"), headers=BY_ITSELF)
    assert polled.status_code == 200
    assert COOKIE not in polled.cookies
    assert auditor.get("/rizhi/yewu/jindu")["Location"].startswith("/rizhi/yewu?")


@pytest.mark.spec("ACC-01", "LOG-02")
@pytest.mark.parametrize("role", [Role.OFFICER, Role.ADMINISTRATOR])
def test_no_other_duty_asks_for_anything(at_desk: SignIn, role: Role) -> None:
    other = at_desk("P", role)
    uid = new_uid()
    statuses = {
        address: other.get(f"/rizhi/{address}").status_code
        for address in (
            "dangzuzhi?q=党支部",
            "yewu/jindu",
            f"yewu/{uid}",
        )
    } | {
        address: other.post(f"/rizhi/yewu/{address}").status_code
        for address in ("jiaoyan", "daochu", "fuben", f"{uid}/wanzheng")
    }
    statuses.pop("yewu/jindu")  # a page that is typed in leads to the screen, which refuses
    assert set(statuses.values()) == {403}, statuses
    assert other.get("/rizhi/yewu/jindu", headers=BY_ITSELF).status_code == 403
    assert not Job.objects.exists()


@pytest.mark.spec("ACC-02")
def test_posts_that_no_page_offers_change_nothing(
    auditor: Client, province: Province, at_desk: SignIn
) -> None:
    other = at_desk("T2")
    other.post("/rizhi/yewu/daochu", {"all": "1"})
    foreign = Job.objects.get()
    for uid in (foreign.uid, new_uid()):
        assert auditor.post(f"/renwu/{uid}/quxiao").status_code == 404
    assert Job.objects.filter(cancel_asked=True).count() == 0
    outside = {"all": "1", "org": str(province["T2"].uid)}
    assert auditor.post("/rizhi/yewu/daochu", outside).status_code == 404
    refused = auditor.post("/rizhi/yewu/daochu", {"since": "2026-02-30"})
    assert refused.status_code == 303
    assert "日期不是真实存在的日期" in text_of(auditor.get(refused["Location"], {"all": "1"}))
    for address in ("jiaoyan", "daochu", "fuben"):
        assert auditor.get(f"/rizhi/yewu/{address}").status_code == 405
    assert Job.objects.count() == 1
