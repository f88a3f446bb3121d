"""Cut off while typing: the half-filled form comes back (GEN-12)."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dengta.operations.demo.accounts import PASSWORD
from tests.demo_folder import demo_copied_to, run
from tests.journeys.screen import Screen, screen
from tests.journeys.story import TOWN
from tests.operations.running import Server, free_port, gone, serving

NEW = "/zuzhi/dangzuzhi/xinzeng"
KEPT = "草稿已保存"
WAIT = 20_000


def said(page: Page) -> str:
    """What the quiet line at the foot of the form says."""
    line = page.locator("[data-draft-said]")
    expect(line).not_to_have_text("", timeout=WAIT)
    return line.inner_text()


def type_into(page: Page, name: str, text: str) -> None:
    page.locator(f"[name={name}]").click()
    page.keyboard.press("Control+A")
    page.keyboard.type(text)


def sign_in_here(page: Page) -> None:
    """Sign in on the page to which one was led."""
    page.fill("[name=user_name]", TOWN)
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=picture]", page.inner_text("#captcha-said"))
    page.locator(".login button.button-primary").click()


def address_of(office: Server) -> str:
    return f"http://127.0.0.1:{office.port}"


def end_the_session(browser: Browser, office: Server) -> None:
    """The same person signs in elsewhere, which ends the session here (ACC-15)."""
    with screen(browser, address_of(office)) as elsewhere:
        elsewhere.sign_in(TOWN)


@pytest.mark.spec("GEN-12", "ACC-15")
def test_what_was_typed_is_there_after_the_session_ended_while_typing(
    browser: Browser, office: Server
) -> None:
    with screen(browser, address_of(office)) as shown:
        page = shown.page
        shown.sign_in(TOWN)
        shown.go(NEW)
        type_into(page, "name", "中共东平川县青石镇新桥村支部委员会")
        page.locator("#category-631").check()
        expect(page.locator("[name=situation]").first).to_be_visible()
        assert KEPT in said(page), "drawing the form anew is no sending"
        type_into(page, "secretary", "卢见溪")
        page.keyboard.press("Tab")
        assert KEPT in said(page), "the check of the name is no sending"
        shown.picture("draft-kept")
        end_the_session(browser, office)
        type_into(page, "contact", "林晚秋")
        expect(page.locator("[data-draft-said]")).to_contain_text("登录已过期", timeout=WAIT)
        shown.picture("draft-session-over")
        page.locator("[data-draft-said] a").click()
        sign_in_here(page)
        page.wait_for_url(f"**{NEW}*")
        expect(page.locator("[name=name]")).to_have_value("中共东平川县青石镇新桥村支部委员会")
        expect(page.locator("[name=secretary]")).to_have_value("卢见溪")
        expect(page.locator("[name=contact]")).to_have_value("林晚秋")
        expect(page.locator("#category-631")).to_be_checked()
        expect(page.locator("[data-draft-said]")).to_contain_text("已恢复")
        shown.picture("draft-restored")
        page.locator("[data-draft-discard] summary").click()
        page.locator("[data-draft-discard] button").click()
        expect(page.locator("[name=secretary]")).to_have_value("")
        expect(page.locator("[data-draft-discard]")).to_be_hidden()


@pytest.mark.spec("GEN-12", "ACC-15")
def test_a_save_from_a_session_that_has_ended_leads_back_to_the_form(
    browser: Browser, office: Server
) -> None:
    with screen(browser, address_of(office)) as shown:
        page = shown.page
        shown.sign_in(TOWN)
        shown.go(NEW)
        end_the_session(browser, office)
        # faster than the two seconds: nothing was kept before the button is pressed
        page.locator("[name=secretary]").fill("卢见溪")
        page.locator(".footbar button.button-primary").click()
        page.wait_for_url("**/sso?*")
        assert "新增" not in page.inner_text("body")
        sign_in_here(page)
        page.wait_for_url(f"**{NEW}*")
        expect(page.locator("[name=secretary]")).to_have_value("卢见溪")


@pytest.mark.spec("GEN-12")
def test_without_script_a_refused_save_and_a_dead_session_lose_nothing(
    browser: Browser, office: Server
) -> None:
    with screen(browser, address_of(office), script=False) as shown:
        page = shown.page
        shown.sign_in(TOWN)
        shown.go(NEW)
        page.locator("[name=secretary]").fill("卢见溪")
        page.locator(".footbar button.button-primary").click()
        assert KEPT in said(page)
        end_the_session(browser, office)
        page.locator("[name=contact]").fill("林晚秋")
        page.locator(".footbar button.button-primary").click()
        page.wait_for_url("**/sso?*")
        sign_in_here(page)
        page.wait_for_url(f"**{NEW}*")
        expect(page.locator("[name=secretary]")).to_have_value("卢见溪")
        expect(page.locator("[name=contact]")).to_have_value("林晚秋")
        page.locator("[data-draft-discard] summary").click()
        page.locator("[data-draft-discard] button").click()
        expect(page.locator("[name=secretary]")).to_have_value("")


@pytest.mark.spec("GEN-12")
def test_what_was_typed_is_there_after_the_server_was_killed(
    browser: Browser, tmp_path: Path
) -> None:
    data, port = demo_copied_to(tmp_path / "data"), free_port()
    with (
        serving(data, port, DENGTA_MODE="demo") as office,
        screen(browser, address_of(office)) as shown,
    ):
        page = shown.page
        shown.sign_in(TOWN)
        shown.go(NEW)
        type_into(page, "secretary", "卢见溪")
        assert KEPT in said(page)
        kill_all(office)
        type_into(page, "contact", "林晚秋")
        expect(page.locator("[data-draft-said]")).to_contain_text("连接断了", timeout=WAIT)
        with serving(data, port, DENGTA_MODE="demo"):
            expect(page.locator("[data-draft-said]")).to_contain_text(KEPT, timeout=WAIT)
            expect_only_lost_connections(shown)
            shown.go(NEW)
            expect(page.locator("[name=secretary]")).to_have_value("卢见溪")
            expect(page.locator("[name=contact]")).to_have_value("林晚秋")
    assert run(data, "check").strip() == "全部数据核对无误。"


def kill_all(office: Server) -> None:
    """kill -9 of the supervisor and of everything below it."""
    everybody = office.everybody()
    for pid in everybody:
        os.kill(pid, signal.SIGKILL)
    office.process.wait()
    gone(everybody[1:])


def expect_only_lost_connections(shown: Screen) -> None:
    """While the server was away only drafts failed; nothing else went wrong."""
    assert shown.faults
    assert all("/caogao" in fault or "ERR_CONNECTION_REFUSED" in fault for fault in shown.faults)
    shown.faults.clear()
