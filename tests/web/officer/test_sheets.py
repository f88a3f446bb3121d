"""按表授权: uploading, mending in place, confirming (ACC-06, ACC-07, GEN-08)."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from dengta.access.roles import Role
from dengta.accounts.models import Account, Authorisation, Message
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.imports.actions.sheet_job import authorise_sheet
from dengta.imports.actions.sheets import AUTHORISE_SHEET
from dengta.imports.models import SheetDraft, SheetRow
from dengta.imports.rules.sheet import Column, Standing
from dengta.jobs.actions import Progress, fail, finish, take
from dengta.jobs.actions.taking import end_cancelled
from dengta.jobs.models import Job
from dengta.jobs.rules import CancelAsked
from dengta.jobs.rules import State as JobState
from dengta.web.middleware import BY_ITSELF
from dengta.web.session_cookie import COOKIE
from tests.accounts.builders import invented_id
from tests.imports.sheet_builders import lines, person, workbook
from tests.web.officer.conftest import Officer, SignIn
from tests.world import Province

SHEETS = "/zhanghaoguanli/zhanghao/daoru"
PART = {"HX-Request": "true"}


def upload(browser: Client, content: bytes, name: str = "名单.xlsx", **more: str) -> Any:
    file = SimpleUploadedFile(name, content)
    return browser.post(SHEETS, {"file": file, **more})


def sheet_of(browser: Client, *people: dict[Column, str]) -> str:
    """Upload these people; the address of their grid."""
    answer = upload(browser, workbook(lines(*people)))
    assert answer.status_code == 303
    return str(answer["Location"])


def row(number: int) -> SheetRow:
    return SheetRow.objects.get(number=number)


def mend(browser: Client, number: int, column: str, text: str, *, seen: int | None = None) -> Any:
    """Type ``text`` into a cell of the row in place, as htmx sends it."""
    found = row(number)
    data = {"lie": column, "text": text, "seen": str(found.step if seen is None else seen)}
    return browser.post(f"{SHEETS}/hang/{found.uid}/gai?show=wrong", data, headers=PART)


def work() -> None:
    """Let the worker do the job of the sheet."""
    job = take("test", now())
    assert job is not None
    assert job.kind == AUTHORISE_SHEET
    running = Progress(job)
    try:
        finish(running.lease, at=now(), result=authorise_sheet(running))
    except CancelAsked:
        end_cancelled(running.lease, at=now())


@pytest.mark.sqlite
@pytest.mark.spec("ACC-06", "ACC-07", "GEN-08")
def test_from_the_file_to_the_accounts(province: Province, officer: Officer) -> None:
    browser = officer("D1")
    grid = sheet_of(browser, person(1, name="卢见溪"), person(2, name=""), person(3, mobile="1"))
    page = browser.get(grid).content.decode()
    assert "位置：" in page
    assert "<b>2</b>行要改正，共 2 处" in page
    assert "请填写姓名。" in page
    assert "卢见溪" not in page, "wrong rows first, and alone"
    assert "卢见溪" in browser.get(grid, {"show": "ready"}).content.decode()

    answer = mend(browser, 3, "name", "林见溪").content.decode()
    assert answer.lstrip().startswith("<tr")
    assert "已改正：姓名" in answer
    assert 'id="sheet-head" hx-swap-oob="true"' in answer
    assert "<b>1</b>行要改正" in answer
    assert "确认授权 2 人" in answer

    before = Account.objects.count()
    dialog = browser.get(f"{grid}/queren", headers=PART).content.decode()
    assert "为 2 人各建立一个未激活的账号" in dialog
    assert "要改正的 1 行留在表里" in dialog
    assert Account.objects.count() == before
    assert not Authorisation.objects.exists()

    answer_to = browser.post(f"{grid}/queren", {"mark": "m" * 20})
    assert answer_to["Location"] == grid
    running = browser.get(grid).content.decode()
    assert "<progress" in running
    assert "HX-By-Itself" in running
    assert "关闭页面不影响" in running
    work()
    assert Account.objects.count() == before + 2
    assert Message.objects.count() == 2
    done = browser.get(grid, {"show": "done"}).content.decode()
    assert "<b>2</b>人已授权" in done
    for each in Account.objects.filter(state="waiting"):
        assert f'href="/zhanghaoguanli/zhanghao/{each.uid}"' in done
    assert "<progress" not in done


@pytest.mark.spec("GEN-08")
def test_the_page_that_asks_by_itself_tells_the_end_and_renews_nothing(
    province: Province, officer: Officer
) -> None:
    browser = officer("D1")
    grid = sheet_of(browser, person(1))
    browser.post(f"{grid}/queren")
    job = Job.objects.get(kind=AUTHORISE_SHEET)
    quiet = {**PART, BY_ITSELF: "yes"}
    asked = {"show": "ready", "renwu": str(job.uid)}
    answer = browser.get(f"{grid}/jindu", asked, headers=quiet)
    assert COOKIE not in answer.cookies
    part = answer.content.decode()
    assert "0 / 1" in part
    assert "every 2s" in part
    assert "HX-Retarget" not in answer
    work()
    for show in ("ready", "all"):
        answer = browser.get(f"{grid}/jindu", {**asked, "show": show}, headers=quiet)
        assert answer["HX-Retarget"] == "#sheet", "the rows too, and the step"
        part = answer.content.decode()
        assert "已授权 1 人" in part
        assert "查看账号" in part
        assert "正在授权" not in part
        assert "放弃这张表" not in part, "nothing is left in it"
        assert "every 2s" not in part
        assert re.search(r'aria-current="step">\s*<span[^>]*>4</span>', part)
    assert browser.get(f"{grid}/jindu", asked)["Location"] == grid


@pytest.mark.spec("GEN-08")
def test_a_job_that_failed_is_told_of_on_every_later_visit(
    province: Province, officer: Officer
) -> None:
    browser = officer("D1")
    grid = sheet_of(browser, person(1), person(2))
    browser.post(f"{grid}/queren")
    job = take("test", now())
    assert job is not None
    assert "正在后台办理" in browser.get("/").content.decode()
    fail(Progress(job).lease, at=now(), problem="短信网关没有设置。")
    for address in ("/", SHEETS, grid):
        assert "短信网关没有设置。" in browser.get(address).content.decode()
    renwu = {"show": "ready", "renwu": str(job.uid)}
    by_itself = browser.get(f"{grid}/jindu", renwu, headers=PART).content.decode()
    assert "短信网关没有设置。" in by_itself
    browser.post(f"{grid}/queren")
    work()
    for address in (SHEETS, grid):
        assert "短信网关没有设置。" not in browser.get(address).content.decode()
    Job.objects.filter(pk=job.pk).update(ended_at=now() - timedelta(days=4))
    assert "短信网关没有设置。" not in browser.get("/").content.decode()


@pytest.mark.spec("GEN-08")
def test_a_confirmed_sheet_can_be_cancelled(province: Province, officer: Officer) -> None:
    browser = officer("D1")
    grid = sheet_of(browser, person(1))
    browser.post(f"{grid}/queren")
    assert "没有授权的行退回这张表" in browser.get(f"{grid}/quxiao").content.decode()
    assert browser.post(f"{grid}/fangqi").status_code == 422, "not thrown away under way"
    assert browser.post(f"{grid}/quxiao").status_code == 303
    assert Job.objects.get(kind=AUTHORISE_SHEET).state == JobState.CANCELLED
    assert not Authorisation.objects.exists()
    assert "确认授权 1 人" in browser.get(grid).content.decode()
    assert browser.get(f"{grid}/quxiao").status_code == 409


@pytest.mark.spec("GEN-11")
def test_the_second_click_confirms_and_uploads_nothing_more(
    province: Province, officer: Officer
) -> None:
    browser = officer("D1")
    content = workbook(lines(person(1)))
    first = upload(browser, content, mark="u" * 20)["Location"]
    assert upload(browser, content, mark="u" * 20)["Location"] == first
    assert SheetDraft.objects.count() == 1
    for _ in range(2):
        browser.post(f"{first}/queren", {"mark": "c" * 20})
    assert Job.objects.filter(kind=AUTHORISE_SHEET).count() == 1


@pytest.mark.spec("ACC-06")
def test_what_is_no_such_sheet_is_refused_beside_the_file(
    province: Province, officer: Officer
) -> None:
    browser = officer("D1")
    for content, sentence in (
        (b"<html>", "这不是Excel工作簿"),
        (workbook([["姓名", "电话"], ["林晚秋", "1"]]), "表里没有找到这几列"),
        (b"", "请先选择填好的表"),
    ):
        answer = upload(browser, content) if content else browser.post(SHEETS)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert not SheetDraft.objects.exists()


@pytest.mark.spec("ACC-02")
def test_a_sheet_is_its_authors_alone(province: Province, officer: Officer) -> None:
    grid = sheet_of(officer("D1"), person(1, name=""))
    other, uid = officer("P"), row(2).uid
    for address in (grid, f"{grid}/jindu", f"{grid}/queren", f"{SHEETS}/hang/{uid}/gai"):
        assert other.get(address).status_code == 404
    for address in (
        f"{grid}/queren",
        f"{grid}/fangqi",
        f"{grid}/tiaoguo",
        f"{grid}/chongcha",
        f"{SHEETS}/hang/{uid}/gai",
        f"{SHEETS}/hang/{uid}/tiaoguo",
        f"{SHEETS}/hang/{uid}/huifu",
    ):
        assert other.post(address, {"lie": "name", "text": "林"}).status_code == 404
    assert row(2).standing == Standing.WRONG
    assert "名单.xlsx" not in other.get(SHEETS).content.decode()


@pytest.mark.spec("ACC-01")
def test_other_duties_have_no_sheets(province: Province, at_desk: SignIn) -> None:
    content = workbook(lines(person(1)))
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        browser = at_desk("D1", role)
        assert browser.get(SHEETS).status_code == 403
        assert browser.get(f"{SHEETS}/kongbaibiao").status_code == 403
        assert upload(browser, content).status_code == 403
        assert browser.get(f"{SHEETS}/dangzuzhi", {"q": "镇党委"}).status_code == 403
    assert not SheetDraft.objects.exists()


@pytest.mark.spec("ACC-06")
def test_a_row_is_left_out_and_taken_back(province: Province, officer: Officer) -> None:
    browser = officer("D1")
    sheet_of(browser, person(1, name=""), person(2))
    uid = row(2).uid
    part = browser.post(f"{SHEETS}/hang/{uid}/tiaoguo?show=wrong", headers=PART).content.decode()
    assert "恢复" in part
    assert row(2).standing == Standing.SKIPPED
    part = browser.post(f"{SHEETS}/hang/{uid}/huifu?show=wrong", headers=PART).content.decode()
    assert "请填写姓名。" in part
    without_script = browser.post(f"{SHEETS}/hang/{uid}/tiaoguo?show=wrong")
    assert without_script["Location"].endswith(f"?show=wrong#row-{uid}")


@pytest.mark.spec("ACC-06")
def test_all_wrong_rows_are_left_out_at_once(province: Province, officer: Officer) -> None:
    browser = officer("D1")
    grid = sheet_of(browser, person(1, name=""), person(2, mobile="x"), person(3))
    browser.post(f"{grid}/tiaoguo")
    page = browser.get(grid).content.decode()
    assert "已跳过 2 行" in page
    assert "确认授权 1 人" in page


@pytest.mark.spec("ACC-06")
def test_when_another_row_becomes_right_too_all_rows_are_drawn(
    province: Province, officer: Officer
) -> None:
    browser = officer("D1")
    sheet_of(browser, person(1, mobile="13800000777"), person(2, mobile="13800000777"))
    answer = mend(browser, 2, "mobile", "13800000778")
    assert answer["HX-Retarget"] == "#sheet"
    assert "<b>0</b>行要改正" in answer.content.decode()
    assert row(3).standing == Standing.READY


@pytest.mark.spec("GEN-10")
def test_whoever_comes_second_keeps_what_he_typed(province: Province, officer: Officer) -> None:
    browser = officer("D1")
    sheet_of(browser, person(1, name=""))
    mend(browser, 2, "name", "林见溪")
    late = mend(browser, 2, "name", "卢晚秋", seen=0)
    part = late.content.decode()
    assert 'value="卢晚秋"' in part
    assert f'name="seen" value="{row(2).step}"' in part
    assert "HX-Trigger" in late.headers
    assert row(2).body["cells"]["name"] == "林见溪"


@pytest.mark.spec("GEN-04", "ACC-06")
def test_without_script_a_row_is_mended_on_a_page_of_its_own(
    province: Province, officer: Officer
) -> None:
    browser = officer("D1")
    grid = sheet_of(browser, person(1, name="", mobile="1"))
    uid = row(2).uid
    leads = browser.get(f"{SHEETS}/hang/{uid}", {"lie": "name", "show": "wrong"})["Location"]
    page = browser.get(leads).content.decode()
    assert "请填写姓名。" in page
    data = {
        "name": "林见溪",
        "id_number": invented_id(1),
        "mobile": "13800000001",
        "organization_text": "T1镇党委",
        "role": "管理员",
        "functions": "基层管理员",
        "seen": str(row(2).step),
    }
    answer = browser.post(leads, data)
    assert answer["Location"] == f"{grid}?show=wrong#row-{uid}"
    assert row(2).standing == Standing.READY
    late = browser.post(leads, {**data, "name": "卢晚秋"})
    assert late.status_code == 422
    assert "刚刚在另一个页面改过" in late.content.decode()
    assert 'value="卢晚秋"' in late.content.decode()


@pytest.mark.spec("ACC-06", "ACC-02")
def test_organisations_are_suggested_from_the_own_range(
    province: Province, officer: Officer
) -> None:
    part = officer("D1").get(f"{SHEETS}/dangzuzhi", {"q": "镇党委"}, headers=PART)
    assert 'data-value="T1镇党委"' in part.content.decode()
    assert "T2镇党委" not in part.content.decode()


@pytest.mark.spec("ACC-06")
def test_the_blank_sheet_is_downloaded_and_comes_back(province: Province, officer: Officer) -> None:
    browser = officer("D1")
    answer = browser.get(f"{SHEETS}/kongbaibiao")
    assert "attachment" in answer["Content-Disposition"]
    content = b"".join(answer)
    assert content[:2] == b"PK"
    back = upload(browser, content)
    assert back.status_code == 422
    assert "没有人员" in back.content.decode()


@pytest.mark.spec("ACC-06")
def test_the_same_fault_is_mended_for_all_its_rows(province: Province, officer: Officer) -> None:
    browser = officer("D1")
    places = [person(at, place) for at, place in enumerate(("T9镇党委", "T9镇党委", "T8镇党委"), 1)]
    grid = sheet_of(browser, *places, person(4))
    assert f'href="{grid}/xiangtong"' in browser.get(grid).content.decode()
    dialog = browser.get(f"{grid}/xiangtong", headers=PART).content.decode()
    assert dialog.count("T9镇党委") == 4, "the cell, the complaint, their hidden fields"
    assert "T8镇党委" not in dialog
    data = {
        name: unescape(text)
        for name, text in re.findall(r'type="hidden" name="(\w+-0)" value="([^"]*)"', dialog)
    }
    assert browser.post(f"{grid}/xiangtong", data, headers=PART).status_code == 422
    answer = browser.post(f"{grid}/xiangtong", {**data, "gai-0_text": "T1镇党委"}, headers=PART)
    assert answer["HX-Redirect"] == grid
    page = browser.get(grid).content.decode()
    assert "保存成功：改了 2 行，还有 1 行要改正" in page
    assert "<b>1</b>行要改正，共 1 处" in page
    assert "没有几行都有的错误" in browser.get(f"{grid}/xiangtong").content.decode()
    again = browser.post(f"{grid}/xiangtong", {**data, "gai-0_text": "T1镇党委"}, headers=PART)
    assert "刚刚在另一个页面改过" in again.content.decode()
    assert officer("D1").get(f"{grid}/xiangtong").status_code == 404


@pytest.mark.spec("ACC-06", "LOG-01")
def test_the_list_of_what_is_wrong_is_downloaded(province: Province, officer: Officer) -> None:
    browser = officer("D1")
    grid = sheet_of(browser, person(1, name=""), person(2))
    answer = browser.post(f"{grid}/qingdan")
    assert "attachment" in answer["Content-Disposition"]
    assert b"".join(answer)[:2] == b"PK"
    assert Line.objects.filter(event=Event.SHEET_EXPORTED).count() == 1
    assert browser.get(f"{grid}/qingdan").status_code == 405
    assert officer("D1").post(f"{grid}/qingdan").status_code == 404
    browser.post(f"{grid}/tiaoguo")
    assert browser.post(f"{grid}/qingdan")["Location"] == grid
    assert "现在没有要改正的行" in browser.get(grid).content.decode()


@pytest.mark.spec("GEN-07")
def test_throwing_a_sheet_away_says_what_goes(province: Province, officer: Officer) -> None:
    browser = officer("D1")
    grid = sheet_of(browser, person(1), person(2, name=""))
    assert "还没有授权的 2 行删掉" in browser.get(f"{grid}/fangqi").content.decode()
    assert SheetDraft.objects.count() == 1
    assert browser.post(f"{grid}/fangqi")["Location"] == SHEETS
    assert not SheetDraft.objects.exists()
    assert browser.get(f"{grid}/meiyou").status_code == 404


def test_any_text_in_the_address_gives_a_page(province: Province, officer: Officer) -> None:
    browser = officer("D1")
    grid = sheet_of(browser, person(1, name=""))
    for text in ("zzzz", "0-", "9-99999999", "\x00", "９-９", "0" * 500):
        for name in ("show", "after", "before", "renwu", "lie"):
            assert browser.get(grid, {name: text}).status_code == 200
            assert browser.get(f"{grid}/jindu", {name: text}, headers=PART).status_code == 200
            row_page = browser.get(f"{SHEETS}/hang/{row(2).uid}", {name: text}, headers=PART)
            assert row_page.status_code == 200


def test_the_grid_is_turned_page_by_page(province: Province, officer: Officer) -> None:
    browser = officer("D1")
    grid = sheet_of(browser, *(person(number, name="") for number in range(1, 24)))
    first = browser.get(grid, headers=PART).content.decode()
    assert "第 1–20 行，共 23 行" in first
    following = first.split('rel="next" href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    second = browser.get(following, headers=PART).content.decode()
    assert "第 21–23 行，共 23 行" in second
    assert 'rel="next"' not in second


def test_the_grid_costs_as_many_queries_for_three_rows_as_for_one(
    province: Province, officer: Officer
) -> None:
    browser = officer("D1")
    counts = []
    for many in (1, 3):
        grid = sheet_of(browser, *(person(number, name="") for number in range(1, many + 1)))
        with CaptureQueriesContext(connection) as seen:
            browser.get(grid, headers=PART)
        counts.append(len(seen))
    assert counts == [9, 9]
