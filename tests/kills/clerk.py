"""A clerk with a browser of the simplest kind: pages, forms and a cookie, no script."""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self
from urllib.parse import urlencode, urljoin, urlsplit

from dengta.operations.demo.accounts import PASSWORD

HAND_WRITTEN = frozenset({"submit", "button", "image", "reset", "file"})


@dataclass
class Form:
    """A form of a page: where it is posted, and what it holds."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)

    def filled(self, **typed: str) -> Form:
        """The form with ``typed`` in it."""
        return Form(self.action, {**self.fields, **typed})


@dataclass
class Page:
    """An answer: ``onward`` is where it leads to, "" when it is a page itself."""

    status: int
    address: str
    onward: str
    text: str

    @property
    def forms(self) -> list[Form]:
        """The forms of the page as they stand."""
        reader = _Forms(self.address)
        reader.feed(self.text)
        return reader.forms

    def form(self, action: str = "") -> Form:
        """The first form whose address has ``action`` in it; fails when the page has none."""
        for each in self.forms:
            if action in each.action:
                return each
        raise AssertionError(f"{self.address} ({self.status}) has no form {action!r}: {self.text}")


class _Forms(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(urljoin(self.address, has.get("action") or self.address))
            self.forms.append(self._form)
        if self._form is None:
            return
        fields, name, value = self._form.fields, has.get("name", ""), has.get("value", "")
        if tag == "input" and name and has.get("type", "text") not in HAND_WRITTEN:
            if has.get("type") not in {"radio", "checkbox"}:
                fields[name] = value
            elif "checked" in has:
                fields[name] = value or "on"
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._area = name
            fields[name] = ""
        elif tag == "option" and self._select and ("selected" in has or self._select not in fields):
            fields[self._select] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._area:
            self._form.fields[self._area] += data


@dataclass
class Clerk:
    """Somebody at ``port`` of the loopback; raises OSError or HTTPException when nobody answers."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def sign_in(self, mobile: str, password: str = PASSWORD) -> Self:
        """Sign in as on the page, with the picture's text that the demo prints beside it."""
        page = self.get("/sso")
        said = page.text.split('id="captcha-said">')[1].split("<")[0]
        done = self.post(
            page.form("/sso").filled(user_name=mobile, password=password, picture=said)
        )
        assert done.onward, f"{mobile} could not sign in: {done.text}"
        return self

    def get(self, path: str) -> Page:
        """A page, following up to five redirections."""
        page = self._ask("GET", path)
        for _ in range(5):
            if not page.onward:
                break
            page = self._ask("GET", page.onward)
        return page

    def post(self, form: Form) -> Page:
        """The answer to ``form``, not followed on."""
        return self._ask("POST", form.action, urlencode(form.fields))

    def _ask(self, method: str, path: str, body: str | None = None) -> Page:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
        finally:
            connection.close()
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        onward = response.getheader("Location") or ""
        onward = urlsplit(onward)._replace(scheme="", netloc="").geturl() if onward else ""
        return Page(response.status, path, onward, text)
