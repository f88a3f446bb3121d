"""The tree at work: where the focus stays, and what a click on a row chooses (GEN-06)."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.screen import Screen, screen
from tests.operations.running import Server

COUNTY = "13900000033"
TOWN = "中共东平川县青石镇委员会"


@pytest.mark.spec("GEN-06", "ORG-01")
def test_the_tree_at_work(browser: Browser, office: Server) -> None:
    with screen(browser, f"http://127.0.0.1:{office.port}") as shown:
        shown.sign_in(COUNTY)
        the_focus_stays_on_the_node_one_works_with(shown)
        a_click_anywhere_on_a_row_chooses_the_node(shown)


def the_focus_stays_on_the_node_one_works_with(shown: Screen) -> None:
    """After choosing, opening, shutting, a menu and a search."""
    page, keys = shown.page, shown.page.keyboard
    shown.go("/zuzhi/dangzuzhi")
    root = page.locator("[data-tree] > li")

    page.locator('[data-tree] [tabindex="0"]').focus()
    keys.press("ArrowDown")
    chosen = focused(page)
    keys.press("Enter")
    page.wait_for_url("**/dangzuzhi?org=*")
    expect(at(page, chosen)).to_be_focused()
    expect(at(page, chosen)).to_have_attribute("aria-current", "true")

    town = page.locator(f'li.node:has(> .node-row[title="{TOWN}"])')
    twisty(town).click()
    expect(town).to_have_attribute("aria-expanded", "true")
    expect(town).to_be_focused()
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    expect(town.locator("li.node").first).to_be_focused()
    twisty(root).click()
    expect(root).to_be_focused()
    expect(page.locator('[data-tree] [tabindex="0"]')).to_have_count(1)
    twisty(root).click()
    expect(town).to_be_visible()

    def escape() -> None:
        keys.press("Escape")

    def click_elsewhere() -> None:
        page.mouse.click(1000, 700)

    for leave in (escape, click_elsewhere):
        town.focus()
        keys.press("ContextMenu")
        expect(page.locator(".menu:visible [role=menuitem]").first).to_be_focused()
        leave()
        expect(page.locator(".menu:visible")).to_have_count(0)
        expect(town).to_be_focused()

    page.locator(".tree-search input[name=q]").fill("青石镇委员会")
    page.locator(".found a").first.wait_for()
    keys.press("ArrowDown")
    expect(page.locator(".found a").first).to_be_focused()
    keys.press("Enter")
    page.wait_for_url("**/dangzuzhi?org=*")
    expect(town).to_be_focused()


def a_click_anywhere_on_a_row_chooses_the_node(shown: Screen) -> None:
    """On its box, on its number, on the empty part at its end."""
    page = shown.page
    for part in (".org", ".node-count", ""):
        shown.go("/zuzhi/dangzuzhi")
        town = page.locator(f'li.node:has(> .node-row[title="{TOWN}"])')
        row = town.locator("> .node-row")
        box = (row.locator(part) if part else row).bounding_box()
        assert box is not None
        inside = box["width"] / 2 if part else box["width"] - 2
        page.mouse.click(box["x"] + inside, box["y"] + box["height"] / 2)
        page.wait_for_url("**/dangzuzhi?org=*")
        expect(page.locator("#organization h2")).to_have_text(TOWN)
        expect(town).to_have_attribute("aria-current", "true")


def at(page: Page, node: str) -> Locator:
    """The node with the element id ``node``."""
    return page.locator(f'[id="{node}"]')


def focused(page: Page) -> str:
    """The id of the element that has the focus."""
    found: str = page.evaluate("() => document.activeElement.id")
    assert found.startswith("node-")
    return found


def twisty(node: Locator) -> Locator:
    """What opens and shuts ``node``."""
    return node.locator("> .node-row > a.twisty")
