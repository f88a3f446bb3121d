"""<党员基本情况维护> (MEM-14, GEN-10)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from dengta.access.permissions import FUNCTIONS, Can
from dengta.gateways.effects.population import load_register
from dengta.members.actions import edit
from dengta.members.effects.holds import hold
from dengta.members.models import Member, MemberChange, Movement
from dengta.members.rules.standing import Hold
from tests.members import builders
from tests.web.members.conftest import SignIn
from tests.world import NOON, Province

LIST = "/dangyuan/dangyuan"


def form_of(page: str) -> dict[str, Any]:
    """What the form would send if nothing were changed: its fields as they stand in the page."""
    form = page.split('<form method="post" action="/dangyuan/dangyuan/')[1].split("</form>")[0]
    found: dict[str, Any] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        kind = re.search(r'type="([^"]*)"', tag)
        if name is None or (kind and kind[1] == "radio" and " checked" not in tag):
            continue
        found[name[1]] = value[1] if value else ""
    for name_, options in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', form):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name_] = chosen[1] if chosen else ""
    return found


def opened(desk: Client, member: Member) -> dict[str, Any]:
    answer = desk.get(f"{LIST}/{member.uid}/bianji")
    assert answer.status_code == 200
    return form_of(answer.content.decode())


@pytest.mark.spec("MEM-14", "GEN-05")
def test_the_form_holds_what_stands_and_saves_what_changed(
    province: Province, at_desk: SignIn
) -> None:
    member = builders.member(province["B1"], education="41")
    desk, page = at_desk("T1"), f"{LIST}/{member.uid}/bianji"
    form = opened(desk, member)
    assert form["id_number"] == member.id_number
    saved = desk.post(page, {**form, "do": "save"}, follow=True)
    assert saved.redirect_chain == [(f"{LIST}/{member.uid}", 303)]
    assert not MemberChange.objects.exists()

    form = opened(desk, member)
    saved = desk.post(
        page, {**form, "education": "22", "phone": "0699-8880011", "do": "save"}, follow=True
    )
    assert "保存成功" in saved.content.decode()
    kept = {change.field: (change.old, change.new) for change in MemberChange.objects.all()}
    assert kept == {
        "education": ("中等专科", "大专"),
        "phone": ("13900000000", "0699-8880011"),
    }


@pytest.mark.spec("GEN-10")
def test_who_saves_second_sees_the_new_values_beside_his_own(
    province: Province, at_desk: SignIn
) -> None:
    member = builders.member(province["B1"], phone="13900000000", address="柳园1巷1号")
    desk, page = at_desk("T1"), f"{LIST}/{member.uid}/bianji"
    form = opened(desk, member)
    edit(
        member=member,
        facts=replace(member.facts, phone="0699-8880011"),
        seen=member.step,
        by=province.actor("B1"),
        at=NOON,
    )
    mine = {**form, "phone": "13900000009", "address": "柳园2巷2号", "do": "save"}
    answer = desk.post(page, mine)
    told = answer.content.decode()
    assert answer.status_code == 422
    assert "刚刚被别人改过" in told
    assert "现在的内容：0699-8880011" in told
    assert 'value="13900000009"' in told
    assert 'value="柳园2巷2号"' in told
    member.refresh_from_db()
    assert member.facts.phone == "0699-8880011"

    # without script the button takes over what stands
    taken = desk.post(page, {**form_of(told), "do": "take-phone"}).content.decode()
    assert form_of(taken)["phone"] == "0699-8880011"
    assert form_of(taken)["address"] == "柳园2巷2号"

    # seen and confirmed, it may be saved
    again = desk.post(page, {**form_of(told), "do": "save"})
    assert again.status_code == 303
    member.refresh_from_db()
    assert (member.facts.phone, member.facts.address) == ("13900000009", "柳园2巷2号")


@pytest.mark.spec("MEM-14", "MEM-09")
def test_another_name_needs_the_register(province: Province, at_desk: SignIn) -> None:
    member = builders.member(province["B1"], name="刘巧云")
    desk, page = at_desk("T1"), f"{LIST}/{member.uid}/bianji"
    form = {**opened(desk, member), "name": "刘乔云"}
    refused = desk.post(page, {**form, "do": "save"})
    assert refused.status_code == 422
    assert "请先点【实名认证】" in refused.content.decode()
    assert "不一致" in desk.post(page, {**form, "do": "ask"}).content.decode()
    form["id_number"] = builders.number()
    load_register([("刘乔云", form["id_number"])])
    asked = desk.post(page, {**form, "do": "ask"}).content.decode()
    assert "姓名与公民身份证号一致" in asked
    assert desk.post(page, {**form_of(asked), "do": "save"}).status_code == 303
    member.refresh_from_db()
    assert member.name == "刘乔云"


@pytest.mark.spec("MEM-03")
def test_an_unknown_number_needs_a_reason(province: Province, at_desk: SignIn) -> None:
    member = builders.member(province["B1"])
    desk, page = at_desk("T1"), f"{LIST}/{member.uid}/bianji"
    form = {**opened(desk, member), "id_number": "0" * 18, "do": "save"}
    refused = desk.post(page, form).content.decode()
    assert "要填写原因" in refused.split('id="id_reason-error"')[1]
    assert desk.post(page, {**form, "reason": "原号码登记有误"}).status_code == 303
    member.refresh_from_db()
    assert member.facts.id_is_unknown


@pytest.mark.spec("MEM-14")
def test_the_branch_is_corrected_while_the_enrolment_is_the_only_record(
    province: Province, at_desk: SignIn
) -> None:
    member = builders.member(province["B1"])
    desk, page = at_desk("D1"), f"{LIST}/{member.uid}/bianji"
    form = opened(desk, member)
    assert form["branch"] == str(province["B1"].uid)
    wrong = {**form, "branch": str(province["KB1"].uid), "do": "save"}
    assert "只能改到同一基层党委下的党支部" in desk.post(page, wrong).content.decode()
    for other in (province["B2"].uid, "nothing"):
        told = desk.post(page, {**form, "branch": str(other), "do": "save"}).content.decode()
        assert "请从列表中选择党支部" in told
    saved = desk.post(page, {**form, "branch": str(province["GB1"].uid), "do": "save"})
    assert saved.status_code == 303
    member.refresh_from_db()
    assert member.branch == province["GB1"]
    assert Movement.objects.filter(member=member, voided_at__isnull=True).count() == 1


@pytest.mark.spec("TRF-04", "MEM-14")
def test_what_a_transfer_keeps_is_told(province: Province, at_desk: SignIn) -> None:
    member = builders.member(province["B1"], name="刘巧云")
    with transaction.atomic():
        hold(member, Hold.TRANSFER)
    desk, page = at_desk("T1"), f"{LIST}/{member.uid}/bianji"
    form = opened(desk, member)
    assert "branch" not in form
    refused = desk.post(page, {**form, "name": "刘乔云", "do": "save"}).content.decode()
    assert "要等转接办结后才能修改" in refused.split('id="id_name-error"')[1]
    assert desk.post(page, {**form, "phone": "0699-8880011", "do": "save"}).status_code == 303


@pytest.mark.spec("ACC-02", "ACC-01")
def test_out_of_reach_and_the_wrong_duty(province: Province, at_desk: SignIn) -> None:
    member = builders.member(province["B2"])
    page = f"{LIST}/{member.uid}/bianji"
    desk = at_desk("T1")
    assert desk.get(page).status_code == 404
    assert desk.post(page, {"do": "save", "name": "刘乔云"}).status_code == 404
    without = at_desk("T2", functions=set(FUNCTIONS) - {Can.EDIT_MEMBER})
    assert without.get(page).status_code == 403
    assert without.post(page, {"do": "save"}).status_code == 403
    assert Client().get(page)["Location"].startswith("/sso")


def test_forged_steps_and_empty_forms_change_nothing(province: Province, at_desk: SignIn) -> None:
    member = builders.member(province["B1"])
    desk, page = at_desk("B1"), f"{LIST}/{member.uid}/bianji"
    form = opened(desk, member)
    for seen in ("", "-1", "x", "9" * 30, "²"):
        answer = desk.post(page, {**form, "seen": seen, "phone": "0699-8880011", "do": "save"})
        assert answer.status_code == 422
    assert desk.post(page, {"do": "save"}).status_code == 422
    member.refresh_from_db()
    assert member.facts.phone == "13900000000"


def test_branches_are_suggested_within_range(province: Province, at_desk: SignIn) -> None:
    desk = at_desk("T1")
    found = desk.get("/dangyuan/zhibu", {"q": "党支部"}).content.decode()
    assert "GB1党支部" in found
    assert "GB3党支部" not in found
    assert "没有找到" in desk.get("/dangyuan/zhibu", {"q": "GB3"}).content.decode()


def test_htmx_gets_the_form_alone(province: Province, at_desk: SignIn) -> None:
    member = builders.member(province["B1"])
    desk, page = at_desk("B1"), f"{LIST}/{member.uid}/bianji"
    form = opened(desk, member)
    part = desk.post(page, {**form, "phone": "1", "do": "save"}, headers={"HX-Request": "true"})
    assert part.status_code == 422
    assert part.content.decode().lstrip().startswith('<section class="panel" id="editing"')
