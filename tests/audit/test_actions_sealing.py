"""The chain over the log: nothing settled stays open, nothing open is sealed (LOG-03)."""

from __future__ import annotations

import json
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self
from uuid import UUID

import pytest
from django.db import connections, transaction
from pytest_django import Settings

from dengta.access.roles import Role
from dengta.audit import actions, queries
from dengta.audit.actions import sealing
from dengta.audit.models import Block, Line
from dengta.audit.queries import chain
from dengta.audit.queries.checkpoints import folders, held, newest
from dengta.audit.queries.verifying import Verdict, verify
from dengta.audit.rules.chain import BEFORE_THE_FIRST, COLUMNS, exact
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Happening, Subject
from dengta.database import dialect
from dengta.database.uids import new_uid
from dengta.vault import signing
from tests.audit.chained import write
from tests.audit.people import COUNTY, NOON, PROVINCE, actor

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("two_folders"),
    pytest.mark.spec("LOG-03"),
]


def sealed(at: int = 60) -> Verdict:
    """The verdict once everything settled is sealed."""
    actions.seal(NOON + timedelta(minutes=at))
    return verify()


def test_the_columns_of_a_line_are_all_in_its_bytes() -> None:
    assert set(COLUMNS) == {field.attname for field in Line._meta.concrete_fields}


def test_a_line_is_one_json_object_that_says_every_column() -> None:
    odd = '“"\\\n\u2028\x01𠮷'
    with transaction.atomic():
        actions.record_sign_in(Event.SIGNED_IN, by=None, at=NOON, name=odd, request=odd)
        actions.record_each([Happening(Event.MEMBER_EDITED, Subject("x", new_uid(), odd), COUNTY)],
                            by=actor(), at=NOON + timedelta(microseconds=7))  # fmt: skip
    for row in Line.objects.values_list(*COLUMNS):
        written = exact(row)
        assert b"\n" not in written
        line = json.loads(written)
        assert list(line) == ["line", *COLUMNS[1:]]
        told = dict(zip(COLUMNS, row, strict=True))
        assert (line["line"], line["body"]) == (told["id"], bytes(told["body"]).hex())
        assert datetime.fromisoformat(line["at"]) == told["at"]
        for name in set(COLUMNS) - {"id", "at", "body"}:
            value = told[name]
            assert line[name] == (str(value) if isinstance(value, UUID) else value)


def test_lines_are_chained_block_by_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "IN_ONE_BLOCK", 3)
    write(7)
    first = sealed()
    assert (first.fault, first.finished, first.end.total) == (None, True, 7)
    assert [block.lines for block in chain.blocks()] == [3, 3, 1]
    write(2, minutes=1)
    verdict = sealed()
    assert (verdict.fault, verdict.end.total) == (None, 9)
    assert verdict.until == NOON + timedelta(minutes=1)
    blocks = list(chain.blocks())
    seals = [bytes(block.seal) for block in blocks]
    assert [bytes(block.previous) for block in blocks] == [BEFORE_THE_FIRST, *seals[:-1]]
    assert len(set(seals)) == len(seals)


def test_an_empty_log_is_whole_and_sealing_it_does_nothing() -> None:
    assert actions.seal(NOON) == 0
    verdict = sealed()
    assert (verdict.fault, verdict.end.number, verdict.until) == (None, 0, None)


def test_sealing_again_adds_nothing() -> None:
    write(2)
    sealed()
    before = Block.objects.count()
    assert actions.seal(NOON) == 0
    assert Block.objects.count() == before


def test_the_walk_can_be_done_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "IN_ONE_BLOCK", 2)
    write(7)
    actions.seal(NOON)
    part = verify(at_most=1)
    totals = [part.end.total]
    while not part.finished:
        part = verify(after=chain.end_at(Block.objects.get(number=part.end.number)), at_most=1)
        totals.append(part.end.total)
    assert totals == [2, 4, 6, 7, 7]


