"""Drills on a real database: somebody bends the log behind the application's back (LOG-03).

Whoever may write the tables can take the triggers away first, so every drill does. What is bent is
named by ``dengta check``, and by ``deploy/verify-log`` from a copy with the public key alone.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as here
from django.db import connection, transaction
from pytest_django import Settings

from config import environment
from dengta.audit import actions
from dengta.audit.actions import sealing
from dengta.audit.actions.checkpoints import signed
from dengta.audit.models import Block, Line
from dengta.audit.queries import chain
from dengta.audit.queries.checkpoints import folders, held
from dengta.audit.queries.copy import copied
from dengta.audit.queries.verifying import Fault, verify
from dengta.audit.rules.chain import leaf_of, tree_of
from dengta.database import dialect
from dengta.database.copying import draw_keys
from dengta.database.operations import insert_only_off, restore_triggers
from dengta.database.uids import new_uid
from dengta.operations import check
from dengta.vault import signing
from tests.audit.chained import write
from tests.audit.people import NOON

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.sqlite,
    pytest.mark.spec("LOG-03"),
]

VERIFY = environment.ROOT / "deploy" / "verify-log"


@pytest.fixture(autouse=True)
def _a_sealed_log(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve lines in blocks of at most four, with free keys among them; two folders."""
    settings.DENGTA_DATA = tmp_path / "data"
    settings.DENGTA_CHECKPOINTS = tmp_path / "elsewhere"
    monkeypatch.setattr(sealing, "IN_ONE_BLOCK", 4)
    for minutes in range(3):
        write(4, minutes)
        with transaction.atomic():
            draw_keys(Line, 3)
        seal()
    assert verify().fault is None


def seal() -> None:
    actions.seal(NOON)
    actions.note_checkpoint(NOON)


def line(position: int) -> Line:
    """The line at ``position``, counted from 1 in the order of the chain."""
    return Line.objects.order_by("transaction", "id")[position - 1]


def change(position: int, **columns: object) -> None:
    with insert_only_off(), transaction.atomic():
        Line.objects.filter(pk=line(position).pk).update(**columns)


def found() -> Fault:
    """The first fault; the check says the same."""
    fault = verify().fault
    assert fault is not None
    (told,) = [words for words in check.broken() if "日志校验" in words]
    assert fault.sentence in told
    return fault


def said_of_a_copy(*kept_elsewhere: Path) -> tuple[int, str]:
    """Exit status and words of verify-log over a copy, in a Python of its own without us."""
    copy = here.DENGTA_DATA / "copy.jsonl"
    copy.write_bytes(b"".join(copied(held())))
    words = [sys.executable, "-I", str(VERIFY), str(copy), signing.public_key().hex()]
    done = subprocess.run(
        [*words, *map(str, kept_elsewhere)], capture_output=True, text=True, check=False, cwd="/"
    )
    return done.returncode, done.stdout + done.stderr


def test_a_copy_is_whole_for_who_has_only_the_public_key() -> None:
    status, words = said_of_a_copy(folders()[1])
    assert (status, "校验通过：共 12 条日志、" in words) == (0, True)
    copy, key = here.DENGTA_DATA / "copy.jsonl", "00" * 32
    done = subprocess.run([sys.executable, VERIFY, copy, key], capture_output=True, check=False)
    assert done.returncode == 1


def _time() -> None:
    change(6, at=NOON - timedelta(days=1))


def _name() -> None:
    change(6, actor_name="别人")


def _one_bit() -> None:
    body = bytearray(bytes(line(6).body) or b"\0")
    body[-1] ^= 1
    change(6, body=bytes(body))


def _swap() -> None:
    one, other = line(6).pk, line(7).pk
    with insert_only_off(), transaction.atomic():
        for before, after in ((one, -7), (other, one), (-7, other)):
            Line.objects.filter(pk=before).update(id=after)


CHANGES: dict[str, Callable[[], None]] = {
    "change": lambda: change(6, address="10.9.9.9"),
    "change a bit of the body": _one_bit,
    "swap": _swap,
    "change a time": _time,
    "change a person's name": _name,
    "change what it was about": lambda: change(6, subject_uid=new_uid()),
}


@pytest.mark.parametrize("bend", CHANGES.values(), ids=CHANGES)
def test_a_changed_line_is_named(bend: Callable[[], None]) -> None:
    key = line(6).pk
    bend()
    fault = found()
    assert (fault.position, fault.line) == (6, key)
    status, words = said_of_a_copy()
    assert (status, f"第 6 条日志（记录号 {key}）被改动" in words) == (1, True)


def test_a_deleted_line_is_missed_in_its_place() -> None:
    with insert_only_off(), transaction.atomic():
        Line.objects.filter(pk=line(6).pk).delete()
    assert found().position == 6
    status, words = said_of_a_copy()
    assert (status, "第 6 条日志缺失" in words) == (1, True)


