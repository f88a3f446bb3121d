"""<组织关系转出> and <党员转出申请（填写介绍信）> (TRF-01 … TRF-04, TRF-18)."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from dengta.access.permissions import FUNCTIONS, Can
from dengta.access.roles import Role
from dengta.members.models import Member
from dengta.transfers.models import Letter, Transfer
from tests.transfers import people
from tests.web.transfers.conftest import (
    APPLICATION,
    LIST,
    PART,
    SignIn,
    hidden,
    letter_form,
    text,
)
from tests.world import Province


def opened(desk: Client, *members: Member) -> str:
    """The address of the form for ``members``."""
    return f"{APPLICATION}?" + "&".join(f"dangyuan={member.uid}" for member in members)


@pytest.mark.spec("TRF-01", "TRF-12")
def test_the_first_page_offers_the_branches_that_the_account_sends_for(
    province: Province, at_desk: SignIn
) -> None:
    town = text(at_desk("T1"), APPLICATION)
    for key in ("B1", "GB1", "GB2"):
        assert province[key].name in town
    assert province["KB1"].name not in town
    county = text(at_desk("D1"), APPLICATION)
    assert province["KB1"].name in county
    assert f">{province['B1'].name}<" not in county
    found = text(at_desk("T1"), APPLICATION, zhibu="GB2")
    assert f">{province['GB2'].name}<" in found
    assert f">{province['GB1'].name}<" not in found
    assert "没有找到党支部" in text(at_desk("T1"), APPLICATION, zhibu="没有的支部")


@pytest.mark.spec("TRF-01")
def test_members_are_found_by_branch_and_name(province: Province, at_desk: SignIn) -> None:
    one = people.member(province["B1"], 1)
    other = people.member(province["B1"], 2)
    desk = at_desk("T1")
    page = text(desk, APPLICATION, org=province["B1"].uid)
    assert f"{APPLICATION}?dangyuan={one.uid}" in page
    assert one.id_number not in page
    page = text(desk, APPLICATION, org=province["B1"].uid, xingming=one.name)
    assert str(one.uid) in page
    assert str(other.uid) not in page
    # a branch's own account needs no choosing
    assert str(other.uid) in text(at_desk("B1"), APPLICATION)


@pytest.mark.spec("TRF-01", "GEN-07")
def test_what_would_stop_it_is_listed_with_the_way_to_mend_it(
    province: Province, at_desk: SignIn
) -> None:
    transfer = people.send(province, "B1", "GB1")
    desk = at_desk("B1")
    page = text(desk, opened(desk, transfer.person))
    assert "有一件转接正在办理" in page
    assert f"/zhuanjie/shenpi/{transfer.uid}" in page
    assert "左边的检查还没有全部通过" in page
    whole = people.member(province["B1"], 3)
    page = text(desk, opened(desk, whole))
    assert "全部通过" in page
    assert "左边的检查还没有全部通过" not in page
    Member.objects.filter(pk=whole.pk).update(education="")
    page = text(desk, opened(desk, whole))
    assert f"/dangyuan/dangyuan/{whole.uid}/bianji#id_education" in page


@pytest.mark.spec("TRF-02", "TRF-03", "TRF-18")
def test_the_system_fills_in_what_follows_from_the_receiver(
    province: Province, at_desk: SignIn
) -> None:
    people.send(province, "B1", "GB1", serial=9)
    person = people.member(province["B1"], 1)
    desk = at_desk("B1")
    form = {**letter_form(province["GB1"]), "do": "propose"}
    answer = desk.post(opened(desk, person), form, headers=PART)
    part = answer.content.decode()
    assert part.lstrip().startswith('<div class="columns grow" id="application">')
    assert "HX-Request" in answer["Vary"]
    assert hidden(part, "recipient") == province["T1"].name
    assert '<option value="1" selected>' in part
    assert "与两地相符，由系统选定" in part
    assert "1 个节点审批" in part
    assert "接收党组织可以接收" in part
    # what was entered for an organisation comes back by itself
    assert hidden(part, "contacts-committee-person") == people.COMMITTEE.person
    assert hidden(part, "contacts-target-phone") == "0699-8880015"
    far = desk.post(opened(desk, person), {**letter_form(province["B2"]), "do": "propose"})
    assert '<option value="2" selected>' in far.content.decode()
    assert "自动审核" in far.content.decode()
    assert Transfer.objects.count() == 1


@pytest.mark.spec("TRF-02")
def test_another_type_is_warned_about_and_corrections_stay(
    province: Province, at_desk: SignIn
) -> None:
    person = people.member(province["B1"], 1)
    desk = at_desk("B1")
    form = letter_form(
        province["GB1"],
        do="propose",
        kind="2",
        kind_was="1",
        recipient="镇党委组织办",
        recipient_was=province["T1"].name,
    )
    page = desk.post(opened(desk, person), form).content.decode()
    assert "按两地隶属关系应为“1" in page
    assert hidden(page, "recipient") == "镇党委组织办"
    assert '<option value="2" selected>' in page
    desk.post(opened(desk, person), {**form, "do": "send"})
    sent = Transfer.objects.get()
    assert (sent.kind, sent.recipient, sent.holder) == ("2", "镇党委组织办", province["T1"])


@pytest.mark.spec("TRF-02", "GEN-04")
def test_without_a_script_the_receiver_is_chosen_from_what_a_word_finds(
    province: Province, at_desk: SignIn
) -> None:
    person = people.member(province["B1"], 1)
    desk = at_desk("B1")
    address = opened(desk, person)
    form = {**letter_form(province["GB1"]), "target": "", "do": "propose"}
    page = desk.post(address, {**form, "target_text": "党支部"}).content.decode()
    option = f'<input type="radio" name="option" value="{province["GB2"].uid}">'
    assert option in page
    picked = desk.post(address, {**form, "target_text": "党支部", "option": province["GB2"].uid})
    assert f'value="{province["GB2"].name}"' in picked.content.decode()
    # words that are not the name of the kept receiver are looked for anew
    stale = {**form, "target": str(province["B2"].uid), "target_text": province["GB2"].name}
    assert hidden(desk.post(address, stale).content.decode(), "target") == str(province["GB2"].uid)
    nothing = desk.post(address, {**form, "target_text": "没有的党委"}).content.decode()
    assert "没有找到名称或编码里有“没有的党委”的党组织" in nothing
    suggestions = text(desk, "/zhuanjie/mubiao", q="B2党")
    assert str(province["B2"].uid) in suggestions


@pytest.mark.spec("TRF-04", "GEN-05", "GEN-11")
def test_sending_makes_the_letter_once_and_shows_it_in_the_list(
    province: Province, at_desk: SignIn
) -> None:
    person = people.member(province["B1"], 1)
    desk = at_desk("B1")
    form = letter_form(province["GB1"])
    answer = desk.post(opened(desk, person), form)
    assert answer.status_code == 303
    assert answer["Location"] == f"{LIST}?org={province['B1'].uid}"
    page = text(desk, answer["Location"])
    assert "操作成功" in page
    assert person.name in page
    again = desk.post(opened(desk, person), form)
    assert again["Location"] == answer["Location"]
    assert Transfer.objects.count() == Letter.objects.count() == 1
    assert Transfer.objects.get().holder == province["T1"]
    # another form about the same person is refused in a sentence
    other = desk.post(opened(desk, person), {**form, "mark": "b" * 32})
    assert other.status_code == 422
    assert "正在转接组织关系" in other.content.decode()
    assert Transfer.objects.count() == 1


@pytest.mark.spec("TRF-01")
def test_several_members_of_one_branch_are_sent_together(
    province: Province, at_desk: SignIn
) -> None:
    members = [people.member(province["B1"], serial) for serial in (1, 2)]
    desk = at_desk("B1")
    address = opened(desk, *members)
    page = text(desk, address)
    assert "为 2 名党员各开一封介绍信" in page
    assert f"{APPLICATION}?dangyuan={members[1].uid}" in page
    assert desk.post(address, letter_form(province["GB1"])).status_code == 303
    assert {each.member_id for each in Transfer.objects.all()} == {each.pk for each in members}
    mixed = opened(desk, members[0], people.member(province["GB2"], 3))
    assert "一次只能办理同一个党支部的党员" in text(at_desk("T1"), mixed, 422)
    adding = text(desk, address, tianjia="1", org=province["B1"].uid)
    assert f'name="dangyuan" value="{members[0].uid}"' in adding


@pytest.mark.spec("TRF-02", "GEN-13")
def test_what_is_missing_is_told_beside_each_field_and_nothing_is_lost(
    province: Province, at_desk: SignIn
) -> None:
    person = people.member(province["B1"], 1)
    desk = at_desk("B1")
    form = letter_form(
        province["GB1"],
        reason="",
        dues_until="去年",
        sent_on="2017-02-30",
        days="９９",
        **{"contacts-source-phone": "12", "contacts-source-person": "田𠮷"},
    )
    answer = desk.post(opened(desk, person), form)
    page = answer.content.decode()
    assert answer.status_code == 422
    for sentence in (
        "请填写转出原因",
        "党费交至请按“年-月”填写",
        "转出时间不是真实存在的日期",
        "有效期应为 1 至 90 天",
    ):
        assert sentence in page
    assert hidden(page, "contacts-source-person") == "田𠮷"
    assert hidden(page, "dues_until") == "去年"
    assert 'id="id_contacts-source-phone-error"' in page
    assert 'href="#id_sent_on" data-fault' in page
    empty = desk.post(opened(desk, person), {"do": "send"}).content.decode()
    assert "请选择接收单位" in empty
    for drawn in (page, empty):
        listed = re.findall(r'href="#(id_[\w-]+)" data-fault', drawn)
        assert len(listed) > 4
        assert listed == re.findall(r'id="(id_[\w-]+)-error"', drawn)[:6]
    assert Transfer.objects.count() == 0


@pytest.mark.spec("TRF-02")
def test_a_receiver_that_cannot_receive_is_told_beside_the_field(
    province: Province, at_desk: SignIn
) -> None:
    person = people.member(province["B1"], 1)
    desk = at_desk("B1")
    page = desk.post(opened(desk, person), letter_form(province["B1"])).content.decode()
    assert "接收单位就是党员现在所在的支部" in page
    assert Transfer.objects.count() == 0


def test_the_preview_shows_the_letter_and_sends_nothing(
    province: Province, at_desk: SignIn
) -> None:
    person = people.member(province["B1"], 1)
    desk = at_desk("B1")
    form = {**letter_form(province["GB1"]), "do": "preview"}
    over = desk.post(opened(desk, person), form, headers={**PART, "HX-Target": "dialog"})
    letter = over.content.decode()
    assert letter.lstrip().startswith('<div class="dialog-frame')
    assert person.name in letter
    assert person.id_number in letter
    wrong = {**form, "reason": ""}
    over = desk.post(opened(desk, person), wrong, headers={**PART, "HX-Target": "dialog"})
    assert over["HX-Retarget"] == "#application"
    assert "请填写转出原因" in over.content.decode()
    plain = desk.post(opened(desk, person), form).content.decode()
    assert "中国共产党党员组织关系介绍信" in plain
    assert Letter.objects.count() == 0


@pytest.mark.spec("ACC-02", "TRF-12")
def test_who_may_not_send_is_told_so(province: Province, at_desk: SignIn) -> None:
    person = people.member(province["B1"], 1)
    address = f"{APPLICATION}?dangyuan={person.uid}"
    for key in ("B2", "GB1", "T2", "C2"):
        text(at_desk(key), address, 404)
    county = text(at_desk("D1"), address, 403)
    assert "由它自己和所在基层党委办理" in county
    officer = at_desk("B1", role=Role.OFFICER)
    text(officer, address, 403)
    text(officer, APPLICATION, 403)
    text(officer, "/zhuanjie/mubiao", 403, q="B2党支部")
    without = at_desk("B1", functions=set(FUNCTIONS) - {Can.SEND_TRANSFER})
    text(without, address, 403)
    for forged in ("x", "00000000-0000-0000-0000-000000000000"):
        text(at_desk("B1"), APPLICATION, 404, dangyuan=forged)
    assert Client().get(address)["Location"].startswith("/sso")
    assert at_desk("D1").post(address, letter_form(province["GB1"])).status_code == 403
    assert Transfer.objects.count() == 0
