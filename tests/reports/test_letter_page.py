"""The letter in a real browser: one A4 sheet, and no text that runs over its line (TRF-17)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import dengta
from dengta.reports.sheets.letter import filled
from tests.reports.test_letter import NUMBER, WORDING, page

ROOM = Path(dengta.__file__).parent
LONG = "中共东平川县青石镇柳园社区第一网格联合支部委员会下设流动党员管理服务第二"

RUN_OVER = """() => [...document.querySelectorAll('.l-line')].filter(line => {
  const box = line.getBoundingClientRect();
  return [...line.querySelectorAll('.l-text')].some(text => {
    const range = document.createRange();
    range.selectNodeContents(text);
    const inside = range.getBoundingClientRect();
    return inside.right > box.right + 1 || inside.left < box.left - 1
      || inside.top < box.top - 4 || inside.bottom > box.bottom + 4;
  });
}).map(line => line.textContent.trim())"""

OUT_OF_BOX = """() => [...document.querySelectorAll('.l-box')].flatMap(box => {
  const outer = box.getBoundingClientRect();
  return [...box.querySelectorAll('.l-row')].filter(row => {
    const inner = row.getBoundingClientRect();
    return inner.bottom > outer.bottom + 1 || inner.right > outer.right + 1
      || row.scrollWidth > row.clientWidth + 1;
  }).map(row => row.textContent.trim());
})"""


@pytest.fixture
def browser_page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1366, "height": 768})
    yield page
    page.close()


@pytest.mark.browser
@pytest.mark.spec("TRF-17")
def test_nothing_runs_over_its_line_or_out_of_its_part(browser_page: Page) -> None:
    usual = filled(WORDING, number=NUMBER)
    long = filled(
        replace(
            WORDING,
            name="阿卜杜拉·买买提江·吐尔逊·艾合买提",
            source=LONG + "党支部",
            target=(LONG * 6)[:200],
            addressee=(LONG * 6)[:200],
            signed=LONG,
            committee=LONG,
            committee_address=(LONG * 6)[:200],
            paper=True,
            days=178,
        ),
        number=NUMBER,
        void=True,
    )
    browser_page.set_content(page(usual, long))
    for sheet in ("web/static/css/sheet.css", "reports/static/reports/letter.css"):
        browser_page.add_style_tag(path=str(ROOM / sheet))
    assert browser_page.evaluate(RUN_OVER) == []
    assert browser_page.evaluate(OUT_OF_BOX) == []
    sheets = browser_page.locator(".sheet").evaluate_all(
        "all => all.map(each => [each.offsetWidth, each.offsetHeight])"
    )
    assert sheets == [[794, 1123]] * 2
