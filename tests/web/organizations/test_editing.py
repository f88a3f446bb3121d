"""编辑 and 党组织重命名: who may, what is refused, two people at once (ORG-11, ORG-14 … ORG-16)."""

from __future__ import annotations

from typing import Any

import pytest

from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.organizations.actions import tree
from dengta.organizations.models import FormerName, Organization
from tests.web.members.conftest import SignIn
from tests.world import NOON, Province, unit

HX = {"HX-Request": "true", "HX-Target": "dialog"}


def edit_of(province: Province, key: str) -> str:
    return f"/zuzhi/dangzuzhi/{province[key].uid}/bianji"


def name_of(province: Province, key: str) -> str:
    return f"/zuzhi/dangzuzhi/{province[key].uid}/chongmingming"


def typed(**given: Any) -> dict[str, Any]:
    return {
        "mark": "one",
        "seen": "0",
        "secretary": "韩晓禾",
        "contact": "宋青芷",
        "phone": "13900000000",
        **given,
    }


@pytest.mark.sqlite
@pytest.mark.spec("ORG-14", "ORG-15", "GEN-05")
def test_people_in_charge_are_changed(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    page = browser.get(edit_of(province, "B1")).content.decode()
    for text in (
        province["B1"].code,
        "田禾秋",
        "赵麦香",
        "0699-8880011",
        unit(province["B1"]).code,
    ):
        assert text in page
    answer = browser.post(edit_of(province, "B1"), typed())
    assert answer.status_code == 303, answer.content.decode()
    now = Organization.objects.get(pk=province["B1"].pk)
    assert (now.secretary, now.contact, now.phone) == ("韩晓禾", "宋青芷", "13900000000")
    assert "保存成功" in browser.get(answer["Location"]).content.decode()


@pytest.mark.spec("ORG-14")
def test_the_own_organisation_is_edited_too(province: Province, at_desk: SignIn) -> None:
    assert at_desk("B1").post(edit_of(province, "B1"), typed(secretary="")).status_code == 303
    assert Organization.objects.get(pk=province["B1"].pk).secretary == ""


@pytest.mark.spec("ORG-16", "GEN-13")
def test_complaints_stand_beside_their_fields(province: Province, at_desk: SignIn) -> None:
    answer = at_desk("T1").post(edit_of(province, "B1"), typed(contact="", phone="1390000"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'id="id_contact-error"' in page
    assert 'id="id_phone-error"' in page
    assert 'value="1390000"' in page
    assert Organization.objects.get(pk=province["B1"].pk).contact == "赵麦香"


@pytest.mark.spec("GEN-10")
def test_the_second_to_save_sees_the_new_values_beside_his_own(
    province: Province, at_desk: SignIn
) -> None:
    tree.edit(
        organization=province["B1"],
        secretary="石守一",
        contact="赵麦香",
        phone="0699-8880011",
        seen=0,
        by=province.actor("T1"),
        at=NOON,
    )
    browser = at_desk("T1")
    answer = browser.post(edit_of(province, "B1"), typed())
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "刚刚被别人改过" in page
    assert "现在的内容：石守一" in page
    assert 'value="韩晓禾"' in page
    assert 'name="seen" id="id_seen" value="1"' in page
    assert Organization.objects.get(pk=province["B1"].pk).secretary == "石守一"
    assert browser.post(edit_of(province, "B1"), typed(seen="1")).status_code == 303
    assert Organization.objects.get(pk=province["B1"].pk).secretary == "韩晓禾"


@pytest.mark.spec("ACC-02", "ACC-03", "ACC-01")
def test_out_of_reach_and_without_the_function(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    for key in ("D1", "T2", "B2"):
        assert browser.get(edit_of(province, key)).status_code == 404
        assert browser.post(edit_of(province, key), typed()).status_code == 404
        assert browser.get(name_of(province, key)).status_code == 404
        assert browser.post(name_of(province, key), {"name": "x"}).status_code == 404
    reader = at_desk("T1", functions=[Can.BROWSE_ORGANIZATIONS])
    officer = at_desk("T1", Role.OFFICER)
    for address in (edit_of(province, "B1"), name_of(province, "B1")):
        for who in (reader, officer):
            assert who.get(address).status_code == 403
            assert who.post(address, typed()).status_code == 403


def test_htmx_gets_the_form_again_or_is_sent_on(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    hx = {"HX-Request": "true", "HX-Target": "editing"}
    part = browser.post(edit_of(province, "B1"), typed(phone=""), headers=hx)
    assert part.content.decode().lstrip().startswith('<section class="panel" id="editing"')
    done = browser.post(edit_of(province, "B1"), typed(), headers=hx)
    assert done["HX-Redirect"] == f"/zuzhi/dangzuzhi?org={province['B1'].uid}"


def test_any_text_in_any_field_gets_a_sentence(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    for text in ("\x00", "一" * 5000, "𠮷", "\u202e", "９９９", "-1", "9" * 30):
        for name in typed():
            posted = {**typed(mark=f"{text}{name}"), name: text}
            assert browser.post(edit_of(province, "B1"), posted).status_code in {303, 422}
            posted = {"mark": f"{text}{name}n", "seen": "0", "name": "x", name: text}
            assert browser.post(name_of(province, "B1"), posted).status_code in {303, 422}


@pytest.mark.sqlite
@pytest.mark.spec("ORG-11", "GEN-05")
def test_a_subordinate_gets_another_name(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    form = {"mark": "one", "seen": "0", "name": "柳园党总支"}
    answer = browser.post(name_of(province, "G1"), form, headers=HX)
    assert answer.status_code == 204
    page = browser.get(answer["HX-Redirect"]).content.decode()
    assert "保存成功" in page
    assert "柳园党总支" in page
    assert FormerName.objects.get(organization=province["G1"]).name == "G1党总支"


@pytest.mark.spec("ORG-11")
def test_renaming_is_a_dialog_and_a_page(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    part = browser.get(name_of(province, "G1"), headers=HX).content.decode()
    assert part.lstrip().startswith('<div class="dialog-frame')
    assert 'value="G1党总支"' in part
    page = browser.get(name_of(province, "G1")).content.decode()
    assert "位置：" in page
    assert 'value="G1党总支"' in page


@pytest.mark.spec("ORG-11", "ORG-03", "GEN-13")
def test_a_name_that_is_none_or_taken_is_refused(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    for name, sentence in (("", "请填写党组织名称"), ("B1党支部", "同级党组织中已有")):
        answer = browser.post(name_of(province, "G1"), {"seen": "0", "name": name}, headers=HX)
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
    assert Organization.objects.get(pk=province["G1"].pk).name == "G1党总支"


@pytest.mark.spec("ORG-11")
def test_the_own_name_is_not_ones_own_to_change(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    for answer in (
        browser.get(name_of(province, "T1")),
        browser.post(name_of(province, "T1"), {"seen": "0", "name": "新镇党委"}),
    ):
        assert answer.status_code == 403
        assert "由上级党组织修改" in answer.content.decode()
    assert Organization.objects.get(pk=province["T1"].pk).name == "T1镇党委"


@pytest.mark.spec("GEN-10", "ORG-11")
def test_a_name_that_changed_meanwhile_is_shown(province: Province, at_desk: SignIn) -> None:
    tree.rename(
        organization=province["G1"], name="甲总支", seen=0, by=province.actor("T1"), at=NOON
    )
    browser = at_desk("T1")
    form = {"mark": "one", "seen": "0", "name": "乙总支"}
    page = browser.post(name_of(province, "G1"), form, headers=HX).content.decode()
    assert "刚刚被别人改过" in page
    assert "现在的内容：甲总支" in page
    assert 'value="乙总支"' in page
    assert browser.post(name_of(province, "G1"), {**form, "seen": "1"}).status_code == 303
    assert Organization.objects.get(pk=province["G1"].pk).name == "乙总支"


@pytest.mark.spec("GEN-11")
def test_saving_twice_changes_once(province: Province, at_desk: SignIn) -> None:
    browser = at_desk("T1")
    for _ in range(2):
        assert browser.post(edit_of(province, "B1"), typed()).status_code == 303
    assert Organization.objects.get(pk=province["B1"].pk).step == 1
