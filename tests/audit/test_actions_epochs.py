"""A restore into another database cluster, where transaction ids begin anew (LOG-03).

The cluster is told by hand, so that both databases prove it: lines get the transaction ids that
they would have, and nothing is sealed at the commit.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from dengta.access.roles import Role
from dengta.audit import actions, queries
from dengta.audit.actions import sealing
from dengta.audit.models import Block, Line
from dengta.audit.queries import chain
from dengta.audit.queries.verifying import verify
from dengta.database.horizon import Horizon
from dengta.database.operations import insert_only_off
from tests.audit.chained import write
from tests.audit.people import NOON, PROVINCE, actor

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("two_folders"),
    pytest.mark.spec("LOG-03"),
]

Move = Callable[[str, int], None]


@pytest.fixture
def into(monkeypatch: pytest.MonkeyPatch) -> Move:
    """``into("old", 100)``: the database stands in the cluster “old”, whose next id is 100."""
    monkeypatch.setattr(sealing, "last_in_line", lambda _: None)
    monkeypatch.setattr(sealing, "IN_ONE_BLOCK", 2)

    def move(cluster: str, next_id: int) -> None:
        monkeypatch.setattr(sealing, "horizon", lambda: Horizon(cluster, next_id, next_id))

    return move


def write_as(transaction_id: int, lines: int = 1) -> None:
    """So many lines, all of the transaction ``transaction_id``."""
    before = Line.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    write(lines)
    number_anew(transaction_id, pk__gt=before)


def number_anew(transaction_id: int, **which: int) -> None:
    with insert_only_off(), transaction.atomic():
        Line.objects.filter(**which).update(transaction=transaction_id)


def test_what_the_old_cluster_left_is_closed_and_a_new_epoch_begins(into: Move) -> None:
    into("old", 100)
    write_as(50, 3)
    actions.seal(NOON)
    write_as(60, 3)  # the tail that the old cluster had not sealed
    into("new", 10)
    write_as(7, 2)  # written before the sealer saw that it is elsewhere
    last = Line.objects.latest("pk").pk
    actions.seal(NOON)
    closing = list(Block.objects.filter(closing=True).order_by("number"))
    assert [(block.lines, block.epoch, block.cluster) for block in closing] == [
        (2, 1, "new"),
        (2, 1, "new"),
        (1, 1, "new"),
    ]
    assert closing[-1].last_id == last
    write_as(8, 3)
    actions.seal(NOON)
    verdict = verify()
    assert (verdict.fault, verdict.end.total, verdict.end.epoch) == (None, 11, 2)
    auditor = actor(Role.AUDITOR, PROVINCE)
    blocks = {queries.proof(auditor, line.uid).block for line in Line.objects.all()}
    assert blocks == set(range(1, verdict.end.number + 1))


@pytest.mark.parametrize(("number", "which"), [(55, -2), (7, -1), (65, 5)])
def test_no_line_can_be_moved_between_the_epochs(into: Move, number: int, which: int) -> None:
    into("old", 100)
    write_as(50, 3)
    actions.seal(NOON)
    write_as(60, 3)
    into("new", 10)
    actions.seal(NOON)
    write_as(8, 3)
    actions.seal(NOON)
    assert verify().fault is None
    keys = list(Line.objects.order_by("pk").values_list("pk", flat=True))
    number_anew(number, pk=keys[which])
    fault = verify().fault
    assert fault is not None
    is_named_where_it_is = fault.line == keys[which]
    is_missed_where_it_was = fault.line is None and fault.position == keys.index(keys[which]) + 1
    assert is_named_where_it_is or is_missed_where_it_was


def test_an_epoch_with_nothing_left_over_is_closed_too(into: Move) -> None:
    into("old", 100)
    write_as(50, 2)
    actions.seal(NOON)
    into("new", 10)
    actions.seal(NOON)
    assert [block.lines for block in chain.blocks()] == [2, 0]
    write_as(4)
    actions.seal(NOON)
    verdict = verify()
    assert (verdict.fault, verdict.end.total, verdict.end.epoch) == (None, 3, 2)
    into("newer", 3)
    actions.seal(NOON)
    into("newest", 2)
    write_as(1)
    actions.seal(NOON)
    write_as(1)
    actions.seal(NOON)
    verdict = verify()
    assert (verdict.fault, verdict.end.total, verdict.end.epoch) == (None, 5, 4)


def test_ids_that_were_set_back_begin_a_new_epoch(into: Move) -> None:
    into("old", 100)
    write_as(50, 2)
    actions.seal(NOON)
    into("old", 20)
    write_as(5, 2)
    actions.seal(NOON)
    write_as(6, 2)
    actions.seal(NOON)
    verdict = verify()
    assert (verdict.fault, verdict.end.total, verdict.end.epoch) == (None, 6, 2)


def test_lines_of_another_cluster_that_nobody_sealed_are_taken_in_first(into: Move) -> None:
    into("new", 10)
    write_as(50, 2)
    write_as(5, 2)
    actions.seal(NOON)
    write_as(6)
    actions.seal(NOON)
    verdict = verify()
    assert (verdict.fault, verdict.end.total, verdict.end.epoch) == (None, 5, 2)
