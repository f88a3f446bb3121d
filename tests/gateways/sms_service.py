"""A small real message service: an HTTP server that writes down what it was given."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qsl


class Service(ThreadingHTTPServer):
    """Answers with ``status`` and ``answer``; ``silent`` keeps it from answering at all."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.given: list[dict[str, str]] = []
        self.status = 200
        self.answer = b'{"code": 0}'
        self.silent: Event | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/send"


class _Handler(BaseHTTPRequestHandler):
    server: Service

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.headers["Content-Type"] == "application/json":
            self.server.given.append(json.loads(body))
        else:
            self.server.given.append(dict(parse_qsl(body, strict_parsing=True)))
        if self.server.silent is not None:
            self.server.silent.wait(10)
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.answer)))
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *_: object) -> None:
        """Nothing on standard error."""


@contextmanager
def service() -> Iterator[Service]:
    """The server, running within."""
    with Service() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
