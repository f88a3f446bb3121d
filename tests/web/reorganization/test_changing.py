"""更换单位, 更改组织类别, 解除关联, 已清除信息 at the page (ORG-17 … ORG-19)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from dengta.access.permissions import Can
from dengta.definitions import effects as definitions
from dengta.definitions.models import SetRow
from dengta.definitions.rules.packaged import definition
from dengta.definitions.rules.shapes import Holder
from dengta.organizations.models import Organization, UnitLink
from tests.reorganization.papers import fresh
from tests.transfers.people import member
from tests.web.members.conftest import SignIn
from tests.world import NOON, Province, credit_code, organization, unit

pytestmark = pytest.mark.django_db


def address(row: Organization, verb: str) -> str:
    return f"/zuzhi/dangzuzhi/{row.uid}/{verb}"


def digest(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="([0-9a-f]+)"', page)
    return found[1] if found else ""


def looked(browser: Client, url: str, typed: dict[str, Any]) -> str:
    """The page after 【查看影响】."""
    return browser.post(url, {**typed, "do": "look", "mark": "look"}).content.decode()


def new_unit(name: str, **given: str) -> dict[str, str]:
    texts = {
        "uid_text": name,
        "uid": "",
        "code": credit_code(name),
        "category": "15",
        "establishment": "13",
        "has_party_group": "0",
        **given,
    }
    return {f"units-0-{field}": text for field, text in texts.items()}


@pytest.mark.sqlite
@pytest.mark.spec("ORG-17", "GEN-07")
def test_a_branch_with_members_becomes_a_general_branch(
    province: Province, at_desk: SignIn
) -> None:
    member(province["B1"], 1)
    browser = at_desk("T1")
    url = address(province["B1"], "leibie")
    page = browser.get(url).content.decode()
    assert "621" in page
    page = looked(browser, url, {"category": "621"})
    assert "请填写第一个党支部的名称" in page
    typed = {"category": "621", "first_branch": "第一党支部"}
    page = looked(browser, url, typed)
    assert "直属党员 1 名全部转入新设的“第一党支部”" in page
    answer = browser.post(url, {**typed, "do": "save", "mark": "one", "seen": digest(page)})
    assert answer.status_code == 303, answer.content.decode()
    assert fresh(province["B1"]).category == "621"
    assert Organization.objects.filter(parent=province["B1"], name="第一党支部").exists()


@pytest.mark.spec("ORG-17", "GEN-07", "ORG-04")
def test_what_blocks_is_told_and_nothing_is_done_unseen(
    province: Province, at_desk: SignIn
) -> None:
    browser = at_desk("D1")
    url = address(province["T1"], "leibie")
    page = looked(browser, url, {"category": "241"})
    assert "现在不能办理" not in page
    page = looked(browser, url, {"category": "621"})
    assert "不能设在新的类别下面：G1党总支" in page
    assert 'value="save"' not in page
    answer = browser.post(url, {"category": "911", "do": "save", "mark": "one", "seen": ""})
    assert answer.status_code == 422
    assert "情况刚刚有了变化" in answer.content.decode()
    assert fresh(province["T1"]).category == "611"


@pytest.mark.sqlite
@pytest.mark.spec("ORG-18", "ORG-20")
def test_another_unit_is_linked_after_a_look(province: Province, at_desk: SignIn) -> None:
    follower = organization(province["G1"], "同村党支部", situation="1")
    browser = at_desk("T1")
    url = address(province["G1"], "genghuan")
    page = browser.get(url).content.decode()
    assert unit(province["G1"]).name in page
    typed = {"situation": "2", "category": "621", **new_unit("新河村", establishment="12")}
    page = looked(browser, url, typed)
    assert "1 个“与上级党组织相同”的下级党组织" in page
    answer = browser.post(url, {**typed, "do": "save", "mark": "one", "seen": digest(page)})
    assert answer.status_code == 303, answer.content.decode()
    assert unit(province["G1"]).name == unit(follower).name == "新河村"


@pytest.mark.spec("ORG-09", "ORG-18")
def test_a_joint_branch_shows_its_units_and_keeps_two(province: Province, at_desk: SignIn) -> None:
    joint = organization(province["T1"], "联合党支部", "632")
    browser = at_desk("T1")
    url = address(joint, "genghuan")
    page = browser.get(url).content.decode()
    assert "联合党支部第1单位所在村" in page
    assert "联合党支部第2单位所在村" in page
    uids = [str(link.unit.uid) for link in UnitLink.objects.filter(organization=joint)]
    typed = {"category": "632", "situation": "3", "units-0-uid": uids[0], "units-0-uid_text": "x"}
    assert "至少要有两个" in looked(browser, url, typed)


@pytest.mark.sqlite
@pytest.mark.spec("ORG-19", "GEN-07")
def test_units_are_unlinked_after_a_look(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    url = address(province["B1"], "jiechu")
    page = browser.get(url).content.decode()
    assert "B1党支部所在村" in page
    answer = browser.post(url, {"mark": "one", "seen": digest(page)})
    assert answer.status_code == 303, answer.content.decode()
    assert not UnitLink.objects.filter(organization=province["B1"]).exists()
    edited = browser.get(address(province["B1"], "bianji")).content.decode()
    assert "更换单位" in edited
    assert "解除与单位关联关系" not in edited


@pytest.mark.sqlite
@pytest.mark.spec("ORG-17")
def test_cleared_information_comes_back_with_one_click(province: Province, at_desk: SignIn) -> None:
    branch, one = province["B1"], definition("work_unit")
    field = next(each for each in one.fields_for("15") if each.kind == "yes_no")
    with transaction.atomic():
        holder = Holder("organization", branch.uid, branch.path)
        definitions.put(holder, one, "15", {field.name: "1"}, at=NOON)
    browser = at_desk("T1")
    old = str(unit(branch).uid)
    url = address(branch, "genghuan")
    for typed in (
        {"situation": "2", "category": "631", **new_unit("某厂", category="23")},
        {"situation": "2", "category": "631", "units-0-uid": old, "units-0-uid_text": "x"},
    ):
        page = looked(browser, url, typed)
        sent = {**typed, "do": "save", "mark": typed["units-0-uid"], "seen": digest(page)}
        assert browser.post(url, sent).status_code == 303
    assert not SetRow.objects.filter(subject_uid=branch.uid).exists()
    page = browser.get(address(branch, "yiqingchu")).content.decode()
    cleared = re.search(r'name="cleared" value="([0-9a-f-]+)"', page)
    assert cleared
    answer = browser.post(address(branch, "yiqingchu"), {"mark": "back", "cleared": cleared[1]})
    assert answer.status_code == 303, answer.content.decode()
    assert SetRow.objects.filter(subject_uid=branch.uid).count() == 1
    again = browser.post(address(branch, "yiqingchu"), {"mark": "b2", "cleared": cleared[1]})
    assert again.status_code == 422


@pytest.mark.spec("ACC-02", "ACC-03", "ORG-17", "ORG-18")
@pytest.mark.parametrize("verb", ["leibie", "genghuan", "jiechu", "yiqingchu"])
def test_out_of_reach_and_without_the_function(
    province: Province, at_desk: SignIn, verb: str
) -> None:
    url = address(province["B1"], verb)
    assert at_desk("T2").get(url).status_code == 404
    assert at_desk("T2").post(url, {"seen": ""}).status_code == 404
    some = [Can.BROWSE_ORGANIZATIONS]
    assert at_desk("T1", functions=some).get(url).status_code == 403
    assert at_desk("T1", functions=some).post(url, {"seen": ""}).status_code == 403
