"""``dengta serve``: prepare, then keep web server and job worker running until told to stop.

The supervisor never touches the database; what can fail is done by children. INT, TERM and HUP
stop everything. A child that ends is started again. When the supervisor itself is killed, its
children are ended by the kernel (:mod:`dengta.operations.processes`), and with them the lock on
the data folder is free for the next start.
"""

from __future__ import annotations

import contextlib
import errno
import http.client
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import FrameType

from config.environment import Environment, Mode, Unfit
from dengta.operations import data_folder

STOPPING = frozenset({signal.SIGINT, signal.SIGTERM, signal.SIGHUP})
PATIENCE = 10.0
"""Seconds that children get to finish what they are answering."""

ANSWERS_WITHIN = 60.0
"""Seconds until the web server must answer after it was started."""

TOO_OFTEN = 5
WITHIN = 60.0
"""A child that ends ``TOO_OFTEN`` times ``WITHIN`` seconds is not started again."""

PARENT = "DENGTA_SUPERVISOR"
"""Tells a child the process id of its supervisor."""


def say(text: str) -> None:
    """A line for the person at the terminal."""
    print(text, flush=True)


@dataclass(slots=True)
class Child:
    """A process that is started again when it ends."""

    label: str
    command: str
    process: subprocess.Popen[bytes] | None = None
    ends: deque[float] = field(default_factory=lambda: deque(maxlen=TOO_OFTEN))

    def start(self) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches the supervisor alone."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "dengta.operations", self.command],
            env={**os.environ, PARENT: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            process_group=0,
        )

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def ended_too_often(self, at: float) -> bool:
        """Note an end ``at`` this second; whether it was one too many."""
        self.ends.append(at)
        return len(self.ends) == TOO_OFTEN and at - self.ends[0] < WITHIN


class Signals:
    """Signals as something to wait for."""

    def __init__(self) -> None:
        self._reading, self._writing = socket.socketpair()
        self._reading.setblocking(False)
        self._writing.setblocking(False)
        signal.set_wakeup_fd(self._writing.fileno(), warn_on_full_buffer=False)
        for number in (*STOPPING, signal.SIGCHLD):
            signal.signal(number, _only_wake)
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._reading, selectors.EVENT_READ)
        self.stop = False

    def wait(self, seconds: float | None) -> bool:
        """Wait for a signal, at most ``seconds``; whether everything is to stop."""
        if not self.stop and self._selector.select(seconds):
            with contextlib.suppress(BlockingIOError):
                self.stop = any(number in STOPPING for number in self._reading.recv(4096))
        return self.stop


def _only_wake(_number: int, _frame: FrameType | None) -> None:
    """The byte in the wake-up socket says it all."""


def run(environment: Environment) -> int:
    """Serve until a signal; returns the exit status. :class:`Unfit` when it cannot start."""
    data_folder.prepare(environment.data)
    lock = data_folder.Lock(environment.data)
    lock.take()
    refuse_taken_port(environment.host, environment.port)
    signals = Signals()
    preparing = Child("准备", "prepare")
    children = [Child("网页服务", "web"), Child("后台任务", "worker")]
    try:
        status = _run_once(preparing, signals)
        if status != 0 or signals.stop:
            return status
        for child in children:
            child.start()
        if _wait_for_answer(environment, children[0], signals):
            _greet(environment)
        return _keep(children, signals)
    finally:
        _stop([preparing, *children])
        lock.free()


def _run_once(child: Child, signals: Signals) -> int:
    child.start()
    assert child.process is not None
    while child.process.poll() is None:
        if signals.wait(None):
            return 0
    # A killed preparation has said nothing itself.
    if child.process.returncode < 0:
        raise Unfit("准备工作被中断，服务器没有启动。请重新启动。")
    return child.process.returncode


def _wait_for_answer(environment: Environment, web: Child, signals: Signals) -> bool:
    until = time.monotonic() + ANSWERS_WITHIN
    while time.monotonic() < until and web.running:
        if signals.wait(0.1):
            return False
        if answers(environment.host, environment.port):
            return True
    return False


def answers(host: str, port: int) -> bool:
    """Whether the web server at ``port`` answers at all, be it well or not."""
    connection = http.client.HTTPConnection(_reachable(host), port, timeout=5)
    try:
        connection.request("GET", "/healthz")
        connection.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def _greet(environment: Environment) -> None:
    guide = environment.data / "guide.txt"
    if environment.mode is Mode.DEMO and guide.is_file():
        say(guide.read_text(encoding="utf-8").rstrip())
    say(f"\n灯塔已启动，请在浏览器中打开：{environment.url}/sso")
    say("按 Ctrl-C 停止。")


def _keep(children: list[Child], signals: Signals) -> int:
    """Start again what ends, until a signal says stop."""
    while not signals.wait(None):
        for child in children:
            if child.running:
                continue
            if child.ended_too_often(time.monotonic()):
                raise Unfit(
                    f"“{child.label}”反复异常退出，服务器已停止。请查看上面的日志后重新启动。"
                )
            say(f"“{child.label}”意外退出，正在重新启动…")
            child.start()
    say("正在停止…")
    return 0


def _stop(children: list[Child]) -> None:
    """End ``children``: kindly at first, by force after ``PATIENCE``."""
    running = [child.process for child in children if child.process is not None and child.running]
    for process in running:
        process.terminate()
    until = time.monotonic() + PATIENCE
    for process in running:
        try:
            process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def refuse_taken_port(host: str, port: int, patience: float = 3.0) -> None:
    """Refuse when another program listens at ``port``.

    Waits ``patience`` seconds, since the children of a killed server take a moment to end.
    """
    until = time.monotonic() + patience
    for family, address in _addresses(host, port):
        while True:
            try:
                with socket.socket(family, socket.SOCK_STREAM) as trial:
                    trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    trial.bind(address)
                break
            except OSError as error:
                if error.errno != errno.EADDRINUSE or time.monotonic() > until:
                    raise Unfit(_why_not(error, host, port)) from None
                time.sleep(0.05)


def _addresses(host: str, port: int) -> Iterator[tuple[int, tuple[object, ...]]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError:
        raise Unfit(
            f"环境变量 HOST 的值“{host}”不是本机的地址，请改为 127.0.0.1 或 0.0.0.0。"
        ) from None
    for family, _kind, _protocol, _name, address in found:
        yield family, address


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"端口 {port} 已被别的程序占用。请先停止那个程序，"
            f"或换一个端口启动：PORT={port + 1 if port < 65535 else 8922} ./script/server"
        )
    if error.errno == errno.EACCES:
        return f"没有使用端口 {port} 的权限。请换一个 1024 以上的端口，例如 PORT=8922。"
    return f"环境变量 HOST 的值“{host}”不是本机的地址，请改为 127.0.0.1 或 0.0.0.0。"
