"""账号管理: the list (ACC-02, ACC-05, ACC-07)."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from dengta.access.roles import Role
from dengta.accounts.models import Authorisation
from tests.accounts import people
from tests.accounts.builders import invented_id
from tests.members import builders
from tests.web.officer.conftest import Officer, SignIn
from tests.world import Province

LIST = "/zhanghaoguanli/zhanghao"
PART = {"HX-Request": "true", "HX-Target": "accounts"}


def line_of(page: str, name: str) -> str:
    """The row of the table in which ``name`` stands."""
    return page.split(f">{name}</a>", 1)[1].split("</tr>", 1)[0]


@pytest.mark.sqlite
@pytest.mark.spec("ACC-07", "GEN-05")
def test_a_line_tells_what_became_of_the_code(province: Province, officer: Officer) -> None:
    people.authorised(province["B1"], 1, at=now())
    browser = officer("T1")
    page = browser.get(LIST).content.decode()
    assert "位置：" in page
    line = line_of(page, people.NAME)
    assert "待发送" in line
    assert "未激活" in line
    assert "139****0001" in line
    people.work(now())
    line = line_of(browser.get(LIST).content.decode(), people.NAME)
    assert "已发送" in line
    assert "有效至" in line
    Authorisation.objects.update(expires_at=now() - timedelta(seconds=1))
    assert "已过期" in line_of(browser.get(LIST).content.decode(), people.NAME)


@pytest.mark.spec("ACC-07")
def test_a_failed_message_is_told_with_its_reason(
    province: Province, officer: Officer, settings: object
) -> None:
    settings.DENGTA_SMS = "none"  # type: ignore[attr-defined]
    people.authorised(province["B1"], 1, at=now())
    people.work(now())
    line = line_of(officer("T1").get(LIST).content.decode(), people.NAME)
    assert "发送失败" in line
    assert "短信服务尚未接入" in line


@pytest.mark.spec("ACC-02")
def test_the_range_is_the_own_organisation_and_what_is_below(
    province: Province, officer: Officer
) -> None:
    people.authorised(province["B1"], 1)
    people.authorised(province["B2"], 2)
    browser = officer("T1")
    page = browser.get(LIST).content.decode()
    assert "139****0001" in page
    assert "139****0002" not in page
    own = browser.get(LIST, {"below": "0"}, headers=PART).content.decode()
    assert "139****0001" not in own
    for key in ("T2", "D1", "P"):
        assert browser.get(LIST, {"org": str(province[key].uid)}).status_code == 404
    assert browser.get(LIST, {"org": "青石镇"}).status_code == 404


@pytest.mark.spec("ACC-01")
def test_administrators_and_auditors_have_no_such_page(province: Province, at_desk: SignIn) -> None:
    account = people.authorised(province["B1"], 1)
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        browser = at_desk("T1", role)
        for address in (
            LIST,
            f"{LIST}/xinzeng",
            f"{LIST}/{account.uid}",
            f"{LIST}/{account.uid}/caidan",
            f"{LIST}/{account.uid}/tingyong",
            "/zhanghaoguanli/sanyuan",
        ):
            assert browser.get(address).status_code == 403, address


@pytest.mark.spec("ACC-01")
def test_an_officer_sees_names_of_the_tree_and_no_numbers_of_members(
    province: Province, officer: Officer
) -> None:
    builders.member(province["B1"], name="刘巧云")
    browser = officer("T1")
    page = browser.get(LIST, {"org": str(province["B1"].uid)}).content.decode()
    assert "B1党支部" in page
    assert "在册党员" not in page
    for at in ("zhanghao", "dangzuzhi", "dangyuan"):
        part = browser.get(
            f"/zuzhi/shu/{province['T1'].uid}", {"at": at}, headers={"HX-Request": "true"}
        ).content.decode()
        assert "B1党支部" in part
        assert "node-count" not in part
        assert "aria-expanded" not in part.split(f"node-{province['B1'].uid}")[1].split(">")[0]


@pytest.mark.spec("ACC-07")
def test_filters_narrow_and_numbers_never_stand_in_the_address(
    province: Province, officer: Officer
) -> None:
    people.authorised(province["B1"], 1)
    people.authorised(province["B1"], 2, role=Role.AUDITOR)
    browser = officer("T1")
    for words, found in (
        (people.mobile_of(1), 1),
        (invented_id(2), 1),
        (people.NAME[:2], 2),
        ("13999999999", 0),
    ):
        answer = browser.post(f"{LIST}/chazhao", {"keyword": words})
        assert answer.status_code == 303
        assert words not in unquote(answer["Location"])
        page = browser.get(answer["Location"]).content.decode()
        assert page.count("139****000") == found
    answer = browser.post(f"{LIST}/chazhao", {"role": "auditor", "delivery": "waiting"})
    page = browser.get(answer["Location"], headers=PART).content.decode()
    assert "139****0002" in page
    assert "139****0001" not in page
    assert "暂无数据" in browser.get(LIST, {"state": "suspended"}).content.decode()


@pytest.mark.spec("ACC-02")
def test_the_words_that_another_account_sealed_are_refused(
    province: Province, officer: Officer
) -> None:
    people.authorised(province["B1"], 1)
    mine = officer("T1").post(f"{LIST}/chazhao", {"keyword": people.NAME})["Location"]
    answer = officer("T1").get(mine)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert f'这个网址已失效，请重新查询。 <a href="{LIST}">' in page
    assert people.NAME not in page


def test_pages_are_turned_there_and_back(province: Province, officer: Officer) -> None:
    for number in range(23):
        people.authorised(province["B1"], number + 1)
    browser = officer("B1")
    address = f"{LIST}?role=administrator"
    first = browser.get(address, headers=PART).content.decode()
    assert "本页 20 个账号" in first
    assert 'rel="prev"' not in first
    following = first.split('rel="next" href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    second = browser.get(following, headers=PART).content.decode()
    assert "本页 3 个账号" in second
    assert 'rel="next"' not in second
    back = second.split('rel="prev" href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    assert "本页 20 个账号" in browser.get(back, headers=PART).content.decode()


def test_any_text_in_the_address_gives_a_page(province: Province, officer: Officer) -> None:
    browser = officer("T1")
    for text in ("zzzz", "000'--", "\x00", "９９", "0" * 500):
        for name in ("after", "before", "words", "role", "state", "delivery", "below", "q"):
            expected = 422 if name == "words" else 200
            assert browser.get(LIST, {name: text}).status_code == expected, (name, text)


def test_the_list_costs_as_many_queries_for_three_rows_as_for_one(
    province: Province, officer: Officer
) -> None:
    browser = officer("D1")
    counts = []
    for number in range(3):
        people.authorised(province["B1"], number + 1)
        with CaptureQueriesContext(connection) as seen:
            browser.get(LIST, {"org": str(province["B1"].uid)}, headers=PART)
        counts.append(len(seen))
    assert counts == [5, 5, 5]


@pytest.mark.spec("GEN-06", "ACC-21")
def test_the_menu_of_a_line_does_what_the_buttons_of_the_page_do(
    province: Province, officer: Officer
) -> None:
    account = people.authorised(province["B1"], 1, at=now())
    browser = officer("T1")
    assert "/chongfa" not in browser.get(f"{LIST}/{account.uid}").content.decode(), "on its way"
    people.work(now())
    menu = browser.get(f"{LIST}/{account.uid}/caidan", headers={"HX-Request": "true"})
    page = browser.get(f"{LIST}/{account.uid}").content.decode()
    for key in ("chongfa", "shouji", "gongneng", "chehui"):
        link = f'href="{LIST}/{account.uid}/{key}"'
        assert link in menu.content.decode()
        assert link in page
    for key in ("tingyong", "qiyong", "chexiao", "vpn", "jiesuo"):
        assert f"/{key}" not in page
    without_script = browser.get(f"{LIST}/{account.uid}/caidan")
    assert without_script["Location"] == f"{LIST}/{account.uid}"
