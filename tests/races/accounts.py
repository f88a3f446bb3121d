"""Races over accounts: one code, one success; never more than five looks at a password.

Every race builds on a committed province, runs for ``seconds`` and says what it saw. How many
passwords were looked at shows in the answers: a try that was locked out is told so.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import count

from dengta.access.actor import SYSTEM
from dengta.access.roles import Role
from dengta.accounts.actions import activating, authorising, forgetting, sign_in, vpn
from dengta.accounts.models import Account, Authorisation
from dengta.accounts.rules.codes import Outcome
from dengta.accounts.rules.limits import TRIES
from dengta.accounts.rules.passwords import Which
from dengta.accounts.rules.states import State
from dengta.accounts.rules.vpn import Why
from dengta.organizations.models import Organization
from dengta.refusal import Refusal
from tests.accounts.builders import invented_id
from tests.accounts.people import (
    activated,
    activation,
    ask_for_forgotten,
    ask_for_sms,
    authorised,
    code_of,
    entry,
    mobile_of,
    work,
)
from tests.races.crowd import RaceResult, crowd, rounds
from tests.world import NOON, Province

_numbers = count(1)


def race_activate(province: Province, seconds: float, seed: int = 1) -> RaceResult:
    """One right code typed by all at once: one success, one account that is active."""
    result = RaceResult()
    with crowd() as many:
        for _ in rounds(seconds):
            number = next(_numbers)
            account = authorised(province["B1"], number)
            typed = activation(number, code="", sms_code=ask_for_sms(number, address=home(number)))
            typed["code"] = code_of(number)
            tries = [
                partial(_activate, {**typed, "address": f"10.8.{number % 250}.{place}"})
                for place in range(many.size)
            ]
            answers = many.rush(tries)
            account.refresh_from_db()
            used = Authorisation.objects.filter(account=account, outcome=Outcome.ACTIVATED)
            result.one_of(answers, right=account.state == State.ACTIVE and used.count() == 1)
    return result


def race_forgotten(province: Province, seconds: float, seed: int = 1) -> RaceResult:
    """One SMS code used by all at once for different new passwords: one of them is set."""
    result = RaceResult()
    with crowd() as many:
        for _ in rounds(seconds):
            number = next(_numbers)
            account = activated(province["B1"], number, address=home(number))
            later = NOON + timedelta(minutes=1)
            sms_code = ask_for_forgotten(number, address=home(number), at=later)
            answers = many.rush(
                [partial(_forgotten, number, sms_code, place) for place in range(many.size)]
            )
            before = account.session_number
            account.refresh_from_db()
            result.one_of(answers, right=account.session_number == before + 1)
    return result


def race_resend(province: Province, seconds: float, seed: int = 1) -> RaceResult:
    """A new code asked for by all at once: never two live ones, and one step a code."""
    result = RaceResult()
    with crowd() as many:
        for _ in rounds(seconds):
            account = authorised(province["B1"], next(_numbers))
            answers = many.rush([partial(_resend, account.pk)] * many.size)
            live = Authorisation.objects.filter(account=account, is_live=True).count()
            made = Authorisation.objects.filter(account=account).count()
            won = answers.count("")
            result.rounds += 1
            result.won += won
            result.refused += many.size - won
            result.doubled += live != 1
            result.lost += made != won + 1 or won == 0
    return result


def race_authorise(province: Province, seconds: float, seed: int = 1) -> RaceResult:
    """One person entered by all at once, with different duties: one account."""
    result, chance = RaceResult(), random.Random(seed)
    with crowd() as many:
        for _ in rounds(seconds):
            number = next(_numbers)
            places = [
                (chance.choice(["B1", "B1b", "GB1"]), chance.choice(list(Role)))
                for _ in range(many.size)
            ]
            answers = many.rush(
                [partial(_authorise, province[place].pk, number, role) for place, role in places]
            )
            people = Account.objects.filter(is_live=True).order_by("-pk")
            same = [each for each in people if each.id_number == invented_id(number)]
            result.one_of(answers, right=len(same) == 1)
            work()
    return result


def race_sign_in(province: Province, seconds: float, seed: int = 1) -> RaceResult:
    """Wrong passwords typed by all at once, whether or not somebody bears the name: five are looked
    at, every other is told that the name is locked."""
    return _five_looks(province, seconds, seed, _sign_in, sign_in.WRONG, sign_in.WRONG_AGAIN)


def race_vpn(province: Province, seconds: float, seed: int = 1) -> RaceResult:
    """The same for the VPN's password."""
    return _five_looks(province, seconds, seed, _connect, Why.WRONG)


def home(number: int) -> str:
    """The address of the ``number``-th person: limits of an address are not what is raced for."""
    return f"10.7.{number // 250}.{number % 250}"


def _five_looks(
    province: Province, seconds: float, seed: int, attempt: Callable[[int, str], None], *looked: str
) -> RaceResult:
    result = RaceResult()
    with crowd() as many:
        for turn in rounds(seconds):
            number = next(_numbers)
            if turn % 2 == 0 or attempt is _connect:
                activated(province["B1"], number, address=home(number))
            tries = [
                partial(attempt, number, f"10.8.{number % 250}.{place}")
                for place in range(many.size)
            ]
            answers = many.rush(tries)
            looks = sum(answers.count(each) for each in looked)
            result.rounds += 1
            result.refused += many.size
            result.doubled += looks > TRIES
            result.lost += looks < TRIES
    return result


def _activate(typed: dict[str, str]) -> None:
    activating.activate(**typed, at=NOON)


def _forgotten(number: int, sms_code: str, place: int) -> None:
    password = f"River-stone-{place}z"
    forgetting.set_forgotten(
        which=Which.SYSTEM,
        mobile=mobile_of(number),
        id_number=invented_id(number),
        sms_code=sms_code,
        password=password,
        again=password,
        address=f"10.8.{number % 250}.{place}",
        at=NOON,
    )


def _resend(pk: int) -> None:
    account = Account.objects.select_related("organization").get(pk=pk)
    authorising.resend(account=account, by=SYSTEM, at=NOON)


def _authorise(organization: int, number: int, role: str) -> None:
    place = Organization.objects.get(pk=organization)
    entries = [entry(place, number, role=Role(role))]
    authorising.authorise(entries=entries, by=SYSTEM, at=NOON)


def _sign_in(number: int, address: str) -> None:
    sign_in.sign_in(user_name=mobile_of(number), password="wrong", address=address, at=NOON)


def _connect(number: int, address: str) -> None:
    answer = vpn.check(user=invented_id(number), password="wrong", address=address, at=NOON)
    if not answer.accepted:
        raise Refusal(answer.why)
