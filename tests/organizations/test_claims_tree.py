"""Many at the same organisation at once: no code twice, no name twice, no change unseen."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from time import monotonic

import pytest
from django.db import connection, transaction

from dengta.access.actor import SYSTEM
from dengta.counts.queries import totals
from dengta.counts.rules import Dimension
from dengta.database import locks
from dengta.operations.organization_invariants import work_categories_that_differ
from dengta.organizations import effects
from dengta.organizations.actions import linked_units, linking, tree
from dengta.organizations.models import FormerName, Organization, Unit, UnitLink
from dengta.organizations.rules.unit_facts import UnitEdit
from dengta.refusal import Overtaken, Refusal
from tests.world import NOON, PHONE, Province, organization, unit, unit_entry

pytestmark = pytest.mark.race

CLIENTS = 8
SECONDS = 1.5
LATER = NOON + timedelta(hours=1)

Outcome = object


def at_once(clients: int, work: Callable[[int], object]) -> list[Outcome]:
    """What ``work(0 … clients - 1)`` gave, begun together in threads with connections of their
    own: a value, or the refusal that it met. Any other exception is raised."""
    together = threading.Barrier(clients)
    outcomes: list[Outcome] = [None] * clients
    faults: list[BaseException] = []

    def run(client: int) -> None:
        try:
            together.wait()
            outcomes[client] = work(client)
        except Refusal as refusal:
            outcomes[client] = refusal
        except BaseException as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[client]) for client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return outcomes


def rounds(work: Callable[[int], None]) -> int:
    """Run ``work(round)`` for :data:`SECONDS`, at least once; returns how often."""
    until, done = monotonic() + SECONDS, 0
    while done == 0 or monotonic() < until:
        work(done)
        done += 1
    print(f"{done} rounds")
    return done


@pytest.mark.spec("ORG-05")
def test_no_number_is_given_twice_below_one_superior(lasting_province: Province) -> None:
    county = lasting_province["D1"]

    def one_round(number: int) -> None:
        made = at_once(
            CLIENTS,
            lambda client: organization(county, f"第{number}轮{client}工委", "241").code,
        )
        assert not [outcome for outcome in made if isinstance(outcome, Refusal)]

    done = rounds(one_round)
    below = Organization.objects.filter(parent=county).order_by("code")
    expected = [f"{county.code}{number:04d}" for number in range(1, 3 + done * CLIENTS)]
    assert [row.code for row in below] == expected
    assert len({row.path for row in below}) == len(expected)
    path = lasting_province["P"].path
    assert totals([path])[path].of(Dimension.ORGANIZATIONS) == Organization.objects.count()


@pytest.mark.spec("ORG-03")
def test_one_name_is_given_to_one_of_them(lasting_province: Province) -> None:
    def one_round(number: int) -> None:
        def make(_client: int) -> Organization:
            return organization(lasting_province["D1"], f"第{number}轮工委", "241", at=LATER)

        made = at_once(CLIENTS, make)
        refused = [outcome for outcome in made if isinstance(outcome, Refusal)]
        assert len(refused) == CLIENTS - 1
        assert {one.complaints[0].field for one in refused} == {"name"}

    done = rounds(one_round)
    assert Organization.objects.filter(created_at=LATER).count() == done


@pytest.mark.spec("UNT-03", "ORG-10")
def test_one_unit_is_made_once_from_different_superiors(lasting_province: Province) -> None:
    superiors = [lasting_province[key] for key in ("T1", "G1", "T2", "G2", "K1", "K2", "C1", "C2")]

    def one_round(number: int) -> None:
        made = at_once(
            len(superiors),
            lambda client: organization(
                superiors[client], f"第{number}轮党支部", units=[unit_entry(f"第{number}轮村")]
            ),
        )
        refused = [outcome for outcome in made if isinstance(outcome, Refusal)]
        assert len(refused) == len(superiors) - 1
        assert all(one.complaints[0].field.startswith("units") for one in refused)
        assert Unit.objects.filter(name=f"第{number}轮村").count() == 1
        assert Organization.objects.filter(name=f"第{number}轮党支部").count() == 1

    rounds(one_round)
    assert UnitLink.objects.filter(unit__name__startswith="第").count() == (
        Unit.objects.filter(name__startswith="第").count()
    )


@pytest.mark.spec("GEN-10")
def test_of_several_who_save_one_form_one_succeeds(lasting_province: Province) -> None:
    town = lasting_province["T1"]

    def one_round(number: int) -> None:
        def save(client: int) -> Organization:
            if client % 2:
                return tree.rename(
                    organization=town,
                    name=f"第{number}轮{client}党委",
                    seen=number,
                    by=SYSTEM,
                    at=LATER,
                )
            return tree.edit(
                organization=town,
                secretary=f"书记{number}号{client}",
                contact="赵麦香",
                phone=PHONE,
                seen=number,
                by=SYSTEM,
                at=LATER,
            )

        outcomes = at_once(CLIENTS, save)
        assert sum(isinstance(outcome, Organization) for outcome in outcomes) == 1
        assert sum(isinstance(outcome, Overtaken) for outcome in outcomes) == CLIENTS - 1

    done = rounds(one_round)
    town.refresh_from_db()
    assert town.step == done
    renamed = FormerName.objects.filter(organization=town).count()
    assert town.changes.exclude(field="created").count() == done
    assert town.changes.filter(field="name").count() == renamed


@pytest.mark.spec("ORG-07", "ORG-18", "ORG-20")
def test_nobody_copies_a_category_while_it_is_changed(lasting_province: Province) -> None:
    """A unit gets another category while one below links it by 与上级党组织相同, or is made."""
    top, below, one = lasting_province["G1"], lasting_province["GB1"], unit(lasting_province["G1"])
    entry = unit_entry(one.name, category="14", establishment="12", code=one.code)
    edits = [UnitEdit(one.uid, entry, one.step)]
    preview = linked_units.consider(top, edits, by=SYSTEM)
    assert preview is not None
    changed, copied = threading.Event(), threading.Event()

    def work(client: int) -> Organization:
        if client == 0:
            with transaction.atomic():
                now = tree.edit(
                    organization=top, secretary="", contact="赵麦香", phone=PHONE, units=edits,
                    announced=preview.digest, seen=top.step, by=SYSTEM, at=LATER,
                )  # fmt: skip
                changed.set()
                assert not copied.wait(0.3), "it was copied as it stood before"
            return now
        assert changed.wait(20)
        try:
            if client == 1:
                return organization(top, "同村党支部", situation="1")
            seen = linking.consider_units(below, situation="1", by=SYSTEM).preview.digest
            return linking.set_units(
                organization=below, situation="1", seen=seen, by=SYSTEM, at=LATER
            )
        finally:
            copied.set()

    outcomes = at_once(3, work)
    assert all(isinstance(outcome, Organization) for outcome in outcomes), outcomes
    assert list(work_categories_that_differ()) == []


@pytest.mark.spec("ORG-13")
def test_who_pins_waits_for_a_dissolution_under_way_and_sees_it(
    lasting_province: Province,
) -> None:
    """Without the lock the pin would read the row as it stood before."""
    branch = lasting_province["B1"]
    dissolving, answered = threading.Event(), threading.Event()

    def work(client: int) -> str:
        if client:
            assert dissolving.wait(20)
            try:
                with transaction.atomic():
                    effects.pin(lasting_province["T1"].pk, branch.pk)
            finally:
                answered.set()
            return "pinned"
        with transaction.atomic():
            (row,) = locks.hold(Organization.objects.filter(pk=branch.pk))
            row.dissolved_at = LATER
            row.save(update_fields=["dissolved_at"])
            dissolving.set()
            assert not answered.wait(0.3), "the pin did not wait"
        return "dissolved"

    dissolved, refused = at_once(2, work)
    assert dissolved == "dissolved"
    assert isinstance(refused, Refusal)
    assert "“B1党支部”已撤销" in refused.sentence


@pytest.mark.spec("ORG-13")
def test_a_dissolution_waits_for_those_who_pinned_before(lasting_province: Province) -> None:
    branch = lasting_province["B1"]
    pinned, held = threading.Event(), threading.Event()

    def work(client: int) -> str:
        if client:
            assert pinned.wait(20)
            with transaction.atomic():
                locks.hold(Organization.objects.filter(pk=branch.pk))
                held.set()
            return "held"
        with transaction.atomic():
            effects.pin(branch.pk)
            pinned.set()
            assert not held.wait(0.3), "the pin did not hold"
        return "released"

    assert at_once(2, work) == ["released", "held"]


def test_pins_do_not_hinder_a_new_subordinate(lasting_province: Province) -> None:
    """A transfer that passes through holds its pin for the whole time."""
    county = lasting_province["D1"]
    pinned, made = threading.Event(), threading.Event()

    def work(client: int) -> str:
        if client:
            assert pinned.wait(20)
            try:
                return organization(county, "某工委", "241").code
            finally:
                made.set()
        with transaction.atomic():
            effects.pin(county.pk)
            pinned.set()
            # where writers stand in line (SQLite), the new one comes after; elsewhere meanwhile
            meanwhile = connection.vendor == "postgresql"
            assert made.wait(20) if meanwhile else not made.is_set()
        return "released"

    assert at_once(2, work) == ["released", f"{county.code}0003"]
