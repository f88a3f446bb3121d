"""What is measured on a page as it stands on the screen; each answer lists what is wrong."""

from __future__ import annotations

import re

from playwright.sync_api import Page

LATIN = re.compile(r"(?<![A-Za-z0-9@./_*-])[A-Za-z]{2,}(?![A-Za-z0-9@.:/_*-])")
LATIN_ALLOWED = frozenset(
    {"VPN", "CSV", "PDF", "Excel", "MB", "jpg", "jpeg", "png", "gif", "Chrome", "GET", "POST"}
)
"""The words of other alphabets that a clerk meets: short, and known from elsewhere. GET and POST
stand in the log, for auditors, with the address of a request."""

SIDEWAYS = """() => {
  const wrong = [];
  const page = document.scrollingElement;
  if (page.scrollWidth > page.clientWidth) {
    wrong.push(`the page: ${page.scrollWidth} > ${page.clientWidth}`);
  }
  for (const element of document.body.querySelectorAll('*')) {
    const style = getComputedStyle(element);
    const scrolls = style.overflowX === 'auto' || style.overflowX === 'scroll';
    if (scrolls && element.clientWidth && element.scrollWidth > element.clientWidth + 1) {
      const name = element.className || element.tagName;
      wrong.push(`${name}: ${element.scrollWidth} > ${element.clientWidth}`);
    }
  }
  return wrong;
}"""

OVERLAPS = """() => {
  const clipped = element => {
    let box = element.getBoundingClientRect();
    let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
    for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
      const style = getComputedStyle(up);
      if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
      box = up.getBoundingClientRect();
      [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
      [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
    }
    return {left, top, right, bottom};
  };
  const seen = element => {
    const style = getComputedStyle(element);
    return element.checkVisibility() && style.visibility === 'visible' && style.opacity !== '0'
      && !element.closest('.hear, .skip') && !element.matches('.picker');
  };
  const dialog = document.querySelector('dialog[open]');
  const shown = dialog && dialog.matches(':modal') ? dialog : document;
  const found = [];
  const wanted = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  for (const element of shown.querySelectorAll(wanted)) {
    if (!seen(element)) continue;
    const box = clipped(element);
    if (box.right - box.left > 1 && box.bottom - box.top > 1) found.push([element, box]);
  }
  const name = element =>
    `<${element.tagName.toLowerCase()} ${element.id || element.name || ''}> `
    + (element.textContent.trim().slice(0, 20) || element.value || element.title);
  const wrong = [];
  for (let i = 0; i < found.length; i += 1) {
    const [one, a] = found[i];
    for (let j = i + 1; j < found.length; j += 1) {
      const [other, b] = found[j];
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide <= 2 || high <= 2 || one.contains(other) || other.contains(one)) continue;
      const field = one.closest('.control');
      if (field && field === other.closest('.control')) continue;
      wrong.push(`${name(one)} over ${name(other)} (${Math.round(wide)}×${Math.round(high)})`);
    }
  }
  return wrong;
}"""

WORDS = """() => {
  const code = document.querySelector('#captcha-said');
  const text = document.body.innerText;
  const said = [code ? text.replace(code.innerText, '') : text, document.title];
  const speaking = '[title], [placeholder], [aria-label], img';
  for (const element of document.body.querySelectorAll(speaking)) {
    for (const name of ['title', 'placeholder', 'aria-label', 'alt']) {
      if (element.getAttribute(name)) said.push(element.getAttribute(name));
    }
  }
  return said.join('\\n');
}"""


_ALL = f"""() => {{
  const [sideways, overlaps, words] = [{SIDEWAYS}, {OVERLAPS}, {WORDS}];
  const sizes = document.documentElement.classList;
  const wasLarge = sizes.contains('large');
  const wrong = [];
  for (const size of ['standard', 'large']) {{
    sizes.toggle('large', size === 'large');
    for (const each of sideways()) wrong.push(`${{size}}: sideways ${{each}}`);
    for (const each of overlaps()) wrong.push(`${{size}}: ${{each}}`);
  }}
  const said = words();
  sizes.toggle('large', wasLarge);
  return [wrong, said];
}}"""
"""Everything at once: each question to the browser costs as much as its answer."""


def wrong_with(page: Page) -> list[str]:
    """Everything wrong with the page, in both sizes of its text; it stays as it was."""
    wrong: list[str]
    wrong, words = page.evaluate(_ALL)
    latin = set(LATIN.findall(words)) - LATIN_ALLOWED
    return wrong + [f"a Latin word: {each}" for each in sorted(latin)]
