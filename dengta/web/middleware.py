"""The edge: who is asking, what a refusal looks like, what a browser may do with the answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now

from dengta.access.actor import Actor
from dengta.accounts.queries.sessions import actor_of
from dengta.accounts.rules.sessions import Ended
from dengta.audit.actions import record_refused
from dengta.audit.rules.events import Event
from dengta.refusal import Denied, OutOfReach, Refusal, SeparationBroken
from dengta.web import drafts, refused, session_cookie
from dengta.web.render import go_to
from dengta.web.requests import address_of

Answer = Callable[[HttpRequest], HttpResponse]

SIGN_IN_URL = "/sso"
PASSWORD_URL = "/zhanghao/mima"
ALLOWED_WITH_OLD_PASSWORD = frozenset(
    {PASSWORD_URL, "/tuichu", "/zihao", drafts.ADDRESS, drafts.DISCARD}
)
ATTEMPTS: dict[type[Refusal], Event] = {
    Denied: Event.REFUSED_DENIED,
    OutOfReach: Event.REFUSED_OUT_OF_REACH,
    SeparationBroken: Event.REFUSED_SEPARATION,
}
BY_ITSELF = "HX-By-Itself"
"""The header of what a page does by itself (polling, drafts): it never renews the session."""
POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


class HeadersAlone:
    """Answers HEAD as GET; whoever serves leaves the body out. Pages know GET and POST alone."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "HEAD":
            return self.get_response(request)
        request.method = "GET"
        response = self.get_response(request)
        request.method = "HEAD"
        return response


class WhoIsAsking:
    """Puts ``request.actor`` and ``request.at`` on every request; sends strangers to sign in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.at = now()  # type: ignore[attr-defined]
        session = session_cookie.read(request)
        request.actor = None  # type: ignore[attr-defined]
        request.session_ended = None  # type: ignore[attr-defined]
        renewed = None
        if session is not None and not request.path.startswith("/static/"):
            who = actor_of(
                session,
                address=address_of(request),
                request=f"{request.method} {request.path}",
                at=request.at,  # type: ignore[attr-defined]
            )
            if isinstance(who, Actor):
                request.actor = who  # type: ignore[attr-defined]
                if BY_ITSELF not in request.headers:
                    renewed = session.renewed(request.at)  # type: ignore[attr-defined]
            else:
                request.session_ended = who  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.actor is not None:  # type: ignore[attr-defined]
            drafts.keep_refused(request, response)  # type: ignore[arg-type]
        if renewed is not None and session_cookie.COOKIE not in response.cookies:
            session_cookie.write(response, renewed)
        return response

    def process_view(
        self, request: HttpRequest, view: Any, *_arguments: object
    ) -> HttpResponse | None:
        if getattr(view, "open_to_all", False):
            return None
        actor: Actor | None = request.actor  # type: ignore[attr-defined]
        if actor is None:
            return self._to_sign_in(request)
        if actor.must_change_password and request.path not in ALLOWED_WITH_OLD_PASSWORD:
            drafts.keep_unseen(request, actor.account_pk)
            return go_to(request, PASSWORD_URL)
        return None

    def _to_sign_in(self, request: HttpRequest) -> HttpResponse:
        asked: dict[str, str] = {}
        kept = drafts.keep_from_dead_session(request)
        came_from_a_page = request.method == "GET" and request.path != "/"
        if came_from_a_page or (kept and request.path != drafts.ADDRESS):
            asked["next"] = request.get_full_path()
        ended: Ended | None = request.session_ended  # type: ignore[attr-defined]
        if ended is not None:
            asked["why"] = ended.value
        query = f"?{urlencode(asked)}" if asked else ""
        response = go_to(request, f"{SIGN_IN_URL}{query}")
        # a draft or a poll leaves the cookie: it names whose the next thing is that is typed here
        if ended is not None and BY_ITSELF not in request.headers:
            session_cookie.drop(response)
        return response


class Refusals:
    """Turns what the domain refuses into a page, and writes the line of a refused attempt.

    The only place that does so; it stands outside the verb's transaction, which was rolled back
    (LOG-01). Out of reach and not existing give one equal answer and one equal line (ACC-02).
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.shown_refusals = []  # type: ignore[attr-defined]
        response = self.get_response(request)
        for shown in request.shown_refusals:  # type: ignore[attr-defined]
            _write(request, shown)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, Refusal):
            return None
        _write(request, error)
        return refused.answer(request, error)


def _write(request: HttpRequest, refusal: Refusal) -> None:
    """The line of a refused attempt; other refusals are no attempt at anything forbidden. Only
    that of separated duties says what was tried, for the page 三员互斥."""
    event = ATTEMPTS.get(type(refusal))
    actor: Actor | None = getattr(request, "actor", None)
    if event is None or actor is None:
        return
    record_refused(
        event,
        by=actor,
        at=request.at,  # type: ignore[attr-defined]
        what=f"{request.method} {request.path}",
        sentence=refusal.sentence if isinstance(refusal, SeparationBroken) else "",
    )


class WhatABrowserMayDo:
    """A strict content policy for all, and no copy of a personal page in any cache."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", POLICY)
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store")
        return response
