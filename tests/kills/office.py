"""An office at work: a server with the demo, four clerks who write; the reckoning afterwards."""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.demo_folder import run
from tests.kills.clerk import Clerk
from tests.kills.writers import Approver, Attempt, Editor, Enroller, Sender, Writer
from tests.operations.running import PATIENCE, Server

SOURCE = "中共东平川县青石镇柳园第一支部委员会"
TARGET = "中共东平川县云台镇西岭村支部委员会"
BRANCH, TOWN, OTHER_TOWN, RECEIVING = "13900000053", "13900000043", "13900000102", "13900000105"
PEOPLE = 200


def standing(data: Path, **more: str) -> dict[str, Any]:
    """What stands in the database, read by a process of its own."""
    found: dict[str, Any] = json.loads(run(data, "tests.kills.standing", **more))
    return found


@dataclass
class Office:
    """The clerks of one server; ``before`` is what stood when they began."""

    server: Server
    before: dict[str, Any]
    writers: list[Writer] = field(default_factory=list)

    @property
    def done(self) -> int:
        return sum(each.done for each in self.writers)

    def wait_for(self, more: int) -> None:
        """Until so many more posts were answered as done."""
        goal, pause = self.done + more, threading.Event()
        for _ in range(int(PATIENCE / 0.02)):
            for writer in self.writers:
                assert writer.trouble == [], writer.trouble
            if self.done >= goal:
                return
            pause.wait(0.02)
        raise AssertionError(f"the office stands still at {self.done} of {goal}")

    def attempts(self, kind: str) -> list[Attempt]:
        """What was posted, of one kind, in order."""
        return [each for writer in self.writers for each in writer.attempts if each.kind == kind]


@contextmanager
def at_work(server: Server, data: Path, seed: int, **more: str) -> Iterator[Office]:
    """The clerks write within; afterwards they have stopped, and nobody met anything but done,
    or no answer."""
    people = json.loads(run(data, "tests.kills.standing", "people", str(PEOPLE), **more))
    before = standing(data, **more)
    chance = random.Random(seed)

    def clerk() -> Clerk:
        return Clerk(server.port)

    def free(words: str) -> list[str]:
        return [
            uid
            for uid, each in before["members"].items()
            if words in each["branch"] and each["hold"] == ""
        ]

    office = Office(server, before)
    names = before["organizations"]
    office.writers = [
        Editor(clerk(), OTHER_TOWN, chance, members=free("沙窝镇")),
        Enroller(clerk(), RECEIVING, chance, branch=names[TARGET], people=people),
        Sender(clerk(), BRANCH, chance, members=free(SOURCE), target=(names[TARGET], TARGET)),
        Approver(clerk(), TOWN, chance),
    ]
    for writer in office.writers:
        writer.start()
    try:
        yield office
    finally:
        for writer in office.writers:
            writer.stop()
    assert [each for writer in office.writers for each in writer.trouble] == []


def reckon(office: Office, after: dict[str, Any]) -> list[str]:
    """Everything that is wrong with what stands ``after``; [] when nothing is.

    The mark of a form is written in the transaction of its verb: so what has its mark must be
    there in full, what was answered must have it, and what has none must have left no trace.
    """
    wrong = list(after["broken"])
    marks = set(after["marks"])
    wrong += [
        f"{each.kind} of {each.subject} was answered and is not there"
        for writer in office.writers
        for each in writer.attempts
        if each.answered and each.mark not in marks
    ]
    wrong += _edits(office, after, marks)
    wrong += _enrolments(office, after, marks)
    wrong += _transfers(office, after, marks)
    return wrong


def _edits(office: Office, after: dict[str, Any], marks: set[str]) -> list[str]:
    phones = {uid: each["phone"] for uid, each in office.before["members"].items()}
    for each in office.attempts("edit"):
        if each.mark in marks:
            phones[each.subject] = each.value
    return [
        f"{uid} has {after['members'][uid]['phone']}, not {phone}"
        for uid, phone in phones.items()
        if after["members"][uid]["phone"] != phone
    ]


def _enrolments(office: Office, after: dict[str, Any], marks: set[str]) -> list[str]:
    there: dict[str, list[int]] = {}
    for each in after["members"].values():
        there.setdefault(each["name"], []).append(each["movements"])
    wrong = []
    for attempt in office.attempts("enrol"):
        expected = [1] if attempt.mark in marks else []
        if there.get(attempt.subject, []) != expected:
            wrong.append(f"{attempt.subject}: {there.get(attempt.subject)}, not {expected}")
    return wrong


def _transfers(office: Office, after: dict[str, Any], marks: set[str]) -> list[str]:
    begun: dict[str, int] = {}
    for uid, each in after["transfers"].items():
        if uid not in office.before["transfers"]:
            begun[each["member"]] = begun.get(each["member"], 0) + 1
    wrong = [
        f"{begun.get(attempt.subject, 0)} transfers of {attempt.subject}"
        for attempt in office.attempts("send")
        if begun.get(attempt.subject, 0) != (attempt.mark in marks)
    ]
    agreed: dict[tuple[str, str], set[bool]] = {}
    for attempt in office.attempts("agree"):
        agreed.setdefault((attempt.subject, attempt.value), set()).add(attempt.mark in marks)
    for (uid, seen), done in agreed.items():
        if (after["transfers"][uid]["step"] > int(seen)) != (True in done):
            wrong.append(f"{uid} at {after['transfers'][uid]['step']}, seen {seen}: {done}")
    return wrong
