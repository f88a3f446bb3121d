"""<用户激活> and 忘记密码 in the browser's eyes (ACC-08 … ACC-10, ACC-17)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from dengta.accounts.models import Account, SmsCode
from dengta.accounts.rules.states import State
from dengta.web.session_cookie import COOKIE
from dengta.web.signin import pictures, proofs
from tests.accounts import people
from tests.accounts.builders import account, invented_id
from tests.world import Province

Answer = Any

pytestmark = pytest.mark.django_db


def picture() -> dict[str, str]:
    posed = pictures.pose(in_words=False, at=now())
    return {"picture": posed.question.answer, "picture_token": posed.token}


def asked_for_sms(client: Client, page: str, number: int) -> Answer:
    form = {"mobile": people.mobile_of(number), **picture(), "send": "1"}
    return client.post(page, form)


def proof_in(answer: Answer) -> str:
    found = re.search('name="proof" value="([^"]+)"', answer.content.decode())
    assert found is not None
    return found[1]


def plain(answer: Answer) -> str:
    """The page without what differs at every call."""
    text = re.sub('value="[A-Za-z0-9]{64}"', "", answer.content.decode())
    return re.sub('name="(proof|picture_token|mark|mobile|id_number)"[^>]*', "", text)


@pytest.mark.spec("ACC-08")
def test_the_page_asks_for_everything_with_its_exact_words(client: Client) -> None:
    text = client.get("/jihuo").content.decode()
    for label in (
        "手机号码",
        "验证码",
        "短信验证码",
        "授权码",
        "管理员密码",
        "确认密码",
        "激活授权时请修改VPN账号密码",
        "VPN 密码",
        "确认 VPN 密码",
        "姓名",
        "身份证号",
        ">激活<",
        "已有账号，登录",
    ):
        assert label in text
    assert text.count('aria-required="true"') == 10


@pytest.mark.spec("ACC-08", "ACC-09")
def test_one_activates_with_what_reached_the_telephone_and_signs_in(
    client: Client, province: Province
) -> None:
    people.authorised(province["B1"], 1, at=now())
    people.work(now())
    sent = asked_for_sms(client, "/jihuo", 1)
    assert sent.status_code == 200
    people.work(now())
    typed = people.activation(1, code=people.code_of(1), sms_code=people.sms_code_of(1))
    done = client.post("/jihuo", {**typed, "proof": proof_in(sent)})
    assert done["Location"] == "/sso?done=activated"
    assert "激活成功" in client.get(done["Location"]).content.decode()
    assert Account.objects.get().state == State.ACTIVE
    entered = client.post(
        "/sso",
        {"user_name": people.mobile_of(1), "password": people.PASSWORD, **picture()},
    )
    assert COOKIE in entered.cookies


@pytest.mark.spec("ACC-09")
@pytest.mark.parametrize("page", ["/jihuo", "/wangji"])
def test_an_unknown_number_gets_the_same_page_and_no_message(
    client: Client, province: Province, page: str
) -> None:
    if page == "/jihuo":
        people.authorised(province["B1"], 1, at=now())
    else:
        people.activated(province["B1"], 1, at=now() - timedelta(hours=1))
    SmsCode.objects.all().delete()
    known, unknown = (asked_for_sms(client, page, number) for number in (1, 2))
    assert known.status_code == unknown.status_code == 200
    assert plain(known) == plain(unknown)
    people.work(now())
    assert people.texts_to(2) == []


@pytest.mark.spec("ACC-08", "ACC-10", "ACC-17")
@pytest.mark.parametrize("page", ["/jihuo", "/wangji"])
def test_whoever_is_named_a_wrong_form_gets_one_answer_to_the_byte(
    client: Client, province: Province, page: str
) -> None:
    people.authorised(province["B1"], 1, at=now())
    account(province["B1"], 2, at=now())
    suspended = account(province["B1"], 3, at=now())
    Account.objects.filter(pk=suspended.pk).update(state=State.SUSPENDED)
    answers = []
    for number in (1, 2, 3, 4):
        typed = people.activation(number, code="AAAAA-AAAAA-AAAAA", sms_code="000000")
        proof = proofs.proof_of(people.mobile_of(number), now())
        answers.append(client.post(page, {**typed, "which": "system", "proof": proof}))
    assert {answer.status_code for answer in answers} == {422}
    assert len({plain(answer) for answer in answers}) == 1
    assert len({len(answer.content) for answer in answers}) == 1


@pytest.mark.spec("ACC-09")
@pytest.mark.parametrize("page", ["/jihuo", "/wangji"])
def test_no_message_without_the_picture_code(client: Client, province: Province, page: str) -> None:
    people.authorised(province["B1"], 1, at=now())
    for wrong in ({}, {**picture(), "picture": "0000"}, {"proof": "forged"}):
        answer = client.post(page, {"mobile": people.mobile_of(1), **wrong, "send": "1"})
        assert answer.status_code == 422
        assert "验证码" in answer.content.decode()
    assert not SmsCode.objects.exists()


@pytest.mark.spec("ACC-09")
def test_a_proof_serves_one_number_for_ten_minutes() -> None:
    at = now()
    proof = proofs.proof_of("13900000001", at)
    assert proofs.is_proved(proof, "13900000001", at + proofs.PROOF_LASTS)
    assert not proofs.is_proved(proof, "13900000002", at)
    assert not proofs.is_proved(proof, "13900000001", at + proofs.PROOF_LASTS * 2)
    assert not proofs.is_proved(proof + "x", "13900000001", at)


@pytest.mark.spec("ACC-09")
def test_a_form_that_was_not_read_earns_no_proof(client: Client) -> None:
    form = {"mobile": "1" * 30, **picture(), "send": "1"}
    assert 'name="proof" value=""' in client.post("/jihuo", form).content.decode()


@pytest.mark.spec("ACC-08", "ACC-10")
@pytest.mark.parametrize(
    "changed",
    [{"name": "苏禾红"}, {"id_number": invented_id(3)}, {"code": "AAAAA-AAAAA-AAAAA"}],
)
def test_a_mismatch_does_not_tell_which_one_is_wrong(
    client: Client, province: Province, changed: dict[str, str]
) -> None:
    people.authorised(province["B1"], 1, at=now())
    people.work(now())
    sent = asked_for_sms(client, "/jihuo", 1)
    people.work(now())
    typed = people.activation(1, code=people.code_of(1), sms_code=people.sms_code_of(1))
    answer = client.post("/jihuo", {**typed, **changed, "proof": proof_in(sent)})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "填写的信息与授权时登记的不一致" in text
    assert "has-error" not in text
    assert Account.objects.get().state == State.WAITING


@pytest.mark.spec("GEN-13")
def test_everything_missing_is_said_beside_its_field(client: Client) -> None:
    answer = client.post("/jihuo", {"mobile": "139", **picture()})
    text = answer.content.decode()
    assert text.count("has-error") >= 5
    assert "请填写授权码" in text
    assert "请填写短信验证码" in text


@pytest.mark.spec("ACC-17")
@pytest.mark.parametrize("which", ["system", "vpn"])
def test_a_forgotten_password_is_set_anew_and_every_session_ends(
    client: Client, province: Province, which: str
) -> None:
    account = people.activated(province["B1"], 1, at=now() - timedelta(hours=1))
    before = account.session_number
    SmsCode.objects.all().delete()
    sent = asked_for_sms(client, "/wangji", 1)
    people.work(now())
    new = "River-stone-7"
    form = {
        "mobile": people.mobile_of(1),
        "proof": proof_in(sent),
        "sms_code": people.sms_code_of(1),
        "id_number": invented_id(1),
        "which": which,
        "password": new,
        "again": new,
    }
    assert client.post("/wangji", form)["Location"] == "/sso?done=reset"
    account.refresh_from_db()
    assert account.session_number > before
