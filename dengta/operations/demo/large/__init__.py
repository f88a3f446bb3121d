"""A large province, for measuring: 1,000 to 7,000,000 invented members (``dengta demo --members``).

The small demo's places and accounts stand in it, so that its guide holds; the rest is written by
COPY in the skew of a real province. The same number of members and the same day give the same
organisations and people. The log holds one line a batch instead of one a record.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random

from django.db import transaction
from django.utils.timezone import localdate

from dengta.access.actor import SYSTEM
from dengta.access.reach import ROOT_PATH, parent_of
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Subject
from dengta.codes.queries import tables
from dengta.counts import effects as counts
from dengta.counts.actions import fold
from dengta.counts.rules import Change, Counts, Dimension, merge_into, roll_up
from dengta.database.upkeep import look_over
from dengta.gateways.effects.population import load_register
from dengta.operations.demo import (
    FOUNDED_AGO,
    ONLY_IN_THE_REGISTER,
    TABLES,
    accounts,
    places,
    stories,
)
from dengta.operations.demo.large import planting, settling
from dengta.operations.demo.large.settling import Work
from dengta.operations.demo.large.shape import shape_of
from dengta.operations.demo.large.tree import Node
from dengta.operations.sizes import refuse_size
from dengta.organizations.models import Organization
from dengta.refusal import Refusal

SEED = 7
ALONE = 20_000
"""Up to so many members further processes cost more than they save."""
FOR_THE_STORIES = 40
"""Members that the branch of the small demo's stories has at least."""
TOLD_EVERY = 5.0
"""Seconds."""


def make(*, members: int, at: datetime, on_sqlite: bool, seed: int = SEED) -> None:
    """Make a province with ``members`` members as of the moment ``at``.

    Refuses an installation with anything in it, and sizes out of bounds. Batches are committed one
    by one: after an interruption the database is of no use and is to be thrown away.
    """
    refuse_size(members, on_sqlite=on_sqlite)
    if Organization.objects.exists():
        raise Refusal(
            "数据库里已经有党组织，不能再生成大型演示数据。"
            "请用环境变量 DATABASE_URL 或 DENGTA_DATA 指定一个新的数据库。"
        )
    random = Random(seed)
    founded = at - FOUNDED_AGO
    with transaction.atomic():
        made = places.make(random, founded)
        administrators = accounts.open_all(made, founded)
        load_register(ONLY_IN_THE_REGISTER)
    standing = {organization.path for organization in made.values()}
    nodes = planting.plant(random, shape_of(members), founded)
    print(f"已生成 {len(nodes)} 个党组织。", file=sys.stderr, flush=True)
    own = dict(_first_counts(nodes, standing))
    work = Work(
        batches=settling.divide(
            random, nodes, members, standing, {made[stories.SOURCE].path: FOR_THE_STORIES}
        ),
        seed=seed,
        today=localdate(founded),
        at=founded,
        choosable={
            name: frozenset(choice.code for choice in tables.choices(name)) for name in TABLES
        },
    )
    processes = 0 if on_sqlite or members <= ALONE else os.cpu_count() or 1
    told = 0.0
    for batch, added in settling.settle(work, processes):
        for path, some in added.items():
            merge_into(own.setdefault(path, {}), some)
        told = _tell(batch.first + batch.members, members, told)
    _count(own, standing, at)
    with transaction.atomic():
        stories.tell(made, administrators, at)
        record(
            Event.DEMO_MADE,
            subject=Subject("demo", None, f"演示数据（{members} 名党员）"),
            path=ROOT_PATH,
            by=SYSTEM,
            at=at,
        )
    look_over()


def _first_counts(nodes: Sequence[Node], standing: set[str]) -> Iterator[tuple[str, Counts]]:
    """(path, counts) of what came without members. New branches count with their batch; what stood
    was counted by the verbs, but for the units that lie there now."""
    for node in nodes:
        if node.path in standing:
            yield node.path, planting.units_at(node)
        elif not node.is_branch:
            yield node.path, planting.counts_of(node)


def _count(own: dict[str, Counts], standing: set[str], at: datetime) -> None:
    """Total rows for what is new, deltas for what stood, folded at once.

    ``own`` is path → what was added there; new branches have their totals already.
    """
    totals = roll_up(own)
    deltas: dict[str, Counts] = {path: own[path] for path in own if path in standing}
    for path, counted in totals.items():
        if path not in standing and parent_of(path) in standing:
            merge_into(deltas.setdefault(parent_of(path), {}), counted)
    with transaction.atomic():
        counts.load_totals({path: each for path, each in totals.items() if path not in standing})
        counts.add_each((path, _change(each)) for path, each in deltas.items())
    while fold(at):
        pass


def _change(counted: Counts) -> Change:
    return {
        (Dimension(dimension), code): n
        for dimension, codes in counted.items()
        for code, n in codes.items()
    }


def _tell(done: int, members: int, told: float) -> float:
    """Say how far it is, every few seconds; returns when it was said last."""
    moment = time.monotonic()
    if moment - told < TOLD_EVERY and done < members:
        return told
    print(f"已生成 {done} / {members} 名党员。", file=sys.stderr, flush=True)
    return moment
