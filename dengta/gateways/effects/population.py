"""Filling the embedded register."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dengta.database.copying import copy_rows
from dengta.database.uids import new_uid
from dengta.gateways.models import RegisterEntry
from dengta.gateways.queries.population import NUMBER
from dengta.vault.blind import indexer
from dengta.vault.sealing import sealer


def load_register(people: Iterable[tuple[str, str]]) -> int:
    """Add invented people, (name, ID number) each, none of them there yet; returns how many.

    Needs ``atomic()``.
    """
    index = indexer(NUMBER)
    seal = sealer(RegisterEntry._meta.db_table, "name")

    def rows() -> Iterator[tuple[object, ...]]:
        for name, number in people:
            uid = new_uid()
            yield uid, index(number), seal(uid, name)

    return copy_rows(RegisterEntry, ("uid", "number_blind", "name"), rows())
