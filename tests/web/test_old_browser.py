"""What Chromium 86 cannot do stands nowhere in our style sheets, scripts and templates (GEN-04)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "dengta" / "web" / "static"
SHEETS = sorted((STATIC / "css").glob("*.css"))
SCRIPTS = sorted((STATIC / "js").glob("*.js"))
TEMPLATES = sorted(
    path
    for folder in ("dengta/web/templates", "dengta/reports/templates")
    for path in (ROOT / folder).rglob("*.html")
)
BUDGET = 40_000
PAPER = "sheet"
"""Sheets of paper have style sheets of their own (``sheet*.css``), which no page loads."""

NOT_IN_CSS = {
    ":has(": r":has\(",
    ":is(": r":is\(",
    ":where(": r":where\(",
    "inset": r"[;{\s]inset(-\w+)?\s*:",
    "aspect-ratio": r"aspect-ratio",
    "color-mix": r"color-mix\(",
    "oklch": r"oklch\(|oklab\(|\blch\(|\blab\(",
    "@layer": r"@layer",
    "@container": r"@container",
    "nesting": r"&",
    "logical margins": r"(margin|padding|border)-(inline|block)",
    "accent-color": r"accent-color",
    "new viewport units": r"\d(dvh|svh|lvh|dvw|svw|lvw)\b",
    "overflow: clip": r"overflow(-[xy])?\s*:\s*clip",
    "backdrop-filter": r"backdrop-filter",
    "addresses elsewhere": r"https?:|@import|//\w",
}
NOT_IN_JS = {
    ".at(": r"\.at\(",
    "structuredClone": r"structuredClone",
    "randomUUID": r"randomUUID",
    "inert": r"\binert\b",
    "hasOwn": r"hasOwn\b",
    "findLast": r"findLast",
    "replaceAll": r"replaceAll\(",
    "optional chaining": r"\?\.(?!\d)",
    "nullish": r"\?\?",
    "logical assignment": r"\|\|=|&&=",
    "private names": r"this\.#",
    "modules": r"^\s*(import|export)\s",
    "top-level await": r"^await\s",
    "eval": r"\beval\(|new Function",
    "inline handlers": r"setAttribute\(\s*[\"'](style|on\w+)",
    "addresses elsewhere": r"https?://",
}
NOT_IN_TEMPLATES = {
    "inline style": r"<style|\sstyle\s*=",
    "inline script": r"<script(?![^>]*\ssrc=)",
    "inline handler": r"<[^>]*\son[a-z]+\s*=",
    "htmx that evaluates": r"hx-on|hx-vals=[\"']js:|hx-vars",
    "javascript address": r"javascript:",
    "addresses elsewhere": r"(src|href|action)=[\"']?https?:",
}


def without_comments(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".css":
        return re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    if path.suffix == ".js":
        return re.sub(r"^\s*//.*$", "", text, flags=re.M)
    return re.sub(r"\{#.*?#\}", "", text, flags=re.S)


def names(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


@pytest.mark.spec("GEN-04")
@pytest.mark.parametrize("path", SHEETS, ids=names(SHEETS))
def test_a_style_sheet_uses_nothing_newer_than_chromium_86(path: Path) -> None:
    text = without_comments(path)
    assert [name for name, pattern in NOT_IN_CSS.items() if re.search(pattern, text)] == []
    if ":focus-visible" in text:
        plain = re.search(r":focus(?!-)", text)
        assert plain is not None
        assert plain.start() < text.index(":focus-visible")


@pytest.mark.spec("GEN-04")
@pytest.mark.parametrize("path", SCRIPTS, ids=names(SCRIPTS))
def test_a_script_uses_nothing_newer_than_es2019(path: Path) -> None:
    text = without_comments(path)
    assert [n for n, pattern in NOT_IN_JS.items() if re.search(pattern, text, re.M)] == []


@pytest.mark.spec("GEN-04")
@pytest.mark.parametrize("path", TEMPLATES, ids=names(TEMPLATES))
def test_a_template_needs_no_inline_style_or_script(path: Path) -> None:
    text = without_comments(path)
    assert [name for name, pattern in NOT_IN_TEMPLATES.items() if re.search(pattern, text)] == []


def test_the_patterns_find_what_they_are_for() -> None:
    forbidden = {
        "css": "a:has(b){inset:0;aspect-ratio:1;accent-color:red;margin-inline:0;height:1dvh}",
        "js": "list.at(0); a?.b; c ?? d; structuredClone(x)",
        "html": '<p style="x"><script>1</script><a onclick="x">',
    }
    assert len([p for p in NOT_IN_CSS.values() if re.search(p, forbidden["css"])]) == 6
    assert len([p for p in NOT_IN_JS.values() if re.search(p, forbidden["js"], re.M)]) == 4
    assert len([p for p in NOT_IN_TEMPLATES.values() if re.search(p, forbidden["html"])]) == 3


def test_the_style_sheets_of_a_page_stay_within_their_budget() -> None:
    weights = {path.stem: path.stat().st_size for path in SHEETS}
    document = (ROOT / "dengta/web/templates/layout/document.html").read_text(encoding="utf-8")
    (shared,) = re.findall(r"for sheet in \(([^)]*)\)", document)
    everywhere = {*re.findall(r"\w+", shared), "print"}
    own = {name for name in weights if name not in everywhere and not name.startswith(PAPER)}
    base = sum(weights[name] for name in everywhere)
    assert {name: base + weights[name] for name in own if base + weights[name] > BUDGET} == {}
    loaded = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES)
    assert [name for name in own if f"css/{name}.css" not in loaded] == []


def tokens() -> dict[str, str]:
    text = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8").split(".large")[0]
    return dict(re.findall(r"--([\w-]+):(#[0-9a-f]{6})", text))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "ground"),
        ("ink-3", "ground"),
        ("ink-4", "ground"),
        ("link", "red-wash"),
        ("link", "hint-wash"),
        ("good", "good-wash"),
        ("warning", "warning-wash"),
        ("error", "error-wash"),
        ("hint", "hint-wash"),
        ("red-dark", "red-wash"),
        ("paper-ink", "paper"),
        ("ink-4", "line-3"),
    ],
)
def test_text_stands_out_from_its_ground(ink: str, ground: str) -> None:
    colours = tokens()
    assert contrast(colours[ink], colours[ground]) >= 4.5


def test_white_text_stands_out_on_every_red() -> None:
    colours = tokens()
    assert min(contrast("#ffffff", colours[red]) for red in ("red", "red-dark", "red-deep")) >= 4.5
