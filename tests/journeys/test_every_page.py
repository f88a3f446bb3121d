"""Every page that links lead to, for each duty, at 1366×768 in both sizes of text (GEN-01)."""

from __future__ import annotations

import re
from collections import deque
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from django.urls import get_resolver, resolve
from playwright.sync_api import Browser, Error

from tests.journeys.measuring import wrong_with
from tests.journeys.screen import SIZE, Screen, screen
from tests.operations.running import Server

CLERKS = {
    "town": ("13900000043", 2, True),
    "officer": ("13900000041", 2, True),
    "auditor": ("13900000042", 2, True),
    "county": ("13900000033", 1, False),
    "receiving branch": ("13900000105", 1, False),
}
"""Who, how many of each page, and whether with everything that can be asked of it."""

OPEN = ("/sso", "/sso?words=1", "/jihuo", "/wangji")

PARTS = frozenset({
    "text_size", "healthz", "readyz", "picture", "sign_out", "components", "components_example",
    "member_search", "member_browse_search", "member_columns", "member_leaves",
    "member_organization_menu", "member_menu", "member_branches", "unit_suggestions",
    "organization_row_moving",
    "tree_search", "tree_children", "tree_menu", "transfer_targets", "transfer_together",
    "transfer_agree", "transfer_receive", "transfer_search", "transfer_letters",
    "account_menu", "account_search", "log_reveal", "stored_file", "draft", "draft_discard",
    "background_file", "background_stop", "organization_sheets_in_background",
    "log_check", "log_copy", "log_export", "log_places", "log_work",
    "sheet_alike", "sheet_fault_list", "unit_managing", "unit_take_back",
})  # fmt: skip
"""Addresses of no page: parts of one, posts, files, answers to programs."""

ELSEWHERE = frozenset({
    "transfer_choose_branch", "transfer_correction",
    "organization_cleared", "organization_restoring", "unit_editing",
    "sheet", "sheet_act", "sheet_check_again", "sheet_places", "sheet_progress", "sheet_row",
    "sheet_row_mending", "sheet_row_skip", "sheet_row_take_back", "sheet_skip_wrong",
})  # fmt: skip
"""Pages of what the demo does not hold yet; the stories come to them."""

_UID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
_NUMBER = re.compile(r"\b\d+\b")


class Seen:
    """Which addresses are worth a visit: ``times`` of each page, and with ``asked`` one for each
    thing that can be asked of it, the first that comes."""

    def __init__(self, times: int, *, asked: bool) -> None:
        self._times, self._with_asked = times, asked
        self._pages: dict[str, int] = {}
        self._asked: set[tuple[str, str]] = set()

    def is_news(self, address: str) -> bool:
        """Whether ``address`` is to be visited; it is remembered."""
        parts = urlsplit(address)
        page = _NUMBER.sub("#", _UID.sub("*", parts.path))
        asked = {(page, name) for name, value in parse_qsl(parts.query) if value} - self._asked
        self._asked |= asked
        self._pages[page] = self._pages.get(page, 0) + 1
        return self._pages[page] <= self._times or (self._with_asked and bool(asked))


def walk(shown: Screen, seen: Seen) -> tuple[set[str], list[str]]:
    """Follow the links from the workbench; names of the pages, and what was wrong with them."""
    page, visited, wrong = shown.page, set[str](), list[str]()
    to_do, known = deque(["/"]), {"/"}
    while to_do:
        path = to_do.popleft()
        if not opened(shown, path):
            visited.add(name_of(path))
            continue
        visited.add(name_of(page.url))
        wrong += [f"{path}: {each}" for each in wrong_with(page)]
        for link in links_of(shown):
            if link not in known and seen.is_news(link):
                to_do.append(link)
            known.add(link)
    return visited, wrong


def opened(shown: Screen, path: str) -> bool:
    """Open ``path``; False when it is a file to keep, which must be there."""
    try:
        shown.go(path)
    except Error as error:
        if "Download is starting" not in str(error):
            raise
        assert shown.page.request.get(shown.address + path).ok, path
        return False
    return True


def name_of(address: str) -> str:
    """The name of a page in the table of addresses."""
    return resolve(urlsplit(address).path).url_name or ""


def links_of(shown: Screen) -> list[str]:
    """Addresses of this server that the page and the menus on it link to."""
    page = shown.page
    links: list[str] = page.eval_on_selector_all("a[href]", "all => all.map(each => each.href)")
    menus: list[str] = page.eval_on_selector_all(
        "[data-menu-url]",
        "all => [all[0], all.at(-1)].filter(each => each).map(each => each.dataset.menuUrl)",
    )
    for menu in menus:
        answer = page.request.get(urljoin(page.url, menu), headers={"HX-Request": "true"})
        assert answer.ok, f"{menu}: {answer.status}"
        links += [urljoin(page.url, each) for each in re.findall(r'href="([^"]+)"', answer.text())]
    own = [urlsplit(each.replace("&amp;", "&")) for each in links]
    return [
        each.path + (f"?{each.query}" if each.query else "")
        for each in own
        if f"{each.scheme}://{each.netloc}" == shown.address
    ]


@pytest.mark.spec("GEN-01", "GEN-04")
def test_every_page_fits_and_speaks_chinese(browser: Browser, office: Server) -> None:
    address = f"http://127.0.0.1:{office.port}"
    visited: set[str] = set()
    wrong: list[str] = []
    for who, (mobile, times, asked) in CLERKS.items():
        with screen(browser, address) as shown:
            shown.sign_in(mobile)
            pages, found = walk(shown, Seen(times, asked=asked))
            visited |= pages
            wrong += [f"{who} {each}" for each in found]
            wrong += [f"{who} {each}" for each in shown.faults]
            shown.faults.clear()
    with screen(browser, address) as shown:
        for path in OPEN:
            shown.go(path)
            visited.add(name_of(path))
            wrong += [f"{path}: {each}" for each in wrong_with(shown.page)]
    assert wrong == []
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert names - visited - PARTS - ELSEWHERE == set()


def test_what_is_wrong_on_a_page_is_seen(browser: Browser) -> None:
    page = browser.new_page(viewport=SIZE)
    page.set_content(
        "<title>甲</title><style>button{position:absolute;width:60px;height:30px}</style>"
        "<button style='left:0;top:0'>保存</button>"
        "<button style='left:10px;top:10px' title='Save'>取消</button>"
        "<div style='width:90px;overflow:auto'><p style='width:200px'>宽</p></div>"
        "<p style='width:1400px'>Very 宽，身份证号 37099919MA1</p>"
    )
    wrong = wrong_with(page)
    page.close()
    assert [each for each in wrong if each.startswith("standard")] == [
        "standard: sideways the page: 1408 > 1366",
        "standard: sideways DIV: 200 > 90",
        "standard: <button > 保存 over <button > 取消 (50×20)",
    ]
    assert [each for each in wrong if "Latin" in each] == [
        "a Latin word: Save",
        "a Latin word: Very",
    ]
