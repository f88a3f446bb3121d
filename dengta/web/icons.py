"""Icons: Heroicons drawn inline, under names that say what they mean here."""

from __future__ import annotations

from functools import lru_cache

from heroicons.jinja import heroicon_outline
from markupsafe import Markup, escape

ICONS: dict[str, str] = {
    "add": "plus",
    "archive": "archive-box",
    "arrow": "arrow-right",
    "back": "chevron-left",
    "calendar": "calendar",
    "camera": "camera",
    "check": "check",
    "check-circle": "check-circle",
    "clock": "clock",
    "close": "x-mark",
    "columns": "view-columns",
    "cross": "x-mark",
    "delete": "trash",
    "document": "document-text",
    "down": "chevron-down",
    "download": "arrow-down-tray",
    "edit": "pencil",
    "error": "exclamation-circle",
    "eye": "eye",
    "help": "question-mark-circle",
    "info": "information-circle",
    "link": "link",
    "lock": "lock-closed",
    "minus": "minus",
    "more": "ellipsis-horizontal",
    "next": "chevron-right",
    "organization": "building-library",
    "people": "users",
    "person": "user",
    "place": "map-pin",
    "print": "printer",
    "refresh": "arrow-path",
    "return": "arrow-uturn-left",
    "search": "magnifying-glass",
    "shield": "shield-check",
    "sign-out": "arrow-right-start-on-rectangle",
    "stop": "no-symbol",
    "transfer": "arrows-right-left",
    "tree": "rectangle-group",
    "unlink": "link-slash",
    "up": "chevron-up",
    "upload": "arrow-up-tray",
    "warning": "exclamation-triangle",
}
"""Our name → the name in the set. A name that is not here is taken as one of the set."""


@lru_cache(maxsize=512)
def icon(name: str, size: int = 16, label: str = "") -> Markup:
    """The icon as inline SVG, ``size`` pixels at the standard text size.

    It is hidden from screen readers unless it has a ``label`` of its own. Raises
    ``heroicons.IconDoesNotExist`` for a name that neither list knows.
    """
    drawn = heroicon_outline(ICONS.get(name, name), size=size, **{"class": "icon"})
    if not label:
        return Markup(drawn)
    titled = Markup('role="img" aria-label="{}"').format(escape(label))
    return Markup(str(drawn).replace('aria-hidden="true"', str(titled), 1))
