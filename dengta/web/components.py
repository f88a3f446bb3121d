"""What the component macros draw: frozen values that a view fills and hands to its template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from markupsafe import Markup

from dengta.organizations.rules.categories import BADGES, CLASSES, kind

Tone = Literal["", "good", "warning", "error", "hint"]


@dataclass(frozen=True, slots=True)
class Link:
    """A word that leads somewhere; with ``children`` it opens a list instead."""

    label: str
    url: str = ""
    current: bool = False
    children: Sequence[Link] = ()


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence after a redirect; ``tone`` is good, warning, error or hint."""

    text: str
    tone: Tone = "good"


@dataclass(frozen=True, slots=True)
class MenuItem:
    """A line of a menu. ``dialog`` opens the page over this one; ``why_not`` greys it out."""

    label: str
    url: str = ""
    icon: str = ""
    danger: bool = False
    separated: bool = False
    dialog: bool = False
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class More:
    """The line 再显示 N: ``url`` answers with the further nodes as one part."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the tree.

    ``label`` is what is drawn (without the superior's name), ``name`` the full name for the
    tooltip and for screen readers, ``category`` the code that gives the boxed letter (empty: a
    person). ``branches`` says that something is below; ``children_url`` answers with the nodes
    below as one part while ``children`` is empty. ``menu_url`` answers with the menu's lines.
    ``muted`` draws what is history.
    """

    uid: str
    label: str
    url: str
    name: str = ""
    category: str = ""
    count: int | None = None
    current: bool = False
    branches: bool = False
    expanded: bool = False
    children: Sequence[Node] = ()
    children_url: str = ""
    more: More | None = None
    menu_url: str = ""
    tags: Sequence[str] = ()
    muted: bool = False


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. ``kind``: "" text, number, date, code, name, narrow or actions."""

    label: str
    kind: str = ""
    sort_url: str = ""
    sorted: Literal["", "ascending", "descending"] = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab. ``url`` is a page, or ``#id`` of a panel on this page; ``why_not`` locks it."""

    label: str
    url: str = ""
    current: bool = False
    count: int | None = None
    tag: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """A stop of a path. ``mark`` stands in its circle (else its number), ``between`` on the line
    that follows; the first of ``lines`` may be emphasised by the state."""

    label: str
    state: Literal["done", "now", "returned", "waiting", "start", "end"] = "waiting"
    lines: Sequence[str] = ()
    mark: str = ""
    between: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """One side of a segmented control."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A line under a suggesting field: ``value`` is kept, ``label`` is shown."""

    value: str
    label: str
    note: str = ""
    category: str = ""
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What the foot bar links to: the label of a field and the id of its element."""

    label: str
    target: str


UNKNOWN = "党"
"""Stands for what no class of categories begins with."""

SHAPES = {"委": "full", "工": "full", "组": "full", "军": "full", "总": "soft", "支": "line"}
WORDS = {
    "委": "党委",
    "工": "工作委员会",
    "组": "党组",
    "军": "军队党委",
    "总": "党总支",
    "支": "党支部",
    "联": "联合党支部",
}


@cache
def org_badge(category: str) -> Markup:
    """The boxed letter of an organisation category, with its word as tooltip (临时 included)."""
    letter = BADGES[kind(category)] if category[:1] in CLASSES else UNKNOWN
    word = WORDS.get(letter, "党组织")
    if category.startswith("9"):
        word = f"临时{word}"
    return Markup(
        '<span class="org org-{}" title="{}"><span aria-hidden="true">{}</span>'
        '<span class="hear">{}</span></span>'
    ).format(SHAPES.get(letter, "dash"), word, letter, word)
