"""What rooms above do to the counts. A verb writes narrow deltas and never touches a total."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from dengta.access.reach import ROOT_PATH
from dengta.counts.models import Delta, Total
from dengta.counts.rules import Change, Counts, Dimension, merged, opposite
from dengta.database import locks
from dengta.database.copying import copy_rows

IN_ONE_INSERT = 1000


def add(path: str, change: Change) -> None:
    """Let the counts of the organisation at ``path`` change by ``change``: one insert.

    Everything above follows by itself, at this transaction's commit.
    """
    add_each([(path, change)])


def move(source: str, target: str, change: Change) -> None:
    """Take ``change`` from ``source`` and give it to ``target``: one insert."""
    add_each([(source, opposite(change)), (target, change)])


def add_each(changes: Iterable[tuple[str, Change]]) -> None:
    """Many changes at once: one delta per organisation, dimension and code of the batch."""
    Delta.objects.bulk_create(
        [
            Delta(path=path, dimension=dimension, code=code, n=n)
            for (path, dimension, code), n in merged(changes).items()
        ],
        batch_size=IN_ONE_INSERT,
    )


def close(path: str, superior: str) -> None:
    """Take away the total of an organisation that is deleted, with what is not folded yet; what it
    had stays out of everything above. Needs ``atomic()``; waits for a fold that runs."""
    locks.hold(Total.objects.filter(path=ROOT_PATH))
    total = Total.objects.get(path=path)
    Delta.objects.filter(path=path).delete()
    own = {
        (Dimension(dimension), code): -n
        for dimension, codes in total.counts.items()
        for code, n in codes.items()
    }
    add(superior, own)
    total.delete()


def load_totals(totals: Mapping[str, Counts]) -> int:
    """Write the total rows of a freshly loaded tree, everything below included
    (:func:`dengta.counts.rules.roll_up`); only for paths without a row. Returns how many."""
    return copy_rows(Total, ("path", "counts"), sorted(totals.items()))
