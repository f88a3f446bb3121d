"""What a view is handed: a request that knows who is asking and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_address
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from dengta.access.actor import Actor
from dengta.refusal import Refusal

View = TypeVar("View", bound=Callable[..., HttpResponse])


class ActorRequest(HttpRequest):
    """A request of a signed-in account: ``actor`` asks, ``at`` is the moment of the call.

    ``shown_refusals`` holds what a page itself says was refused; the edge writes their lines.
    """

    actor: Actor
    at: datetime
    htmx: Any
    shown_refusals: list[Refusal]


class OpenRequest(HttpRequest):
    """A request to a page that is open to all: ``actor`` is None before signing in."""

    actor: Actor | None
    at: datetime


def open_to_all(view: View) -> View:
    """Mark a page that answers without signing in; every other page asks for it."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def uid_in(text: str) -> UUID | None:
    """The uid that a form or an address names; None for none or a forged one."""
    try:
        return UUID(text)
    except ValueError:
        return None


def address_of(request: HttpRequest) -> str:
    """The address of the caller, for the log and the limits of ACC-09 and ACC-15.

    Behind a reverse proxy that ``DENGTA_PROXIES`` names it is the last address in
    ``X-Forwarded-For`` that is no such proxy. Nobody else's header is believed: whoever may write
    it would choose his own address.
    """
    nearest = str(request.META.get("REMOTE_ADDR", ""))
    if not _is_proxy(nearest):
        return nearest
    for hop in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        address = hop.strip()
        if _is_address(address) and not _is_proxy(address):
            return address
    return nearest


def _is_proxy(address: str) -> bool:
    return _is_address(address) and any(
        ip_address(address) in network for network in settings.DENGTA_PROXIES
    )


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
