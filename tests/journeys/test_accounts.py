"""From the officer's sheet to the auditor's log, by mouse and by keyboard alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.accounts_story import AccountsStory
from tests.journeys.hands import Keyboard, Mouse
from tests.journeys.screen import screen
from tests.operations.running import Server


@pytest.mark.spec("ACC-06", "ACC-07", "ACC-08", "ACC-09", "ACC-14", "ACC-18", "LOG-01", "GEN-08")
def test_from_the_sheet_to_the_log_by_mouse(
    browser: Browser, office: Server, tmp_path: Path
) -> None:
    with screen(browser, f"http://127.0.0.1:{office.port}") as shown:
        AccountsStory(shown, Mouse(shown.page)).tell_of(tmp_path / "名单.xlsx")


@pytest.mark.spec("ACC-06", "ACC-08", "GEN-06")
def test_from_the_sheet_to_the_log_by_keyboard_alone(
    browser: Browser, office: Server, tmp_path: Path
) -> None:
    with screen(browser, f"http://127.0.0.1:{office.port}") as shown:
        AccountsStory(shown, Keyboard(shown.page), "keyboard").tell_of(tmp_path / "名单.xlsx")
