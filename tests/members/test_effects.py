"""Holding, releasing and moving (MEM-25, TRF-11, TRF-12)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import connection

from dengta.counts.queries import total
from dengta.counts.rules import Dimension
from dengta.findings.models import Finding
from dengta.members import effects
from dengta.members.actions import edit, load
from dengta.members.effects import bulk
from dengta.members.models import Member, Movement
from dengta.members.rules.standing import ArchivedAs, Hold, MovementKind, RegisterState
from dengta.refusal import OutOfReach, Overtaken, Refusal
from tests.members.builders import archived, facts, member, staged
from tests.world import NOON, Province


@pytest.mark.spec("MEM-25", "TRF-04")
def test_a_member_is_held_once(province: Province) -> None:
    stands = member(province["B1"])
    held = effects.hold(stands, Hold.TRANSFER, seen_step=0)
    assert (held.hold, held.step) == (Hold.TRANSFER, 1)
    for again in (Hold.TRANSFER, Hold.FLOATING):
        with pytest.raises(Refusal, match="转接"):
            effects.hold(held, again)
    assert effects.release(held).hold == Hold.NONE
    with pytest.raises(Overtaken):
        effects.release(held)
    effects.hold(held, Hold.FLOATING)
    with pytest.raises(Refusal, match="流动登记"):
        effects.hold(held, Hold.TRANSFER)


@pytest.mark.spec("TRF-01")
def test_suspended_archived_or_changed_members_are_not_held(province: Province) -> None:
    suspended = loaded(province, status="2")
    with pytest.raises(Refusal, match="停止党籍"):
        effects.hold(suspended, Hold.TRANSFER)
    with pytest.raises(Overtaken, match="不在党员库"):
        effects.hold(archived(province["B1"], ArchivedAs.TRANSFERRED), Hold.TRANSFER)
    stands = member(province["B1"])
    edit(
        member=stands,
        facts=replace(stands.facts, phone="13900000009"),
        seen=0,
        by=province.actor("B1"),
        at=NOON,
    )
    with pytest.raises(Overtaken):
        effects.hold(stands, Hold.TRANSFER, seen_step=0)


def loaded(province: Province, **given: str) -> Member:
    """One member of B1 as it is loaded, where no verb leads to the state yet."""
    row = bulk.Row(province["B1"].pk, province["B1"].path, facts(**given))
    [uid] = bulk.load_batch([row], by=province.actor("B1"), at=NOON)
    return Member.objects.get(uid=uid)


@pytest.mark.spec("TRF-11", "MEM-26")
def test_a_move_takes_counts_findings_and_both_records_along(province: Province) -> None:
    by = province.actor("B2")
    stands = member(province["B1"], name="周建禾", sex="1")
    stands = edit(
        member=stands,
        facts=replace(stands.facts, sex="2"),
        seen=0,
        by=province.actor("B1"),
        at=NOON,
    )
    effects.hold(stands, Hold.TRANSFER)
    moved = effects.move(
        stands,
        to=province["B2"],
        decrease_way="23",
        increase_way="32",
        by=by,
        at=NOON,
        reason="工作调动",
    )
    fresh = Member.objects.get(pk=stands.pk)
    assert (fresh.org_path, fresh.hold, fresh.step) == (province["B2"].path, "", 3)
    assert (moved.org_path, moved.hold, moved.step) == (fresh.org_path, "", 3)
    assert total(province["C1"].path).of(Dimension.MEMBERS) == 0
    assert total(province["C1"].path).codes(Dimension.SEX) == {}
    assert total(province["B2"].path).of(Dimension.SEX, "2") == 1
    assert Finding.objects.get(kind="member").org_path == province["B2"].path
    _enrolled, out, into = Movement.objects.order_by("pk")
    assert (out.kind, out.way, out.organization, out.other) == (
        MovementKind.DECREASE,
        "23",
        province["B1"],
        "B2党支部",
    )
    assert (into.kind, into.way, into.organization, into.other) == (
        MovementKind.INCREASE,
        "32",
        province["B2"],
        "B1党支部",
    )
    assert {out.reason, into.reason} == {"工作调动"}


@pytest.mark.spec("TRF-11")
def test_only_a_held_member_moves_once_and_only_into_a_branch(province: Province) -> None:
    by = province.actor("B2")
    stands = member(province["B1"])
    ways = {"decrease_way": "23", "increase_way": "32"}
    with pytest.raises(Overtaken):
        effects.move(stands, to=province["B2"], by=by, at=NOON, **ways)
    effects.hold(stands, Hold.TRANSFER)
    with pytest.raises(Refusal, match="不是党支部"):
        effects.move(stands, to=province["T2"], by=by, at=NOON, **ways)
    effects.move(stands, to=province["B2"], by=by, at=NOON, **ways)
    with pytest.raises(Overtaken):
        effects.move(stands, to=province["B2"], by=by, at=NOON, **ways)
    assert Movement.objects.filter(member=stands).count() == 3


@pytest.mark.spec("MEM-26", "MEM-27")
def test_rows_are_loaded_counted_and_logged_each(province: Province) -> None:
    branch, by = province["B1"], province.actor("B1")
    rows = [
        bulk.Row(branch.pk, branch.path, facts(sex="1")),
        bulk.Row(branch.pk, branch.path, facts(sex="2", status="2")),
        bulk.Row(
            branch.pk,
            branch.path,
            facts(sex="2"),
            register_state=RegisterState.UNCHECKED,
        ),
        bulk.Row(branch.pk, branch.path, facts(), archived_as=ArchivedAs.DEATH),
    ]
    assert load(rows=rows, by=by, at=NOON) == 4
    assert [m.facts for m in Member.objects.order_by("pk")] == [row.facts for row in rows]
    assert Movement.objects.filter(way="9", kind=MovementKind.INCREASE).count() == 3
    counts = total(branch.path)
    assert (counts.of(Dimension.MEMBERS), counts.of(Dimension.SUSPENDED)) == (2, 1)
    assert Finding.objects.get(kind="member").rule == "MEM-10"
    with pytest.raises(OutOfReach):
        load(rows=[bulk.Row(province["B2"].pk, province["B2"].path, facts())], by=by, at=NOON)
    tally: dict[str, dict[str, dict[str, int]]] = {}
    more = [bulk.Row(branch.pk, branch.path, facts()) for _ in range(3)]
    assert bulk.load(more, by=by, at=NOON, tally=tally) == 3
    assert tally[branch.path]["member"] == {"1": 3}
    assert total(branch.path).of(Dimension.MEMBERS) == 2


@pytest.mark.spec("MEM-27")
def test_numbers_and_addresses_are_not_readable_in_the_tables(province: Province) -> None:
    stands = member(province["B1"], address="柳园社区8号")
    staged(stands.facts, post="11")
    with connection.cursor() as cursor:
        cursor.execute("SELECT id_number, phone, address FROM members_member")
        [raw] = cursor.fetchall()
    for value, text in zip(raw, (stands.id_number, stands.phone, stands.address), strict=True):
        assert text.encode() not in bytes(value)
