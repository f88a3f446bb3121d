"""Five hundred names, numbers and telephones of members, looked for in everything that officers and
auditors are shown, sent or leave behind (ACC-01, LOG-02)."""

from __future__ import annotations

import io
import logging
import re
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from django.utils.timezone import now

from config.logs import Masking
from dengta.access.actor import SYSTEM
from dengta.accounts.actions.messages import SEND_MESSAGES, send_messages
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.jobs.actions import Progress, finish, take
from dengta.members.actions import consult, edit
from dengta.members.effects import bulk
from dengta.members.models import Member
from dengta.members.queries import record
from tests.members.builders import facts, member, number
from tests.reach.asking import Answer, Browser
from tests.reach.ground import BELOW, OWN, Ground, Kind, ground
from tests.reach.table import HERE, places_of, rows
from tests.reach.walking import request_of
from tests.world import Province, actor

pytestmark = pytest.mark.django_db

AT_LEAST = 500
FAMILY = "禤鄢"
"""A family that nobody else here is of: who finds these two letters has found a member."""
GIVEN = "禾麦穗谷豆桑柳榆槐桐杏桃李"
WATCHED = ("省安全员", "县安全员", "省审计员", "县审计员")
NUMBERS = re.compile(r"(?=(\d{17}[\dXx]|1[3-9]\d{9}))")
LINKS = re.compile(r'(?:href|hx-get|data-menu-url)="(/[^"#]*)"')
MOST_LINKS = 60


class Invented:
    """The members, and every word of theirs."""

    def __init__(self, province: Province) -> None:
        self.names: set[str] = set()
        self.numbers: set[str] = set()
        branch, at = province["B1"], now()
        some = [self._facts(place) for place in range(10)]
        self.enrolled = [member(branch, at=at, **each) for each in some]
        rest = [bulk.Row(branch.pk, branch.path, facts(**self._facts(n))) for n in range(10, 169)]
        bulk.load_batch(rest, by=SYSTEM, at=at)

    def _facts(self, place: int) -> dict[str, Any]:
        born = date(1961, 2, 3) + timedelta(days=place)
        name = FAMILY + GIVEN[place // len(GIVEN)] + GIVEN[place % len(GIVEN)]
        found: dict[str, Any] = {
            "name": name,
            "birth_date": born,
            "id_number": number(born, serial=7),
            "phone": f"13700{place:06d}",
        }
        self.names.add(name)
        self.numbers |= {str(found["id_number"]), str(found["phone"])}
        return found

    def numbers_in(self, text: str) -> set[str]:
        """Which of the numbers and telephones stand in ``text``."""
        return self.numbers & set(NUMBERS.findall(text))

    def names_in(self, text: str) -> set[str]:
        """Which of the names stand in ``text``."""
        return {name for name in self.names if name in text} if FAMILY in text else set()


def text_of(answer: Answer) -> str:
    """The answer as text: of a workbook all its parts."""
    if answer.body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(answer.body)) as book:
            parts = [book.read(name) for name in book.namelist()]
        return "\n".join(part.decode(errors="replace") for part in parts)
    return unescape(answer.body.decode(errors="replace")) + answer.location


def answers(there: Ground, kind: Kind, browser: Browser) -> Iterator[tuple[str, Answer]]:
    """Every page and part that ``kind`` may ask for, and what is linked from them."""
    seen: set[str] = set()
    links: dict[str, None] = {}
    for row in rows():
        for place in {OWN, BELOW, HERE} & set(places_of(kind.name, row.address)):
            request = request_of(row, there.at(kind, place) or {} if place != HERE else {})
            if request is None or row.method == "POST" or f"{row.method} {request[0]}" in seen:
                continue
            seen.add(f"{row.method} {request[0]}")
            answer = browser.ask(kind, row.method, request[0])
            yield request[0], answer
            links |= dict.fromkeys(
                unescape(each) for each in LINKS.findall(answer.body.decode(errors="replace"))
            )
    for link in list(dict.fromkeys(each for each in links if f"GET {each}" not in seen))[
        :MOST_LINKS
    ]:
        if not link.startswith("/static/"):
            yield link, browser.ask(kind, "GET", link)


