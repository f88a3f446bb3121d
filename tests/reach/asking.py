"""Asking for a page as somebody, and what comes of it in one letter."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import parse_qsl

from django.test import Client

from dengta.web import session_cookie
from tests.reach.ground import Kind, cookie_of

MARK = "m" * 32
ANSWERED, SENTENCE, MISSING, REFUSED, SIGN_IN, NO_SUCH_WAY = "asxnlm"
LETTERS = {
    200: ANSWERED,
    403: REFUSED,
    404: MISSING,
    405: NO_SUCH_WAY,
    409: SENTENCE,
    422: SENTENCE,
    503: ANSWERED,
}
"""Status → letter of the table; 503 is what /healthz says while no worker runs."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    body: bytes

    @property
    def letter(self) -> str:
        """The letter of the table; an answer that no page may give has none and fails."""
        if self.location:
            return SIGN_IN if self.location.startswith("/sso") else ANSWERED
        return LETTERS[self.status]


class Browser:
    """Browsers in which each kind is signed in; every request starts with the same cookie."""

    def __init__(self) -> None:
        self._client = Client(raise_request_exception=False)
        self._cookies: dict[str, str] = {}

    def ask(
        self, kind: Kind, method: str, address: str, body: Mapping[str, Any] | None = None
    ) -> Answer:
        """Send the request as ``kind``; PART asks with GET for the part of a page, as htmx does."""
        self._client.cookies = SimpleCookie()
        if kind.account is not None:
            value = self._cookies.get(kind.name) or cookie_of(kind.account)
            self._cookies[kind.name] = value
            self._client.cookies[session_cookie.COOKIE] = value
        if method == "POST":
            answer = self._client.post(address, {"mark": MARK, **(body or {})})
        else:
            headers = {"HX-Request": "true"} if method == "PART" else {}
            answer = self._client.get(address, headers=headers)
        content = b"".join(answer) if answer.streaming else answer.content
        return Answer(
            answer.status_code, answer.get("Location", answer.get("HX-Redirect", "")), content
        )


def filled(template: str, nouns: Mapping[str, str]) -> str | None:
    """``template`` with its nouns; None where one is missing."""
    wanted = set(re.findall(r"{(\w+)}", template))
    return template.format(**nouns) if wanted <= set(nouns) else None


def form_of(template: str, nouns: Mapping[str, str]) -> dict[str, list[str]] | None:
    """The fields of a body that is written like a query."""
    text = filled(template, nouns)
    if text is None:
        return None
    found: dict[str, list[str]] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        found.setdefault(name, []).append(value)
    return found
