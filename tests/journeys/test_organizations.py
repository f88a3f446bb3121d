"""A town committee builds its tree, by mouse and by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.hands import Keyboard, Mouse
from tests.journeys.organizations_story import OrganizationsStory
from tests.journeys.screen import screen
from tests.operations.running import Server


@pytest.mark.spec("ORG-03", "ORG-09", "ORG-13", "ORG-17", "ORG-19", "UNT-03", "GEN-07", "MEM-24")
def test_a_town_builds_its_tree_by_mouse(browser: Browser, office: Server) -> None:
    with screen(browser, f"http://127.0.0.1:{office.port}") as shown:
        OrganizationsStory(shown, Mouse(shown.page)).tell()


@pytest.mark.spec("ORG-03", "ORG-13", "ORG-17", "UNT-09", "GEN-06", "GEN-07")
def test_a_town_builds_its_tree_by_keyboard_alone(browser: Browser, office: Server) -> None:
    with screen(browser, f"http://127.0.0.1:{office.port}") as shown:
        OrganizationsStory(shown, Keyboard(shown.page), "keyboard").tell()
