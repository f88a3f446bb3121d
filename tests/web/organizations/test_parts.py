"""What trees and fields fetch: levels, menus, search, units."""

from __future__ import annotations

import re

import pytest

from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.organizations.actions import tree
from dengta.organizations.queries.tree import PART
from tests.web.members.conftest import SignIn
from tests.world import NOON, Province, organization, unit, unit_entry

HX = {"HX-Request": "true"}


@pytest.mark.spec("ORG-01", "ORG-02")
def test_a_level_answers_with_its_nodes(province: Province, at_desk: SignIn) -> None:
    answer = at_desk("T1").get(f"/zuzhi/shu/{province['G1'].uid}", {"at": "dangzuzhi"}, headers=HX)
    part = answer.content.decode()
    assert part.count('role="treeitem"') == 2
    assert 'aria-level="3"' in part, "below the own organisation and the general branch"
    assert f'href="/zuzhi/dangzuzhi?org={province["GB1"].uid}"' in part
    assert 'title="党支部"' in part
    assert f"/zuzhi/shu/{province['GB1'].uid}/caidan" in part


@pytest.mark.spec("ORG-01")
def test_the_page_that_asks_decides_where_nodes_lead(province: Province, at_desk: SignIn) -> None:
    address = f"/zuzhi/shu/{province['G1'].uid}"
    part = at_desk("T1").get(address, {"at": "zhuanjie"}, headers=HX).content.decode()
    assert f'href="/zhuanjie/zhuanjie?org={province["GB1"].uid}"' in part


@pytest.mark.spec("ORG-01")
def test_a_long_level_comes_in_parts(province: Province, at_desk: SignIn) -> None:
    for number in range(PART + 5):
        organization(province["C1"], f"直属第{number + 1}支部")
    browser = at_desk("P")
    address = f"/zuzhi/shu/{province['C1'].uid}"
    first = browser.get(address, {"at": "dangzuzhi"}, headers=HX).content.decode()
    assert first.count('class="node"') == PART
    assert "再显示 7 个下级党组织" in first
    more = first.rsplit('href="', 1)[1].split('"', 1)[0]
    rest = browser.get(more.replace("&amp;", "&"), headers=HX).content.decode()
    assert rest.count('class="node"') == 7
    assert "再显示" not in rest


@pytest.mark.spec("ACC-02")
@pytest.mark.parametrize("tail", ["", "/caidan"])
def test_parts_of_others_do_not_exist(province: Province, at_desk: SignIn, tail: str) -> None:
    browser = at_desk("T1")
    for key in ("T2", "D1"):
        address = f"/zuzhi/shu/{province[key].uid}{tail}"
        assert browser.get(address).status_code == 404
        assert browser.get(address, headers=HX).status_code == 404


