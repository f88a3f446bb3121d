"""<信息管理> and <党员浏览> (MEM-12)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dengta.access.actor import SYSTEM
from dengta.access.permissions import FUNCTIONS, Can
from dengta.access.roles import Role
from dengta.members.effects import bulk
from dengta.members.effects.holds import hold
from dengta.members.models import Member
from dengta.members.queries import lists
from dengta.members.rules.facts import Facts
from dengta.members.rules.standing import Hold
from tests.members import builders
from tests.web.members.conftest import SignIn
from tests.world import NOON, Province

LIST = "/dangyuan/dangyuan"
BROWSE = "/dangyuan/liulan"
PART = {"HX-Request": "true"}


def text(client: Client, address: str, expected: int = 200, /, **query: Any) -> str:
    answer = client.get(address, query)
    assert answer.status_code == expected
    return answer.content.decode()


@pytest.mark.spec("MEM-12")
def test_a_list_masks_numbers_and_shows_the_phone_only_in_one_branch(
    province: Province, at_desk: SignIn
) -> None:
    person = builders.member(province["B1"], name="刘巧云")
    desk = at_desk("T1")
    desk.cookies["dangyuan-lie"] = "id_number.phone.status"
    branch = text(desk, LIST, org=province["B1"].uid)
    area = text(desk, LIST, org=province["T1"].uid)
    for page in (branch, area):
        assert "刘巧云" in page
        assert "37****************" in page
        assert person.id_number not in page
    assert "13900000000" in branch
    assert "13900000000" not in area
    assert "139****0000" in area


@pytest.mark.spec("MEM-12")
def test_below_is_the_default_except_in_a_branch(province: Province, at_desk: SignIn) -> None:
    builders.member(province["GB1"], name="刘巧云")
    desk = at_desk("T1")
    assert "刘巧云" in text(desk, LIST)
    own = text(desk, LIST, below="0")
    assert "刘巧云" not in own
    assert "本级没有党员" in own
    assert "包含下级" not in text(desk, LIST, org=province["GB1"].uid)


@pytest.mark.spec("MEM-12")
def test_totals_are_exact_or_counted_on_demand(province: Province, at_desk: SignIn) -> None:
    for serial in range(14):
        builders.member(province["B1"], name=f"刘{'巧守' if serial % 2 else '建守'}云")
    desk = at_desk("T1")
    page = text(desk, LIST)
    assert "第 1–12 条，共 <b>14</b> 名在册党员" in page
    further = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    rest = desk.get(further).content.decode()
    assert "第 13–14 条，共 <b>14</b> 名在册党员" in rest
    back = rest.split('rel="prev" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "第 1–12 条" in desk.get(back).content.decode()


def loaded(province: Province, key: str, people: list[Facts]) -> None:
    """``people`` under a branch, as a file of an older system is loaded."""
    branch = province[key]
    rows = [bulk.Row(branch.pk, branch.path, person) for person in people]
    bulk.load(rows, by=SYSTEM, at=NOON)


@pytest.mark.spec("MEM-12")
def test_suspended_members_are_told_beside_the_total_and_shown_when_asked(
    province: Province, at_desk: SignIn
) -> None:
    loaded(province, "B1", [builders.facts(name="刘巧云")])
    loaded(province, "B1", [builders.facts(name="周建禾", status="2")])
    desk = at_desk("T1")
    page = text(desk, LIST)
    assert "共 <b>1</b> 名在册党员，另有停止党籍 <b>1</b> 名" in page
    assert "/dangyuan/dangyuan/" in page
    assert ">周建禾</a></td>" not in page
    for status, number in (("2", 1), ("all", 2)):
        page = text(desk, LIST, status=status)
        assert ">周建禾</a></td>" in page
        assert f"共 <b>{number}</b> 名党员" in page
        assert "另有" not in page


@pytest.mark.spec("MEM-12")
def test_what_no_count_knows_reads_1000_and_is_counted_on_demand(
    province: Province, at_desk: SignIn
) -> None:
    everyone = [
        builders.facts(name="刘巧云", birth_date=date(1960, 1, 1) + timedelta(days=day))
        for day in range(lists.SMALL + 1)
    ]
    loaded(province, "B1", everyone)
    desk = at_desk("T1")
    page = text(desk, LIST, name="刘巧")
    assert "共 <b>1000+</b> 名在册党员" in page
    count = page.split(">计数</a>")[0].rsplit('href="', 1)[1].split('"')[0]
    counted = desk.get(count.replace("&amp;", "&")).content.decode()
    assert f"共 <b>{lists.SMALL + 1:,}</b> 名在册党员" in counted
    # without a filter, and with one that is counted anyway, the total is exact at once
    for query in ({}, {"category": "1"}):
        assert f"共 <b>{lists.SMALL + 1:,}</b> 名在册党员" in text(desk, LIST, **query)


@pytest.mark.spec("MEM-12")
def test_an_id_number_is_found_and_never_stands_in_the_address(
    province: Province, at_desk: SignIn
) -> None:
    person = builders.member(province["B1"], name="刘巧云")
    builders.member(province["B1"], name="周建禾")
    desk = at_desk("T1")
    form = {"org": str(province["T1"].uid), "id_number": person.id_number.lower(), "name": ""}
    answer = desk.post(f"{LIST}/chaxun", form)
    assert answer.status_code == 303
    assert person.id_number not in unquote(answer["Location"])
    page = desk.get(answer["Location"]).content.decode()
    assert "刘巧云" in page
    assert ">周建禾<" not in page
    assert f'value="{person.id_number}"' in page
    # the address opens for nobody else, and does not pretend to
    for gone in (answer["Location"], f"{LIST}?number=!!", f"{LIST}?number={'A' * 500}"):
        other = at_desk("T1").get(gone)
        assert other.status_code == 422
        page = other.content.decode()
        assert f'这个网址已失效，请重新查询。 <a href="{LIST}">' in page
        assert "周建禾" not in page


@pytest.mark.spec("MEM-12")
def test_filters_narrow_the_list_and_can_be_taken_out_again(
    province: Province, at_desk: SignIn
) -> None:
    builders.member(province["B1"], name="刘巧云", education="7", birth_date=date(1956, 8, 18))
    builders.member(province["B1"], name="周建禾", education="21")
    desk = at_desk("T1")
    page = text(desk, LIST, education="7")
    assert ">刘巧云<" in page
    assert ">周建禾<" not in page
    assert "学历：初中" in page
    assert ">周建禾<" in text(desk, LIST, name="建禾", status="all")
    assert ">刘巧云<" in text(desk, LIST, age_from="60")
    assert ">周建禾<" not in text(desk, LIST, age_from="60")
    found = text(desk, LIST, name="没有的")
    assert "暂无数据" in found
    assert "重置" in found


@pytest.mark.spec("MEM-12")
def test_further_conditions_come_when_they_are_wanted(province: Province, at_desk: SignIn) -> None:
    desk = at_desk("T1")
    page = text(desk, LIST, name="刘巧")
    assert 'id="filter-education"' not in page
    further = page.split(">显示更多条件</a>")[0].rsplit('href="', 1)[1].split('"')[0]
    # without script the address opens them in the page, with what was asked for
    opened = desk.get(further.replace("&amp;", "&")).content.decode()
    assert 'id="filter-education"' in opened
    assert 'id="filters-more" class="hear" checked' in opened
    assert 'value="刘巧"' in opened
    headers = {**PART, "HX-Target": "conditions"}
    part = desk.get(further.replace("&amp;", "&"), headers=headers).content.decode()
    assert part.lstrip().startswith('<div class="filters-more filters" id="conditions">')
    # those that narrow the list go with the next question
    assert 'name="education"' in text(desk, LIST, education="7")


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ({"age_from": "三十"}, "年龄请填写整数"),
        ({"age_from": "50", "age_to": "40"}, "年龄的起点大于终点"),
        ({"education": "ZZ"}, "没有这个选项"),
        ({"name": "刘\x07"}, "看不见的字符"),
    ],
)
def test_filters_that_make_no_sense_are_told_beside_the_field(
    province: Province, at_desk: SignIn, query: dict[str, str], sentence: str
) -> None:
    assert sentence in text(at_desk("B1"), LIST, 422, **query)


@pytest.mark.parametrize(
    "query", [{"cursor": "%%%"}, {"size": "-1"}, {"below": "x"}, {"order": "?"}]
)
def test_a_forged_parameter_is_as_good_as_none(
    province: Province, at_desk: SignIn, query: dict[str, str]
) -> None:
    builders.member(province["B1"], name="刘巧云")
    assert ">刘巧云<" in text(at_desk("B1"), LIST, **query)


@pytest.mark.spec("MEM-12")
def test_browsing_offers_nothing_that_changes(province: Province, at_desk: SignIn) -> None:
    person = builders.member(province["B1"], name="刘巧云")
    desk = at_desk("B1")
    working, reading = text(desk, LIST), text(desk, BROWSE)
    for word in ("补录", "组织关系转出", "编辑"):
        assert word in working
        assert word not in reading
    assert "查看" in reading
    menu = text(desk, f"{LIST}/{person.uid}/caidan", at="liulan")
    assert "查看" in menu
    assert "编辑" not in menu


def test_functions_that_were_not_granted_are_not_offered(
    province: Province, at_desk: SignIn
) -> None:
    builders.member(province["B1"], name="刘巧云")
    page = text(at_desk("B1", functions=[Can.BROWSE_MEMBERS]), LIST)
    assert "刘巧云" in page
    for word in ("补录", "组织关系转出", "编辑"):
        assert word not in page


@pytest.mark.spec("ACC-02", "ACC-01")
def test_out_of_reach_and_the_wrong_duty(province: Province, at_desk: SignIn) -> None:
    person = builders.member(province["B2"], name="刘巧云")
    desk = at_desk("T1")
    for key in ("T2", "D1", "P"):
        for address in (LIST, BROWSE):
            text(desk, address, 404, org=province[key].uid)
    text(desk, LIST, 404, org="nothing")
    for address in (f"/dangyuan/shu/{province['B2'].uid}", f"{LIST}/{person.uid}/caidan"):
        assert desk.get(address, headers=PART).status_code == 404
    officer = at_desk("T1", role=Role.OFFICER)
    text(officer, LIST, 403)
    nobody = at_desk("T1", functions=set(FUNCTIONS) - {Can.BROWSE_MEMBERS})
    text(nobody, LIST, 403)
    assert Client().get(LIST)["Location"].startswith("/sso")


@pytest.mark.spec("MEM-12")
def test_a_branch_opens_to_its_members(province: Province, at_desk: SignIn) -> None:
    for serial in range(22):
        builders.member(province["B1"], name=builders.name(serial))
    desk = at_desk("T1")
    page = text(desk, LIST)
    below = f"/dangyuan/shu/{province['B1'].uid}?at=dangyuan"
    assert below in page
    part = desk.get(below, headers=PART).content.decode()
    assert part.count('class="person"') == 20
    assert part.count('aria-level="3"') == 21
    further = part.split("data-more")[0].rsplit('href="', 1)[1].split('"')[0]
    rest = desk.get(further.replace("&amp;", "&"), headers=PART).content.decode()
    assert rest.count('class="person"') == 2
    assert "再显示" not in rest
    # without script the line leads to the list
    assert desk.get(below)["Location"] == f"{LIST}?org={province['B1'].uid}"


@pytest.mark.spec("MEM-12", "MEM-25", "GEN-06")
def test_the_menu_offers_what_works_now(province: Province, at_desk: SignIn) -> None:
    person = builders.member(province["B1"], name="刘巧云")
    desk, county = at_desk("T1"), at_desk("D1")
    menu = text(desk, f"{LIST}/{person.uid}/caidan", at="dangyuan")
    assert f"/zhuanjie/zhuanchu?dangyuan={person.uid}" in menu
    assert f"{LIST}/{person.uid}/bianji" in menu
    # the county does not send for a branch below a 基层党委 (TRF-12)
    assert "组织关系转出" not in text(county, f"{LIST}/{person.uid}/caidan", at="dangyuan")
    with transaction.atomic():
        hold(person, Hold.TRANSFER)
    menu = text(desk, f"{LIST}/{person.uid}/caidan", at="dangyuan")
    assert f"/zhuanjie/zhuanchu?dangyuan={person.uid}" not in menu
    assert "正在转接组织关系" in menu
    assert "转接中" in text(desk, LIST)


@pytest.mark.spec("MEM-12")
def test_columns_are_kept_by_choice(province: Province, at_desk: SignIn) -> None:
    builders.member(province["B1"], name="刘巧云")
    desk = at_desk("B1")
    page = text(desk, LIST)
    assert "列 12/14" in page
    assert '<th scope="col">联系电话</th>' not in page
    answer = desk.post("/dangyuan/lie", {"column": ["sex", "phone", "x"], "next": LIST})
    assert answer["Location"] == LIST
    page = text(desk, LIST)
    assert "列 5/14" in page
    assert '<th scope="col">联系电话</th>' in page
    assert '<th scope="col">学历</th>' not in page
    answer = desk.post("/dangyuan/lie", {"next": "https://elsewhere.example/"})
    assert answer["Location"] == LIST


def test_htmx_gets_the_list_alone(province: Province, at_desk: SignIn) -> None:
    builders.member(province["B1"], name="刘巧云")
    answer = at_desk("B1").get(LIST, headers={**PART, "HX-Target": "members"})
    part = answer.content.decode()
    assert part.lstrip().startswith('<section class="panel" id="members"')
    assert "刘巧云" in part
    assert "党员列表" not in part
    assert "HX-Request" in answer["Vary"]


@pytest.mark.spec("MEM-12")
def test_the_search_finds_organisations_and_people_in_range(
    province: Province, at_desk: SignIn
) -> None:
    builders.member(province["GB1"], name="刘巧云")
    builders.member(province["B2"], name="刘巧云二")
    desk = at_desk("T1")
    page = text(desk, LIST, q="刘巧")
    assert page.count("<small>GB1党支部</small>") == 1
    assert "刘巧云二" not in page
    assert f"org={province['GB1'].uid}" in text(desk, LIST, q="GB1党")
    assert "没有找到" in text(desk, LIST, q="没有的")
    assert "请至少输入两个字" in text(desk, LIST, q="刘")


def test_the_list_asks_equally_often_for_one_row_and_for_three(
    province: Province, at_desk: SignIn
) -> None:
    desk, query = at_desk("T1"), {"org": str(province["T1"].uid)}
    asked, parts = [], []
    for names in (["刘巧云"], ["周建禾", "王守田"]):
        for name in names:
            builders.member(province["B1"], name=name)
        desk.get(LIST)
        with CaptureQueriesContext(connection) as queries:
            page = text(desk, LIST, **query)
        asked.append(len(queries))
        with CaptureQueriesContext(connection) as queries:
            desk.get(LIST, query, headers=PART)
        parts.append(len(queries))
        assert all(name in page for name in names)
    assert Member.objects.count() == 3
    assert asked[0] == asked[1]
    assert parts == [4, 4]