@pytest.mark.parametrize("position", [1, 5])
def test_an_inserted_line_is_named(position: int) -> None:
    """Below the first key, or with a free one among the others."""
    like = line(max(position - 1, 1))
    key = like.pk + 1 if position > 1 else -5
    like.pk, like.uid = key, new_uid()
    with insert_only_off(), transaction.atomic():
        like.save(force_insert=True)
    fault = found()
    assert (fault.position, fault.line) == (position, key)
    status, words = said_of_a_copy()
    assert (status, f"第 {position} 条日志（记录号 {key}）是后来插入的" in words) == (1, True)


@pytest.mark.parametrize("key", [-(2**40), 2**40])
def test_a_renumbered_line_is_missed_in_its_place_or_named(key: int) -> None:
    before = line(6).pk
    change(6, id=key)
    fault = found()
    assert fault.position == 6 or fault.line == key
    assert before != key
    assert said_of_a_copy()[0] == 1


def rebuilt(number: int) -> Block:
    """The block ``number`` over the lines as they are now, consistent in itself."""
    block = Block.objects.get(number=number)
    before = chain.end_at(Block.objects.filter(number=number - 1).first())
    leaves = [leaf_of(row) for row in chain.rows_of(block, before, {})]
    block.leaves, block.tree = b"".join(leaves), tree_of(leaves)
    block.lines, block.previous = len(leaves), before.seal
    block.total = before.total + len(leaves)
    block.seal = block.header().seal()
    return block


def test_a_block_made_anew_over_a_changed_line_is_named_by_its_first_line() -> None:
    _name()
    with insert_only_off(), transaction.atomic():
        rebuilt(2).save()
    fault = found()
    assert (fault.block, fault.position) == (2, 5)
    status, words = said_of_a_copy()
    assert status == 1
    assert "第 2 块" in words or "第 3 块" in words


@pytest.mark.parametrize("column", ["tree", "seal", "previous", "leaves"])
def test_a_block_whose_root_was_replaced_is_named_by_its_first_line(column: str) -> None:
    with insert_only_off(), transaction.atomic():
        Block.objects.filter(number=2).update(**{column: b"\x07" * 32})
    fault = found()
    assert (fault.block, fault.position) == (2, 5)
    status, words = said_of_a_copy()
    assert (status, "第 2 块" in words or "第 5 条" in words) == (1, True)


def test_a_missing_block_is_named() -> None:
    with insert_only_off(), transaction.atomic():
        Block.objects.filter(number=2).delete()
    fault = found()
    assert (fault.block, fault.position) == (2, 5)


def cut_the_end() -> None:
    """The last block, its lines and what the own folder says of it are gone."""
    last = Block.objects.latest("number")
    with insert_only_off(), transaction.atomic():
        Line.objects.filter(pk__gt=line(8).pk).delete()
        last.delete()
    for file in folders()[0].glob("*.jsonl"):
        lines = file.read_text().splitlines(keepends=True)
        file.write_text("".join(lines[:-1]))


def test_a_cut_end_is_found_against_the_second_folder() -> None:
    cut_the_end()
    assert found().block == 3
    status, words = said_of_a_copy(folders()[1])
    assert (status, "有第 3 块的检查点：末尾被截去" in words) == (1, True)


def test_an_old_copy_put_back_is_found_although_work_went_on() -> None:
    cut_the_end()
    write(4, 9)
    seal()
    fault = found()
    assert fault.block == 3
    assert str(folders()[1]) in fault.sentence
    status, words = said_of_a_copy(folders()[1])
    assert (status, "第 3 块" in words) == (1, True)


def test_a_replaced_checkpoint_is_named_by_its_block() -> None:
    (file,) = folders()[0].glob("*.jsonl")
    lines = file.read_text().splitlines(keepends=True)
    seal_of_two = bytes(Block.objects.get(number=2).seal).hex()
    file.write_text(lines[0] + lines[1].replace(seal_of_two, "07" * 32) + lines[2])
    fault = found()
    assert (fault.block, "签名" in fault.sentence) == (2, True)
    status, words = said_of_a_copy()
    assert (status, "第 2 块的检查点被改动" in words) == (1, True)


def test_who_has_the_key_too_is_stopped_by_the_second_folder() -> None:
    """Everything from the changed line on is made anew and signed: only what is kept elsewhere
    tells (ARCHITECTURE.md says so)."""
    _name()
    with insert_only_off(), transaction.atomic():
        for number in (2, 3):
            rebuilt(number).save()
    own = folders()[0]
    (file,) = own.glob("*.jsonl")
    made = [signed(block, own, NOON).written() + "\n" for block in chain.blocks()]
    file.write_text("".join(made))
    fault = found()
    assert (fault.block, fault.position) == (2, 5)
    assert str(folders()[1]) in fault.sentence
    elsewhere = folders()[1]
    assert said_of_a_copy()[0] == 1
    shutil.rmtree(elsewhere)
    assert verify().fault is None
    assert said_of_a_copy()[0] == 0


def test_a_disabled_trigger_is_found_by_the_check() -> None:
    name = "audit_line_insert_only"
    statement = f"DROP TRIGGER {name}_update"
    if dialect.is_postgresql():
        statement = f"ALTER TABLE audit_line DISABLE TRIGGER {name}"
    assert not any(name in words for words in check.broken())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    try:
        assert any(name in words for words in check.broken())
    finally:
        restore_triggers()
    assert not any(name in words for words in check.broken())
