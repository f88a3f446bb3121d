"""A town committee builds its tree by keyboard alone and looks after it by mouse."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.hands import Keyboard, Mouse
from tests.journeys.organizations_story import OrganizationsStory
from tests.journeys.screen import screen
from tests.operations.running import Server


@pytest.mark.spec(
    *("ORG-03", "ORG-09", "ORG-13", "ORG-17", "ORG-19", "UNT-03", "UNT-09"),
    *("GEN-06", "GEN-07", "MEM-24"),
)
def test_a_town_builds_its_tree_and_looks_after_it(browser: Browser, office: Server) -> None:
    with screen(browser, f"http://127.0.0.1:{office.port}") as shown:
        story = OrganizationsStory(shown, Keyboard(shown.page), "keyboard")
        story.build()
        story.hand = Mouse(shown.page)
        story.look_after()
