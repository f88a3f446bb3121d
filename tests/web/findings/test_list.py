"""<数据校核> in both subsystems (MEM-24, as far as it is a plain list)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.findings import effects
from dengta.organizations.actions import tree
from tests.members import builders
from tests.web.members.conftest import SignIn
from tests.world import NOON, Province, unit

OF_ORGANIZATIONS = "/zuzhi/jiaohe"
OF_MEMBERS = "/dangyuan/jiaohe"
PART = {"HX-Request": "true", "HX-Target": "findings"}


def lacks_phone(province: Province, key: str) -> None:
    """A finding as the import of a tree leaves it."""
    one = province[key]
    rule: effects.Found = {"ORG-03.phone": ("phone", {})}
    effects.set("organization", one.uid, one.path, rule, list(rule), NOON)


def no_unit_code(province: Province, key: str) -> None:
    rule = {"UNT-04.length": ("code", {"length": "7"})}
    uid = unit(province[key]).uid
    effects.set("unit", uid, province[key].path, rule, list(rule), NOON)


@pytest.mark.sqlite
@pytest.mark.spec("ORG-19", "UNT-04")
def test_each_line_says_what_is_wrong_and_leads_to_its_field(
    province: Province, at_desk: SignIn
) -> None:
    lacks_phone(province, "B1")
    no_unit_code(province, "B1b")
    page = at_desk("T1").get(OF_ORGANIZATIONS).content.decode()
    assert "没有填写联系电话" in page
    back = f"?fanhui=zuzhi-jiaohe.{province['T1'].uid}"
    assert f'href="/zuzhi/dangzuzhi/{province["B1"].uid}/bianji{back}#id_phone"' in page
    assert "单位代码有7位" in page
    assert unit(province["B1b"]).name in page
    assert f'href="/zuzhi/danwei/{unit(province["B1b"]).uid}/bianji{back}#id_code"' in page
    assert page.count("2026-06-01") == 2
    there = at_desk("T1").get(f"/zuzhi/dangzuzhi/{province['B1'].uid}/bianji{back}")
    way = f'href="/zuzhi/jiaohe?org={province["T1"].uid}">返回“数据校核”'
    assert way in there.content.decode()


@pytest.mark.spec("ORG-16")
def test_what_was_mended_leaves_the_list(province: Province, at_desk: SignIn) -> None:
    lacks_phone(province, "B1")
    tree.edit(
        organization=province["B1"],
        secretary="田禾秋",
        contact="赵麦香",
        phone="13900000000",
        seen=0,
        by=province.actor("T1"),
        at=NOON,
    )
    page = at_desk("T1").get(OF_ORGANIZATIONS, headers=PART).content.decode()
    assert "暂无数据" in page
    assert "没有需要核对、补填的内容" in page


@pytest.mark.spec("MEM-02", "MEM-04")
def test_members_are_listed_in_their_subsystem(province: Province, at_desk: SignIn) -> None:
    member = builders.member(province["B1"], name="刘巧云")
    rule: effects.Found = {"MEM-02.sex": ("sex", {})}
    effects.set("member", member.uid, member.org_path, rule, list(rule), NOON)
    lacks_phone(province, "B1")
    browser = at_desk("T1")
    page = browser.get(OF_MEMBERS, headers=PART).content.decode()
    assert "刘巧云" in page
    back = f"?fanhui=dangyuan-jiaohe.{province['T1'].uid}"
    assert f'href="/dangyuan/dangyuan/{member.uid}/bianji{back}#id_sex"' in page
    assert "联系电话" not in page
    assert "刘巧云" not in browser.get(OF_ORGANIZATIONS, headers=PART).content.decode()


@pytest.mark.spec("ACC-02")
def test_only_the_own_range_is_listed_and_can_be_asked_for(
    province: Province, at_desk: SignIn
) -> None:
    for key in ("B1", "B2", "D1"):
        lacks_phone(province, key)
    browser = at_desk("T1")
    page = browser.get(OF_ORGANIZATIONS, headers=PART).content.decode()
    assert page.count("没有填写联系电话") == 1
    for address in (OF_ORGANIZATIONS, OF_MEMBERS):
        for key in ("T2", "D1"):
            assert browser.get(address, {"org": str(province[key].uid)}).status_code == 404


def test_the_list_can_be_narrowed_to_an_organisation(province: Province, at_desk: SignIn) -> None:
    lacks_phone(province, "B1")
    lacks_phone(province, "GB1")
    browser = at_desk("T1")
    asked = {"org": str(province["G1"].uid)}
    page = browser.get(OF_ORGANIZATIONS, asked, headers=PART).content.decode()
    assert str(province["GB1"].uid) in page
    assert str(province["B1"].uid) not in page
    whole = browser.get(OF_ORGANIZATIONS, asked).content.decode()
    assert f'href="{OF_ORGANIZATIONS}?org={province["B1"].uid}"' in whole, "the tree leads here"


@pytest.mark.spec("ACC-01", "ACC-03")
def test_who_may_not_edit_sees_no_records(province: Province, at_desk: SignIn) -> None:
    lacks_phone(province, "B1")
    for role in (Role.OFFICER, Role.AUDITOR):
        assert at_desk("T1", role).get(OF_ORGANIZATIONS).status_code == 403
    assert at_desk("T1", functions=[Can.EDIT_ORGANIZATION]).get(OF_MEMBERS).status_code == 403
    reader = at_desk("T1", functions=[Can.CHECK_DATA, Can.EDIT_MEMBER])
    page = reader.get(OF_ORGANIZATIONS, headers=PART).content.decode()
    assert "没有填写联系电话" not in page
    assert "没有编辑党组织的功能" in page
    assert "暂无数据" in reader.get(OF_MEMBERS, headers=PART).content.decode()


def test_a_long_list_is_turned_page_by_page(province: Province, at_desk: SignIn) -> None:
    members = [builders.member(province["B1"]) for _ in range(23)]
    rule: effects.Found = {"MEM-02.sex": ("sex", {})}
    for member in members:
        effects.set("member", member.uid, member.org_path, rule, list(rule), NOON)
    browser = at_desk("T1")
    first = browser.get(OF_MEMBERS, headers=PART).content.decode()
    assert first.count("性别与公民身份证号不一致") == 20
    assert 'rel="prev"' not in first
    following = first.split('rel="next" href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    second = browser.get(following, headers=PART).content.decode()
    assert second.count("性别与公民身份证号不一致") == 3
    assert members[22].name in second
    back = second.split('rel="prev" href="', 1)[1].split('"', 1)[0].replace("&amp;", "&")
    assert browser.get(back, headers=PART).content.decode().count("性别与") == 20


def test_any_place_in_the_address_gives_a_page(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    for place in ("x", "000.", ".5", "000.9" + "9" * 40, "000.-1", "\x00.1", "000.１"):
        for name in ("after", "before"):
            assert browser.get(OF_MEMBERS, {name: place}, headers=PART).status_code == 200


def test_three_lines_cost_as_many_queries_as_one(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    counts = []
    for key in ("B1", "B1b", "GB1"):
        lacks_phone(province, key)
        no_unit_code(province, key)
        browser.get(OF_ORGANIZATIONS, headers=PART)
        with CaptureQueriesContext(connection) as seen:
            browser.get(OF_ORGANIZATIONS, headers=PART)
        counts.append(len(seen))
    assert counts == [5, 5, 5]
