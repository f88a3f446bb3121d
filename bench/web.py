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
from pathlib import Path
from statistics import median

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

_memory: list[float] = []
"""Megabytes of the fullest worker, measured after the load."""


def list_page(site: Site) -> Measured:
    """<信息管理> of the whole province, as its administrator sees it, and 子系统首页."""
    with server() as (port, pid):
        cookies = _signed_in()
        pages = [Page(port, LIST, cookies), Page(port, EMPTIEST, cookies)]
        bodies = [_body(page) for page in pages]
        rows = len(re.findall(rb"<tr", bodies[0]))
        for page in pages:
            requests_per_second(page, site.seconds(1.0), CONNECTIONS)
        rates: list[tuple[float, float]] = []
        for _ in range(1 if site.quick else TRIES):
            mine, theirs = (
                requests_per_second(page, site.seconds(2.5), CONNECTIONS) for page in pages
            )
            rates.append((mine, theirs))
        _memory[:] = [max(_resident(child) for child in _children(pid))]
    return Measured(
        median(mine / theirs for mine, theirs in rates),
        f"{number(median(mine for mine, _ in rates))}/s, {len(bodies[0]) / 1024:.0f} kB",
        f"{number(median(theirs for _, theirs in rates))}/s, {len(bodies[1]) / 1024:.0f} kB",
        f"{CONNECTIONS} connections, 2 workers",
        "" if rows > 10 else f"the list shows {rows} rows",
    )


def memory(site: Site) -> Measured:
    """Resident memory of the fullest web worker after the load."""
    if not _memory:
        list_page(site)
    return Measured(_memory[0])


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
            _body(Page(port, "/sso", ""))
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the web server did not come up")


def _signed_in() -> str:
    """The cookie of the province's administrator."""
    account = next(each for each in demo_accounts() if each.what == "省级管理员")
    session = sign_in(user_name=account.mobile, password=PASSWORD, address="127.0.0.1", at=now())
    jar = _Jar()
    session_cookie.write(jar, session)  # type: ignore[arg-type]
    return jar.cookies


class _Jar:
    """Takes what a response takes: one cookie."""

    cookies = ""

    def set_cookie(self, key: str, value: str, **_how_long: object) -> None:
        self.cookies = f"{key}={value}"


def _body(page: Page) -> bytes:
    with closing(Caller(page)) as caller:
        return caller.ask()


def _children(pid: int) -> list[int]:
    text = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(each) for each in text.split()]


def _resident(pid: int) -> float:
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return int(text.split("VmRSS:")[1].split()[0]) / 1024


ROWS: tuple[Row, ...] = (
    Row("member list / the emptiest signed-in page", 0.5, Better.LARGE, "×", True, list_page),
    Row("memory of a web worker", 150, Better.SMALL, "MB", False, memory),
)
