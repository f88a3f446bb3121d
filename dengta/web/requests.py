"""What a view is handed: a request that knows who is asking and when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse

from dengta.access.actor import Actor
from dengta.refusal import Refusal

View = TypeVar("View", bound=Callable[..., HttpResponse])


class ActorRequest(HttpRequest):
    """A request of a signed-in account: ``actor`` asks, ``at`` is the moment of the call.

    ``shown_refusal`` is set where a page itself says that an attempt was refused.
    """

    actor: Actor
    at: datetime
    htmx: Any
    shown_refusal: Refusal


class OpenRequest(HttpRequest):
    """A request to a page that is open to all: ``actor`` is None before signing in."""

    actor: Actor | None
    at: datetime


def open_to_all(view: View) -> View:
    """Mark a page that answers without signing in; every other page asks for it."""
    view.open_to_all = True  # type: ignore[attr-defined]
    return view


def address_of(request: HttpRequest) -> str:
    """The address of the caller, for the log and the limits of ACC-15."""
    return str(request.META.get("REMOTE_ADDR", ""))
