"""Two ways to work: by mouse, and by keyboard alone. The stories are told once for both."""

from __future__ import annotations

import re
from typing import Protocol

from playwright.sync_api import Locator, Page

MOST_TABS = 250
JUMPS = 4
"""How often the way that is left is counted, before each step of it is looked at."""
_IS_FOCUSED = "element => element === document.activeElement"
_TABS_BETWEEN = """element => {
  const wanted = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]';
  const all = [...document.querySelectorAll(wanted)].filter(each =>
    each.tabIndex >= 0 && !each.disabled && each.checkVisibility()
    && (each.type !== 'radio' || each.checked));
  const [from, to] = [all.indexOf(document.activeElement), all.indexOf(element)];
  return to > from ? to - from : 0;
}"""
"""How many times Tab it is at least from where the focus is, roughly: not looked at one by one."""
_VALUE_OF = """(element, label) =>
  [...element.options].find(option => option.label.endsWith(label)).value"""
_FOCUS_SHOWS = """() => {
  const marked = element => {
    const style = getComputedStyle(element);
    const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    return outlined || style.boxShadow !== 'none';
  };
  const focus = document.activeElement;
  const around = [focus, focus.parentElement, focus.parentElement.parentElement];
  return [...around, ...focus.children].some(marked);
}"""
"""Whether the element with the focus, what it stands in or its row is marked."""


def settle(page: Page) -> None:
    """Wait until htmx has drawn what it was asked for."""
    page.wait_for_function("() => !document.querySelector('.htmx-request, .htmx-settling')")


class Hand(Protocol):
    """What a person does to a page."""

    page: Page

    def press(self, what: Locator) -> None:
        """Press a button or follow a link."""
        ...

    def type(self, where: Locator, text: str) -> None:
        """Put ``text`` into a line, in place of what stands there."""
        ...

    def choose(self, where: Locator, label: str) -> None:
        """Choose the option ``label`` of a list."""
        ...

    def look_up(self, where: Locator, words: str) -> None:
        """Type ``words`` into a line that suggests, and take the first suggestion."""
        ...

    def tick(self, what: Locator) -> None:
        """Choose one of several, or tick a box."""
        ...

    def open_node(self, node: Locator) -> None:
        """Show what is below a node of the tree, whose branch is shut."""
        ...

    def select_node(self, node: Locator) -> None:
        """Go to a node of the tree."""
        ...

    def choose_from_menu(self, node: Locator, label: str) -> None:
        """Open the menu of a node of the tree and take the line ``label``."""
        ...

    def choose_from_drop(self, drop: Locator, label: str) -> None:
        """Open a button with a menu under it and take the line ``label``."""
        ...


