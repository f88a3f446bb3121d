"""Measuring itself: two sides in turn, percentiles, and a load that looks at answers."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.importing import _write
from bench.load import Page, Unexpected, requests_per_second
from bench.timing import alternately, percentile


def test_both_sides_run_in_turn_and_as_often() -> None:
    calls: list[str] = []

    def slow(_: int) -> None:
        calls.append("slow")
        until = time.perf_counter() + 0.002
        while time.perf_counter() < until:
            pass

    pair = alternately(slow, lambda _: calls.append("fast"), [1, 2], repeat=2)
    assert calls.count("slow") == calls.count("fast") == 3 * 2 * 2
    assert calls[:4] == ["slow", "fast", "fast", "slow"]
    assert pair.ratio > 5
    assert pair.own >= 2


def test_percentiles() -> None:
    values = [float(value) for value in range(1, 101)]
    assert percentile(values, 0.95) == 96
    assert percentile([7.0], 0.95) == 7


@pytest.fixture
def port() -> Iterator[int]:
    """A server that answers /page with 200, and everything else with 302."""

    class Answer(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            body = b"x" * (len(bodies) % 2 * 500 + 1000 if self.path == "/grows" else 1000)
            bodies.append(body)
            self.send_response(302 if self.path == "/away" else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    bodies: list[bytes] = []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_load_counts_answers(port: int) -> None:
    assert requests_per_second(Page(port, "/page", ""), 0.2, 2) > 5


@pytest.mark.parametrize("path", ["/away", "/grows"])
def test_a_load_refuses_answers_that_are_not_the_page(port: int, path: str) -> None:
    with pytest.raises(Unexpected):
        requests_per_second(Page(port, path, ""), 0.2, 1)


def test_the_imported_tree_has_exactly_the_rows_that_were_asked_for(
    tmp_path: Path,
) -> None:
    file = tmp_path / "tree.csv"
    _write(file, 1_500)
    codes = [line.split(",")[:2] for line in file.read_text(encoding="utf-8").splitlines()[1:]]
    assert len(codes) == len({code for code, _ in codes}) == 1_500
    assert {parent for _, parent in codes} - {code for code, _ in codes} == {""}
