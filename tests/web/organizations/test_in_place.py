"""Units edited in place on 党组织基本信息 (ORG-15, ORG-18 … ORG-20, UNT-04, UNT-06, UNT-11)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from dengta.access.actor import SYSTEM
from dengta.definitions.models import SetRow
from dengta.organizations.actions import tree, units
from dengta.organizations.models import Organization, Unit, UnitLink
from dengta.organizations.rules.seeds import UnitChoice
from tests.reorganization.papers import fresh, unlinked
from tests.web.members.conftest import SignIn
from tests.world import NOON, PHONE, Province, credit_code, organization, unit, unit_entry

pytestmark = pytest.mark.django_db

HX = {"HX-Request": "true", "HX-Target": "editing"}


def address(row: Organization) -> str:
    return f"/zuzhi/dangzuzhi/{row.uid}/bianji"


def unit_fields(one: Unit, number: int = 0, **more: str) -> dict[str, str]:
    """The block of ``one`` as the page draws it, with other values."""
    one.refresh_from_db()
    values = {
        "uid": str(one.uid),
        "seen": str(one.step),
        "name": one.name,
        "code": one.code,
        "category": one.category,
        "establishment": one.establishment,
        "has_party_group": "1" if one.has_party_group else "0",
        **more,
    }
    return {f"units-{number}-{name}": value for name, value in values.items()}


def typed(row: Organization, *blocks: dict[str, str], **more: str) -> dict[str, Any]:
    own = {"secretary": "田禾秋", "contact": "赵麦香", "phone": PHONE, "seen": str(fresh(row).step)}
    mark = {"mark": f"m{Organization.objects.count()}-{now().timestamp()}"}
    return {**mark, **own, **{k: v for block in blocks for k, v in block.items()}, **more}


def page_of(browser: Client, row: Organization) -> str:
    return browser.get(address(row)).content.decode()


def announced(page: str) -> str:
    found = re.search(r'name="announced" value="([0-9a-f]*)"', page)
    assert found is not None
    return found[1]


def said(page: str, field: str) -> str:
    """What stands in and beside the box of ``field``."""
    return page.split(f'id="id_{field}"', 1)[1].split('<div class="field', 1)[0]


@pytest.mark.sqlite
@pytest.mark.spec("ORG-15", "ORG-18", "GEN-05")
def test_the_unit_is_edited_and_saved_with_its_organisation(
    province: Province, at_desk: SignIn
) -> None:
    branch, one = province["B1"], unit(province["B1"])
    browser = at_desk("T1")
    page = page_of(browser, branch)
    for name, value in (("name", one.name), ("code", one.code)):
        assert f'name="units-0-{name}" aria-required="true"' in page
        assert f'value="{value}"' in page
    for text in ("下面修改的是已关联的这个单位，不会换成别的单位；与本组织一同保存", "更换单位"):
        assert text in page
    for text in ("解除与单位关联关系", "只断开关联，党组织和单位都保留；点击后先列出影响"):
        assert text in page
    assert "法人单位" in said(page, "situation")
    assert page.index(">保存</button>") < page.index("data-draft-discard"), "the enter key saves"
    block = unit_fields(one, name="新柳园村", code="12345", has_party_group="1")
    answer = browser.post(address(branch), typed(branch, block, secretary="石守一"))
    assert answer.status_code == 303, answer.content.decode()
    assert fresh(branch).secretary == "石守一"
    assert unit(branch).pk == one.pk
    assert (unit(branch).name, unit(branch).has_party_group) == ("新柳园村", True)
    then = browser.get(answer["Location"]).content.decode()
    assert "保存成功" in then
    assert "单位代码有5位" in then, "what the code warns of (UNT-04)"


@pytest.mark.spec("UNT-03", "UNT-06", "GEN-13", "ORG-15")
def test_complaints_stand_beside_the_fields_of_their_unit(
    province: Province, at_desk: SignIn
) -> None:
    joint = organization(province["T1"], "联合党支部", "632")
    first, second = (link.unit for link in UnitLink.objects.filter(organization=joint))
    near = unit(province["B1"])
    browser = at_desk("T1")
    page = page_of(browser, joint)
    assert page.index(first.name) < page.index(second.name)
    assert "默认单位" in said(page, "units-0-name")
    blocks = [
        unit_fields(first, name="", establishment="3"),
        unit_fields(second, 1, code=near.code),
    ]
    answer = browser.post(address(joint), typed(joint, *blocks))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "已关联党组织" in said(page, "units-0-establishment")
    assert "请填写单位名称" in said(page, "units-0-name")
    assert f"已有单位在用：“{near.name}”" in said(page, "units-1-code")
    assert "3 处要改" in page


@pytest.mark.spec("UNT-04")
def test_the_code_is_looked_at_as_soon_as_it_is_left(province: Province, at_desk: SignIn) -> None:
    branch, one = province["B1"], unit(province["B1"])
    browser = at_desk("T1")

    def beside(code: str) -> str:
        form = {**typed(branch, unit_fields(one, code=code)), "do": "check"}
        answer = browser.post(address(branch), form, headers=HX)
        assert answer.status_code == 200
        part = answer.content.decode().split('id="id_units-0-code-said"', 1)[1]
        return part.split("</div>", 1)[0]

    assert "校验位正确" in beside(credit_code("新柳园村"))
    assert "对不上" in beside(one.code[:-1] + ("0" if one.code[-1] != "0" else "1"))
    assert "said-" not in beside("12345").replace("-said", "")
    assert unit(branch).code == one.code


@pytest.mark.sqlite
@pytest.mark.spec("ORG-18", "ORG-20", "GEN-07")
def test_another_category_is_announced_then_done(province: Province, at_desk: SignIn) -> None:
    top, one = province["G1"], unit(province["G1"])
    organization(top, "同村党支部", situation="1")
    by = province.actor("T1")
    units.fill(unit=one, basics={"households": "312"}, seen=-1, by=by, at=NOON)
    browser = at_desk("T1")
    assert announced(page_of(browser, top)) == ""
    block = unit_fields(one, category="14")
    answer = browser.post(address(top), typed(top, block), headers=HX)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "单位基本信息，已填写1项" in page
    assert "另有1个党组织也在这个单位（其中“与上级党组织相同”的1个）" in page
    assert "看清以后确认要改的，请再点一次【保存】" in said(page, "units-0-category")
    assert unit(top).category == "15"
    organization(top, "又一个同村党支部", situation="1")
    page = browser.post(address(top), typed(top, block, announced=announced(page))).content.decode()
    assert "另有2个党组织也在这个单位" in page, "a changed world is shown anew"
    assert unit(top).category == "15"
    answer = browser.post(address(top), typed(top, block, announced=announced(page)))
    assert answer.status_code == 303, answer.content.decode()
    assert unit(top).category == "14"
    assert not SetRow.objects.filter(subject_uid=one.uid).exists()
    page = page_of(browser, top)
    assert f'href="/zuzhi/danwei/{one.uid}"' in page, "the way to what can be taken back"


@pytest.mark.spec("UNT-11", "ORG-15", "ACC-02")
def test_who_may_only_read_is_led_to_where_it_is_edited(
    province: Province, at_desk: SignIn
) -> None:
    top, one = province["G1"], unit(province["G1"])
    follower = organization(top, "同村党支部", situation="1")
    way = f'href="{address(top)}#id_units"'
    page = page_of(at_desk("T1"), follower)
    assert "units-0-name" not in page
    assert one.name in page
    assert way in page
    assert "在“" in page
    assert "下面修改的是" not in page
    province.by_key["F"] = follower
    page = page_of(at_desk("F"), follower)
    assert way not in page, "out of his range there is no link"
    assert f"在“{top.name}”的党组织基本信息中修改" in page
    assert (
        at_desk("T1").post(address(follower), typed(follower, contact="孙春分")).status_code == 303
    )
    assert fresh(follower).contact == "孙春分"


@pytest.mark.spec("UNT-11")
def test_a_forged_block_of_a_unit_that_is_only_read_changes_nothing(
    province: Province, at_desk: SignIn
) -> None:
    top, one = province["G1"], unit(province["G1"])
    follower = organization(top, "同村党支部", situation="1")
    browser = at_desk("T1")
    for forged in (one, unit(province["B1"]), unit(province["B2"])):
        form = typed(follower, unit_fields(forged, name="新柳园村"))
        answer = browser.post(address(follower), form)
        assert answer.status_code == 422
        assert "没有保存" in answer.content.decode()
    assert not Unit.objects.filter(name="新柳园村").exists()


@pytest.mark.sqlite
@pytest.mark.spec("GEN-10")
def test_the_second_to_save_sees_what_stands_beside_his_own(
    province: Province, at_desk: SignIn
) -> None:
    branch, one = province["B1"], unit(province["B1"])
    browser = at_desk("T1")
    mine = typed(branch, unit_fields(one, name="甲村"), contact="孙春分")
    assert browser.post(address(branch), mine).status_code == 303
    form = {**mine, "mark": "two", "units-0-name": "乙村", "contact": "钱白露"}
    answer = browser.post(address(branch), form)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="乙村"' in page
    assert "现在的内容：甲村" in said(page, "units-0-name")
    assert "现在的内容：孙春分" in said(page, "contact")
    seen = {name: re.search(rf'name="{name}"[^>]* value="(\d+)"', page) for name in SEEN}
    steps = {name: found[1] for name, found in seen.items() if found is not None}
    assert browser.post(address(branch), {**form, "mark": "three", **steps}).status_code == 303
    assert unit(branch).name == "乙村"


SEEN = ("seen", "units-0-seen")


@pytest.mark.spec("GEN-12", "GEN-10", "ORG-18")
def test_a_draft_comes_back_beside_the_unit_it_was_typed_for(
    province: Province, at_desk: SignIn
) -> None:
    joint = organization(province["T1"], "联合党支部", "632")
    first, second = (link.unit for link in UnitLink.objects.filter(organization=joint))
    browser = at_desk("T1")
    key = {"caogao": f"organization/{joint.uid}", "back": address(joint)}
    blocks = [unit_fields(first, name="甲村"), unit_fields(second, 1, category="23", name="乙厂")]
    browser.post(address(joint), typed(joint, *blocks, phone="1390000", **key))
    page = page_of(browser, joint)
    assert 'value="甲村"' in said(page, "units-0-name")
    assert 'value="乙厂"' in said(page, "units-1-name")
    assert announced(page), "what the other category would do is shown again"
    UnitLink.objects.filter(organization=joint, unit=first).delete()
    UnitLink.objects.filter(organization=joint, unit=second).update(is_default=True)
    page = page_of(browser, joint)
    assert 'value="乙厂"' in said(page, "units-0-name")
    assert "甲村" not in page


@pytest.mark.spec("ORG-19")
def test_without_a_unit_the_way_on_is_shown(province: Province, at_desk: SignIn) -> None:
    branch = unlinked(province["B1"])
    browser = at_desk("T1")
    way = f'href="/zuzhi/dangzuzhi/{branch.uid}/genghuan"'
    assert "关联以前，党组织基本信息不能保存" in page_of(browser, branch)
    answer = browser.post(address(branch), typed(branch))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "党组织基本信息不能保存。请先点【更换单位】" in page
    assert page.count(way) == 2
    assert 'href="#id_units"' in page


@pytest.mark.spec("ORG-14", "UNT-11")
def test_the_page_asks_as_often_for_one_unit_as_for_three(
    province: Province, at_desk: SignIn
) -> None:
    alone = province["B1"]
    three = organization(
        province["T1"],
        "联合党支部",
        "632",
        units=[unit_entry(name, establishment="2") for name in ("甲村", "乙村", "丙村")],
    )
    browser = at_desk("T1")
    asked = []
    for row in (alone, three):
        page_of(browser, row)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert browser.get(address(row), headers=HX).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1]


@pytest.mark.spec("UNT-11")
def test_among_equals_the_first_to_be_linked(province: Province, at_desk: SignIn) -> None:
    first, one = province["B1"], unit(province["B1"])
    second = organization(
        province["T1"], "同村党支部", units=[UnitChoice(one.uid)], at=NOON + timedelta(days=1)
    )
    browser = at_desk("T1")
    assert 'name="units-0-name"' in page_of(browser, first)
    page = page_of(browser, second)
    assert 'name="units-0-name"' not in page
    assert f'href="{address(first)}#id_units"' in page


def test_any_text_in_any_field_of_a_unit_gets_a_sentence(
    province: Province, at_desk: SignIn
) -> None:
    branch, one = province["B1"], unit(province["B1"])
    browser = at_desk("T1")
    for text in ("", "\x00", "一" * 5000, "𠮷", "\u202e", "９９９", "-1", "9" * 30):
        for name in unit_fields(one):
            form = {**typed(branch, unit_fields(one)), name: text, "announced": text}
            assert browser.post(address(branch), form).status_code in {303, 422}
    assert unit(branch).pk == one.pk
    assert isinstance(one.uid, UUID)
    assert tree.rename(
        organization=fresh(branch), name="仍可改名党支部", seen=fresh(branch).step,
        by=SYSTEM, at=NOON,
    )  # fmt: skip
