"""Every verb on a state in which it goes through, ready to be run again and again until it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from django.db import transaction

from dengta.access.actor import SYSTEM, Actor
from dengta.access.permissions import FUNCTIONS
from dengta.access.roles import Role
from dengta.accounts.actions.accounts import open_account
from dengta.accounts.actions.once import once
from dengta.accounts.actions.passwords import change_password
from dengta.accounts.models import Tries
from dengta.counts.actions import fold
from dengta.definitions import effects as definitions
from dengta.definitions.queries import rows as sets
from dengta.definitions.rules.packaged import definition
from dengta.definitions.rules.shapes import Holder
from dengta.gateways.effects.population import load_register
from dengta.jobs.actions.queue import enqueue
from dengta.members import actions as members
from dengta.members.effects import bulk
from dengta.members.rules.standing import ArchivedAs
from dengta.organizations.actions import linking, tree
from dengta.organizations.actions.planting import Order
from dengta.organizations.rules.seeds import Seed, UnitChoice
from dengta.reorganization import actions as reorganization
from dengta.reorganization.queries import ends
from dengta.reorganization.rules.recategorising import Wish
from dengta.transfers import actions as transfers
from dengta.transfers.models import Transfer
from tests.accounts import builders as accounts
from tests.faults.information_verbs import INFORMATION_VERBS
from tests.faults.unit_verbs import UNIT_VERBS
from tests.members import builders as people
from tests.reorganization import papers
from tests.transfers.people import agree, choose, form, found, member, send, send_back
from tests.world import NOON, PHONE, Province, organization, unit, unit_entry

Run = partial[Any]
Prepared = Callable[[Province], Run]

VERBS: dict[str, Prepared] = {**UNIT_VERBS, **INFORMATION_VERBS}


def verb(prepare: Prepared) -> Prepared:
    """Enter ``prepare`` under its own name."""
    VERBS[prepare.__name__] = prepare
    return prepare


# -- Organisations ---------------------------------------------------------------------------


@verb
def create_with_a_new_unit(province: Province) -> Run:
    return partial(organization, province["T1"], "新河村党支部", by=province.actor("T1"))


@verb
def create_a_joint_branch(province: Province) -> Run:
    return partial(
        organization,
        province["T1"],
        "企业联合党支部",
        "632",
        units=[unit_entry("柳园商贸公司", category="23"), unit_entry("速达物流", category="23")],
        by=province.actor("T1"),
    )


@verb
def adopt(province: Province) -> Run:
    names = ("甲工委", "乙工委", "丙工委")
    seeds = [Seed(name=name, category="241", code=f"old-{at}") for at, name in enumerate(names)]
    orders = [Order(province["D1"].pk, seed) for seed in seeds]
    return partial(tree.adopt, orders=orders, by=SYSTEM, at=NOON)


@verb
def rename(province: Province) -> Run:
    branch = province["B1"]
    return partial(
        tree.rename, organization=branch, name="新名党支部", seen=branch.step,
        by=province.actor("T1"), at=NOON,
    )  # fmt: skip


@verb
def edit_an_organization(province: Province) -> Run:
    branch = province["B1"]
    return partial(
        tree.edit, organization=branch, secretary="石守一", contact="白见微", phone=PHONE,
        seen=branch.step, by=province.actor("B1"), at=NOON,
    )  # fmt: skip


# -- Ends and beginnings ---------------------------------------------------------------------


@verb
def delete_an_organization(province: Province) -> Run:
    made = papers.fresh(organization(province["D1"], "误建工委", "241"))
    by = province.actor("D1")
    seen = ends.deletion(by, made).digest
    return partial(reorganization.delete, organization=made, seen=seen, by=by, at=NOON)


@verb
def dissolve_an_organization(province: Province) -> Run:
    branch = papers.unlinked(province["B1"])
    by = province.actor("T1")
    seen = ends.dissolution(by, branch).digest
    return partial(
        reorganization.dissolve, organization=branch, number=papers.NUMBER, reason=papers.REASON,
        on=papers.DAY, seen=seen, by=by, at=NOON,
    )  # fmt: skip


@verb
def restore_an_organization(province: Province) -> Run:
    by = province.actor("T1")
    papers.dissolve(papers.unlinked(province["B1"]), by)
    branch = papers.fresh(province["B1"])
    seen = ends.restoring(by, branch).digest
    return partial(
        reorganization.restore, organization=branch, number=papers.NUMBER, seen=seen, by=by, at=NOON
    )


@verb
def change_a_category_with_members(province: Province) -> Run:
    for serial in (1, 2):
        member(province["B1"], serial)
    branch, by = papers.fresh(province["B1"]), province.actor("T1")
    wish = Wish("621", first_branch="第一党支部")
    seen = reorganization.consider(branch, wish, by=by).preview.digest
    return partial(
        reorganization.change_category, organization=branch, wish=wish, seen=seen, by=by, at=NOON
    )


@verb
def make_a_work_committee_that_has_no_unit(province: Province) -> Run:
    organization(province["T1"], "同镇党支部", situation="1")
    row, by = papers.fresh(province["T1"]), province.actor("D1")
    wish = Wish("241")
    seen = reorganization.consider(row, wish, by=by).preview.digest
    return partial(
        reorganization.change_category, organization=row, wish=wish, seen=seen, by=by, at=NOON
    )


@verb
def make_a_joint_branch_of_a_branch(province: Province) -> Run:
    row, by = papers.fresh(province["B1"]), province.actor("T1")
    both = (UnitChoice(unit(row).uid), unit_entry("柳园商贸公司", category="23", establishment="2"))
    wish = Wish("632", units=both, default=1)
    seen = reorganization.consider(row, wish, by=by).preview.digest
    return partial(
        reorganization.change_category, organization=row, wish=wish, seen=seen, by=by, at=NOON
    )


@verb
def link_another_unit(province: Province) -> Run:
    organization(province["G1"], "同村党支部", situation="1")
    wanted: dict[str, Any] = {"situation": "2", "units": [unit_entry("新河村", establishment="12")]}
    row, by = papers.fresh(province["G1"]), province.actor("T1")
    seen = linking.consider_units(row, **wanted, by=by).preview.digest
    return partial(linking.set_units, organization=row, **wanted, seen=seen, by=by, at=NOON)


@verb
def unlink_units(province: Province) -> Run:
    organization(province["G1"], "同村党支部", situation="1")
    row, by = papers.fresh(province["G1"]), province.actor("T1")
    seen = linking.consider_unlinking(row, by=by).preview.digest
    return partial(linking.unlink, organization=row, seen=seen, by=by, at=NOON)


@verb
def take_cleared_information_back(province: Province) -> Run:
    row = papers.fresh(province["K1"])
    one = definition("work_committee")
    field = next(each for each in one.fields_for(row.category) if each.kind == "yes_no")
    holder = Holder("organization", row.uid, row.path)
    with transaction.atomic():
        definitions.put(holder, one, row.category, {field.name: "1"}, at=NOON)
        definitions.clear(holder, ["work_committee"], by=SYSTEM, at=NOON)
    (cleared,) = sets.cleared(row.uid, NOON)
    return partial(
        reorganization.give_back, organization=row, cleared=cleared.uid,
        by=province.actor("D1"), at=NOON,
    )  # fmt: skip


# -- Accounts --------------------------------------------------------------------------------


@verb
def open_an_account(province: Province) -> Run:
    return partial(
        open_account, organization=province["B1"], name="方云舟",
        id_number=accounts.invented_id(7), mobile="13900000007", role=Role.ADMINISTRATOR,
        functions=FUNCTIONS, password=accounts.PASSWORD, by=SYSTEM, at=NOON,
    )  # fmt: skip


@verb
def change_a_password(province: Province) -> Run:
    account = accounts.account(province["B1"], 8)
    by = replace(province.actor("B1"), uid=account.uid, account_pk=account.pk)
    return partial(_change_password, by, accounts.PASSWORD, "Willow-lake-27")


def _change_password(by: Actor, old: str, new: str) -> None:
    """The verb, with none of the tries counted that failed on the way before."""
    with transaction.atomic():
        Tries.objects.all().delete()
    change_password(old=old, new=new, again=new, by=by, at=NOON)


@verb
def once_with_a_verb_inside(province: Province) -> Run:
    account = accounts.account(province["T1"], 9)
    do = partial(_told, rename(province))
    return partial(once, mark="one mark", account_pk=account.pk, do=do, at=NOON)


def _told(run: Run) -> str:
    """What JSON can hold of an answer."""
    return str(run())


# -- Members ---------------------------------------------------------------------------------


@verb
def ask_the_register(province: Province) -> Run:
    person = people.facts()
    with transaction.atomic():
        load_register([(person.name, person.id_number)])
    return partial(
        members.ask_register, name=person.name, id_number=person.id_number,
        by=province.actor("B1"), at=NOON,
    )  # fmt: skip


@verb
def enrol(province: Province) -> Run:
    by = province.actor("B1")
    person = people.facts(phone="13900000001")
    with transaction.atomic():
        people.confirmed(person, by)
        people.staged(person, post="11")
    return partial(members.enrol, branch=province["B1"], facts=person, by=by, at=NOON)


@verb
def enrol_from_the_archive(province: Province) -> Run:
    by = province.actor("B1")
    with transaction.atomic():
        person = people.archived(province["B2"], ArchivedAs.TRANSFERRED).facts
        people.confirmed(person, by)
    return partial(members.enrol, branch=province["B1"], facts=person, by=by, at=NOON)


@verb
def load_rows(province: Province) -> Run:
    branch = province["B1"]
    rows = [bulk.Row(branch.pk, branch.path, people.facts()) for _ in range(3)]
    return partial(members.load, rows=rows, by=SYSTEM, at=NOON)


@verb
def edit_a_member(province: Province) -> Run:
    stands = member(province["B1"], 1)
    new = replace(stands.facts, phone="13900000002", education="22", post="11")
    return partial(
        members.edit, member=stands, facts=new, seen=stands.step,
        by=province.actor("B1"), at=NOON,
    )  # fmt: skip


@verb
def move_a_member_by_editing(province: Province) -> Run:
    stands = member(province["GB1"], 1)
    return partial(
        members.edit, member=stands, facts=stands.facts, branch=province["GB2"],
        seen=stands.step, by=province.actor("T1"), at=NOON,
    )  # fmt: skip


@verb
def look_up(province: Province) -> Run:
    person = people.facts()
    with transaction.atomic():
        people.staged(person, post="11")
    return partial(
        members.look_up, branch=province["B1"], name=person.name, id_number=person.id_number,
        by=province.actor("B1"), at=NOON,
    )  # fmt: skip


@verb
def synchronise(province: Province) -> Run:
    with transaction.atomic():
        person = people.archived(province["B2"], ArchivedAs.TRANSFERRED).facts
    return partial(
        members.synchronise, branch=province["B1"], name=person.name, id_number=person.id_number,
        by=province.actor("B1"), at=NOON,
    )  # fmt: skip


@verb
def open_a_record(province: Province) -> Run:
    stands = member(province["B1"], 1)
    return partial(members.consult, uid=stands.uid, by=province.actor("B1"), at=NOON)


# -- Transfers -------------------------------------------------------------------------------


@verb
def send_two(province: Province) -> Run:
    two = [member(province["B1"], serial) for serial in (1, 2)]
    return partial(
        transfers.send, members=two, application=form(province["B2"], kind="2"),
        by=province.actor("B1"), at=NOON,
    )  # fmt: skip


@verb
def send_as_approval(province: Province) -> Run:
    one = member(province["GB1"], 1)
    return partial(
        transfers.send, members=[one], application=form(province["GB2"]),
        by=province.actor("T1"), at=NOON,
    )  # fmt: skip


@verb
def agree_through_automatic_nodes(province: Province) -> Run:
    now = agree(send(province, "B1", "B2", kind="2"), province.actor("T1"))
    return partial(transfers.agree, transfer=now, seen=now.step, by=province.actor("D1"), at=NOON)


@verb
def agree_to_each(province: Province) -> Run:
    now = send(province, "B1", "GB1")
    return partial(
        transfers.agree_each, items=[(now.uid, now.step)], by=province.actor("T1"), at=NOON
    )


@verb
def send_it_back(province: Province) -> Run:
    now = agree(agree(send(province, "B1", "B2", kind="2"), province.actor("T1")),
                province.actor("D1"))  # fmt: skip
    return partial(
        transfers.send_back, transfer=now, reason="9", text="电话打不通", seen=now.step,
        by=province.actor("D2"), at=NOON,
    )  # fmt: skip


def _returned(province: Province) -> Transfer:
    return send_back(send(province, "B1", "GB1"), province.actor("T1"))


@verb
def send_it_again(province: Province) -> Run:
    now = _returned(province)
    return partial(
        transfers.send_again, transfer=now, application=form(province["GB2"]), seen=now.step,
        by=province.actor("B1"), at=NOON,
    )  # fmt: skip


@verb
def correct(province: Province) -> Run:
    now = _returned(province)
    return partial(
        transfers.correct, transfer=now, application=form(province["GB1"], reason="迁居"),
        seen=now.step, by=province.actor("B1"), at=NOON,
    )  # fmt: skip


@verb
def void(province: Province) -> Run:
    now = _returned(province)
    return partial(
        transfers.void, transfer=now, reason="填错", seen=now.step, by=province.actor("B1"), at=NOON
    )


@verb
def withdraw(province: Province) -> Run:
    now = send(province, "B1", "GB1")
    return partial(
        transfers.withdraw, transfer=now, seen=now.step, by=province.actor("B1"), at=NOON
    )


@verb
def choose_a_branch(province: Province) -> Run:
    now = agree(agree(send(province, "B1", "C2", kind="2"), province.actor("T1")),
                province.actor("D1"))  # fmt: skip
    return partial(
        transfers.choose_branch, transfer=now, branch=province["CB2"].uid, seen=now.step,
        by=province.actor("C2"), at=NOON,
    )  # fmt: skip


@verb
def receive(province: Province) -> Run:
    now = agree(send(province, "B1", "GB1"), province.actor("T1"))
    return partial(
        transfers.receive, transfer=now, seen=now.step, by=province.actor("GB1"), at=NOON
    )


@verb
def receive_after_a_choice(province: Province) -> Run:
    sent = send(province, "B1", "C2", kind="2")
    now = agree(agree(sent, province.actor("T1")), province.actor("D1"))
    now = choose(now, province["CB2"], province.actor("C2"))
    return partial(
        transfers.receive, transfer=now, seen=now.step, by=province.actor("CB2"), at=NOON
    )


@verb
def open_a_case(province: Province) -> Run:
    now = send(province, "B1", "GB1")
    return partial(transfers.consult, uid=now.uid, by=province.actor("T1"), at=NOON)


@verb
def print_letters(province: Province) -> Run:
    now = found(send(province, "B1", "GB1"))
    serials = [letter.pk for letter in now.letters.all()]
    return partial(transfers.print_letters, serials=serials, by=province.actor("B1"), at=NOON)


# -- What the system does --------------------------------------------------------------------


@verb
def fold_the_counts(province: Province) -> Run:
    member(province["B1"], 1)
    return partial(fold, NOON)


@verb
def put_work_into_the_queue(province: Province) -> Run:
    return partial(enqueue, "report", arguments={"year": "2026"}, by=province.actor("B1"), at=NOON)
