"""The main job from end to end, by mouse and by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.hands import Keyboard, Mouse
from tests.journeys.screen import screen
from tests.journeys.story import Story
from tests.operations.running import Server


@pytest.mark.spec("GEN-01", "ORG-02", "ORG-03", "MEM-09", "TRF-04", "TRF-08", "TRF-11", "TRF-17")
def test_the_main_job_by_mouse(browser: Browser, office: Server) -> None:
    with screen(browser, f"http://127.0.0.1:{office.port}") as shown:
        Story(shown, Mouse(shown.page)).tell()


@pytest.mark.spec("GEN-01", "ORG-02")
def test_the_main_job_by_keyboard_alone(browser: Browser, office: Server) -> None:
    with screen(browser, f"http://127.0.0.1:{office.port}") as shown:
        Story(shown, Keyboard(shown.page), "keyboard").tell()
