"""三员互斥, the officer's tiles, and the outbox of the demo (ACC-01, ACC-18)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils.timezone import now

from dengta.access.roles import Role
from dengta.audit.actions import record_refused
from dengta.audit.rules.events import Event
from tests.accounts import people
from tests.web.officer.conftest import Officer, SignIn
from tests.world import Province

ADDRESS = "/zhanghaoguanli/sanyuan"


@pytest.mark.sqlite
@pytest.mark.spec("ACC-01")
def test_the_count_is_zero_and_attempts_of_the_range_are_listed(
    province: Province, officer: Officer
) -> None:
    for key, sentence in (("B1", "在范围内的一次。"), ("B2", "范围外的一次。")):
        record_refused(
            Event.REFUSED_SEPARATION,
            by=province.actor(key, Role.OFFICER),
            at=now(),
            what="POST /zhanghaoguanli/zhanghao/xinzeng",
            sentence=sentence,
        )
    page = officer("T1").get(ADDRESS).content.decode()
    assert "<b>0</b>" in page
    assert "在范围内的一次。" in page
    assert "范围外的一次。" not in page


def test_attempts_are_turned_page_by_page(province: Province, officer: Officer) -> None:
    for number in range(23):
        record_refused(
            Event.REFUSED_SEPARATION,
            by=province.actor("B1", Role.OFFICER),
            at=now(),
            what="POST /",
            sentence=f"第{number}次。",
        )
    browser = officer("T1")
    part = {"HX-Request": "true", "HX-Target": "attempts"}
    first = browser.get(ADDRESS, headers=part).content.decode()
    assert "第22次。" in first
    assert "第2次。" not in first
    following = first.split('rel="next" href="', 1)[1].split('"', 1)[0]
    second = browser.get(following, headers=part).content.decode()
    assert "第2次。" in second
    assert 'rel="next"' not in second
    assert browser.get(ADDRESS, {"before": "x" * 90}).status_code == 200


@pytest.mark.spec("ACC-18", "ACC-01", "GEN-01")
def test_the_workbench_of_an_officer_leads_to_his_pages_only(
    province: Province, officer: Officer, at_desk: SignIn
) -> None:
    page = officer("T1").get("/").content.decode()
    assert 'href="/zhanghaoguanli/zhanghao"' in page
    assert 'href="/zhanghaoguanli/sanyuan"' in page
    for elsewhere in ('href="/zuzhi"', 'href="/dangyuan"', 'href="/zhuanjie"', "在册党员"):
        assert elsewhere not in page
    other = at_desk("T1").get("/").content.decode()
    assert "/zhanghaoguanli" not in other


@pytest.mark.spec("ACC-18")
def test_an_activation_about_to_expire_waits_and_opens_the_account(
    province: Province, officer: Officer, settings: object
) -> None:
    settings.DENGTA_SMS = "none"  # type: ignore[attr-defined]
    account = people.authorised(province["B1"], 1, at=now())
    people.work(now())
    page = officer("T1").get("/").content.decode()
    assert "授权码短信发送失败" in page
    assert f'href="/zhanghaoguanli/zhanghao/{account.uid}"' in page
    assert '待办<span class="waiting-count">1</span>' in page
    assert '待办<span class="waiting-none">0</span>' in officer("T2").get("/").content.decode()


@pytest.mark.spec("ACC-07")
def test_the_outbox_is_there_in_the_demo_alone(
    province: Province, client: Client, settings: object
) -> None:
    people.authorised(province["B1"], 1, at=now())
    people.work(now())
    assert client.get("/yanshi/duanxin").status_code == 404
    settings.DENGTA_MODE = "demo"  # type: ignore[attr-defined]
    page = client.get("/yanshi/duanxin").content.decode()
    assert people.code_of(1) in page
    part = {"HX-Request": "true", "HX-Target": "messages"}
    assert "<html" not in client.get("/yanshi/duanxin", headers=part).content.decode()
