"""The races of an ending: whatever is put under an organisation while it is dissolved."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from django.db import transaction

from dengta.access.actor import SYSTEM
from dengta.accounts.models import Account
from dengta.gateways.effects.population import load_register
from dengta.members.actions import ask_register, enrol
from dengta.members.models import Member
from dengta.organizations.models import Organization
from dengta.transfers import actions as transfers
from dengta.transfers.models import Transfer
from tests.accounts import builders as accounts
from tests.members.builders import facts
from tests.races.crowd import RaceResult, Try, crowd, rounds, shuffled
from tests.races.members import BORN_WITHIN, FIRST_BORN
from tests.reorganization import papers
from tests.transfers.people import form
from tests.transfers.people import member as somebody
from tests.world import NOON, Province, actor, organization, unit_entry

Newcomer = Callable[[Province, Organization, int], Try]
"""``(province, branch, number)`` → what somebody tries to put under the branch."""


def _enrolment(_province: Province, branch: Organization, number: int) -> Try:
    by = actor(branch)
    person = facts(birth_date=FIRST_BORN + timedelta(days=number % BORN_WITHIN))
    with transaction.atomic():
        load_register([(person.name, person.id_number)])
    ask_register(name=person.name, id_number=person.id_number, by=by, at=NOON)
    return partial(enrol, branch=branch, facts=person, by=by, at=NOON)


def _transfer(province: Province, branch: Organization, number: int) -> Try:
    mover = somebody(province["B1"], number + 1)
    return partial(
        transfers.send, members=[mover], application=form(branch), by=province.actor("B1"), at=NOON
    )


def _subordinate(_province: Province, branch: Organization, number: int) -> Try:
    return partial(
        organization, branch, f"第{number}新党支部", units=[unit_entry(f"第{number}新村")]
    )


def _account(_province: Province, branch: Organization, number: int) -> Try:
    return partial(accounts.account, branch, number)


NEWCOMERS: dict[str, Newcomer] = {
    "enrolment": _enrolment,
    "transfer": _transfer,
    "subordinate": _subordinate,
    "account": _account,
}


def _dissolve(row: Organization) -> None:
    papers.dissolve(row, SYSTEM)


def race_dissolve(province: Province, seconds: float, seed: int = 1) -> RaceResult:
    """An organisation is dissolved while others enrol, transfer, found and open accounts under it:
    either it stands and they are there, or it is dissolved and nothing is under it."""
    result, chance = RaceResult(), random.Random(seed)
    with crowd() as many:
        for number in rounds(seconds):
            kind = list(NEWCOMERS)[number % len(NEWCOMERS)]
            category = "621" if kind == "subordinate" else "631"
            row = papers.unlinked(organization(province["T1"], f"第{number}轮组织", category))
            tries: list[Try] = [
                NEWCOMERS[kind](province, row, number * many.size + one)
                for one in range(many.size // 2)
            ]
            tries += [partial(_dissolve, row)] * (many.size - len(tries))
            answers = many.rush(shuffled(chance, tries))
            result.rounds += 1
            result.won += answers.count("")
            result.refused += many.size - answers.count("")
            now = Organization.objects.get(pk=row.pk)
            if now.dissolved_at is not None:
                result.lost += _under(row)
    return result


def _under(row: Organization) -> int:
    """How much stands under an organisation that is gone."""
    return (
        Member.objects.filter(branch=row, under_branch=True).count()
        + Account.objects.filter(organization=row, is_live=True).count()
        + Transfer.objects.filter(nodes__organization=row, open=True).count()
        + Organization.objects.filter(parent=row, dissolved_at__isnull=True).count()
    )
