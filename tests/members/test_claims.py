"""Many at once: one enrolment of one ID, one edit of one step, one hold of one member."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from time import monotonic

import pytest
from django.db import connection, transaction

from dengta.counts.queries import total
from dengta.counts.rules import Dimension
from dengta.gateways.effects.population import load_register
from dengta.members import effects
from dengta.members.actions import ask_register, edit, enrol
from dengta.members.models import Member, MemberChange, Movement
from dengta.members.rules.standing import ArchivedAs, Hold
from dengta.refusal import Overtaken, Refusal
from tests.members.builders import archived, facts, member
from tests.world import NOON, Province

AT_ONCE = 16
SECONDS = 2.0
AT_LEAST = 4
"""Rounds that a slow machine must still manage for the proof to mean something."""


def all_at_once(work: Callable[[int], object]) -> list[object]:
    """Run ``work(n)`` in threads that begin together; what each returned or raised."""
    together = threading.Barrier(AT_ONCE)
    results: list[object] = [None] * AT_ONCE

    def run(place: int) -> None:
        try:
            together.wait()
            results[place] = work(place)
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[place]) for place in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def one_succeeded(results: list[object], *refusals: type[Exception]) -> Member:
    """The one member that a thread returned; everybody else was refused in words."""
    members = [result for result in results if isinstance(result, Member)]
    others = [result for result in results if not isinstance(result, Member)]
    assert len(members) == 1, results
    assert all(isinstance(result, refusals) for result in others), others
    return members[0]


def for_a_while(round_: Callable[[int], None]) -> None:
    """Rounds for :data:`SECONDS`, at least :data:`AT_LEAST`; prints how many."""
    stop_at, rounds = monotonic() + SECONDS, 0
    while monotonic() < stop_at or rounds < AT_LEAST:
        round_(rounds)
        rounds += 1
    print(f"{rounds} rounds of {AT_ONCE} at once")


@pytest.mark.race
@pytest.mark.spec("MEM-03", "TRF-12")
def test_one_person_is_enrolled_once(lasting_province: Province) -> None:
    branches = [lasting_province[key] for key in ("B1", "B2", "GB1", "CB1")]
    accounts = [lasting_province.actor(key) for key in ("B1", "B2", "GB1", "CB1")]

    def round_(number: int) -> None:
        person = facts(name=f"王守田{number}" if number else "王守田")
        with transaction.atomic():
            if number % 2:
                old = archived(branches[0], ArchivedAs.TRANSFERRED)
                person = old.facts
            load_register([(person.name, person.id_number)])
        for account in accounts:
            ask_register(name=person.name, id_number=person.id_number, by=account, at=NOON)

        def work(place: int) -> Member:
            which = place % len(branches)
            return enrol(branch=branches[which], facts=person, by=accounts[which], at=NOON)

        done = one_succeeded(all_at_once(work), Refusal)
        assert Member.objects.filter(id_blind=done.id_blind, under_branch=True).count() == 1
        assert Movement.objects.filter(member=done).count() == 1

    for_a_while(round_)
    everybody = Member.objects.filter(active=True).count()
    assert total(lasting_province["P"].path).of(Dimension.MEMBERS) == everybody


@pytest.mark.race
@pytest.mark.spec("GEN-10")
def test_of_many_who_save_the_same_form_one_does(lasting_province: Province) -> None:
    by = lasting_province.actor("B1")
    with transaction.atomic():
        stands = member(lasting_province["B1"])

    def round_(number: int) -> None:
        seen = Member.objects.get(pk=stands.pk)

        def work(place: int) -> Member:
            phone = f"138{number:04d}{place:04d}"
            return edit(
                member=seen,
                facts=replace(seen.facts, phone=phone),
                seen=seen.step,
                by=by,
                at=NOON,
            )

        done = one_succeeded(all_at_once(work), Overtaken)
        assert Member.objects.get(pk=stands.pk).phone == done.phone
        assert MemberChange.objects.count() == number + 1

    for_a_while(round_)


@pytest.mark.race
@pytest.mark.spec("MEM-25")
def test_one_of_many_holds_a_member(lasting_province: Province) -> None:
    with transaction.atomic():
        stands = member(lasting_province["B1"])

    def hold(place: int) -> Member:
        kind = Hold.TRANSFER if place % 2 else Hold.FLOATING
        with transaction.atomic():
            return effects.hold(Member.objects.get(pk=stands.pk), kind)

    def round_(_number: int) -> None:
        done = one_succeeded(all_at_once(hold), Refusal)
        with transaction.atomic():
            effects.release(done)

    for_a_while(round_)
    assert Member.objects.get(pk=stands.pk).hold == Hold.NONE
