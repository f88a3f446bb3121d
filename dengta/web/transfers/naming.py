"""Names of organisations where there is little room; the full name stands in the tooltip."""

from __future__ import annotations

from collections.abc import Callable

from dengta.organizations.rules.names import short_label

PREFIX = "中共"


def short(name: str, *beside: str) -> str:
    """``name`` without what it shares with the one of ``beside`` that shortens it most, and
    without 中共 in front: ``中共东平川县青石镇柳园支部委员会`` beside the town's name is
    ``柳园支部委员会``."""
    found = min((short_label(name, each) for each in beside if each != name), key=len, default=name)
    found = min(found, name, key=len)
    rest = found.removeprefix(PREFIX)
    return rest if len(rest) > 1 else found


def beside(*names: str) -> Callable[[str], str]:
    """:func:`short` with its neighbours given, for a template."""
    return lambda name: short(name, *names)
