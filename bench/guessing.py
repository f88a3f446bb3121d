"""Known and unknown take the same time on <用户激活>, 忘记密码 and <登录页面> (ACC-08, ACC-17).

Each pair posts two forms through the whole site, as like as can be: one names a number that an
account holds, with ever more that is right beside it, the other a number that nobody holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import count
from statistics import median
from typing import Any

from django.db import transaction
from django.test import Client
from django.utils.timezone import now

from bench.site import Site
from bench.table import Better, Measured, Row, number
from bench.timing import TRIES, milliseconds
from dengta.access.actor import SYSTEM
from dengta.access.reach import ROOT_PATH
from dengta.access.roles import Role
from dengta.accounts.actions.accounts import open_account
from dengta.accounts.actions.authorising import Entry, authorise
from dengta.accounts.models import Account, AddressFailure, Authorisation, Message, Tries
from dengta.codes.rules.id_number import check_digit
from dengta.organizations.models import Organization
from dengta.web.signin import pictures
from dengta.web.signin.proofs import proof_of

_SEALED = re.compile(rb'value="[^"]{24,}"|\?t=[^"]+|value="1\d{10}[^"]*"|value="\d{17}[\dX]"')
"""Marks, tokens and proofs, and the number that the form shows again."""
PAIRS = 100
"""Pairs of each of the three tries."""
WITHIN = 1.1
NAME, OTHER_NAME = "石见川", "石见山"
PASSWORD, WRONG, NEW, VPN = "Maple-hill-26", "Maple-hill-27", "River-stone-58", "Lake-reed-58"
WAITING, ACTIVE, NOBODY = "19899000001", "19899000002", "19899000003"
OF_WAITING, OF_ACTIVE, OF_NOBODY = (
    body + check_digit(body) for body in (f"37099919500101{order}" for order in (101, 102, 103))
)
"""ID numbers; the large demo gives nobody one of this region."""
_addresses = count(1)

Form = dict[str, str]
Making = Callable[[], Form]


def activation(site: Site) -> Measured:
    """<用户激活>: number; number and ID; number, ID and name right, always with a wrong code."""
    known = [
        partial(_activating, WAITING, OF_NOBODY, OTHER_NAME),
        partial(_activating, WAITING, OF_WAITING, OTHER_NAME),
        partial(_activating, WAITING, OF_WAITING, NAME),
    ]
    return _measured(site, "/jihuo", known, partial(_activating, NOBODY, OF_NOBODY, OTHER_NAME))


def forgotten(site: Site) -> Measured:
    """忘记密码: number; number and ID right, always with a wrong SMS code."""
    known = [partial(_forgetting, ACTIVE, OF_NOBODY), partial(_forgetting, ACTIVE, OF_ACTIVE)]
    return _measured(site, "/wangji", known, partial(_forgetting, NOBODY, OF_NOBODY))


def signing_in(site: Site) -> Measured:
    """<登录页面>: mobile or ID number of an account, always with a wrong password."""
    known = [partial(_signing_in, ACTIVE), partial(_signing_in, OF_ACTIVE)]
    return _measured(site, "/sso", known, partial(_signing_in, NOBODY))


def _measured(site: Site, address: str, known: Sequence[Making], unknown: Making) -> Measured:
    browser = Client(headers={"host": "127.0.0.1"})
    pairs: list[tuple[float, float]] = []
    lengths: dict[str, set[tuple[int, int]]] = {"known": set(), "unknown": set()}
    ratios: list[float] = []
    with _people(site):
        for making in (*known, unknown):
            _post(browser, address, making())
        for _ in range(1 if site.quick else TRIES):
            mine: list[float] = []
            theirs: list[float] = []
            for turn in range(site.times(PAIRS)):
                sides = [("known", known[turn % len(known)], mine), ("unknown", unknown, theirs)]
                for who, making, times in sides if turn % 2 else reversed(sides):
                    took, shape = _post(browser, address, making())
                    times.append(took)
                    lengths[who].add(shape)
            ratios.append(median(mine) / median(theirs))
            pairs.append((median(mine), median(theirs)))
    ratio = median(ratios)
    same = lengths["known"] == lengths["unknown"] and len(lengths["known"]) == 1
    return Measured(
        max(ratio, 1 / ratio),
        f"{number(median(own for own, _ in pairs))} ms",
        f"{number(median(limit for _, limit in pairs))} ms",
        f"{len(pairs) * site.times(PAIRS)} pairs",
        "" if same else f"the answers differ: {lengths}",
    )


def _post(browser: Client, address: str, form: Form) -> tuple[float, tuple[int, int]]:
    """Milliseconds that the answer took; its status and its length but for what is sealed anew."""
    with transaction.atomic():
        Tries.objects.filter(count__gt=0).update(count=0, locked_until=None)
    answers: list[Any] = []
    place = next(_addresses)
    where = f"10.{place // 62_500 % 250}.{place // 250 % 250}.{place % 250}"
    took = milliseconds(lambda: answers.append(browser.post(address, form, REMOTE_ADDR=where)))
    (answer,) = answers
    return took, (answer.status_code, len(_SEALED.sub(b"", answer.content)))


def _activating(mobile: str, person: str, name: str) -> Form:
    form = _form(mobile, person, NEW) | {"name": name, "code": "AAAA-BBBB-CCCC-DD"}
    return form | {"vpn_password": VPN, "vpn_again": VPN}


def _forgetting(mobile: str, person: str) -> Form:
    return _form(mobile, person, NEW) | {"which": "system"}


def _form(mobile: str, person: str, password: str) -> Form:
    proof = proof_of(mobile, now())
    typed = {"mobile": mobile, "proof": proof, "sms_code": "000000", "id_number": person}
    return typed | {"password": password, "again": password}


def _signing_in(user_name: str) -> Form:
    posed = pictures.pose(in_words=False, at=now())
    typed = {"picture": posed.question.answer, "picture_token": posed.token}
    return typed | {"user_name": user_name, "password": WRONG}


@contextmanager
def _people(site: Site) -> Iterator[None]:
    """One who waits for activation and one who is active; gone afterwards."""
    place = Organization.objects.get(path=site.root.path)
    role, at = Role.AUDITOR, now()
    _clean()
    try:
        authorise(
            entries=[Entry(place, NAME, OF_WAITING, WAITING, role, frozenset())], by=SYSTEM, at=at
        )
        open_account(
            organization=place,
            name=NAME,
            id_number=OF_ACTIVE,
            mobile=ACTIVE,
            role=role,
            functions=(),
            password=PASSWORD,
            by=SYSTEM,
            at=at,
        )
        yield
    finally:
        _clean()


@transaction.atomic
def _clean() -> None:
    mine = Account.objects.filter(name=NAME, org_path=ROOT_PATH)
    Authorisation.objects.filter(account__in=mine.values("pk")).delete()
    Message.objects.filter(account__in=mine.values("pk")).delete()
    mine.delete()
    AddressFailure.objects.all().delete()


ROWS: tuple[Row, ...] = tuple(
    Row(name, WITHIN, Better.SMALL, "×", True, measure)
    for name, measure in (
        ("activation, known against unknown", activation),
        ("forgotten password, known against unknown", forgotten),
        ("wrong password, known against unknown", signing_in),
    )
)