def test_what_is_settled_and_what_is_open_is_told_to_auditors(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write(3)
    actions.seal(NOON)
    auditor = actor(Role.AUDITOR, PROVINCE)
    standing = queries.standing(auditor)
    assert (standing.lines, standing.open_lines, standing.sealed_until) == (3, 0, NOON)
    line = Line.objects.order_by("pk")[1]
    proof = queries.proof(auditor, line.uid)
    assert (proof.block, len(proof.leaf)) == (1, 64)
    if dialect.is_postgresql():
        write(1)
        assert queries.standing(auditor).open_lines == 1
        assert queries.proof(auditor, Line.objects.latest("pk").uid).block is None


def test_a_transaction_that_is_taken_back_leaves_the_chain_as_it_was() -> None:
    write(2)

    def write_and_fail() -> None:
        with transaction.atomic():
            write(2)
            raise LookupError

    with pytest.raises(LookupError):
        write_and_fail()
    write(1)
    verdict = sealed()
    assert (verdict.fault, verdict.end.total) == (None, 3)


def test_on_a_file_every_line_is_sealed_with_its_transaction() -> None:
    write(2)
    assert verify().end.total == (0 if dialect.is_postgresql() else 2)


class Elsewhere:
    """A thread with a connection of its own that writes a line and waits before the commit."""

    def __init__(self) -> None:
        self.written = threading.Event()
        self.may_commit = threading.Event()
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        try:
            with transaction.atomic():
                write(1, minutes=5)
                self.written.set()
                self.may_commit.wait(20)
        finally:
            connections.close_all()

    def __enter__(self) -> Self:
        self.thread.start()
        assert self.written.wait(20)
        return self

    def __exit__(self, *error: object) -> None:
        self.may_commit.set()
        self.thread.join(20)


def test_a_lower_number_that_commits_later_is_not_lost() -> None:
    """A line under way keeps back those that began after it, and none is left out. On a file
    nobody can begin while it is under way."""
    write(1)
    with Elsewhere() as elsewhere:
        if dialect.is_postgresql():
            write(2, minutes=6)
            actions.seal(NOON)
            assert verify().end.total == 1
        else:
            elsewhere.may_commit.set()
            write(2, minutes=6)
    verdict = sealed()
    assert (verdict.fault, verdict.end.total) == (None, 4)


def test_checkpoints_stand_in_two_folders_and_bear_our_signature() -> None:
    write(1)
    actions.seal(NOON)
    assert actions.note_checkpoint(NOON) == 2
    assert actions.note_checkpoint(NOON) == 0
    write(1)
    actions.seal(NOON)
    assert actions.note_checkpoint(NOON + timedelta(days=1)) == 2
    for folder in folders():
        assert [file.name for file in sorted(folder.iterdir())] == [
            "2026-03-02.jsonl",
            "2026-03-03.jsonl",
            "public.key",
        ]
        assert (folder / "public.key").read_text().strip() == signing.public_key().hex()
        last = newest(folder)
        assert last is not None
        assert (last.block, last.is_ours) == (Block.objects.latest("number").number, True)
    assert sorted(len(each) for each in held().by_block.values()) == [2, 2]
    assert verify().fault is None


def test_a_folder_that_cannot_be_written_does_not_hinder_the_other(
    settings: Settings, tmp_path: Path
) -> None:
    in_the_way = tmp_path / "a file"
    in_the_way.write_text("")
    settings.DENGTA_CHECKPOINTS = in_the_way / "checkpoints"
    write(1)
    actions.seal(NOON)
    assert actions.note_checkpoint(NOON) == 1
    assert newest(folders()[0]) is not None


def test_a_half_line_that_a_power_cut_left_goes_and_no_more() -> None:
    write(1)
    actions.seal(NOON)
    actions.note_checkpoint(NOON)
    (file,) = folders()[0].glob("*.jsonl")
    whole = file.read_bytes()
    file.write_bytes(whole + b'{"checkpoint":"{')
    assert verify().fault is None
    write(1)
    actions.seal(NOON)
    actions.note_checkpoint(NOON)
    assert file.read_bytes().startswith(whole)
    assert file.read_bytes().count(b"\n") == 2
    assert verify().fault is None
