"""A server of its own, as a person starts it: real processes, a port, a data folder."""

from __future__ import annotations

import http.client
import json
import os
import queue
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from config.environment import ROOT

PATIENCE = 60.0


def free_port() -> int:
    """A port of the loopback that nothing listens at now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def surroundings(data: Path, port: int, **more: str) -> dict[str, str]:
    """The environment of a server on a SQLite file in ``data``."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "DENGTA_MODE": "test",
        "DENGTA_DATA": str(data),
        "PORT": str(port),
        **more,
    }


class Server:
    """``dengta serve`` in a process of its own; its lines are read one by one."""

    def __init__(self, data: Path, port: int, **more: str) -> None:
        self.data, self.port = data, port
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dengta.operations", "serve"],
            cwd=ROOT,
            env=surroundings(data, port, **more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self._said: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        # Read without a pause: a server whose output nobody takes stands still.
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as said:
            for line in said:
                self._said.put(line.rstrip())
        self._said.put(None)

    def wait_for_line(self, words: str) -> str:
        """The next line with ``words``; fails with all that was said when the server ends first."""
        while (line := self._said.get()) is not None:
            self.lines.append(line)
            if words in line:
                return line
        self._said.put(None)
        raise AssertionError(f"never said {words!r}:\n" + "\n".join(self.lines))

    def wait_until_up(self) -> None:
        """Until the address was printed."""
        self.wait_for_line("灯塔已启动")

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of a page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read()
        finally:
            connection.close()

    def health(self) -> dict[str, Any]:
        """What /healthz says."""
        found: dict[str, Any] = json.loads(self.get("/healthz")[1])
        return found

    def wait_until_well(self) -> dict[str, Any]:
        """Until /healthz answers 200: the worker was heard of, too."""
        pause = threading.Event()
        for _ in range(int(PATIENCE / 0.1)):
            try:
                status, body = self.get("/healthz")
            except (OSError, http.client.HTTPException):
                status, body = 0, b""
            if status == 200:
                found: dict[str, Any] = json.loads(body)
                return found
            pause.wait(0.1)
        raise AssertionError(f"never well: {status} {body!r}")

    def children(self) -> dict[str, int]:
        """Command (``web``, ``worker``) → process id of the supervisor's children."""
        return {command_of(pid): pid for pid in children_of(self.process.pid)}

    def everybody(self) -> list[int]:
        """Process ids of the supervisor and of all below it."""
        found = [self.process.pid]
        for pid in found:
            found += children_of(pid)
        return found

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send ``number`` to the supervisor alone; its exit status once it ended."""
        self.process.send_signal(number)
        return self.ended()

    def ended(self) -> int:
        """The exit status, once the supervisor ended and all that was said is in ``lines``."""
        status = self.process.wait(PATIENCE)
        while (line := self._said.get()) is not None:
            self.lines.append(line)
        self._said.put(None)
        self._reader.join()
        return status


def children_of(pid: int) -> list[int]:
    """Process ids of the direct children of ``pid``, oldest first."""
    try:
        text = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(word) for word in text.split()]


def command_of(pid: int) -> str:
    """The last word of a process's command line."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[-2].decode()


def kill(pid: int) -> None:
    """kill -9, and wait until the kernel is done with it."""
    watch = os.pidfd_open(pid)
    try:
        signal.pidfd_send_signal(watch, signal.SIGKILL)
        assert select.select([watch], [], [], PATIENCE)[0], f"{pid} did not end"
    finally:
        os.close(watch)


def gone(pids: list[int]) -> None:
    """Fails unless every process of ``pids`` ends within a few seconds."""
    for pid in pids:
        try:
            watch = os.pidfd_open(pid)
        except ProcessLookupError:
            continue
        try:
            assert select.select([watch], [], [], 15)[0], f"{pid} {command_of(pid)} is still there"
        finally:
            os.close(watch)


@contextmanager
def serving(data: Path, port: int, **more: str) -> Iterator[Server]:
    """A server that is up within; stopped afterwards."""
    server = Server(data, port, **more)
    try:
        server.wait_until_up()
        yield server
    finally:
        if server.process.poll() is None:
            server.process.terminate()
        server.ended()


def refused(data: Path, port: int, **more: str) -> list[str]:
    """What a server says that cannot start; fails when it starts all the same."""
    done = subprocess.run(
        [sys.executable, "-m", "dengta.operations", "serve"],
        cwd=ROOT,
        env=surroundings(data, port, **more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return (done.stdout + done.stderr).splitlines()
