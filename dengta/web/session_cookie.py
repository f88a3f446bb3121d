"""The session cookie: signed, readable by the server alone, never by scripts."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from dengta.accounts.rules.limits import SESSION_AT_MOST
from dengta.accounts.rules.sessions import Session

COOKIE = "dengta"
_signer = signing.Signer(salt="dengta.session")


def read(request: HttpRequest) -> Session | None:
    """The session that the browser brings; None without one or with a forged one."""
    try:
        return Session.from_text(_signer.unsign(request.COOKIES.get(COOKIE, "")))
    except signing.BadSignature:
        return None


def write(response: HttpResponse, session: Session) -> None:
    """Hand the session to the browser; it ends there at the latest with the eight hours."""
    response.set_cookie(
        COOKIE,
        _signer.sign(session.as_text()),
        max_age=int(SESSION_AT_MOST.total_seconds()),
        httponly=True,
        samesite="Lax",
        secure=settings.CSRF_COOKIE_SECURE,
    )


def drop(response: HttpResponse) -> None:
    response.delete_cookie(COOKIE, samesite="Lax")
