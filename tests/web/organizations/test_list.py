"""<党组织信息维护>: card, list of ORG-02, search, paging."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.organizations.actions import tree
from tests.members import builders
from tests.web.members.conftest import SignIn
from tests.world import NOON, Province, organization, unit

LIST = "/zuzhi/dangzuzhi"
PART = {"HX-Request": "true", "HX-Target": "organization"}


@pytest.mark.sqlite
@pytest.mark.spec("ORG-01", "ORG-02", "GEN-05")
def test_the_own_organisation_stands_open_with_what_is_below(
    province: Province, at_desk: SignIn
) -> None:
    answer = at_desk("T1").get(LIST)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'role="tree"' in page
    assert "位置：" in page
    for key in ("B1", "B1b", "G1"):
        assert f">{province[key].code}<" in page
        assert f'id="node-{province[key].uid}"' in page
    assert f">{province['GB1'].code}<" not in page
    assert province["B2"].code not in page


@pytest.mark.spec("ORG-02")
def test_a_line_counts_subordinates_and_members_direct_and_below(
    province: Province, at_desk: SignIn
) -> None:
    for _ in range(2):
        builders.member(province["GB1"])
    page = at_desk("T1").get(LIST, headers=PART).content.decode()
    line = page.split(province["G1"].code, 1)[1].split("</tr>", 1)[0]
    assert "<td>田禾秋</td><td>赵麦香</td>" in line
    assert "<td>2／2</td>" in line, "two branches below"
    assert "<td>0／2</td>" in line, "two members, none of its own"


@pytest.mark.spec("ORG-02", "ORG-15")
def test_the_card_of_a_branch_shows_its_unit_and_leads_to_its_members(
    province: Province, at_desk: SignIn
) -> None:
    page = at_desk("T1").get(LIST, {"org": str(province["B1"].uid)}).content.decode()
    assert unit(province["B1"]).code in page
    assert "法人单位" in page
    assert f'href="/dangyuan/dangyuan?org={province["B1"].uid}"' in page
    assert "支部下面不设党组织" in page


@pytest.mark.spec("ORG-11")
def test_the_card_names_earlier_names(province: Province, at_desk: SignIn) -> None:
    tree.rename(
        organization=province["G1"], name="G1新总支", seen=0, by=province.actor("T1"), at=NOON
    )
    page = at_desk("T1").get(LIST, {"org": str(province["G1"].uid)}).content.decode()
    assert "G1新总支" in page
    assert "G1党总支（2026-06-01 前）" in page


@pytest.mark.spec("ORG-01", "GEN-06")
def test_the_buttons_do_what_the_menu_does(province: Province, at_desk: SignIn) -> None:
    uid = str(province["G1"].uid)
    page = at_desk("T1").get(LIST, {"org": uid}, headers=PART).content.decode()
    head = page.split("</header>")[0]
    assert f'href="/zuzhi/dangzuzhi/xinzeng?shangji={uid}"' in head
    assert f'href="/zuzhi/dangzuzhi/{uid}/chongmingming"' in head
    assert f'href="/zuzhi/dangzuzhi/{uid}/bianji"' in head


@pytest.mark.spec("ACC-03")
def test_what_the_account_may_not_do_is_not_offered(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1", functions=[Can.BROWSE_ORGANIZATIONS])
    page = browser.get(LIST, {"org": str(province["G1"].uid)}, headers=PART).content.decode()
    for word in ("xinzeng", "chongmingming", "bianji", "/dangyuan/dangyuan"):
        assert word not in page


@pytest.mark.spec("ORG-11")
def test_the_own_name_cannot_be_changed_and_the_button_says_why(
    province: Province, at_desk: SignIn
) -> None:
    head = at_desk("T1").get(LIST, headers=PART).content.decode().split("</header>")[0]
    assert "本党组织的名称由上级党组织修改" in head
    assert "chongmingming" not in head


@pytest.mark.spec("ACC-02")
def test_what_lies_beside_or_above_does_not_exist(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    for key in ("T2", "D1", "P"):
        assert browser.get(LIST, {"org": str(province[key].uid)}).status_code == 404
    assert browser.get(LIST, {"org": "01a20d3c-0000-7000-8000-000000000000"}).status_code == 404
    assert browser.get(LIST, {"org": "青石镇"}).status_code == 404


@pytest.mark.spec("ACC-01")
def test_officers_and_auditors_have_no_such_page(province: Province, at_desk: SignIn) -> None:
    for role in (Role.OFFICER, Role.AUDITOR):
        assert at_desk("T1", role).get(LIST).status_code == 403


@pytest.mark.spec("ORG-01", "ORG-11")
def test_search_opens_the_way_to_what_it_finds(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("D1")
    page = browser.get(LIST, {"q": "GB2"}).content.decode()
    address = f"/zuzhi/dangzuzhi?org={province['GB2'].uid}"
    assert f'href="{address}"' in page
    assert "GB3党支部" not in page
    opened = browser.get(address).content.decode()
    node = opened.split(f'id="node-{province["GB2"].uid}"', 1)[1]
    assert 'aria-current="true"' in node.split(">", 1)[0]
    for key in ("D1", "T1", "G1"):
        above = opened.split(f'id="node-{province[key].uid}"', 1)[1].split(">", 1)[0]
        assert 'aria-expanded="true"' in above
    assert "没有找到" in browser.get(LIST, {"q": "T2镇"}).content.decode()
    assert "至少输入两个字" in browser.get(LIST, {"q": "G"}).content.decode()


@pytest.mark.spec("ORG-02")
def test_a_long_level_is_turned_page_by_page(province: Province, at_desk: SignIn) -> None:
    for number in range(23):
        organization(province["G1"], f"柳园第{number + 1}支部")
    browser = at_desk("G1")
    first = browser.get(LIST, headers=PART).content.decode()
    assert "第 1–20 个，共 <b>25</b> 个" in first
    assert 'rel="prev"' not in first
    following = first.split('rel="next" href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    second = browser.get(following, headers=PART).content.decode()
    assert "第 21–25 个，共 <b>25</b> 个" in second
    assert "柳园第23支部" in second
    assert "柳园第18支部" not in second
    assert 'rel="next"' not in second
    back = second.split('rel="prev" href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    again = browser.get(back, headers=PART).content.decode()
    assert "第 1–20 个" in again
    assert "GB1党支部" in again


@pytest.mark.spec("ORG-21", "ORG-01")
def test_several_are_chosen_by_boxes_and_printed_together(
    province: Province, at_desk: SignIn
) -> None:
    for number in range(23):
        organization(province["G1"], f"柳园第{number + 1}支部")
    browser = at_desk("G1")
    page = browser.get(LIST, headers=PART).content.decode()
    form = page.split('<form class="chosen" method="get" action="', 1)[1].split("</form>", 1)[0]
    assert form.startswith('/zuzhi/dangzuzhi/caijibiao"')
    boxes = re.findall(r'type="checkbox" name="org" value="([^"]+)" aria-label="([^"]+)"', form)
    assert [label for _, label in boxes] == [f"选择第 {row} 行" for row in range(1, 21)]
    assert "data-select-all" in form
    mine = f'href="/renwu?back=%2Fzuzhi%2Fdangzuzhi%3Forg%3D{province["G1"].uid}"'
    assert mine in page.split("</header>")[0], "what was made is found again"
    assert "打印所选" in form
    sheets = browser.get("/zuzhi/dangzuzhi/caijibiao", {"org": [uid for uid, _ in boxes[:2]]})
    assert sheets.content.decode().count('class="sheet collecting"') == 2
    whole = browser.get(LIST, {"size": "50"}, headers=PART).content.decode()
    assert whole.count('name="org" value=') == 25
    assert (
        'name="org" value='
        not in browser.get(LIST, {"org": str(province["GB1"].uid)}, headers=PART).content.decode()
    ), "a branch has nobody below"


def test_any_place_in_the_address_gives_a_page(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    for place in ("zzzz", "000'--", "\x00", "９９", "0" * 500):
        assert browser.get(LIST, {"after": place}).status_code == 200
        assert browser.get(LIST, {"before": place}).status_code == 200
        assert browser.get(LIST, {"q": place}).status_code == 200


def test_the_list_costs_as_many_queries_for_three_rows_as_for_one(
    province: Province, at_desk: SignIn
) -> None:
    superior = organization(province["T1"], "云岭党总支", "621")
    browser = at_desk("T1")
    counts = []
    for number in range(3):
        organization(superior, f"云岭第{number + 1}支部")
        browser.get(LIST, {"org": str(superior.uid)}, headers=PART)
        with CaptureQueriesContext(connection) as seen:
            browser.get(LIST, {"org": str(superior.uid)}, headers=PART)
        counts.append(len(seen))
    assert counts == [8, 8, 8]
