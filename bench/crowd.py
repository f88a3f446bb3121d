"""Many clients at once, each a process with a connection of its own."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connections

from dengta.operations.processes import die_with_parent

CLIENTS = 16
PATIENCE = 60.0

Result = TypeVar("Result")
Work = Callable[[int, float], Result]
"""Given the client's number and the moment (``time.monotonic``) at which to stop."""


@dataclass(frozen=True, slots=True)
class Done(Generic[Result]):
    """What each client gave back, and how long all of them worked."""

    results: Sequence[Result]
    seconds: float


def crowd(
    work: Work[Result],
    seconds: float,
    clients: int = CLIENTS,
    warm_up: Callable[[int], object] = lambda _client: None,
) -> Done[Result]:
    """Let ``clients`` processes do ``work`` for ``seconds``, beginning together.

    Each calls ``warm_up`` with its number before: a new connection learns the tables at its first
    statements, which would take half of a short run. A client that fails makes the whole crowd
    fail.
    """
    connections.close_all()
    fork = multiprocessing.get_context("fork")
    ready = fork.Barrier(clients + 1)
    parent = os.getpid()
    ends = [fork.Pipe(duplex=False) for _ in range(clients)]

    def client(number: int) -> None:
        die_with_parent(parent)
        try:
            warm_up(number)
            connections["default"].ensure_connection()
            ready.wait(PATIENCE)
            said: tuple[str, Any] = ("done", work(number, time.monotonic() + seconds))
        except BaseException as error:
            ready.abort()
            said = ("failed", f"{type(error).__name__}: {error}")
        ends[number][1].send(said)
        connections.close_all()

    processes = [fork.Process(target=client, args=(number,)) for number in range(clients)]
    for process in processes:
        process.start()
    try:
        ready.wait(PATIENCE)
        began = time.monotonic()
        said = [receiver.recv() for receiver, _ in ends]
        took = time.monotonic() - began
    finally:
        for process in processes:
            process.join(PATIENCE)
            process.kill()
    failed = [what for how, what in said if how == "failed"]
    if failed:
        raise RuntimeError(f"a client failed: {failed[0]}")
    return Done([what for _, what in said], took)
