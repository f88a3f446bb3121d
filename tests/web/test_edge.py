"""The edge: who may come in, what a refusal looks like, what the browser is told."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_network
from urllib.parse import urlencode

import pytest
from django.test import Client, RequestFactory, override_settings
from django.utils.timezone import now

from config import logs
from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.accounts.models import Account
from dengta.audit.models import Line
from dengta.audit.rules.events import Kind
from dengta.web.requests import address_of
from dengta.web.session_cookie import COOKIE
from tests.accounts.builders import account
from tests.web.signing import signed_in
from tests.world import Province

pytestmark = pytest.mark.django_db

UNKNOWN = "00000000-0000-7000-8000-000000000001"


@pytest.fixture
def clerk(province: Province) -> Account:
    return account(province["T1"], 12, at=now())


@pytest.mark.spec("ACC-15")
def test_every_page_asks_a_stranger_to_sign_in_and_remembers_where_he_wanted_to_go(
    client: Client,
) -> None:
    answer = client.get("/dangyuan")
    assert answer.status_code == 303
    assert answer["Location"] == "/sso?next=%2Fdangyuan"


def test_a_forged_cookie_is_a_stranger(client: Client, clerk: Account) -> None:
    client.cookies[COOKIE] = f"{clerk.pk}.0.9999999999.9999999999:forged"
    assert client.get("/")["Location"] == "/sso"


@pytest.mark.spec("ACC-15")
def test_an_idle_session_is_told_why_it_ended(client: Client, clerk: Account) -> None:
    signed_in(client, clerk, at=now() - timedelta(minutes=31))
    answer = client.get("/")
    assert answer["Location"] == "/sso?why=idle"
    assert "较长时间没有操作" in client.get(answer["Location"]).content.decode()
    assert answer.cookies[COOKIE].value == ""


@pytest.mark.spec("ACC-15")
def test_working_renews_a_session_and_what_a_page_does_by_itself_does_not(
    client: Client, clerk: Account
) -> None:
    signed_in(client, clerk, at=now() - timedelta(minutes=20))
    before = client.cookies[COOKIE].value
    client.get("/", headers={"HX-By-Itself": "true"})
    assert client.cookies[COOKIE].value == before
    client.get("/")
    assert client.cookies[COOKIE].value != before


@pytest.mark.spec("ACC-16")
def test_with_an_old_password_nothing_answers_but_a_new_one(client: Client, clerk: Account) -> None:
    Account.objects.filter(pk=clerk.pk).update(password_changed_at=now() - timedelta(days=91))
    signed_in(client, clerk)
    assert client.get("/")["Location"] == "/zhanghao/mima"
    assert "先修改密码" in client.get("/zhanghao/mima").content.decode()


@pytest.mark.spec("ACC-02", "LOG-01")
def test_out_of_reach_and_not_existing_are_one_answer_and_one_line(
    client: Client, clerk: Account, province: Province
) -> None:
    signed_in(client, clerk)
    answers = []
    for uid in (province["T2"].uid, UNKNOWN):
        answer = client.get(f"/zuzhi/shu/{uid}?at=dangzuzhi")
        text = answer.content.decode().replace(str(uid), "")
        answers.append((answer.status_code, re.sub('value="[A-Za-z0-9]{64}"', "", text)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 404
    lines = Line.objects.filter(kind=Kind.REFUSED).values_list("event", "subject_uid", "path")
    assert len(lines) == 2
    assert lines[0] == lines[1]


@pytest.mark.spec("ACC-03", "LOG-01")
def test_a_missing_function_is_forbidden_and_logged(client: Client, province: Province) -> None:
    signed_in(client, account(province["T1"], 13, functions=[Can.BROWSE_MEMBERS], at=now()))
    answer = client.get("/zuzhi")
    assert answer.status_code == 403
    assert "没有这个子系统的功能" in answer.content.decode()
    assert Line.objects.filter(kind=Kind.REFUSED, event="refused_denied").count() == 1


@pytest.mark.parametrize("address", ["/", "/sso", "/dangyuan", "/zhanghao/mima", "/nothing"])
def test_head_is_answered_as_get_without_the_body(
    client: Client, clerk: Account, address: str
) -> None:
    for browser in (client, signed_in(Client(), clerk)):
        asked, got = browser.head(address), browser.get(address)
        assert asked.status_code == got.status_code
        assert asked.get("Location") == got.get("Location")
        assert asked.content == b""
    assert client.head("/zihao").status_code == 405


def test_a_wrong_host_is_told_to_the_log_of_the_server_in_one_short_line(
    client: Client, capture: io.StringIO
) -> None:
    assert client.get("/sso", headers={"host": f"else.{'x' * 900}.example"}).status_code == 400
    lines = capture.getvalue().splitlines()
    assert len(lines) == 1
    assert "'else.xxx" in lines[0]
    assert len(lines[0]) < 200


@pytest.fixture
def capture() -> Iterator[io.StringIO]:
    """What the server's handler writes."""
    out, root = io.StringIO(), logging.getLogger()
    handler = logging.StreamHandler(out)
    handler.setFormatter(logs.Masking("{name}: {message}", style="{"))
    handler.addFilter(logs.Brief())
    root.addHandler(handler)
    yield out
    root.removeHandler(handler)


