"""Identifiers of others, put where one's own belong: answered as those of nothing (ACC-02)."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.db import connection
from django.test import override_settings

from dengta.audit.models import Line
from dengta.database.uids import new_uid
from tests.reach.asking import ANSWERED, SENTENCE, Browser
from tests.reach.ground import ABOVE, BELOW, BESIDE, OWN, Ground, Kind, ground
from tests.reach.table import KINDS, Row, places_of, rows
from tests.reach.walking import request_of
from tests.world import Province

pytestmark = pytest.mark.django_db

AT_LEAST = 500
OPEN_TO_ALL = re.compile(r"/wenjian/{portrait}")
TOKENS = re.compile(r"[\w-]{32,}={0,2}", re.ASCII)
"""Marks, form tokens and sealed words: another one with every answer."""
NOBODYS_NUMBER = "800000000001"


def unknown(nouns: dict[str, str]) -> dict[str, str]:
    """The same nouns, each the identifier of nothing; one's own stay."""
    found = dict(nouns)
    for noun in nouns:
        if noun == "serial":
            found[noun] = NOBODYS_NUMBER
        elif not noun.startswith("my_") and noun != "step":
            found[noun] = str(new_uid())
    return found


def whole_base() -> dict[str, str]:
    """What stands in every table except the log: its rows, as one short text a table."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model._meta.app_label == "audit":
                continue
            name = model._meta.db_table
            cursor.execute(f'SELECT * FROM "{name}" ORDER BY 1')
            found[name] = sha256(repr(cursor.fetchall()).encode()).hexdigest()
    return found


class Told:
    """What an answer tells whoever sent it: its body without this request's own words, how often
    the base was asked, which lines the log got."""

    def __init__(self, kind: Kind, row: Row, nouns: dict[str, str], browser: Browser) -> None:
        request = request_of(row, nouns)
        assert request is not None, row.name
        last = Line.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        self.queries: list[str] = []
        with connection.execute_wrapper(self._note):
            answer = browser.ask(kind, row.method, *request)
        names = {
            f"/{value}" if noun == "serial" else value: noun
            for noun, value in nouns.items()
            if f"{{{noun}}}" in row.address and not noun.startswith("my_") and noun != "step"
        }
        self.status = answer.status
        self.body = TOKENS.sub("", _without(answer.body.decode(errors="replace"), names))
        self.where = TOKENS.sub("", _without(unquote(answer.location), names))
        self.lines = [
            (
                *(line.event, line.kind, line.subject_noun, line.path, len(line.body)),
                _without(f"{line.subject_name} {line.request}", names),
            )
            for line in Line.objects.filter(pk__gt=last)
        ]

    def _note(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        self.queries.append(re.sub(r"s\d+_x\d+", "savepoint", sql)[:80])
        return execute(sql, *rest)

    def differs_from(self, other: Told) -> str:
        """In what the two differ; "" when nobody can tell them apart."""
        for what in ("status", "where", "lines", "queries", "body"):
            one, two = getattr(self, what), getattr(other, what)
            if one != two:
                return f"{what}: {_short(one, two)}"
        return ""


def _without(text: str, names: dict[str, str]) -> str:
    """``text`` with a word in the place of each identifier."""
    for value, noun in names.items():
        text = text.replace(value, noun)
    return text


def _short(one: object, two: object) -> str:
    if isinstance(one, list) and isinstance(two, list):
        return f"{len(one)} {one[-3:]} ≠ {len(two)} {two[-3:]}"
    if isinstance(one, str) and isinstance(two, str):
        at = next((n for n, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), 0)
        return f"{one[at - 60 : at + 60]!r} ≠ {two[at - 60 : at + 60]!r}"
    return f"{one!r} ≠ {two!r}"


def swaps(all_kinds: bool = False) -> Iterator[tuple[Row, str, str]]:
    """Line, kind and place of each swapped identifier: for the duty that the page is for, and
    with ``all_kinds`` for every other one too."""
    for row in rows():
        if "{" not in row.address:
            continue
        for kind in KINDS[1:-2]:
            duty = kind.removeprefix("支部").lstrip("省市县")
            meant = any(
                letter in ANSWERED + SENTENCE and each.endswith(duty) and place in {OWN, BELOW}
                for (each, place), letter in row.cells.items()
            )
            if not (meant or all_kinds):
                continue
            for place in places_of(kind, row.address):
                if place in {ABOVE, BESIDE} and (kind, place) in row.cells:
                    yield row, kind, place


@pytest.fixture
def there(province: Province, tmp_path: Path) -> Iterator[Ground]:
    with override_settings(DENGTA_DATA=tmp_path):
        yield ground(province)


def compared(there: Ground, browser: Browser, row: Row, name: str, place: str) -> str:
    """In what a swapped identifier differs from an unknown one; "" for nothing."""
    kind = there.kinds[name]
    nouns = there.at(kind, place)
    assert nouns is not None
    if "{my_" in row.address:
        Told(kind, row, unknown(dict(nouns)), browser)  # the look at one's own is told but once
    one = Told(kind, row, dict(nouns), browser)
    other = Told(kind, row, unknown(dict(nouns)), browser)
    return one.differs_from(other)


@pytest.mark.spec("ACC-02", "LOG-01")
def test_an_identifier_out_of_reach_is_answered_as_that_of_nothing(there: Ground) -> None:
    browser, found, wrong = Browser(), 0, []
    before, begun = whole_base(), time.monotonic()
    every = list(swaps())  # the long proof draws from all
    for row, name, place in every[:: len(every) // AT_LEAST]:
        if difference := compared(there, browser, row, name, place):
            wrong.append(f"{row.name} {name} {place} {difference}")
        found += 1
    print(f"{found} of {len(every)} swapped identifiers in {time.monotonic() - begun:.1f} s")
    assert wrong == [], "\n".join(wrong)
    assert found >= AT_LEAST
    changed = {name for name, rows_ in whole_base().items() if rows_ != before[name]}
    assert changed <= {"accounts_once", "accounts_draft"}
