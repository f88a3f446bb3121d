"""A small load generator: some connections that ask for one page again and again.

Plain sockets and prepared bytes, so that it takes little of the processors that it shares with the
server. Every answer is checked: status 200 and the length of the first one.
"""

from __future__ import annotations

import socket
import threading
import time
from contextlib import closing
from dataclasses import dataclass, field


class Unexpected(Exception):
    """An answer that is not the page."""


@dataclass(slots=True)
class Page:
    """A page to ask for: its address on the server and the cookies that sign in."""

    port: int
    path: str
    cookies: str

    @property
    def request(self) -> bytes:
        return (
            f"GET {self.path} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Cookie: {self.cookies}\r\nAccept: text/html\r\n\r\n"
        ).encode()


@dataclass(slots=True)
class Caller:
    """One connection that is kept open."""

    page: Page
    line: socket.socket = field(init=False)

    def __post_init__(self) -> None:
        self.line = socket.create_connection(("127.0.0.1", self.page.port), timeout=30)
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self) -> bytes:
        """The body of the page; refuses every status but 200."""
        self.line.sendall(self.page.request)
        received = bytearray()
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._more()
        head = received[:end].decode("latin-1").lower()
        if " 200 " not in head.split("\r\n")[0] + " ":
            raise Unexpected(head.split("\r\n")[0])
        length = int(head.split("content-length:")[1].split("\r\n")[0])
        while len(received) < end + 4 + length:
            received += self._more()
        return bytes(received[end + 4 : end + 4 + length])

    def _more(self) -> bytes:
        some = self.line.recv(65_536)
        if not some:
            raise Unexpected("the line was closed")
        return some

    def close(self) -> None:
        self.line.close()


def requests_per_second(page: Page, seconds: float, connections: int) -> float:
    """How many times a second ``page`` is answered over ``connections`` lines."""
    with closing(Caller(page)) as first:
        length = len(first.ask())
    callers = [Caller(page) for _ in range(connections)]
    answered = [0] * connections
    failed: list[Exception] = []
    until = time.monotonic() + seconds

    def ask(number: int) -> None:
        try:
            while time.monotonic() < until:
                body = callers[number].ask()
                if abs(len(body) - length) > length // 10:
                    raise Unexpected(f"{len(body)} bytes instead of {length}")
                answered[number] += 1
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(connections)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    for caller in callers:
        caller.close()
    if failed:
        raise failed[0]
    return sum(answered) / took