def test_no_page_at_all_is_not_an_attempt(client: Client, clerk: Account) -> None:
    signed_in(client, clerk)
    assert client.get("/nichts").status_code == 404
    assert not Line.objects.filter(kind=Kind.REFUSED).exists()


@pytest.mark.spec("GEN-04")
def test_every_answer_has_the_strict_policy_and_no_copy_in_a_cache(
    client: Client, clerk: Account
) -> None:
    for answer in (client.get("/sso"), signed_in(client, clerk).get("/")):
        policy = answer["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert answer["Cache-Control"] == "no-store"
        assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.spec("GEN-01")
def test_each_duty_sees_only_what_it_may_use(client: Client, province: Province) -> None:
    pages = {
        role: signed_in(client, account(province["T1"], 20 + number, role=role, at=now()))
        .get("/")
        .content.decode()
        for number, role in enumerate(Role)
    }
    assert "组织关系转接" in pages[Role.ADMINISTRATOR]
    for role in (Role.OFFICER, Role.AUDITOR):
        assert "组织关系转接" not in pages[role]
        assert "党员信息" not in pages[role].replace("党组织和党员信息管理平台", "")


@pytest.mark.spec("GEN-01", "GEN-05")
def test_each_subsystem_opens_on_a_first_page_that_says_where_one_is(
    client: Client, clerk: Account
) -> None:
    signed_in(client, clerk)
    for address, name in (
        ("/zuzhi", "党组织和单位信息管理"),
        ("/dangyuan", "党员信息管理"),
        ("/zhuanjie", "组织关系转接"),
    ):
        text = client.get(address).content.decode()
        assert f"<span>位置：</span><span>{name}</span>" in text
        assert 'class="card"' in text


@pytest.mark.parametrize("inside", [True, False])
def test_a_form_without_its_token_is_refused_in_plain_words(clerk: Account, inside: bool) -> None:
    strict = Client(enforce_csrf_checks=True)
    if inside:
        signed_in(strict, clerk)
    answer = strict.post("/zhanghao/mima" if inside else "/sso", {"old": "x"})
    assert answer.status_code == 403
    text = answer.content.decode()
    assert "这个页面已经失效，没有保存。请返回上一页，刷新后再提交一次" in text
    assert "Forbidden" not in text
    part = strict.post("/sso", {"old": "x"}, headers={"HX-Request": "true"})
    assert (part.status_code, part["HX-Retarget"]) == (403, "body")


@pytest.mark.parametrize(
    ("form", "host", "sentence"),
    [
        ({f"f{number}": "1" for number in range(1500)}, "testserver", "内容太多，没有保存"),
        ({"user_name": "x" * 3_000_000}, "testserver", "内容太多，没有保存"),
        ({}, "elsewhere.example", "不是本系统的网址，没有办理"),
    ],
)
def test_a_request_that_cannot_be_read_is_answered_in_plain_words(
    form: dict[str, str], host: str, sentence: str
) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.get("/sso")
    body = urlencode(form)
    answer = strict.post("/sso", body, "application/x-www-form-urlencoded", headers={"Host": host})
    assert answer.status_code == 400
    text = answer.content.decode()
    assert sentence in text
    assert "Bad Request" not in text
    assert "elsewhere" not in text


@pytest.mark.spec("ACC-15")
@pytest.mark.parametrize(
    ("nearest", "forwarded", "counted"),
    [
        ("10.99.8.21", "", "10.99.8.21"),
        ("10.99.8.21", "10.99.8.99", "10.99.8.21"),
        ("127.0.0.1", "10.99.8.99", "10.99.8.99"),
        ("127.0.0.1", "10.99.1.1, 10.99.8.99", "10.99.8.99"),
        ("127.0.0.1", "10.99.8.99, 127.0.0.1", "10.99.8.99"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
    ],
)
def test_only_a_named_proxy_is_believed_about_the_address_of_a_caller(
    rf: RequestFactory, nearest: str, forwarded: str, counted: str
) -> None:
    request = rf.get("/", REMOTE_ADDR=nearest, headers={"X-Forwarded-For": forwarded})
    with override_settings(DENGTA_PROXIES=(ip_network("127.0.0.1"),)):
        assert address_of(request) == counted
    with override_settings(DENGTA_PROXIES=()):
        assert address_of(request) == nearest
