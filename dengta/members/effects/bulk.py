"""Many people at once: into the base, the archive and the staging base, by COPY on PostgreSQL.

Nothing is judged here: rows come from a plan that was (MEM-27), or from the demo. What the single
verbs write is written too: increase record, counts, findings. The log is the caller's
(``actions.load``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from dengta.access.actor import Actor
from dengta.codes.rules import id_number as numbers
from dengta.codes.rules import pinyin
from dengta.counts import effects as counts
from dengta.counts.rules import Counts, add_to
from dengta.database.copying import copy_rows, draw_keys
from dengta.database.uids import new_uid
from dengta.findings import effects as findings
from dengta.members.effects.records import CHECKED, FINDINGS, broken_rules
from dengta.members.models import Member, Movement, Staged
from dengta.members.queries.known import ID_NUMBER
from dengta.members.rules.counting import Change, counted
from dengta.members.rules.facts import FIELDS, Facts, Warned
from dengta.members.rules.standing import (
    ArchivedAs,
    IncreaseWay,
    MovementKind,
    Place,
    RegisterState,
    Status,
)
from dengta.vault.blind import indexer
from dengta.vault.sealing import sealer

BATCH = 5_000

SEALED = ("id_number", "phone", "address")
PLAIN = tuple(name for name in FIELDS if name not in SEALED)

MEMBER_COLUMNS = (
    *("id", "uid", "branch_id", "org_path", "place", "under_branch", "active", "archived_as"),
    *("hold", "register_state", "created_at", "step", "name_key", "id_blind"),
    *SEALED,
    *PLAIN,
)
MOVEMENT_COLUMNS = (
    *("uid", "member_id", "kind", "way", "on", "organization_id", "org_path", "other", "reason"),
    *("by_uid", "by_name", "at", "voided_at"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One person for the base, or for the archive with ``archived_as``: facts in order (as
    ``settle`` leaves them), the branch by key and path, and what to look at in the data check."""

    branch_pk: int
    org_path: str
    facts: Facts
    register_state: RegisterState = RegisterState.MATCHED
    archived_as: ArchivedAs = ArchivedAs.NOT
    warnings: tuple[Warned, ...] = ()


@dataclass(frozen=True, slots=True)
class StagedRow:
    """One person for the staging base: ``known`` is field → text (``Staged.known``)."""

    name: str
    id_number: str
    known: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


def load(
    rows: Iterable[Row],
    *,
    by: Actor,
    at: datetime,
    on: date | None = None,
    tally: dict[str, Counts] | None = None,
) -> int:
    """Write ``rows``, each batch in a transaction of its own unless one runs; returns how many.

    Those of the base get an increase record way 9, dated ``on`` or the day of ``at`` (MEM-26), and
    are counted: as deltas, or into ``tally`` (path → counts of the organisation itself), from
    which a whole fresh tree's totals are made. A number that is under a branch already fails its
    batch with ``IntegrityError``.
    """
    return sum(len(load_batch(batch, by=by, at=at, on=on, tally=tally)) for batch in _batches(rows))


@transaction.atomic(savepoint=False)
def load_batch(
    rows: Sequence[Row],
    *,
    by: Actor,
    at: datetime,
    on: date | None = None,
    tally: dict[str, Counts] | None = None,
) -> list[UUID]:
    """Write one batch as :func:`load` does; returns the uids in the order of ``rows``.

    Takes no savepoint of its own: inside one SQLite keeps every page that every row touches until
    its end, and thousands of rows take minutes. A failure ends the caller's transaction too.
    """
    keys = draw_keys(Member, len(rows))
    uids = [new_uid() for _ in rows]
    copy_rows(Member, MEMBER_COLUMNS, _members(rows, keys, uids, at))
    copy_rows(Movement, MOVEMENT_COLUMNS, _movements(rows, keys, by, at, on or localdate(at)))
    _count(rows, tally)
    checked: dict[UUID, tuple[str, findings.Found]] = {
        uid: (row.org_path, {rule: (at_field, {}) for rule, at_field in found.items()})
        for row, uid in zip(rows, uids, strict=True)
        if _in_base(row) and (found := _broken(row))
    }
    if checked:
        findings.set_each(FINDINGS, checked, CHECKED, at)
    return uids


@transaction.atomic
def stage(rows: Iterable[StagedRow], *, at: datetime) -> int:
    """Write ``rows`` into the staging base; returns how many."""
    index = indexer(ID_NUMBER)
    seal_number = sealer(Staged._meta.db_table, "id_number")
    seal_known = sealer(Staged._meta.db_table, "known")

    def prepared() -> Iterator[tuple[Any, ...]]:
        for row in rows:
            uid = new_uid()
            known = json.dumps(dict(row.known), ensure_ascii=False)
            yield (
                uid,
                row.name,
                seal_number(uid, row.id_number),
                index(row.id_number),
                seal_known(uid, known),
                row.source,
                at,
                None,
            )

    columns = ("uid", "name", "id_number", "id_blind", "known", "source", "loaded_at", "taken_at")
    return copy_rows(Staged, columns, prepared())


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _in_base(row: Row) -> bool:
    return row.archived_as is ArchivedAs.NOT


def _broken(row: Row) -> dict[str, str]:
    return broken_rules(
        row.warnings,
        unknown=row.facts.id_number == numbers.UNKNOWN,
        unchecked=row.register_state is RegisterState.UNCHECKED,
    )


def _members(
    rows: Sequence[Row], keys: Sequence[int], uids: Sequence[UUID], at: datetime
) -> Iterator[tuple[Any, ...]]:
    index = indexer(ID_NUMBER)
    sealers = [(name, sealer(Member._meta.db_table, name)) for name in SEALED]
    for row, key, uid in zip(rows, keys, uids, strict=True):
        facts, in_base = row.facts, _in_base(row)
        yield (
            key,
            uid,
            row.branch_pk,
            row.org_path,
            Place.BASE.value if in_base else Place.ARCHIVE.value,
            in_base,
            in_base and facts.status == Status.NORMAL,
            row.archived_as.value,
            "",
            row.register_state.value,
            at,
            0,
            pinyin.key(facts.name),
            None if facts.id_number == numbers.UNKNOWN else index(facts.id_number),
            *(seal(uid, getattr(facts, name)) for name, seal in sealers),
            *(getattr(facts, name) for name in PLAIN),
        )


def _movements(
    rows: Sequence[Row], keys: Sequence[int], by: Actor, at: datetime, on: date
) -> Iterator[tuple[Any, ...]]:
    for row, key in zip(rows, keys, strict=True):
        if _in_base(row):
            yield (
                new_uid(),
                key,
                MovementKind.INCREASE.value,
                IncreaseWay.ENROLLED.value,
                on,
                row.branch_pk,
                row.org_path,
                "",
                "",
                by.uid,
                by.name,
                at,
                None,
            )


def _count(rows: Sequence[Row], tally: dict[str, Counts] | None) -> None:
    if tally is None:
        sums: dict[str, Change] = {}
        for row in rows:
            if _in_base(row):
                change = sums.setdefault(row.org_path, {})
                for key, n in counted(row.facts).items():
                    change[key] = change.get(key, 0) + n
        counts.add_each(sums.items())
        return
    for row in rows:
        if _in_base(row):
            own = tally.setdefault(row.org_path, {})
            for (dimension, code), n in counted(row.facts).items():
                add_to(own, dimension.value, code, n)
