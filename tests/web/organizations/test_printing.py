"""【打印】 of organisations: page, file, blank sheet, and who may (ORG-21, LOG-01)."""

from __future__ import annotations

import fcntl
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dengta.access.roles import Role
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from tests.web.members.conftest import SignIn
from tests.world import Province, unit

SHEETS = "/zuzhi/dangzuzhi/caijibiao"
BLANK = "/zuzhi/dangzuzhi/kongbaibiao"


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
    assert "一次最多打印 100 个" in desk.get(SHEETS, many).content.decode()
    more = {"org": [f"{number:032x}" for number in range(21)]}
    assert "最多 20 个" in desk.get(f"{SHEETS}/pdf", more).content.decode()


@pytest.mark.spec("ORG-21")
def test_only_one_file_is_made_at_a_time(province: Province, at_desk: SignIn) -> None:
    desk = at_desk("T1")
    with (Path(settings.DENGTA_DATA) / "pdf.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        refused = desk.get(f"{BLANK}/pdf")
    assert refused.status_code == 422
    assert "正在生成另一份 PDF" in refused.content.decode()
    assert desk.get(f"{BLANK}/pdf").status_code == 200


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
