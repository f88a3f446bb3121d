"""【打印】 of organisations: page, file, blank sheet, and who may (ORG-21, LOG-01)."""

from __future__ import annotations

import fcntl
import re
from pathlib import Path
from typing import cast

import pytest
from django.conf import settings
from django.db import connection
from django.http import FileResponse
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from dengta.access.roles import Role
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.jobs.models import Job
from dengta.organizations.models import Organization
from dengta.reports.kinds import SHEETS as SHEETS_KIND
from tests.reports.test_organization_sheet import pages_of
from tests.web.log.working import work
from tests.web.members.conftest import SignIn
from tests.world import Province, organization, unit

SHEETS = "/zuzhi/dangzuzhi/caijibiao"
BLANK = "/zuzhi/dangzuzhi/kongbaibiao"
IN_BACKGROUND = f"{SHEETS}/houtai"


def printed() -> list[str]:
    lines = Line.objects.filter(event=Event.SHEET_PRINTED).order_by("pk")
    return [line.subject_name for line in lines]


@pytest.mark.sqlite
@pytest.mark.spec("ORG-21", "LOG-01")
def test_the_chosen_ones_stand_on_the_page_in_order_and_in_the_log(
    province: Province, at_desk: SignIn
) -> None:
    chosen = [province["B1"], province["G1"]]
    answer = at_desk("T1").get(SHEETS, {"org": [str(each.uid) for each in chosen]})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert page.index(chosen[0].name) < page.index(chosen[1].name)
    assert unit(province["B1"]).code in page
    assert "更多设置" in page
    assert printed() == [each.name for each in chosen]


