"""Drills without end: logs of every shape, bent at a place that is drawn (LOG-03).

The twelve ways of ``test_tamper``, each time on another log, at another line or block; the first
bad line, or the block, must be the one that is named. What a drill bends is taken back, so that one
log serves for many. ``script/soak drills-…`` runs them for as long as it is given.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from dengta.audit import actions
from dengta.audit.actions import sealing
from dengta.audit.actions.checkpoints import signed
from dengta.audit.models import Block, Line
from dengta.audit.queries import chain
from dengta.audit.queries.checkpoints import folders, held
from dengta.audit.queries.verifying import verify
from dengta.audit.rules.chain import COLUMNS, exact
from dengta.database import dialect
from dengta.database.operations import insert_only_off, restore_triggers
from dengta.database.uids import new_uid
from dengta.operations import check
from tests.audit.chained import write
from tests.audit.people import NOON
from tests.operations.test_tamper import rebuilt

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.sqlite,
    pytest.mark.spec("LOG-03"),
]

SECONDS = float(os.environ.get("DENGTA_WALK_SECONDS", "2"))
SEED = int(os.environ.get("DENGTA_RACE_SEED", "1"))
ON_ONE_LOG = 24
"""Drills before the log grows."""
LONGEST = 400
"""Lines; a log that has them is as good as one with a million, and quicker."""


@dataclass(frozen=True, slots=True)
class Named:
    """What the check has to name: the block, and the position of the first bad line there."""

    block: int | None = None
    position: int | None = None


Drill = Callable[[random.Random], Named]


def lines() -> list[Line]:
    """The lines in the order of the chain."""
    return list(Line.objects.order_by("transaction", "id"))


def stored() -> list[bytes]:
    """The bytes that are sealed, in their order."""
    return [exact(row) for row in Line.objects.order_by("transaction", "id").values_list(*COLUMNS)]


def bent(do: Callable[[], object]) -> Named:
    """Do it; the first place at which the log is another one now."""
    before = stored()
    do()
    after = stored()
    differs = (n for n, (was, now) in enumerate(zip(before, after, strict=False)) if was != now)
    return Named(position=next(differs, min(len(before), len(after))) + 1)


def set_to(chance: random.Random, **columns: object) -> Named:
    key = chance.choice(lines()).pk
    return bent(lambda: Line.objects.filter(pk=key).update(**columns))


def change(chance: random.Random) -> Named:
    """Any column; one bit of what is sealed in the body."""
    line = chance.choice(lines())
    body = bytearray(bytes(line.body) or b"\0")
    body[chance.randrange(len(body))] ^= 1 << chance.randrange(8)
    column, value = chance.choice(
        [
            ("address", "10.9.9.9"),
            ("subject_uid", new_uid()),
            ("subject_name", line.subject_name + " "),
            ("path", "000"),
            ("event", "member_edited"),
            ("identity", not line.identity),
            ("body", bytes(body)),
        ]
    )
    return bent(lambda: Line.objects.filter(pk=line.pk).update(**{column: value}))


def delete(chance: random.Random) -> Named:
    key = chance.choice(lines()).pk
    return bent(lambda: Line.objects.filter(pk=key).delete())


def insert(chance: random.Random) -> Named:
    """With a key below all, in a transaction that is there."""
    like = chance.choice(lines())
    like.pk, like.uid = -chance.randrange(1, 2**40), new_uid()
    return bent(lambda: like.save(force_insert=True))


def swap(chance: random.Random) -> Named:
    one, other = (line.pk for line in chance.sample(lines(), 2))

    def keys() -> None:
        for before, after in ((one, -7), (other, one), (-7, other)):
            Line.objects.filter(pk=before).update(id=after)

    return bent(keys)


def renumber(chance: random.Random) -> Named:
    return set_to(chance, id=chance.choice((-1, 1)) * chance.randrange(2**40, 2**41))


def change_a_time(chance: random.Random) -> Named:
    return set_to(chance, at=NOON - timedelta(microseconds=chance.randrange(1, 10**9)))


def change_a_name(chance: random.Random) -> Named:
    return set_to(chance, actor_name="别人")


def first_of(block: Block) -> Named:
    return Named(block.number, block.total - block.lines + 1)


def replace_a_block(chance: random.Random) -> Named:
    """One made anew over a changed line, whole in itself."""
    block = chance.choice(list(chain.blocks()))
    key = chance.choice(chain.rows_of(block, _before(block), {}))[0]
    Line.objects.filter(pk=key).update(actor_name="别人")
    rebuilt(block.number).save()
    return first_of(block)


def replace_a_root(chance: random.Random) -> Named:
    block = chance.choice(list(chain.blocks()))
    column = chance.choice(("tree", "seal", "previous", "leaves"))
    Block.objects.filter(pk=block.pk).update(**{column: chance.randbytes(32)})
    return first_of(block)


def cut_the_end(chance: random.Random) -> Named:
    """The last blocks, their lines and what the own folder says of them are gone."""
    first = chance.randrange(2, Block.objects.count() + 1)
    for block in chain.blocks(first - 1):
        keys = [row[0] for row in chain.rows_of(block, _before(block), {})]
        Line.objects.filter(pk__in=keys).delete()
    Block.objects.filter(number__gte=first).delete()
    keep_own(lambda number, line: line if number < first else None)
    return Named(min(number for number in held().by_block if number >= first))


def put_an_old_copy_back(chance: random.Random) -> Named:
    """From some block on others were written and signed meanwhile; the own folder went along."""
    first = chance.choice(list(chain.blocks()))
    key = chance.choice(chain.rows_of(first, _before(first), {}))[0]
    Line.objects.filter(pk=key).update(subject_name="后来")
    for block in chain.blocks(first.number - 1):
        rebuilt(block.number).save()
    own = folders()[0]

    def anew(number: int, line: str) -> str:
        found = signed(Block.objects.get(number=number), own, NOON).written()
        return found if number >= first.number else line

    keep_own(anew)
    return Named(min(number for number in held().by_block if number >= first.number))


def replace_a_checkpoint(chance: random.Random) -> Named:
    folder = chance.choice(folders())
    number = chance.choice(sorted(held().by_block))
    seal = bytes(Block.objects.get(number=number).seal).hex()
    other = chance.randbytes(32).hex()
    keep(folder, lambda at, line: line.replace(seal, other) if at == number else line)
    return Named(number)


DRILLS: tuple[Drill, ...] = (
    change,
    delete,
    insert,
    swap,
    renumber,
    change_a_time,
    change_a_name,
    replace_a_block,
    replace_a_root,
    cut_the_end,
    put_an_old_copy_back,
    replace_a_checkpoint,
)


def keep_own(kept: Callable[[int, str], str | None]) -> None:
    keep(folders()[0], kept)


def keep(folder: Path, kept: Callable[[int, str], str | None]) -> None:
    """Write the checkpoints of ``folder`` anew: ``kept`` gives the line for each, or none."""
    for file in folder.glob("*.jsonl"):
        found = [
            kept(json.loads(json.loads(line)["checkpoint"])["block"], line)
            for line in file.read_text().splitlines()
        ]
        file.write_text("".join(f"{line}\n" for line in found if line is not None))


def _before(block: Block) -> chain.End:
    return chain.end_at(Block.objects.filter(number=block.number - 1).first())


def run(drill: Drill, chance: random.Random) -> str:
    """Bend the log, look whether the right place is named, take it back; "" when it is."""
    files = {file: file.read_bytes() for folder in folders() for file in folder.glob("*.jsonl")}
    try:
        with transaction.atomic():
            wanted = drill(chance)
            fault = verify().fault
            transaction.set_rollback(True)
    finally:
        for file, content in files.items():
            file.write_bytes(content)
    if fault is None:
        return f"{drill.__name__}: nothing was found, wanted {wanted}"
    right = fault.block == wanted.block or wanted.block is None
    right &= fault.position == wanted.position or wanted.position is None
    return "" if right else f"{drill.__name__}: {fault}, wanted {wanted}"


def grow(chance: random.Random, minutes: int) -> None:
    """Some transactions more, sealed, with a checkpoint in both folders."""
    for _ in range(chance.randrange(2, 5)):
        write(chance.randrange(1, 7), minutes)
    patience = monotonic() + 60
    while chain.open_lines(chain.end_at(chain.last_block())).exists():
        actions.seal(NOON)  # a transaction elsewhere on the server keeps lines open
        assert monotonic() < patience, "the lines stay open"
    actions.note_checkpoint(NOON + timedelta(minutes=minutes))


@pytest.mark.usefixtures("_without_triggers")
def test_wherever_the_log_is_bent_the_place_is_named(
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    record_property: Callable[[str, object], None],
) -> None:
    chance = random.Random(SEED)
    end, rounds, logs, wrong = monotonic() + SECONDS, 0, 0, list[str]()
    while monotonic() < end or rounds < len(DRILLS):
        if Line.objects.count() > LONGEST or not rounds:
            logs += 1
            Block.objects.all().delete()
            Line.objects.all().delete()
            settings.DENGTA_DATA = tmp_path / f"data-{logs}"
            settings.DENGTA_CHECKPOINTS = tmp_path / f"elsewhere-{logs}"
            monkeypatch.setattr(sealing, "IN_ONE_BLOCK", chance.randrange(1, 9))
            grow(chance, 0)
        grow(chance, rounds % 1440)
        for drill in chance.sample(DRILLS * 2, ON_ONE_LOG):
            said = run(drill, chance)
            wrong += [said] if said else []
            rounds += 1
        fault = verify().fault
        wrong += [f"the log itself: {fault}"] if fault else []
    print(f"{rounds} drills on {logs} logs on {connection.vendor}, {len(wrong)} not named")
    record_property("rounds", rounds)
    record_property("wrong", len(wrong))
    assert wrong == []


@pytest.fixture
def _without_triggers() -> object:
    with insert_only_off():
        yield


def test_any_trigger_that_sleeps_is_named() -> None:
    """The thirteenth: whichever of the guards is disabled, the check says which one."""
    for table in ("audit_line", "audit_block"):
        name = f"{table}_insert_only"
        statement = f"DROP TRIGGER {name}_delete"
        if dialect.is_postgresql():
            statement = f"ALTER TABLE {table} DISABLE TRIGGER {name}"
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
        try:
            assert any(name in words for words in check.broken())
        finally:
            restore_triggers()
