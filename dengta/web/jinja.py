"""The Jinja environment of the pages: strict, with every component macro as a global."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.templatetags.static import static
from django.urls import reverse
from jinja2 import Environment, StrictUndefined

from dengta.web.components import org_badge
from dengta.web.fields import field_shape
from dengta.web.icons import icon
from dengta.web.moments import minute, moment
from dengta.web.textsize import TEXT_SIZE_URL, is_large

COMPONENTS = (
    "components/marks.html",
    "components/menus.html",
    "components/lists.html",
    "components/tree.html",
    "components/controls.html",
    "components/fields.html",
    "components/frames.html",
)
"""In this order: a file may call the macros of those before it."""


def url(name: str, *args: object, query: Mapping[str, object] | None = None, **kw: object) -> str:
    """The address of a named page, with ``query`` as its query string (empty values left out)."""
    if not kw and all(type(one) is UUID for one in args):
        address = _pattern(name, len(args)).format(*args)
    else:
        address = reverse(name, args=args or None, kwargs=kw or None)
    return with_query(address, **query) if query else address


@cache
def _pattern(name: str, amount: int) -> str:
    """The address of a page that is named by ``amount`` uids, with {} for each of them.

    A list of twenty rows names a hundred addresses, and looking one up costs as much as a cell.
    """
    marks = [UUID(int=number + 1) for number in range(amount)]
    address = reverse(name, args=marks or None)
    for mark in marks:
        address = address.replace(str(mark), "{}", 1)
    return address


def with_query(address: str, **parameters: object) -> str:
    """``address`` with these parameters added; None and empty text are left out. The field that
    it names (``#id_phone``) stays at the end."""
    kept = [(name, value) for name, value in parameters.items() if value not in (None, "")]
    if not kept:
        return address
    page, mark, field = address.partition("#")
    return f"{page}{'&' if '?' in page else '?'}{urlencode(kept, doseq=True)}{mark}{field}"


def environment(**options: Any) -> Environment:
    """What ``OPTIONS["environment"]`` of Django's Jinja2 backend names.

    Macros are read once, when the environment is made, because an import is invisible inside a
    block that is rendered alone (``render.render_part``).
    """
    options["undefined"] = StrictUndefined
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    made = Environment(**options)
    made.filters.update(moment=moment, minute=minute)
    made.globals.update(
        url=url,
        with_query=with_query,
        static=cache(static),
        icon=icon,
        field_shape=field_shape,
        org_badge=org_badge,
        is_large=is_large,
        TEXT_SIZE_URL=TEXT_SIZE_URL,
    )
    for name in COMPONENTS:
        module = made.get_template(name).module
        made.globals.update(
            (macro, value) for macro, value in vars(module).items() if not macro.startswith("_")
        )
    return made
