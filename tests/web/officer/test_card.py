"""One account and what is done to it (ACC-07, ACC-21, GEN-07)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from pytest_django import Settings

from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.accounts.actions.sign_in import sign_in
from dengta.accounts.models import Account
from dengta.accounts.rules.limits import TRIES
from dengta.audit.models import Line
from dengta.audit.queries import lines_about
from dengta.audit.rules.events import Event
from dengta.refusal import Refusal
from tests.accounts import people
from tests.accounts.builders import account as opened
from tests.accounts.builders import invented_id
from tests.web.officer.conftest import Officer, SignIn
from tests.world import Province

LIST = "/zhanghaoguanli/zhanghao"
REASON = "本人申请"


def press(browser: Client, account: Account, key: str, **data: object) -> tuple[int, str]:
    """Send the dialog ``key``: status, and the page or where it leads."""
    answer = browser.post(f"{LIST}/{account.uid}/{key}", data)
    return answer.status_code, answer.content.decode() or answer["Location"]


def state_of(account: Account) -> str:
    account.refresh_from_db()
    return account.state


@pytest.mark.sqlite
@pytest.mark.spec("ACC-07", "ACC-21")
def test_the_page_tells_everything_and_no_number_in_plain(
    province: Province, officer: Officer
) -> None:
    account = people.authorised(province["B1"], 1, at=now())
    people.work(now())
    page = officer("T1").get(f"{LIST}/{account.uid}").content.decode()
    for told in ("管理员", "B1党支部", "37****************", "139****0001", "已发送", "初始密码"):
        assert told in page
    assert invented_id(1) not in page
    assert people.mobile_of(1) not in page


@pytest.mark.spec("ACC-07")
def test_while_the_message_waits_the_page_asks_by_itself(
    province: Province, officer: Officer
) -> None:
    account = people.authorised(province["B1"], 1, at=now())
    browser = officer("T1")
    part = {"HX-Request": "true", "HX-Target": "delivery"}
    waiting = browser.get(f"{LIST}/{account.uid}", headers=part).content.decode()
    assert "hx-trigger" in waiting
    assert "HX-By-Itself" in waiting
    people.work(now())
    sent = browser.get(f"{LIST}/{account.uid}", headers=part).content.decode()
    assert sent.startswith('<div class="table-frame table-boxed" id="delivery">')
    assert "已发送" in sent


@pytest.mark.spec("ACC-02")
def test_an_account_beside_or_above_does_not_exist(province: Province, officer: Officer) -> None:
    browser = officer("T1")
    nobody = "01a20d3c-0000-7000-8000-000000000000"
    for uid in (
        people.authorised(province["B2"], 1).uid,
        people.authorised(province["D1"], 2).uid,
        nobody,
    ):
        for tail in ("", "/caidan", "/chongfa", "/gongneng", "/chehui"):
            assert browser.get(f"{LIST}/{uid}{tail}").status_code == 404
        assert browser.post(f"{LIST}/{uid}/chehui", {"reason": REASON}).status_code == 404
    assert Account.objects.filter(state="waiting").count() == 2
    own = people.authorised(province["B1"], 3)
    assert browser.get(f"{LIST}/{own.uid}/meiyou").status_code == 404


@pytest.mark.spec("ACC-01")
def test_other_duties_do_nothing_to_an_account(province: Province, at_desk: SignIn) -> None:
    account = opened(province["B1"], 1)
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        for key in ("tingyong", "chexiao", "gongneng", "vpn", "jiesuo"):
            assert press(at_desk("T1", role), account, key, reason=REASON)[0] == 403
    assert state_of(account) == "active"


@pytest.mark.spec("ACC-07")
def test_a_code_is_sent_again_and_the_old_one_is_void(province: Province, officer: Officer) -> None:
    account = people.authorised(province["B1"], 1, at=now())
    people.work(now())
    old = people.code_of(1)
    browser = officer("T1")
    dialog = browser.get(f"{LIST}/{account.uid}/chongfa").content.decode()
    assert "原来的授权码立即作废" in dialog
    status, leads = press(browser, account, "chongfa")
    assert (status, leads) == (303, f"{LIST}/{account.uid}")
    people.work(now())
    assert people.code_of(1) != old
    page = browser.get(leads).content.decode()
    assert "已作废" in page
    assert "已发送" in page


@pytest.mark.spec("ACC-07")
def test_the_telephone_is_changed_before_activation(province: Province, officer: Officer) -> None:
    account = people.authorised(province["B1"], 1, at=now())
    people.work(now())
    people.authorised(province["B1b"], 7)
    browser = officer("T1")
    seen = str(account.step)
    wrong = press(browser, account, "shouji", mobile=people.mobile_of(7), seen=seen)
    assert wrong[0] == 422
    assert "这个手机号码已有账号在用" in wrong[1]
    assert press(browser, account, "shouji", mobile=people.mobile_of(5), seen=seen)[0] == 303
    people.work(now())
    assert people.code_of(5)
    late = press(browser, account, "shouji", mobile=people.mobile_of(6), seen=seen)
    assert late[0] == 422
    assert "刚刚有改动" in late[1]


@pytest.mark.spec("ACC-07", "GEN-07")
def test_an_authorisation_is_withdrawn_with_a_reason(province: Province, officer: Officer) -> None:
    account = people.authorised(province["B1"], 1)
    browser = officer("T1")
    dialog = browser.get(
        f"{LIST}/{account.uid}/chehui", headers={"HX-Request": "true"}
    ).content.decode()
    assert "授权码立即作废" in dialog
    assert "<html" not in dialog
    status, page = press(browser, account, "chehui", reason=" ")
    assert status == 422
    assert "请填写撤回的原因。" in page
    assert state_of(account) == "waiting"
    assert press(browser, account, "chehui", reason=REASON)[0] == 303
    assert state_of(account) == "ended"
    assert "重新授权" in browser.get(f"{LIST}/{account.uid}").content.decode()


@pytest.mark.spec("ACC-21", "GEN-07")
@pytest.mark.parametrize(
    ("key", "event", "state"),
    [
        ("tingyong", Event.ACCOUNT_SUSPENDED, "suspended"),
        ("chexiao", Event.ACCOUNT_ENDED, "ended"),
    ],
)
def test_suspending_and_ending_say_what_follows_and_ask_for_a_reason(
    province: Province, officer: Officer, key: str, event: Event, state: str
) -> None:
    account = opened(province["B1"], 1)
    browser = officer("T1")
    assert "立即退出登录" in browser.get(f"{LIST}/{account.uid}/{key}").content.decode()
    assert state_of(account) == "active", "looking changes nothing"
    assert press(browser, account, key)[0] == 422
    assert state_of(account) == "active"
    assert press(browser, account, key, reason=REASON)[0] == 303
    assert state_of(account) == state
    [line] = [each for each in lines_about(account.uid) if each.event is event]
    assert line.reason == REASON
    assert press(browser, account, key, reason=REASON)[0] == 409


@pytest.mark.spec("ACC-21")
def test_a_suspended_account_is_resumed(province: Province, officer: Officer) -> None:
    account = opened(province["B1"], 1)
    browser = officer("T1")
    press(browser, account, "tingyong", reason=REASON)
    page = browser.get(f"{LIST}/{account.uid}").content.decode()
    assert f"/{account.uid}/qiyong" in page
    assert f"/{account.uid}/tingyong" not in page
    assert press(browser, account, "qiyong", reason=REASON)[0] == 303
    assert state_of(account) == "active"


@pytest.mark.spec("ACC-21")
def test_the_vpn_password_is_sent_anew(province: Province, officer: Officer) -> None:
    account = opened(province["B1"], 1)
    browser = officer("T1")
    assert "现在的 VPN 密码立即失效" in browser.get(f"{LIST}/{account.uid}/vpn").content.decode()
    status, page = press(browser, account, "vpn")
    assert status == 422
    assert "请填写重设 VPN 密码的原因。" in page
    assert press(browser, account, "vpn", reason=REASON)[0] == 303
    people.work(now())
    [text] = people.texts_to(1)
    assert "VPN 密码已由安全员重设" in text


@pytest.mark.spec("ACC-07")
def test_the_demo_alone_leads_to_its_outbox(
    province: Province, officer: Officer, at_desk: SignIn, settings: Settings
) -> None:
    account = people.authorised(province["B1"], 1)
    browser, link = officer("T1"), 'href="/yanshi/duanxin"'
    for mode, shown in (("production", False), ("demo", True)):
        settings.DENGTA_MODE, settings.DENGTA_SMS = mode, "outbox"
        for address in ("/", f"{LIST}/{account.uid}"):
            assert (link in browser.get(address).content.decode()) is shown
        assert link not in at_desk("T1").get("/").content.decode()


@pytest.mark.spec("ACC-21")
def test_unlocking_what_is_not_locked_is_said(province: Province, officer: Officer) -> None:
    account = opened(province["B1"], 1)
    browser = officer("T1")
    assert "/jiesuo" not in browser.get(f"{LIST}/{account.uid}").content.decode()
    status, page = press(browser, account, "jiesuo", reason=REASON)
    assert status == 409
    assert "没有锁定" in page


@pytest.mark.spec("ACC-21", "ACC-15")
def test_a_locked_account_is_marked_and_unlocked(province: Province, officer: Officer) -> None:
    account = opened(province["B1"], 1)
    for _ in range(TRIES):
        with pytest.raises(Refusal):
            sign_in(
                user_name=invented_id(1), password="wrong", address="10.9.9.9", request="", at=now()
            )
    browser = officer("T1")
    assert "已锁定" in browser.get(LIST).content.decode()
    page = browser.get(f"{LIST}/{account.uid}").content.decode()
    assert "登录锁定到" in page
    assert f'href="{LIST}/{account.uid}/jiesuo"' in page
    assert press(browser, account, "jiesuo", reason=REASON)[0] == 303
    assert "已锁定" not in browser.get(LIST).content.decode()


@pytest.mark.spec("ACC-03", "ACC-21")
def test_functions_are_given_freely_and_taken_back_with_a_reason(
    province: Province, officer: Officer
) -> None:
    account = opened(province["B1"], 1, functions=[Can.BROWSE_MEMBERS])
    browser = officer("T1")
    page = browser.get(f"{LIST}/{account.uid}/gongneng").content.decode()
    assert f'value="{Can.BROWSE_MEMBERS}" checked' in page
    assert f'value="{Can.EDIT_MEMBER}" checked' not in page
    step = str(account.step)
    more = [Can.BROWSE_MEMBERS, Can.EDIT_MEMBER]
    assert press(browser, account, "gongneng", do="save", functions=more, seen=step)[0] == 303
    account.refresh_from_db()
    assert set(account.functions) == set(more)
    step = str(account.step)
    status, page = press(browser, account, "gongneng", do="save", functions=[], seen=step)
    assert status == 422
    assert "收回功能请填写原因。" in page
    assert press(browser, account, "gongneng", do="save", reason=REASON, seen=step)[0] == 303
    account.refresh_from_db()
    assert account.functions == []


@pytest.mark.spec("GEN-10", "ACC-03")
def test_the_second_officer_sees_what_stands_now_and_keeps_his_ticks(
    province: Province, officer: Officer
) -> None:
    account = opened(province["B1"], 1, functions=[])
    step = str(account.step)
    first, second = officer("T1"), officer("D1")
    mine = [Can.BROWSE_MEMBERS]
    press(first, account, "gongneng", do="save", functions=mine, seen=step)
    status, page = press(
        second, account, "gongneng", do="save", functions=[Can.CHECK_DATA], seen=step
    )
    assert status == 422
    assert "刚才另有人改动了这个账号" in page
    assert f'value="{Can.CHECK_DATA}" checked' in page
    row = page.split(f'value="{Can.BROWSE_MEMBERS}"')[1].split("</tr>")[0]
    assert "有</td>" in row
    account.refresh_from_db()
    assert account.functions == mine
    assert f'name="seen" id="id_seen" value="{account.step}"' in page


@pytest.mark.spec("ACC-01", "ACC-03", "LOG-01")
def test_nobody_touches_his_own_account(province: Province, officer: Officer) -> None:
    browser = officer("T1")
    account = Account.objects.get(role=Role.OFFICER)
    page = browser.get(f"{LIST}/{account.uid}").content.decode()
    assert "不能给自己授权" in page
    assert f"{account.uid}/tingyong" not in page
    assert press(browser, account, "tingyong", reason=REASON)[0] == 403
    assert state_of(account) == "active"
    assert Line.objects.filter(event=Event.REFUSED_SEPARATION).count() == 1
    beside = opened(province["T1"], 8, role=Role.OFFICER)
    assert press(browser, beside, "tingyong", reason=REASON)[0] == 403
    assert "由上级党组织的安全员办理" in browser.get(f"{LIST}/{beside.uid}").content.decode()
    assert state_of(beside) == "active"


def test_the_page_costs_as_many_queries_for_three_codes_as_for_one(
    province: Province, officer: Officer
) -> None:
    account = people.authorised(province["B1"], 1, at=now())
    browser = officer("T1")
    counts = []
    for _ in range(3):
        with CaptureQueriesContext(connection) as seen:
            browser.get(f"{LIST}/{account.uid}")
        counts.append(len(seen))
        press(browser, account, "chongfa")
    assert counts[0] == counts[1] == counts[2]
    assert counts[0] == 7