def test_without_script_a_part_is_the_page(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    uid = province["G1"].uid
    for address in (f"/zuzhi/shu/{uid}?at=dangzuzhi", f"/zuzhi/shu/{uid}/caidan?at=dangzuzhi"):
        answer = browser.get(address)
        assert answer.status_code == 303
        assert answer["Location"] == f"/zuzhi/dangzuzhi?org={uid}"
    answer = browser.get("/zuzhi/shu/sousuo", {"at": "dangzuzhi", "q": "GB1"})
    assert answer["Location"] == "/zuzhi/dangzuzhi?q=GB1"


@pytest.mark.spec("ORG-01", "GEN-06")
def test_the_menu_offers_what_works_and_says_why_not(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    menu = browser.get(f"/zuzhi/shu/{province['G1'].uid}/caidan", headers=HX).content.decode()
    assert "新增下级党组织" in menu
    assert "data-dialog" in menu
    assert menu.count('role="menuitem"') == 6
    assert "删除党组织" in menu
    assert "撤销党组织" in menu
    branch = browser.get(f"/zuzhi/shu/{province['B1'].uid}/caidan", headers=HX).content.decode()
    assert "支部下面不设党组织" in branch
    own = browser.get(f"/zuzhi/shu/{province['T1'].uid}/caidan", headers=HX).content.decode()
    assert "本党组织的名称由上级党组织修改" in own
    assert "本党组织由上级党组织删除或撤销" in own


@pytest.mark.spec("ACC-03")
def test_the_menu_follows_the_functions_of_the_account(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1", functions=[Can.BROWSE_ORGANIZATIONS, Can.RENAME_ORGANIZATION])
    menu = browser.get(f"/zuzhi/shu/{province['G1'].uid}/caidan", headers=HX).content.decode()
    assert "党组织重命名" in menu
    assert "查看各项信息" in menu
    assert "打印采集表" in menu
    assert menu.count('role="menuitem"') == 3


@pytest.mark.spec("ACC-01", "ACC-03")
@pytest.mark.parametrize("room", ["zuzhi", "dangyuan"])
def test_no_menu_leads_where_one_may_not_go(province: Province, at_desk: SignIn, room: str) -> None:
    address = f"/{room}/shu/{province['G1'].uid}/caidan"
    for browser in (
        at_desk("T1", role=Role.OFFICER),
        at_desk("T1", role=Role.AUDITOR),
        at_desk("T1", functions=[Can.EDIT_MEMBER, Can.BROWSE_TRANSFERS]),
    ):
        for at in ("dangzuzhi", "dangyuan", "liulan", "zhuanjie", "zhanghao"):
            assert browser.get(address, {"at": at}, headers=HX).status_code == 403
    browser = at_desk("T1", functions=[Can.BROWSE_ORGANIZATIONS, Can.BROWSE_MEMBERS])
    menu = browser.get(address, {"at": "zhanghao"}, headers=HX).content.decode()
    for link in re.findall(r'href="([^"]+)"', menu):
        assert browser.get(link).status_code == 200


@pytest.mark.spec("ORG-01", "ORG-11")
def test_search_finds_former_names_and_codes(province: Province, at_desk: SignIn) -> None:
    tree.rename(
        organization=province["G1"], name="青石总支", seen=0, by=province.actor("T1"), at=NOON
    )
    browser = at_desk("T1")
    asked = {"at": "dangzuzhi", "q": "G1党总"}
    found = browser.get("/zuzhi/shu/sousuo", asked, headers=HX).content.decode()
    assert "青石总支" in found
    assert "曾用名 G1党总支" in found
    asked = {"at": "dangzuzhi", "q": province["B1"].code}
    found = browser.get("/zuzhi/shu/sousuo", asked, headers=HX).content.decode()
    assert f'href="/zuzhi/dangzuzhi?org={province["B1"].uid}"' in found


def test_an_empty_search_brings_the_tree_back(province: Province, at_desk: SignIn) -> None:
    asked = {"at": "dangzuzhi", "q": " ", "org": str(province["GB1"].uid)}
    part = at_desk("T1").get("/zuzhi/shu/sousuo", asked, headers=HX).content.decode()
    assert 'id="found"' in part
    assert f'id="node-{province["GB1"].uid}"' in part


@pytest.mark.spec("ACC-01")
def test_officers_find_their_way_in_the_tree(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1", Role.OFFICER)
    address = f"/zuzhi/shu/{province['G1'].uid}"
    assert browser.get(address, {"at": "dangzuzhi"}, headers=HX).status_code == 200
    menu = browser.get(f"{address}/caidan", headers=HX).content.decode()
    assert "新增" not in menu


@pytest.mark.spec("ORG-08", "ACC-02")
def test_units_anywhere_are_suggested_and_unbuilt_ones_are_refused(
    province: Province, at_desk: SignIn
) -> None:
    far = unit(province["B2"])
    browser = at_desk("T1")
    part = browser.get("/zuzhi/danwei/jianyi", {"q": far.name}).content.decode()
    assert f'data-value="{far.uid}"' in part
    assert far.code in part
    far.establishment = "4"
    far.save(update_fields=["establishment"])
    part = browser.get("/zuzhi/danwei/jianyi", {"q": far.name}).content.decode()
    line = part.split(f'data-value="{far.uid}"', 1)[1].split("</li>", 1)[0]
    assert 'aria-disabled="true"' in line
    assert "不能关联" in line


@pytest.mark.spec("ORG-08")
def test_below_the_suggestions_stands_one_sentence_what_to_do(
    province: Province, at_desk: SignIn
) -> None:
    browser = at_desk("T1")
    none = browser.get("/zuzhi/danwei/jianyi", {"q": "没有这样的"}).content.decode()
    assert none.count("<li") == 1
    assert "系统中没有这个单位：请继续填写下面各项" in none
    some = browser.get("/zuzhi/danwei/jianyi", {"q": unit(province["B2"]).name}).content.decode()
    assert "都不是的，请继续填写下面各项" in some
    assert "没有" not in some


@pytest.mark.spec("ACC-03")
def test_units_are_suggested_to_those_who_may_link_them(
    province: Province, at_desk: SignIn
) -> None:
    browser = at_desk("T1", functions=[Can.BROWSE_ORGANIZATIONS])
    assert browser.get("/zuzhi/danwei/jianyi", {"q": "B1"}).status_code == 403


def test_strange_words_are_searched_for_in_peace(province: Province, at_desk: SignIn) -> None:
    organization(province["G1"], "䶮村𠮷支部", units=[unit_entry("䶮村𠮷合作社")])
    browser = at_desk("T1")
    for word in ("\x00\x00", "％％", "' or", "一" * 900, "𠮷支"):
        asked = {"at": "nowhere", "q": word}
        assert browser.get("/zuzhi/shu/sousuo", asked, headers=HX).status_code == 200
        assert browser.get("/zuzhi/danwei/jianyi", {"q": word}).status_code == 200
    asked = {"at": "dangzuzhi", "q": "𠮷支"}
    assert "䶮村𠮷支部" in browser.get("/zuzhi/shu/sousuo", asked, headers=HX).content.decode()
