"""An item that came back: corrected and sent again (TRF-06, TRF-08)."""

from __future__ import annotations

import pytest

from dengta.transfers.models import Letter, Transfer
from dengta.transfers.rules.law import Status
from tests.transfers import people
from tests.web.transfers.conftest import (
    APPLICATION,
    LIST,
    SignIn,
    hidden,
    letter_form,
    stands,
    text,
)
from tests.world import Province


def returned(province: Province) -> Transfer:
    return people.send_back(
        people.send(province, "B1", "GB1"), province.actor("T1"), text="联系电话打不通"
    )


def address(transfer: Transfer) -> str:
    return f"{APPLICATION}/{transfer.uid}/gaizheng"


@pytest.mark.spec("TRF-08")
def test_the_form_comes_back_as_it_was_sent_with_the_reason(
    province: Province, at_desk: SignIn
) -> None:
    transfer = returned(province)
    page = text(at_desk("B1"), address(transfer))
    assert "信息不全：联系电话打不通" in page
    assert hidden(page, "reason") == "工作调动"
    assert hidden(page, "target") == str(province["GB1"].uid)
    assert hidden(page, "contacts-target-person") == "陶小满"
    assert f"/dangyuan/dangyuan/{transfer.person.uid}/bianji" in page


@pytest.mark.spec("TRF-06", "TRF-08", "GEN-05", "GEN-11")
def test_it_is_sent_again_to_another_target_on_a_new_path(
    province: Province, at_desk: SignIn
) -> None:
    transfer = returned(province)
    desk = at_desk("B1")
    form = letter_form(province["GB2"], seen=str(transfer.step))
    answer = desk.post(address(transfer), form)
    assert answer["Location"] == f"{LIST}?org={province['B1'].uid}"
    assert "操作成功" in text(desk, answer["Location"])
    now = stands(transfer)
    assert (now.status, now.target, now.holder) == (
        Status.UNDERWAY,
        province["GB2"],
        province["T1"],
    )
    letters = Letter.objects.count()
    assert desk.post(address(transfer), form)["Location"] == answer["Location"]
    assert Letter.objects.count() == letters


@pytest.mark.spec("TRF-08")
def test_a_correction_may_be_kept_without_sending(province: Province, at_desk: SignIn) -> None:
    transfer = returned(province)
    desk = at_desk("B1")
    letters = Letter.objects.count()
    form = letter_form(province["GB1"], do="keep", seen=str(transfer.step), reason="改为随迁")
    answer = desk.post(address(transfer), form)
    assert answer["Location"] == address(transfer)
    assert "保存成功" in text(desk, answer["Location"])
    now = stands(transfer)
    assert (now.reason, now.status) == ("改为随迁", Status.RETURNED)
    assert Letter.objects.count() == letters
    other = desk.post(
        address(transfer),
        {**letter_form(province["GB2"], do="keep", seen=str(now.step)), "mark": "b" * 32},
    )
    assert other.status_code == 422
    assert "更正时不能改换接收单位" in other.content.decode()


@pytest.mark.spec("GEN-10", "TRF-12")
def test_a_stale_form_and_the_wrong_desk_change_nothing(
    province: Province, at_desk: SignIn
) -> None:
    transfer = returned(province)
    stale = at_desk("B1").post(
        address(transfer), letter_form(province["GB1"], seen=str(transfer.step - 1))
    )
    assert stale.status_code == 422
    assert "刚刚已被办理" in stale.content.decode()
    assert "工作调动" in stale.content.decode()
    text(at_desk("B2"), address(transfer), 404)
    text(at_desk("D1"), address(transfer), 409)
    form = letter_form(province["GB1"], seen=str(transfer.step))
    assert at_desk("D1").post(address(transfer), form).status_code == 403
    assert stands(transfer).step == transfer.step
    underway = people.send(province, "B1", "GB1", serial=1)
    early = text(at_desk("B1"), address(underway), 409)
    assert "只有被退回到转出支部的件可以" in early
