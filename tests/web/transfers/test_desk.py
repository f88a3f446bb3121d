"""<转接审批>: the list, the case, and what is done to it (TRF-08 … TRF-14)."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dengta.access.permissions import FUNCTIONS, Can
from dengta.access.roles import Role
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.members.models import Member
from dengta.transfers.models import Transfer
from dengta.transfers.rules.law import Status
from tests.transfers import people
from tests.web.transfers.conftest import DESK, PART, SignIn, posted, stands, text
from tests.world import Province


def case(transfer: Transfer) -> str:
    return f"{DESK}/{transfer.uid}"


def foot(page: str) -> str:
    """The bar with the buttons."""
    return page.split('class="footbar', 1)[1]


def words(page: str) -> set[str]:
    """What can be done, as the buttons of the bar say it."""
    return set(re.findall(r"</svg>(\w+)</(?:button|a)>", foot(page)))


@pytest.mark.spec("TRF-13", "TRF-14")
def test_the_newest_item_is_opened_with_a_list_beside_it(
    province: Province, at_desk: SignIn
) -> None:
    old = people.send(province, "B1", "GB1", serial=1)
    back = people.send_back(
        people.agree(people.send(province, "B1", "B2", serial=2, kind="2"), province.actor("T1")),
        province.actor("D1"),
    )
    desk = at_desk("T1")
    opened = desk.get(DESK)
    assert opened["Location"] == f"{case(back)}?fangxiang=outgoing"
    page = text(desk, opened["Location"])
    assert page.index(f"{case(back)}?fangxiang") < page.index(f"{case(old)}?fangxiang")
    assert "转出审核 2" in page
    assert "转入审核 0" in page
    assert "1 / 2" in page
    assert "被退回" in page
    empty = text(at_desk("D2"), DESK)
    assert "没有等您办理的转接" in empty
    assert "/zhuanjie/zhuanjie" in empty


@pytest.mark.spec("TRF-14", "LOG-01")
def test_the_whole_case_is_shown_and_the_look_is_logged(
    province: Province, at_desk: SignIn
) -> None:
    transfer = people.send_back(
        people.agree(people.send(province, "B1", "B2", kind="2"), province.actor("T1")),
        province.actor("D1"),
        text="联系电话打不通",
    )
    desk = at_desk("T1")
    page = text(desk, case(transfer))
    person = transfer.person
    assert f"<dd>{person.id_number}</dd>" in page.replace("\n", "")
    assert "中国共产党党员组织关系介绍信" in page
    assert "信息不全：联系电话打不通" in page
    assert "系统核对" in page
    assert page.count('class="step step-') == 9
    assert 'class="step step-now"' in page
    assert "青石镇柳园5巷2号" in page
    text(desk, case(transfer))
    looks = Line.objects.filter(event=Event.RECORD_OPENED, subject_uid=person.uid)
    assert looks.count() == 1


@pytest.mark.spec("TRF-14", "GEN-04")
def test_without_script_the_list_stands_alone_after_a_decision(
    province: Province, at_desk: SignIn
) -> None:
    first = people.send(province, "B1", "B2", serial=1, kind="2")
    people.send(province, "B1", "B2", serial=2, kind="2")
    desk = at_desk("T1")
    sent = {"seen": first.step, "wujiaoben": "1"}
    answer = posted(desk, f"{case(first)}/tongyi?fangxiang=outgoing", **sent)
    assert answer["Location"] == "/zhuanjie/shenpi?fangxiang=outgoing&liebiao=1"
    page = text(desk, answer["Location"])
    assert "请在左边选择一件" in page
    assert "/tongyi" not in page


@pytest.mark.spec("TRF-08", "TRF-14", "GEN-05", "GEN-11")
def test_agreeing_opens_the_next_item_and_a_stale_click_is_told(
    province: Province, at_desk: SignIn
) -> None:
    first = people.send(province, "B1", "B2", serial=1, kind="2")
    second = people.send(province, "B1", "B2", serial=2, kind="2")
    desk, other = at_desk("T1"), at_desk("T1")
    page = text(desk, case(second))
    assert words(page) == {"同意", "不同意"}
    assert f"开新信，发往 {province['D1'].name.removeprefix('中共')}" in foot(page)
    address = f"{case(second)}/tongyi?fangxiang=outgoing"
    answer = posted(desk, address, seen=second.step)
    assert answer["Location"] == f"{case(first)}?fangxiang=outgoing&xia=1"
    page = text(desk, answer["Location"])
    assert f"操作成功，已同意：{second.person.name}，现由" in page
    assert f'<a href="/zhuanjie/zhuanjie/{second.uid}">查看</a>' in page
    assert " disabled data-settles" in foot(page), "a second click decides nothing unread"
    assert " disabled" not in foot(text(desk, case(first)))
    assert stands(second).holder == province["D1"]
    # the same form again is the same answer; an old page in another window is told
    assert posted(desk, address, seen=second.step)["Location"] == answer["Location"]
    late = posted(other, address, seen=second.step)
    assert late.status_code == 409
    assert "刚刚已被办理" in late.content.decode()
    assert words(late.content.decode()) == set()
    assert stands(second).holder == province["D1"]
    last = posted(desk, f"{case(first)}/tongyi", seen=first.step, mark="b" * 32)
    assert last["Location"] == DESK


@pytest.mark.spec("TRF-08")
def test_a_return_asks_for_a_reason_in_a_dialog(province: Province, at_desk: SignIn) -> None:
    transfer = people.send(province, "B1", "GB1")
    desk = at_desk("T1")
    address = f"{case(transfer)}/butongyi"
    dialog = desk.get(address, headers=PART).content.decode()
    assert dialog.lstrip().startswith('<div class="dialog-frame')
    for reason in ("信息不全", "接收单位有误", "不符合接收条件", "材料不符", "其他"):
        assert reason in dialog
    assert "由它改正后再发" in dialog
    missing = posted(desk, address, seen=transfer.step)
    assert missing.status_code == 422
    assert "请选择不同意的原因" in missing.content.decode()
    unsaid = posted(desk, address, seen=transfer.step, reason="9").content.decode()
    assert "请写明具体原因" in unsaid
    assert posted(desk, address, seen=transfer.step, reason="77").status_code == 422
    assert stands(transfer).status == Status.UNDERWAY
    done = posted(desk, address, seen=transfer.step, reason="1", text="照片不清")
    assert done.status_code == 303
    assert stands(transfer).status == Status.RETURNED
    assert "信息不全：照片不清" in text(at_desk("B1"), case(transfer))


@pytest.mark.spec("TRF-08", "TRF-09", "GEN-07")
def test_a_returned_item_may_be_ended_after_its_consequences_were_shown(
    province: Province, at_desk: SignIn
) -> None:
    transfer = people.send_back(people.send(province, "B1", "GB1"), province.actor("T1"))
    desk = at_desk("B1")
    page = text(desk, case(transfer))
    assert words(page) == {"改正后再发", "废件"}
    address = f"{case(transfer)}/feijian"
    asked = text(desk, address)
    assert "不能恢复" in asked
    assert "编号保留" in asked
    assert stands(transfer).status == Status.RETURNED
    assert posted(desk, address, seen=transfer.step, reason="不转了").status_code == 303
    assert stands(transfer).status == Status.VOID
    assert not Member.objects.get(pk=transfer.person.pk).hold
    ended = text(desk, case(transfer))
    assert "已作废" in ended
    assert words(ended) == set()
    late = desk.get(address)
    assert late.status_code == 409
    assert "可能刚刚已被办理" in late.content.decode()


@pytest.mark.spec("TRF-09")
def test_the_source_withdraws_while_nobody_has_acted(province: Province, at_desk: SignIn) -> None:
    transfer = people.send(province, "B1", "B2", kind="2")
    desk = at_desk("B1")
    assert words(text(desk, case(transfer))) == {"撤回"}
    assert f"{case(transfer)}/chehui" in text(desk, f"/zhuanjie/zhuanjie/{transfer.uid}")
    answer = posted(desk, f"{case(transfer)}/chehui", seen=transfer.step)
    assert answer["Location"] == case(transfer)
    assert stands(transfer).status == Status.WITHDRAWN
    other = people.agree(
        people.send(province, "B1", "B2", serial=1, kind="2"), province.actor("T1")
    )
    assert words(text(desk, case(other))) == set()
    late = posted(desk, f"{case(other)}/chehui", seen=other.step, mark="b" * 32)
    assert late.status_code == 422
    assert "已经有党组织办理过这件转接" in late.content.decode()


@pytest.mark.spec("TRF-11")
def test_a_general_branch_chooses_and_the_branch_receives(
    province: Province, at_desk: SignIn
) -> None:
    transfer = people.agree(people.send(province, "GB1", "G1"), province.actor("T1"))
    chooser = at_desk("G1")
    assert words(text(chooser, case(transfer))) == {"选择接收支部", "不同意"}
    address = f"{case(transfer)}/xuanze"
    dialog = chooser.get(address, headers=PART).content.decode()
    assert f'value="{province["GB2"].uid}"' in dialog
    assert f'value="{province["GB1"].uid}"' not in dialog
    found = chooser.get(f"{address}?q=GB2", headers=PART).content.decode()
    assert f'data-value="{province["GB2"].uid}"' in found
    assert posted(chooser, address, seen=transfer.step).status_code == 422
    outside = posted(chooser, address, seen=transfer.step, branch=province["B1"].uid)
    assert outside.status_code == 422
    assert "选择一个接收支部" in outside.content.decode()
    chosen = posted(chooser, address, seen=transfer.step, branch=province["GB2"].uid)
    assert chosen.status_code == 303
    assert stands(transfer).holder == province["GB2"]
    receiver = at_desk("GB2")
    page = text(receiver, case(transfer))
    assert words(page) == {"接收", "不同意"}
    assert "转入审核 1" in page
    done = posted(receiver, f"{case(transfer)}/jieshou", seen=stands(transfer).step)
    assert done["Location"] == DESK
    assert Member.objects.get(pk=transfer.person.pk).branch == province["GB2"]
    assert stands(transfer).status == Status.FINISHED


@pytest.mark.spec("TRF-14", "GEN-11")
def test_several_are_agreed_to_together_each_on_its_own_outcome(
    province: Province, at_desk: SignIn
) -> None:
    one, two = (people.send(province, "B1", "B2", serial=each, kind="2") for each in (1, 2))
    desk = at_desk("T1")
    seen = {each.pk: each.step for each in (one, two)}
    people.agree(two, province.actor("T1"))
    page = text(desk, case(one))
    assert f'name="jian" value="{one.uid}:{seen[one.pk]}"' in page
    form = {"jian": [f"{one.uid}:{seen[one.pk]}", f"{two.uid}:{seen[two.pk]}", "x:1"]}
    told = posted(desk, f"{DESK}/piliang", **form).content.decode()
    assert "同意 1 件，没有办成 1 件" in told
    assert one.person.name in told
    assert "刚刚已被办理" in told
    assert stands(one).holder == stands(two).holder == province["D1"]
    again = posted(desk, f"{DESK}/piliang", **form).content.decode()
    assert "同意 1 件，没有办成 1 件" in again
    assert stands(one).holder == province["D1"]
    none = posted(desk, f"{DESK}/piliang", mark="c" * 32).content.decode()
    assert "没有选中任何一件" in none


@pytest.mark.spec("TRF-12", "ACC-02", "ACC-01")
def test_out_of_reach_the_wrong_desk_and_the_wrong_duty(
    province: Province, at_desk: SignIn
) -> None:
    transfer = people.send(province, "B1", "GB1")
    verbs = ("tongyi", "jieshou", "butongyi", "feijian", "chehui", "xuanze")
    stranger = at_desk("B2")
    text(stranger, case(transfer), 404)
    county = at_desk("D1")
    assert words(text(county, case(transfer))) == set()
    officer = at_desk("T1", role=Role.OFFICER)
    for address in (DESK, case(transfer)):
        text(officer, address, 403)
    for verb in verbs:
        address = f"{case(transfer)}/{verb}"
        assert posted(stranger, address, seen=transfer.step).status_code == 404
        assert posted(county, address, seen=transfer.step).status_code == 403
        assert posted(officer, address, seen=transfer.step).status_code == 403
        assert Client().post(address)["Location"].startswith("/sso")
    attempts = Line.objects.filter(event=Event.REFUSED_OUT_OF_REACH)
    before = attempts.count()
    told = posted(stranger, f"{DESK}/piliang", jian=f"{transfer.uid}:1").content.decode()
    assert attempts.count() == before + 1
    assert "没有办成 1 件" in told
    assert transfer.person.name not in told
    without = at_desk("T1", functions=set(FUNCTIONS) - {Can.DECIDE_TRANSFER})
    assert posted(without, f"{case(transfer)}/tongyi", seen=transfer.step).status_code == 403
    assert stands(transfer).step == transfer.step


def test_the_desk_asks_as_often_for_one_item_as_for_three(
    province: Province, at_desk: SignIn
) -> None:
    desk = at_desk("T1")
    transfer = people.send(province, "B1", "B2", serial=1, kind="2")
    text(desk, case(transfer))
    with CaptureQueriesContext(
        connection,
    ) as for_one:
        text(desk, case(transfer))
    for serial in (2, 3):
        people.send(province, "B1", "B2", serial=serial, kind="2")
    with CaptureQueriesContext(connection) as for_three:
        text(desk, case(transfer))
    assert len(for_one) == len(for_three) == 19
