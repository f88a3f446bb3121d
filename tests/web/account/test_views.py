"""<我的账号> (ACC-19)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.timezone import now

from dengta.accounts.actions import vpn
from tests.accounts.builders import PASSWORD, account, invented_id
from tests.accounts.people import ADDRESS, VPN_PASSWORD, activated
from tests.web.signing import signed_in
from tests.world import Province

pytestmark = pytest.mark.django_db

NEW = "River-stone-7"


@pytest.mark.spec("ACC-19")
def test_one_sees_the_own_functions_and_last_logins(client: Client, province: Province) -> None:
    signed_in(client, account(province["T1"], 12, at=now()))
    text = client.get("/zhanghao/").content.decode()
    assert "T1镇党委" in text
    assert "补录" in text
    assert "最近登录" in text


@pytest.mark.spec("ACC-19")
def test_one_changes_the_own_vpn_password(client: Client, province: Province) -> None:
    user = activated(province["B1"], 1, at=now())
    user.refresh_from_db()
    signed_in(client, user)
    wrong = client.post("/zhanghao/vpn", {"old": "wrong", "new": NEW, "again": NEW})
    assert wrong.status_code == 422
    assert "原 VPN 密码不正确" in wrong.content.decode()
    same = client.post("/zhanghao/vpn", {"old": VPN_PASSWORD, "new": PASSWORD, "again": PASSWORD})
    assert same.status_code == 422
    done = client.post("/zhanghao/vpn", {"old": VPN_PASSWORD, "new": NEW, "again": NEW})
    assert done["Location"] == "/zhanghao/"
    assert "保存成功" in client.get("/zhanghao/").content.decode()
    number = invented_id(1)
    assert vpn.check(user=number, password=NEW, address=ADDRESS, at=now()).accepted
    assert not vpn.check(user=number, password=VPN_PASSWORD, address=ADDRESS, at=now()).accepted


@pytest.mark.spec("GEN-13")
def test_what_is_missing_is_named(client: Client, province: Province) -> None:
    signed_in(client, account(province["T1"], 12, at=now()))
    text = client.post("/zhanghao/mima", {"old": ""}).content.decode()
    for label in ("原密码", "新密码", "确认新密码"):
        assert f"请填写{label}。" in text


@pytest.mark.spec("ACC-19")
def test_every_account_finds_its_vpn_page(client: Client, province: Province) -> None:
    signed_in(client, account(province["T1"], 12, at=now()))
    answer = client.post("/zhanghao/vpn", {"old": "wrong", "new": NEW, "again": NEW})
    assert answer.status_code == 422
