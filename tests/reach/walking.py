"""One cell of the table tried, in a transaction that is taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import transaction

from tests.reach.asking import Browser, filled, form_of
from tests.reach.bodies import BODIES
from tests.reach.ground import Ground, Kind
from tests.reach.table import HERE, Row, places_of


@contextmanager
def taken_back() -> Iterator[None]:
    """A transaction that leaves nothing, in which a transaction that insists on being the
    outermost may still begin, as in a test case of Django's."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]
    with block:
        yield
        transaction.set_rollback(True)


def request_of(row: Row, nouns: Mapping[str, str]) -> tuple[str, dict[str, list[str]]] | None:
    """Address and body of ``row`` for these nouns; None where one of them is missing."""
    path, _, more = row.address.partition("+")
    address = filled(path, nouns)
    body = form_of(f"{BODIES.get(path, '')}&{more}", nouns)
    return None if address is None or body is None else (address, body)


def tried(row: Row, kind: Kind, ground: Ground, browser: Browser) -> Iterator[tuple[str, str]]:
    """Place and letter of each cell of ``row`` for ``kind``."""
    for place in places_of(kind.name, row.address):
        nouns = {} if place == HERE else ground.at(kind, place)
        request = None if nouns is None else request_of(row, nouns)
        if request is None:
            continue
        with taken_back():
            answer = browser.ask(kind, row.method, *request)
        yield place, answer.letter
