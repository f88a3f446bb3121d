"""Members into the branches of a large province, batch by batch in as many processes as help.

Each batch writes its members, their records, the totals of its branches and one line of the log in
a transaction of its own; what stands above the branches is counted by whoever asked for the batch.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from django.db import connections, transaction

from dengta.access.actor import SYSTEM
from dengta.access.reach import ROOT_PATH, parent_of
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.counts import effects as counts
from dengta.counts.rules import Counts, merge_into
from dengta.members.effects.bulk import Row, load_batch
from dengta.members.rules.facts import Facts
from dengta.members.rules.standing import ArchivedAs, RegisterState
from dengta.operations.demo.large.people import Maker
from dengta.operations.demo.large.planting import counts_of
from dengta.operations.demo.large.shape import shares
from dengta.operations.demo.large.tree import Node
from dengta.operations.processes import die_with_parent

ROWS = 5_000
"""Members of one batch, about."""
SPREAD = 0.7
FEWEST = 3
"""Members that every branch has at least."""
ARCHIVED = 0.005
GONE = (ArchivedAs.TRANSFERRED, ArchivedAs.DEATH, ArchivedAs.DEPARTURE)


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch and how many members it gets; ``own`` is what it counts without them, {} for one
    that stood already and is counted by deltas."""

    key: int
    path: str
    members: int
    own: Counts


@dataclass(frozen=True, slots=True)
class Batch:
    """Some branches in the order of the tree, and how many members stand before them."""

    number: int
    first: int
    branches: tuple[Branch, ...]

    @property
    def members(self) -> int:
        return sum(branch.members for branch in self.branches)


@dataclass(frozen=True, slots=True)
class Work:
    """What every process knows: all batches, and how people are made."""

    batches: Sequence[Batch]
    seed: int
    today: date
    at: datetime
    choosable: Mapping[str, frozenset[str]]


def divide(
    random: Random, nodes: Sequence[Node], members: int, standing: set[str], most: Mapping[str, int]
) -> list[Batch]:
    """Share ``members`` out to the branches of ``nodes``.

    ``standing`` are the paths that stood already; ``most`` gives single branches (by path) at
    least so many.
    """
    branches = sorted((node for node in nodes if node.is_branch), key=lambda node: node.path)
    wanted = sum(most.values())
    parts = shares(random, members - wanted, len(branches), spread=SPREAD, least=FEWEST)
    batches: list[Batch] = []
    waiting: list[Branch] = []
    first = held = 0
    for node, part in zip(branches, parts, strict=True):
        own = {} if node.path in standing else counts_of(node)
        part += most.get(node.path, 0)
        waiting.append(Branch(node.key, node.path, part, own))
        held += part
        if held >= ROWS:
            batches.append(Batch(len(batches), first, tuple(waiting)))
            first, held, waiting = first + held, 0, []
    if waiting:
        batches.append(Batch(len(batches), first, tuple(waiting)))
    return batches


def settle(work: Work, processes: int) -> Iterator[tuple[Batch, dict[str, Counts]]]:
    """Write every batch; yields each, in order, with what it adds: path → counts.

    For a new branch (its totals are written) the path is its superior's, for one that stood its
    own. With ``processes`` 0 everything runs in this one.
    """
    if not processes:
        for batch in work.batches:
            yield batch, write(work, batch)
        return
    connections.close_all()
    with ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("fork"),
        initializer=_begin,
        initargs=(work, os.getpid()),
    ) as pool:
        yield from zip(work.batches, pool.map(_write_number, range(len(work.batches))), strict=True)


@transaction.atomic
def write(work: Work, batch: Batch) -> dict[str, Counts]:
    """Write one batch; returns what it adds (see :func:`settle`)."""
    maker = Maker(work.seed, batch.number, len(work.batches), work.today, work.choosable)
    archived = int(batch.members * ARCHIVED)
    people = maker.people(batch.members + archived, batch.first)
    rows = [
        _row(branch, facts) for branch in batch.branches for facts in _some(people, branch.members)
    ]
    last = batch.branches[-1]
    rows += [
        Row(last.key, last.path, facts, archived_as=GONE[turn % len(GONE)])
        for turn, facts in enumerate(people)
    ]
    tally: dict[str, Counts] = {}
    load_batch(rows, by=SYSTEM, at=work.at, tally=tally)
    added: dict[str, Counts] = {}
    totals: dict[str, Counts] = {}
    for branch in batch.branches:
        own = tally.get(branch.path, {})
        if branch.own:
            merge_into(own, branch.own)
            totals[branch.path] = own
            merge_into(added.setdefault(parent_of(branch.path), {}), own)
        else:
            added[branch.path] = own
    counts.load_totals(totals)
    record(
        Event.ROWS_IMPORTED,
        subject=Subject("member", None, f"演示党员 {batch.members} 名"),
        path=ROOT_PATH,
        by=SYSTEM,
        at=work.at,
    )
    return added


def _row(branch: Branch, facts: Facts) -> Row:
    state = RegisterState.UNCHECKED if facts.id_is_unknown else RegisterState.MATCHED
    return Row(branch.key, branch.path, facts, state)


def _some(people: Iterator[Facts], amount: int) -> Iterator[Facts]:
    for _ in range(amount):
        yield next(people)


_work: list[Work] = []
"""In a process of the pool: the work that it was started with."""


def _begin(work: Work, parent: int) -> None:
    die_with_parent(parent)
    _work[:] = [work]


def _write_number(number: int) -> dict[str, Counts]:
    return write(_work[0], _work[0].batches[number])
