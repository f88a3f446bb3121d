"""The race over one person: enrolled by many at once."""

from __future__ import annotations

import random
from datetime import date, timedelta
from functools import partial

from django.db import transaction

from dengta.gateways.effects.population import load_register
from dengta.members.actions import ask_register, enrol
from dengta.members.models import Member, Movement
from tests.members.builders import facts
from tests.races.crowd import RaceResult, crowd, rounds, shuffled
from tests.world import NOON, Province

BRANCHES = ("B1", "B2", "GB1", "CB1")
FIRST_BORN = date(1955, 1, 1)
BORN_WITHIN = 10_000
"""Days; all of them are of age when they join."""


def race_enrol(province: Province, seconds: float, seed: int = 1) -> RaceResult:
    """One ID enrolled under four branches at once: one record, one increase."""
    result, chance = RaceResult(), random.Random(seed)
    with crowd() as many:
        for number in rounds(seconds):
            # Another birthday each round: a day has only so many numbers.
            person = facts(birth_date=FIRST_BORN + timedelta(days=number % BORN_WITHIN))
            with transaction.atomic():
                load_register([(person.name, person.id_number)])
            for key in BRANCHES:
                ask_register(
                    name=person.name, id_number=person.id_number, by=province.actor(key), at=NOON
                )
            tries = [
                partial(enrol, branch=province[key], facts=person, by=province.actor(key), at=NOON)
                for key in BRANCHES * (many.size // len(BRANCHES))
            ]
            answers = many.rush(shuffled(chance, tries))
            newest = Member.objects.order_by("-pk").first()
            right = (
                newest is not None
                and newest.id_number == person.id_number
                and Member.objects.filter(id_blind=newest.id_blind).count() == 1
                and Movement.objects.filter(member=newest).count() == 1
            )
            result.one_of(answers, right=right)
    return result