@pytest.mark.spec("ORG-21")
def test_the_same_sheets_are_to_be_had_as_a_file(province: Province, at_desk: SignIn) -> None:
    desk = at_desk("T1")
    address = f"{SHEETS}?org={province['B1'].uid}"
    assert f'href="{SHEETS}/pdf?org={province["B1"].uid}"' in desk.get(address).content.decode()
    answer = desk.get(f"{SHEETS}/pdf?org={province['B1'].uid}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.content.startswith(b"%PDF-")


@pytest.mark.spec("ORG-21")
def test_a_blank_sheet_as_page_and_file(province: Province, at_desk: SignIn) -> None:
    desk = at_desk("T1")
    assert "党组织（盖章）" in desk.get(BLANK).content.decode()
    assert desk.get(f"{BLANK}/pdf").content.startswith(b"%PDF-")
    assert printed() == []


@pytest.mark.spec("ORG-21", "ACC-02")
def test_one_out_of_reach_among_them_and_none_is_printed(
    province: Province, at_desk: SignIn
) -> None:
    both = {"org": [str(province["B1"].uid), str(province["B2"].uid)]}
    assert at_desk("T1").get(SHEETS, both).status_code == 404
    assert at_desk("T1", Role.AUDITOR).get(BLANK).status_code == 403
    assert printed() == []


@pytest.mark.spec("ORG-21")
def test_nothing_chosen_and_too_many_are_told(province: Province, at_desk: SignIn) -> None:
    desk = at_desk("T1")
    assert "请先选中要打印的党组织" in desk.get(SHEETS).content.decode()
    many = {"org": [f"{number:032x}" for number in range(101)]}
    assert "一页最多显示 100 个" in desk.get(SHEETS, many).content.decode()
    more = {"org": [f"{number:032x}" for number in range(21)]}
    assert "在后台生成 PDF 文件" in desk.get(f"{SHEETS}/pdf", more).content.decode()
    desk.post(IN_BACKGROUND)
    assert "请先选中要打印的党组织" in desk.get("/renwu").content.decode()


@pytest.mark.spec("ORG-21")
def test_only_one_file_is_made_at_a_time(province: Province, at_desk: SignIn) -> None:
    desk = at_desk("T1")
    with (Path(settings.DENGTA_DATA) / "pdf.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = desk.get(f"{SHEETS}/pdf?org={province['B1'].uid}")
    assert refused.status_code == 422
    assert "正在生成另一份 PDF" in refused.content.decode()
    assert printed() == [], "what nobody got is not told as printed"
    assert desk.get(f"{BLANK}/pdf").status_code == 200


def many(province: Province, count: int) -> list[Organization]:
    return [organization(province["G1"], f"柳园第{number}支部") for number in range(count)]


@pytest.mark.spec("ORG-21", "GEN-08")
def test_more_than_a_page_is_waited_for_are_made_in_the_background(
    province: Province, at_desk: SignIn
) -> None:
    desk, few = at_desk("T1"), many(province, 20)
    page = desk.get(SHEETS, {"org": [str(each.uid) for each in few]}).content.decode()
    assert "下载 PDF 文件" in page
    assert IN_BACKGROUND not in page
    chosen = [str(each.uid) for each in [*few, province["B1"]]]
    page = desk.get(SHEETS, {"org": chosen}).content.decode()
    assert f"{SHEETS}/pdf" not in page
    form = page.split(f'action="{IN_BACKGROUND}"', 1)[1].split("</form>", 1)[0]
    assert re.findall(r'name="org" value="([^"]+)"', form) == chosen
    mark = re.findall(r'name="mark" value="([^"]+)"', form)
    answers = [desk.post(IN_BACKGROUND, {"org": chosen, "mark": mark}) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == ["/renwu", "/renwu"]
    assert Job.objects.filter(kind=SHEETS_KIND).count() == 1
    shown = desk.get("/renwu").content.decode()
    assert "已开始生成 21 张采集表的 PDF 文件" in shown
    assert "打印采集表正在排队" in shown


@pytest.mark.spec("ORG-21", "GEN-11")
def test_everything_below_is_printed_by_one_button(
    province: Province, at_desk: SignIn, settings: Settings, tmp_path: Path
) -> None:
    settings.DENGTA_DATA = tmp_path
    desk, superior = at_desk("T1"), province["G1"]
    listed = desk.get("/zuzhi/dangzuzhi", {"org": str(superior.uid)}).content.decode()
    assert "打印全部下级（2）" in listed
    below = {"xiaji": str(superior.uid)}
    answer = desk.post(IN_BACKGROUND, below)
    page = desk.get(answer["Location"]).content.decode()
    assert page.count('class="sheet collecting"') == 2
    assert f'href="/zuzhi/dangzuzhi?org={superior.uid}"' in page, "and back"
    assert printed() == [province["GB1"].name, province["GB2"].name]

    many(province, 19)
    assert desk.post(IN_BACKGROUND, below)["Location"] == "/renwu"
    work()
    shown = desk.get("/renwu").content.decode()
    assert f"{superior.name}下级采集表.pdf，共 21 张" in shown
    address = re.findall(r'href="(/renwu/[0-9a-f-]{36}/wenjian)"', shown)
    file = desk.get(address[0])
    assert file["Content-Type"] == "application/pdf"
    assert pages_of(b"".join(cast(FileResponse, file))) == 21
    assert at_desk("T1").get(address[0]).status_code == 404
    branch = {"xiaji": str(province["B1"].uid)}
    assert desk.post(IN_BACKGROUND, branch)["Location"].endswith(str(province["B1"].uid))
    assert desk.post(IN_BACKGROUND, {"xiaji": str(province["T2"].uid)}).status_code == 404
    assert desk.post(IN_BACKGROUND, {"org": str(province["B2"].uid)}).status_code == 404
    assert Job.objects.filter(kind=SHEETS_KIND).count() == 1


@pytest.mark.spec("ORG-21")
def test_a_longer_selection_costs_no_more_questions_of_the_data(
    province: Province, at_desk: SignIn
) -> None:
    desk = at_desk("T1")
    asked = []
    for keys in (("T1",), ("B1", "G1", "GB1")):
        with CaptureQueriesContext(
            connection,
        ) as caught:
            desk.get(SHEETS, {"org": [str(province[key].uid) for key in keys]})
        reading = [each["sql"] for each in caught if each["sql"].startswith("SELECT")]
        asked.append(len([sql for sql in reading if "organizations_" in sql]))
    assert asked[0] == asked[1]
