"""A PostgreSQL of the test's own, durable as in use, that can be killed and started again."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from config.environment import ROOT
from tests.operations.running import children_of, gone, kill


class Database:
    """PostgreSQL in ``folder``; ``url`` is the address of the database ``dengta`` in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = ""

    def start(self) -> None:
        """Start it, the first time with an empty database; after a kill it recovers by itself."""
        kept = {name: value for name, value in os.environ.items() if name != "TEST_DATABASE_URL"}
        done = subprocess.run(
            [str(ROOT / "script" / "postgres"), "start", str(self.folder)],
            env={**kept, "DENGTA_FSYNC": "on"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        if not self.url:
            self.url = done.stdout.strip()
            address = self.url.replace("/dengta?", "/postgres?")
            with psycopg.connect(address, autocommit=True) as connection:
                connection.execute("CREATE DATABASE dengta")

    def kill(self) -> None:
        """kill -9 of the server and of everything it has started, in that order.

        Its notes of its process id go too: where nobody collects the dead, a new server would take
        the old one for living.
        """
        note = self.folder / "data" / "postmaster.pid"
        head = int(note.read_text().split()[0])
        everybody = [head, *children_of(head)]
        kill(head)
        for pid in everybody[1:]:
            with suppress(ProcessLookupError):
                kill(pid)
        gone(everybody)
        for each in (note, *self.folder.glob(".s.PGSQL.*.lock")):
            each.unlink()


@contextmanager
def own_postgresql() -> Iterator[Database]:
    """The database within; stopped and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="dengta-pg-"))
    database = Database(folder)
    try:
        database.start()
        yield database
    finally:
        subprocess.run(
            [str(ROOT / "script" / "postgres"), "stop", str(folder)],
            capture_output=True,
            check=False,
        )
        shutil.rmtree(folder, ignore_errors=True)