class Mouse:
    """By mouse; the keyboard only types."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, what: Locator) -> None:
        what.click()

    def type(self, where: Locator, text: str) -> None:
        where.click(click_count=3)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, where: Locator, label: str) -> None:
        if where.evaluate("element => element.tagName") == "SELECT":
            where.select_option(where.evaluate(_VALUE_OF, label))
            return
        self.type(where, label)
        self._option(where, label).click()

    def look_up(self, where: Locator, words: str) -> None:
        self.type(where, words)
        self.page.locator('[role="option"][data-value]:visible').first.click()

    def tick(self, what: Locator) -> None:
        what.click()
        settle(self.page)

    def open_node(self, node: Locator) -> None:
        node.locator("> .node-row .twisty").click()
        node.locator('> [role="group"] > li').first.wait_for()

    def select_node(self, node: Locator) -> None:
        node.locator("> .node-row .node-label").click()

    def choose_from_menu(self, node: Locator, label: str) -> None:
        node.locator("> .node-row").click(button="right")
        self.page.locator(".menu:visible").get_by_role("menuitem", name=label).click()

    def choose_from_drop(self, drop: Locator, label: str) -> None:
        drop.locator("summary").click()
        drop.get_by_role("menuitem", name=label).click()

    def _option(self, where: Locator, label: str) -> Locator:
        listed = self.page.locator(f'[id="{where.get_attribute("aria-controls")}"]')
        return listed.get_by_role("option", name=re.compile(rf"(^|\s){re.escape(label)}$"))


class Keyboard:
    """By keyboard alone: Tab, arrows, Enter, Space and the menu key."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, what: Locator) -> None:
        """Go on with Tab until ``what`` has the focus, which must be seen."""
        what.wait_for()
        for _ in range(JUMPS):
            for _ in range(what.evaluate(_TABS_BETWEEN) * 3 // 4):
                self.page.keyboard.press("Tab")
        for _ in range(MOST_TABS):
            if what.evaluate(_IS_FOCUSED):
                assert self.page.evaluate(_FOCUS_SHOWS), f"the focus is not seen on {what}"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {what}")

    def press(self, what: Locator) -> None:
        self.reach(what)
        self.page.keyboard.press("Enter")

    def type(self, where: Locator, text: str) -> None:
        self.reach(where)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def choose(self, where: Locator, label: str) -> None:
        self.reach(where)
        if where.evaluate("element => element.tagName") == "SELECT":
            self._down_to(where, label)
            return
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(label)
        self._option_marked(where, label)
        self.page.keyboard.press("Enter")

    def look_up(self, where: Locator, words: str) -> None:
        self.reach(where)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(words)
        self.page.locator('[role="option"][aria-selected="true"]:visible').first.wait_for()
        self.page.keyboard.press("Enter")

    def tick(self, what: Locator) -> None:
        if what.get_attribute("type") != "radio":
            self.reach(what)
            self.page.keyboard.press("Space")
            return
        # Tab goes to the group as one; the arrows go round inside it.
        name = what.get_attribute("name")
        group = self.page.locator(f'input[type="radio"][name="{name}"]')
        self._reach_group(group)
        for _ in range(group.count()):
            if what.evaluate(_IS_FOCUSED):
                self.page.keyboard.press("Space")
                settle(self.page)
                return
            self.page.keyboard.press("ArrowDown")
            settle(self.page)
        raise AssertionError(f"the arrows do not lead to {what}")

    def open_node(self, node: Locator) -> None:
        self._reach_node(node)
        self.page.keyboard.press("ArrowRight")
        node.locator('> [role="group"] > li').first.wait_for()

    def select_node(self, node: Locator) -> None:
        self._reach_node(node)
        self.page.keyboard.press("Enter")

    def choose_from_menu(self, node: Locator, label: str) -> None:
        self._reach_node(node)
        self.page.keyboard.press("ContextMenu")
        self._down_the_menu(self.page.locator(".menu:visible"), label)

    def choose_from_drop(self, drop: Locator, label: str) -> None:
        self.press(drop.locator("summary"))
        self._down_the_menu(drop, label)

    def _down_the_menu(self, menu: Locator, label: str) -> None:
        line = menu.get_by_role("menuitem", name=label)
        line.wait_for()
        for _ in range(20):
            if line.evaluate(_IS_FOCUSED):
                self.page.keyboard.press("Enter")
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not lead to {label}")

    def _reach_node(self, node: Locator) -> None:
        tree = self.page.locator("[data-tree]")
        self.reach(tree.locator('[role="treeitem"][tabindex="0"]'))
        if node.evaluate(_IS_FOCUSED):
            return
        self.page.keyboard.press("Home")
        for _ in range(MOST_TABS):
            if node.evaluate(_IS_FOCUSED):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not lead to {node}")

    def _reach_group(self, group: Locator) -> None:
        for _ in range(MOST_TABS):
            if group.evaluate_all("all => all.includes(document.activeElement)"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {group}")

    def _down_to(self, where: Locator, label: str) -> None:
        wanted = where.evaluate(_VALUE_OF, label)
        if where.input_value() != wanted:
            self.page.keyboard.press("Home")
        for _ in range(MOST_TABS):
            if where.input_value() == wanted:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the list has no {label}")

    def _option_marked(self, where: Locator, label: str) -> None:
        listed = self.page.locator(f'[id="{where.get_attribute("aria-controls")}"]')
        marked = listed.locator('[role="option"][aria-selected="true"]')
        marked.first.wait_for()
        for _ in range(MOST_TABS):
            if marked.first.inner_text().strip().endswith(label):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the list has no {label}")
