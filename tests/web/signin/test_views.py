"""<登录页面> (ACC-14)."""

from __future__ import annotations

import re

import pytest
from django.test import Client, override_settings
from django.utils.timezone import now

from dengta.accounts.models import Account
from dengta.web.session_cookie import COOKIE
from dengta.web.signin import pictures
from tests.accounts.builders import PASSWORD, account
from tests.world import Province

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(province: Province) -> Account:
    return account(province["T1"], 12, at=now())


def typed(**changed: str) -> dict[str, str]:
    """The form filled in rightly, with a fresh picture code."""
    posed = pictures.pose(in_words=False, at=now())
    return {
        "user_name": "13900000012",
        "password": PASSWORD,
        "picture": posed.question.answer.lower(),
        "picture_token": posed.token,
        **changed,
    }


@pytest.mark.spec("ACC-14")
def test_the_page_asks_for_name_password_and_picture_code(client: Client) -> None:
    text = client.get("/sso").content.decode()
    for label in ("用户名", "密码", "验证码", "登录", "立即激活", "忘记密码", "换一种"):
        assert label in text


@pytest.mark.spec("ACC-14")
def test_signing_in_leads_to_where_one_wanted_to_go(client: Client, clerk: Account) -> None:
    answer = client.post("/sso", typed(next="/dangyuan"))
    assert (answer.status_code, answer["Location"]) == (303, "/dangyuan")
    assert answer.cookies[COOKIE]["httponly"]
    assert client.get("/").status_code == 200


def test_it_never_leads_away_from_here(client: Client, clerk: Account) -> None:
    for away in ("https://example.com/", "//example.com/"):
        assert client.post("/sso", typed(next=away))["Location"] == "/"


@pytest.mark.spec("ACC-14")
@pytest.mark.parametrize(
    "changed",
    [{"password": "wrong"}, {"user_name": "13900000099"}, {"user_name": "370999199001010012"}],
)
def test_whatever_was_wrong_the_page_says_the_same(
    client: Client, clerk: Account, changed: dict[str, str]
) -> None:
    answer = client.post("/sso", typed(**changed))
    assert answer.status_code == 422
    assert "用户名或密码不正确" in answer.content.decode()
    assert COOKIE not in answer.cookies


@pytest.mark.spec("ACC-14")
def test_a_known_and_an_unknown_name_get_the_same_page(client: Client, clerk: Account) -> None:
    pages = set()
    for name in ("13900000012", "13900000099"):
        answer = client.post("/sso", typed(user_name=name, password="wrong"))
        text = answer.content.decode().replace(name, "")
        pages.add((answer.status_code, re.sub(r'(value|src)="[^"]{40,}"', "", text)))
    assert len(pages) == 1


@pytest.mark.spec("ACC-14")
def test_a_wrong_picture_code_never_looks_at_the_password(client: Client, clerk: Account) -> None:
    answer = client.post("/sso", typed(picture="0000", password="wrong"))
    text = answer.content.decode()
    assert "验证码不正确" in text
    assert "用户名或密码不正确" not in text


@pytest.mark.spec("ACC-14")
def test_a_picture_code_answers_once(client: Client, clerk: Account) -> None:
    form = typed(password="wrong")
    client.post("/sso", form)
    answer = client.post("/sso", {**form, "password": PASSWORD})
    assert "验证码已经用过" in answer.content.decode()


@pytest.mark.spec("GEN-13")
def test_everything_missing_is_said_beside_its_field(client: Client) -> None:
    text = client.post("/sso", {}).content.decode()
    for sentence in ("请输入用户名", "请输入密码", "请输入验证码"):
        assert sentence in text


@pytest.mark.spec("ACC-14")
def test_who_cannot_read_the_picture_gets_a_sum_in_words(client: Client, clerk: Account) -> None:
    text = client.get("/sso?words=1").content.decode()
    assert re.search("[一二三四五六七八九十][加减][一二三四五六七八九十]等于几？", text)
    posed = pictures.pose(in_words=True, at=now())
    answer = client.post("/sso", typed(picture=posed.question.answer, picture_token=posed.token))
    assert answer.status_code == 303


@pytest.mark.spec("ACC-14")
def test_the_picture_is_a_picture_and_does_not_say_its_answer(client: Client) -> None:
    text = client.get("/sso").content.decode()
    address = re.search(r'src="(/sso/tupian[^"]+)"', text)
    assert address is not None
    answer = client.get(address[1].replace("&amp;", "&"))
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert 'id="captcha-said"' not in text


def test_only_the_demo_says_the_code_aloud(client: Client) -> None:
    with override_settings(DENGTA_MODE="demo"):
        assert 'id="captcha-said"' in client.get("/sso").content.decode()
    with override_settings(DENGTA_MODE="production"):
        assert 'id="captcha-said"' not in client.get("/sso").content.decode()


@pytest.mark.spec("ACC-14")
@pytest.mark.parametrize("address", ["/jihuo", "/wangji"])
def test_activation_and_forgotten_password_say_whom_to_ask(client: Client, address: str) -> None:
    assert "安全员" in client.get(address).content.decode()


def test_signing_out_ends_the_session(client: Client, clerk: Account) -> None:
    client.post("/sso", typed())
    cookie = client.cookies[COOKIE].value
    assert client.post("/tuichu")["Location"] == "/sso?why=left"
    client.cookies[COOKIE] = cookie
    assert client.get("/")["Location"] == "/sso?why=left"


@pytest.mark.spec("ACC-19")
def test_one_changes_the_own_password_and_signs_in_anew(client: Client, clerk: Account) -> None:
    client.post("/sso", typed())
    short = client.post("/zhanghao/mima", {"old": PASSWORD, "new": "x", "again": "x"})
    assert short.status_code == 422
    assert "密码至少 10 位" in short.content.decode()
    new = {"old": PASSWORD, "new": "River-stone-7", "again": "River-stone-7"}
    assert client.post("/zhanghao/mima", new)["Location"] == "/sso?why=password"
    assert client.post("/sso", typed()).status_code == 422
    assert client.post("/sso", typed(password="River-stone-7")).status_code == 303
