"""<查看转接情况>, its steps and the printed letters (TRF-16, TRF-17)."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dengta.access.permissions import FUNCTIONS, Can
from dengta.access.roles import Role
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from tests.transfers import people
from tests.web.transfers.conftest import LIST, PART, SignIn, text
from tests.world import Province

LETTERS = "/zhuanjie/jieshaoxin"


@pytest.mark.spec("TRF-16", "MEM-12")
def test_the_transfers_of_an_area_with_masked_numbers(province: Province, at_desk: SignIn) -> None:
    transfer = people.send(province, "B1", "B2", kind="2")
    desk = at_desk("T1")
    page = text(desk, LIST)
    assert transfer.person.name in page
    assert "37****************" in page
    assert transfer.person.id_number not in page
    assert "处理中" in page
    assert ">转出</td>" in page
    assert "共 1 件" in page
    assert f"{LIST}?org={province['B1'].uid}" in page
    other = text(at_desk("T2"), LIST)
    assert ">转入</td>" in other
    # itself and what is directly below, or anywhere below
    assert transfer.person.name not in text(at_desk("C2"), LIST, below="0", org=province["K2"].uid)
    assert "暂无数据" in text(desk, LIST, org=province["G1"].uid)


@pytest.mark.spec("TRF-16")
def test_filters_narrow_the_list_and_the_number_stays_sealed(
    province: Province, at_desk: SignIn
) -> None:
    one = people.send(province, "B1", "GB1", serial=1)
    two = people.send_back(
        people.send(province, "B1", "B2", serial=2, kind="2"), province.actor("T1")
    )
    desk = at_desk("T1")
    for query, shown in (
        ({"target": "GB1"}, one),
        ({"status": "3"}, two),
        ({"kind": "2"}, two),
        ({"name": one.person.name}, one),
        ({"source": "B1党", "target": "B2党"}, two),
    ):
        page = text(desk, LIST, **query)
        hidden = two if shown is one else one
        assert f"{LIST}/{shown.uid}" in page, query
        assert f"{LIST}/{hidden.uid}" not in page, query
    running = text(desk, LIST, status="zaiban")
    assert f"{LIST}/{one.uid}" in running
    assert f"{LIST}/{two.uid}" in running
    form = {"org": province["T1"].uid, "id_number": one.person.id_number.lower()}
    answer = desk.post(f"{LIST}/chaxun", form)
    assert answer.status_code == 303
    assert one.person.id_number not in unquote(answer["Location"])
    page = text(desk, answer["Location"])
    assert f"{LIST}/{one.uid}" in page
    assert f"{LIST}/{two.uid}" not in page
    other = at_desk("T1").get(answer["Location"])
    assert other.status_code == 422
    assert f'这个网址已失效，请重新查询。 <a href="{LIST}">' in other.content.decode()


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"sent_from": "2017-02-30"}, "不是真实存在的日期"),
        ({"sent_from": "2020-01-02", "sent_to": "2020-01-01"}, "起点晚于终点"),
        ({"kind": "77"}, "没有这个选项"),
        ({"name": "刘\x07"}, "看不见的字符"),
    ],
)
def test_filters_that_make_no_sense_are_told_beside_the_field(
    province: Province, at_desk: SignIn, query: dict[str, str], sentence: str
) -> None:
    assert sentence in text(at_desk("B1"), LIST, 422, **query)


@pytest.mark.parametrize("query", [{"cursor": "%%%"}, {"size": "-1"}, {"below": "x"}])
def test_a_forged_parameter_is_as_good_as_none(
    province: Province, at_desk: SignIn, query: dict[str, str]
) -> None:
    transfer = people.send(province, "B1", "GB1")
    assert transfer.person.name in text(at_desk("B1"), LIST, **query)


@pytest.mark.spec("TRF-16")
def test_pages_are_turned_by_cursor(province: Province, at_desk: SignIn) -> None:
    for serial in range(14):
        people.send(province, "B1", "GB1", serial=serial)
    desk = at_desk("B1")
    page = desk.get(LIST, headers=PART).content.decode()
    assert page.lstrip().startswith('<section class="panel" id="transfers"')
    assert "第 1–12 条，共 <b>14</b> 件" in page
    further = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    rest = text(desk, further)
    assert "第 13–14 条，共 <b>14</b> 件" in rest
    back = rest.split('rel="prev" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "第 1–12 条" in text(desk, back)


@pytest.mark.spec("TRF-16")
def test_the_steps_open_over_the_list_or_as_a_page(province: Province, at_desk: SignIn) -> None:
    transfer = people.send_back(
        people.agree(people.send(province, "B1", "B2", kind="2"), province.actor("T1")),
        province.actor("D1"),
        text="照片不清",
    )
    desk = at_desk("B1")
    dialog = desk.get(f"{LIST}/{transfer.uid}", headers=PART).content.decode()
    assert dialog.lstrip().startswith('<div class="dialog-frame')
    for word in (
        "申请组织关系转出",
        "同意并开新信",
        "不同意：信息不全：照片不清",
        "未开信",
        "李明禾",
    ):
        assert word in dialog
    letters = list(transfer.letters.order_by("pk"))
    for letter in letters:
        assert f"{LETTERS}/{letter.pk}?" in dialog
    whole = text(desk, f"{LIST}/{transfer.uid}")
    assert "转接步骤" in whole
    assert "位置" in whole
    text(at_desk("GB2"), f"{LIST}/{transfer.uid}", 404)


@pytest.mark.spec("TRF-17", "LOG-01")
def test_letters_are_printed_and_each_print_is_logged(province: Province, at_desk: SignIn) -> None:
    one = people.agree(people.send(province, "B1", "B2", serial=1, kind="2"), province.actor("T1"))
    two = people.send(province, "B1", "GB1", serial=2)
    desk = at_desk("B1")
    first = one.letters.order_by("pk").first()
    assert first is not None
    sheet = text(desk, f"{LETTERS}/{first.pk}", fanhui=f"{LIST}?org={province['B1'].uid}")
    assert sheet.count('class="sheet letter"') == 1
    assert one.person.id_number in sheet
    assert f'href="{LIST}?org={province["B1"].uid}"' in sheet
    both = text(desk, LETTERS, jian=[one.uid, two.uid])
    assert both.count('class="sheet letter"') == 2
    newest = one.letters.latest("pk")
    assert f"{newest.pk:012d}号" in both
    printed = Line.objects.filter(event=Event.LETTER_PRINTED)
    assert set(printed.values_list("subject_uid", flat=True)) == {one.person.uid, two.person.uid}
    elsewhere = text(desk, f"{LETTERS}/{first.pk}", fanhui="https://elsewhere.example/")
    assert "elsewhere" not in elsewhere
    assert "请先在列表中选中要打印的转接" in text(desk, LETTERS, 422)


@pytest.mark.spec("ACC-02", "ACC-01")
def test_out_of_reach_and_the_wrong_duty(province: Province, at_desk: SignIn) -> None:
    transfer = people.send(province, "B1", "GB1")
    letter = transfer.letters.get()
    stranger, officer = at_desk("B2"), at_desk("T1", role=Role.OFFICER)
    for address in (f"{LETTERS}/{letter.pk}", f"{LETTERS}?jian={transfer.uid}"):
        text(stranger, address, 404)
        text(officer, address, 403)
    for forged in (f"{LETTERS}/{2**63}", f"{LETTERS}/0", f"{LETTERS}?jian=x"):
        text(at_desk("B1"), forged, 404)
    for key in ("T2", "D1", "P"):
        text(at_desk("T1"), LIST, 404, org=province[key].uid)
    text(at_desk("T1"), LIST, 404, org="nothing")
    text(officer, LIST, 403)
    without = at_desk("T1", functions=set(FUNCTIONS) - {Can.BROWSE_TRANSFERS})
    text(without, LIST, 403)
    assert Client().get(LIST)["Location"].startswith("/sso")
    assert not Line.objects.filter(event=Event.LETTER_PRINTED).exists()


def test_the_list_asks_as_often_for_one_row_as_for_three(
    province: Province, at_desk: SignIn
) -> None:
    desk = at_desk("T1")
    people.send(province, "B1", "GB1", serial=1)
    text(desk, LIST)
    with CaptureQueriesContext(connection) as for_one:
        text(desk, LIST)
    for serial in (2, 3):
        people.send(province, "B1", "GB1", serial=serial)
    with CaptureQueriesContext(connection) as for_three:
        text(desk, LIST)
    # PostgreSQL also opens and limits the transaction of the list
    assert len(for_one) == len(for_three) == (13 if connection.vendor == "postgresql" else 9)