def sent() -> None:
    """Let the worker send what waits: the outbox gets its files."""
    while job := take("test", now()):
        running = Progress(job)
        finish(
            running.lease,
            at=now(),
            result=send_messages(running) if job.kind == SEND_MESSAGES else {},
        )


@pytest.fixture
def told() -> Iterator[io.StringIO]:
    """What the server says of itself, down to its least words."""
    said = io.StringIO()
    handler, root = logging.StreamHandler(said), logging.getLogger()
    handler.setFormatter(Masking("{levelname} {name}: {message}", style="{"))
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield said
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.mark.spec("ACC-01", "LOG-01", "LOG-02")
def test_nothing_of_a_member_is_shown_to_officers_or_auditors(
    province: Province, tmp_path: Path, told: io.StringIO
) -> None:
    browser, begun = Browser(), time.monotonic()
    with override_settings(DENGTA_DATA=tmp_path):
        there, invented = ground(province), Invented(province)
        assert len(invented.names) + len(invented.numbers) >= AT_LEAST
        first, by = invented.enrolled[0], actor(province["B1"])
        consult(uid=first.uid, by=by, at=now())
        _changed_phone(first, invented)
        clerk = there.kinds["县管理员"]
        asked = {"id_number": sorted(invented.numbers)[0], "name": first.name}
        assert browser.ask(clerk, "POST", "/dangyuan/dangyuan/chaxun", asked).location
        _authorised_again(there, browser)
        sent()
        wrong, looked = [], 0
        for name in WATCHED:
            kind = there.kinds[name]
            for address, answer in answers(there, kind, browser):
                looked += 1
                text = text_of(answer)
                found = invented.numbers_in(text)
                if not (name.endswith("审计员") and address.startswith("/rizhi/")):
                    found |= invented.names_in(text)
                if found:
                    wrong.append(f"{name} {address}: {sorted(found)[:3]}")
        assert wrong == []
        _full_values_come_after_a_click_that_is_logged(there, invented, browser)
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert any("outbox" in path.parts for path in files)
        for path in files:
            lying = path.read_bytes().decode(errors="replace")
            assert not invented.numbers_in(lying) | invented.names_in(lying), path
        assert told.getvalue()
        assert not invented.numbers_in(told.getvalue()) | invented.names_in(told.getvalue())
    words = len(invented.names) + len(invented.numbers)
    print(
        f"{words} words in {looked} answers, {len(files)} files: {time.monotonic() - begun:.1f} s"
    )


def _changed_phone(person: Member, invented: Invented) -> None:
    by = actor(person.branch)
    standing = record.find(by, person.uid)
    phone = "13700999999"
    invented.numbers.add(phone)
    opened = consult(uid=person.uid, by=by, at=now())
    edit(
        member=standing, facts=replace(opened.facts, phone=phone), seen=standing.step,
        reason="", by=by, at=now(),
    )  # fmt: skip


def _authorised_again(there: Ground, browser: Browser) -> None:
    """A message is on its way once more."""
    officer = there.kinds["县安全员"]
    nouns = there.at(officer, OWN)
    assert nouns is not None
    address = f"/zhanghaoguanli/zhanghao/{nouns['waiting']}/chongfa"
    assert browser.ask(officer, "POST", address).status == 303


def _full_values_come_after_a_click_that_is_logged(
    there: Ground, invented: Invented, browser: Browser
) -> None:
    auditor = there.kinds["省审计员"]
    changed = Line.objects.filter(event=Event.MEMBER_EDITED).latest("pk")
    address = f"/rizhi/yewu/{changed.uid}"
    shown = text_of(browser.ask(auditor, "GET", address))
    assert invented.names_in(shown), "the auditor's sentence names the member"
    assert not invented.numbers_in(shown)
    before = Line.objects.filter(event=Event.NUMBER_REVEALED).count()
    full = text_of(browser.ask(auditor, "POST", f"{address}/wanzheng"))
    assert "13700999999" in invented.numbers_in(full)
    assert Line.objects.filter(event=Event.NUMBER_REVEALED).count() == before + 1
