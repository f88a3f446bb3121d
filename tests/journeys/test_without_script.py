"""Signing in, approving and printing without JavaScript (design §4)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from dengta.operations.demo.accounts import PASSWORD
from tests.journeys.screen import Screen, screen
from tests.operations.running import Server

TOWN = "13900000043"


@pytest.mark.spec("ACC-15", "TRF-08", "TRF-14", "TRF-17")
def test_signing_in_approving_and_printing(browser: Browser, office: Server) -> None:
    with screen(browser, f"http://127.0.0.1:{office.port}", script=False) as shown:
        page = shown.page
        shown.go("/sso")
        page.fill("[name=user_name]", TOWN)
        page.fill("[name=password]", PASSWORD)
        page.fill("[name=picture]", page.inner_text("#captcha-said"))
        page.click(".login button.button-primary")
        page.click(".subsystems >> text=组织关系转接")
        page.click(".functions >> text=转接审批")
        waiting = page.locator(".desk tbody tr")
        before = waiting.count()
        assert before >= 2
        person = page.inner_text("#case-title")
        shown.picture("no-script-approval")
        page.click('button:text-is("同意")')
        expect(waiting).to_have_count(before - 1)
        expect(page.locator("#page")).to_contain_text("请在左边选择一件")
        waiting.locator("a").first.click()
        _send_back(shown)
        expect(page.locator(".desk .tag").filter(has_text="被退回")).to_be_visible()
        _print(shown, person)


def _send_back(shown: Screen) -> None:
    """不同意 is a page of its own here, not a dialog over the case."""
    page = shown.page
    page.click('a.button:text-is("不同意")')
    page.get_by_label("信息不全").check()
    page.fill("[name=text]", "联系电话打不通")
    shown.picture("no-script-send-back")
    page.click(".dialog-foot button")


def _print(shown: Screen, person: str) -> None:
    page = shown.page
    page.click(".functions >> text=查看转接情况")
    page.locator("#page").get_by_role("link", name=person).first.click()
    page.get_by_role("link", name="打印介绍信").first.click()
    expect(page.locator("body")).to_contain_text("中国共产党党员组织关系介绍信")
    expect(page.locator("body")).to_contain_text(person)
    shown.picture("no-script-letter")
