"""Real pages through a real server: the member list against the emptiest signed-in page."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from django.db import connection
from django.utils.timezone import now

from bench.load import Caller, Page, requests_per_second
from bench.site import Site
from bench.table import Better, Measured, Row, number
from bench.timing import TRIES
from config.environment import ROOT
from dengta.accounts.actions.sign_in import sign_in
from dengta.operations.demo.accounts import PASSWORD, demo_accounts
from dengta.web import session_cookie

LIST = "/dangyuan/dangyuan"
EMPTIEST = "/dangyuan"
CONNECTIONS = 8
PATIENCE = 60.0

_seen: dict[str, Measured] = {}
"""What one run of the server brought, by row."""


def list_page(site: Site) -> Measured:
    """<信息管理> of the whole province, as its administrator sees it, and 子系统首页."""
    return _measured(site, "requests")


def list_page_work(site: Site) -> Measured:
    """The same by the processor time of web workers and database for a request: what decides on a
    machine with nothing else to do, and what its other guests disturb least."""
    return _measured(site, "work")


def memory(site: Site) -> Measured:
    """Resident memory of the fullest web worker after the load."""
    return _measured(site, "memory")


def _measured(site: Site, row: str) -> Measured:
    if not _seen:
        _seen.update(_measure(site))
    return _seen[row]


@dataclass(frozen=True, slots=True)
class Load:
    """Requests a second, and milliseconds of processor time each took in workers and database."""

    rate: float
    work: float


def _measure(site: Site) -> dict[str, Measured]:
    with server() as (port, pid):
        cookies = signed_in("省级管理员")
        pages = [Page(port, LIST, cookies), Page(port, EMPTIEST, cookies)]
        bodies = [body_of(page) for page in pages]
        rows = len(re.findall(rb"<tr", bodies[0]))
        for page in pages:
            requests_per_second(page, site.seconds(1.0), CONNECTIONS)
        tries = [
            [load(page, pid, site.seconds(2.5)) for page in pages]
            for _ in range(1 if site.quick else TRIES)
        ]
        fullest = max(_resident(child) for child in _children(pid))
    kilobytes = [f"{len(body) / 1024:.0f} kB" for body in bodies]
    note = f"{CONNECTIONS} connections, 2 workers"
    wrong = "" if rows > 10 else f"the list shows {rows} rows"
    rates = [median(loads[at].rate for loads in tries) for at in (0, 1)]
    works = [median(loads[at].work for loads in tries) for at in (0, 1)]
    return {
        "requests": Measured(
            median(mine.rate / theirs.rate for mine, theirs in tries),
            f"{number(rates[0])}/s, {kilobytes[0]}",
            f"{number(rates[1])}/s, {kilobytes[1]}",
            note,
            wrong,
        ),
        "work": Measured(
            median(theirs.work / mine.work for mine, theirs in tries),
            f"{number(works[0])} ms",
            f"{number(works[1])} ms",
            note,
            wrong,
        ),
        "memory": Measured(fullest),
    }


def load(page: Page, pid: int, seconds: float) -> Load:
    """One load on ``page``."""
    with _counting(pid) as spent:
        began = time.monotonic()
        rate = requests_per_second(page, seconds, CONNECTIONS)
        took = time.monotonic() - began
    return Load(rate, max(spent[0], 1.0) / max(rate * took, 1.0))


@contextmanager
def _counting(pid: int) -> Iterator[list[float]]:
    """Milliseconds of processor time that web workers and database connections spent inside."""
    spent = [0.0]
    before = {each: _spent(each) for each in [*_children(pid), *_backends()]}
    yield spent
    after = {each: _spent(each) for each in [*_children(pid), *_backends()]}
    spent[0] = sum(after[each] - before.get(each, 0.0) for each in after)


def _backends() -> list[int]:
    """The processes of the database's other connections, none where it runs in the workers."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [row[0] for row in cursor.fetchall()]


def _spent(pid: int) -> float:
    """Milliseconds of processor time of a process; 0 for one on another machine."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return 0.0
    fields = text.rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1_000 / os.sysconf("SC_CLK_TCK")


@contextmanager
def server() -> Iterator[tuple[int, int]]:
    """The web server of this installation: its port and the process id of its parent."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = int(trial.getsockname()[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "dengta.operations", "web"],
        cwd=ROOT,
        env={**os.environ, "PORT": str(port), "HOST": "127.0.0.1"},
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, process)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            body_of(Page(port, "/sso", ""))
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the web server did not come up")


def signed_in(what: str) -> str:
    """The cookie of the demo account that is there for ``what``."""
    account = next(each for each in demo_accounts() if each.what == what)
    session = sign_in(user_name=account.mobile, password=PASSWORD, address="127.0.0.1", at=now())
    jar = _Jar()
    session_cookie.write(jar, session)  # type: ignore[arg-type]
    return jar.cookies


class _Jar:
    """Takes what a response takes: one cookie."""

    cookies = ""

    def set_cookie(self, key: str, value: str, **_how_long: object) -> None:
        self.cookies = f"{key}={value}"


def body_of(page: Page) -> bytes:
    with closing(Caller(page)) as caller:
        return caller.ask()


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(each) for each in text.split()]


def _resident(pid: int) -> float:
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(text.split("VmRSS:")[1].split()[0]) / 1024


ROWS: tuple[Row, ...] = (
    Row(
        "member list / the emptiest signed-in page, requests a second",
        0.5,
        Better.LARGE,
        "×",
        False,
        list_page,
    ),
    Row(
        "the emptiest signed-in page / member list, processor time",
        0.5,
        Better.LARGE,
        "×",
        True,
        list_page_work,
    ),
    Row("memory of a web worker", 150, Better.SMALL, "MB", False, memory),
)
