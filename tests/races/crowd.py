"""Many who try at the same moment: sixteen threads on PostgreSQL, eight processes on SQLite.

An attempt is a ``functools.partial`` of a function of a module with arguments that can be pickled,
so that the same race runs in threads and in processes.
"""

from __future__ import annotations

import os
import pickle
import random
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier as ProcessBarrier
from threading import Barrier
from typing import Protocol

import django
from django.db import connection

from dengta.refusal import Refusal

THREADS = 16
PROCESSES = 8
LEAST = 20
"""Rounds that a race makes even on a slow machine, however short its time."""

PATIENCE = 60.0
"""Seconds after which somebody who does not come to the start has died."""

Try = Callable[[], object]
"""A ``partial`` that can be pickled; it goes through, or raises a :class:`Refusal`."""


@dataclass
class RaceResult:
    """What a race saw: rounds, attempts that won and that were refused, what went through more
    than once, and what went through and was not there afterwards (or never went through)."""

    rounds: int = 0
    won: int = 0
    refused: int = 0
    doubled: int = 0
    lost: int = 0

    @property
    def wrong(self) -> int:
        """Everything that may not be."""
        return self.doubled + self.lost

    def one_of(self, answers: Sequence[str], *, right: bool) -> None:
        """Count a round of which exactly one attempt should go through; ``right``: the database
        shows just that one."""
        won = answers.count("")
        self.rounds += 1
        self.won += won
        self.refused += len(answers) - won
        self.doubled += won > 1
        self.lost += won == 0 or not right


class Crowd(Protocol):
    """Those who try; :meth:`rush` gives back what each was told: "" for done, else the refusal."""

    size: int

    def rush(self, tries: Sequence[Try]) -> list[str]:
        """Let each of ``size`` tries begin at the same moment."""
        ...


class Threads:
    """Threads of this process with a connection each."""

    def __init__(self, size: int = THREADS) -> None:
        self.size = size
        self._barrier = Barrier(size)
        self._pool = ThreadPoolExecutor(size)

    def rush(self, tries: Sequence[Try]) -> list[str]:
        """See :class:`Crowd`; anything but a refusal is raised."""
        assert len(tries) == self.size
        return list(self._pool.map(self._together, tries))

    def go_home(self) -> None:
        """Close every thread's connection and end them."""
        list(self._pool.map(self._together, [_close] * self.size))
        self._pool.shutdown()

    def _together(self, attempt: Try) -> str:
        self._barrier.wait(PATIENCE)
        return _told(attempt)


class Processes:
    """Processes with a connection each to the same SQLite file; forked from one that has read the
    whole project, so that a crowd is there in a second."""

    def __init__(self, file: str, size: int = PROCESSES) -> None:
        self.size = size
        context = get_context("forkserver")
        context.set_forkserver_preload(["tests.races.crowd_process"])
        # Kept: the semaphore has a name only as long as somebody here holds it.
        self._barrier = context.Barrier(size)
        self._ends: list[Connection] = []
        self._processes = []
        for _ in range(size):
            here, there = context.Pipe()
            process = context.Process(target=_live, args=(file, there, self._barrier), daemon=True)
            process.start()
            there.close()
            self._ends.append(here)
            self._processes.append(process)

    def rush(self, tries: Sequence[Try]) -> list[str]:
        """See :class:`Crowd`; what a process could not bear is raised with its traceback."""
        assert len(tries) == self.size
        for end, attempt in zip(self._ends, tries, strict=True):
            end.send_bytes(pickle.dumps(attempt))
        answers: list[tuple[str, str]] = [end.recv() for end in self._ends]
        faults = [fault for _told, fault in answers if fault]
        if faults:
            raise AssertionError(f"an attempt broke down:\n{faults[0]}")
        return [told for told, _fault in answers]

    def go_home(self) -> None:
        """End every process."""
        for end in self._ends:
            end.close()
        for process in self._processes:
            process.join(PATIENCE)
            process.kill()


def _live(file: str, end: Connection, barrier: ProcessBarrier) -> None:
    """Life of one process: try what comes through the pipe until it is closed."""
    django.setup()
    connection.settings_dict["NAME"] = file
    while True:
        try:
            attempt = pickle.loads(end.recv_bytes())
        except EOFError:
            connection.close()
            return
        barrier.wait(PATIENCE)
        try:
            answer = (_told(attempt), "")
        except Exception:
            answer = ("", traceback.format_exc())
        end.send(answer)


def _close() -> None:
    connection.close()


def _told(attempt: Try) -> str:
    try:
        attempt()
    except Refusal as refusal:
        return refusal.sentence or "?"
    return ""


@contextmanager
def crowd() -> Iterator[Crowd]:
    """The crowd for the database at hand, gone afterwards."""
    many: Threads | Processes = (
        Threads()
        if connection.vendor == "postgresql"
        else Processes(str(connection.settings_dict["NAME"]))
    )
    try:
        yield many
    finally:
        many.go_home()


def rounds(seconds: float, least: int = LEAST) -> Iterator[int]:
    """0, 1, 2, … for ``seconds`` and for ``least`` rounds at least."""
    end, number = time.monotonic() + seconds, 0
    while time.monotonic() < end or number < least:
        yield number
        number += 1


def shuffled(chance: random.Random, tries: Sequence[Try]) -> list[Try]:
    """``tries`` in an order of chance: who begins first is decided anew each round."""
    return chance.sample(tries, len(tries))


def seconds_here() -> float:
    """How long each race runs: DENGTA_RACE_SECONDS, 5 when it is not set."""
    return float(os.environ.get("DENGTA_RACE_SECONDS", "5"))


def seed_here() -> int:
    """The seed of this run: DENGTA_RACE_SEED, 1 when it is not set."""
    return int(os.environ.get("DENGTA_RACE_SEED", "1"))
