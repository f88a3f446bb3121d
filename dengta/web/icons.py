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
    "unlink": "link-slash",
    "up": "chevron-up",
    "upload": "arrow-up-tray",
    "warning": "exclamation-triangle",
}
"""Our name → the name in the set. A name that is not here is taken as one of the set."""


OURS: dict[str, str] = {
    "tree": "M9 3.5h6v5H9zM3 15.5h6v5H3zM15 15.5h6v5h-6zM12 8.5v3.5M6 15.5V12h12v3.5",
}
"""What the set has not: the outline of our own drawing on 24 × 24."""


@lru_cache(maxsize=512)
def icon(name: str, size: int = 16, label: str = "") -> Markup:
    """The icon as inline SVG, ``size`` pixels at the standard text size.

    It is hidden from screen readers unless it has a ``label`` of its own. Raises
    ``heroicons.IconDoesNotExist`` for a name that neither list knows.
    """
    if name in OURS:
        drawn: str = Markup(
            '<svg fill="none" viewBox="0 0 24 24" stroke="currentColor" aria-hidden="true" '
            'width="{}" height="{}" class="icon"><path stroke-linejoin="round" d="{}" /></svg>'
        ).format(size, size, OURS[name])
    else:
        drawn = heroicon_outline(ICONS.get(name, name), size=size, **{"class": "icon"})
    if not label:
        return Markup(drawn)
    titled = Markup('role="img" aria-label="{}"').format(escape(label))
    return Markup(str(drawn).replace('aria-hidden="true"', str(titled), 1))
