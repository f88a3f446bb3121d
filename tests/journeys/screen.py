"""A screen of 1366×768 before an office: a real browser that reports everything that goes wrong."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Page,
    Request,
    Response,
    ViewportSize,
)

from config.environment import ROOT
from dengta.operations.demo.accounts import PASSWORD

SIZE: ViewportSize = {"width": 1366, "height": 768}
KEPT = ROOT / "tests" / "pictures"
SHOWN = ROOT / "docs" / "pictures"
EXPECTED = frozenset({422})
"""Answers of 400 and above that are no fault: a form that comes back with what is wrong."""


class Screen:
    """One window with its page; ``faults`` is what a person at it should never see."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.faults: list[str] = []
        page.set_default_timeout(20_000)
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.faults.append(f"{page.url}: {error}"))
        page.on("requestfailed", self._on_failed)
        page.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not any(str(code) in message.text for code in EXPECTED):
            self.faults.append(f"{self.page.url}: {message.text}")

    def _on_failed(self, request: Request) -> None:
        # What is still loading when one goes on to the next page is given up, not broken.
        if request.failure != "net::ERR_ABORTED":
            self.faults.append(f"{request.url}: {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in EXPECTED:
            self.faults.append(f"{response.url}: {response.status}")

    def go(self, path: str) -> None:
        """Open an address."""
        self.page.goto(self.address + path)

    def picture(self, name: str, *, shown: bool = False) -> None:
        """Keep what is on the screen, to be looked at; one that is ``shown`` goes into the
        documents when DENGTA_PICTURES is 1."""
        KEPT.mkdir(parents=True, exist_ok=True)
        file = KEPT / f"{name}.png"
        # hiding the caret would style elements, which the page refuses to copy when drawn anew
        self.page.screenshot(path=file, caret="initial")
        if shown and os.environ.get("DENGTA_PICTURES") == "1":
            SHOWN.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, SHOWN / file.name)

    def sign_in(self, mobile: str) -> None:
        """Sign in by the shortest way, where signing in is not the matter."""
        self.go("/sso")
        self.page.fill("[name=user_name]", mobile)
        self.page.fill("[name=password]", PASSWORD)
        self.page.fill("[name=picture]", self.page.inner_text("#captcha-said"))
        self.page.locator(".login button.button-primary").click()
        self.page.wait_for_url(self.address + "/")


@contextmanager
def screen(browser: Browser, address: str, *, script: bool = True) -> Iterator[Screen]:
    """A new window, closed afterwards; fails for everything that went wrong in it."""
    context = browser.new_context(
        viewport=SIZE, locale="zh-CN", timezone_id="Asia/Shanghai", java_script_enabled=script
    )
    try:
        shown = Screen(context.new_page(), address)
        yield shown
        assert shown.faults == []
    finally:
        context.close()
