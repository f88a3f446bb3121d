"""忘记密码: by telephone, ID and SMS code (ACC-17)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password, make_password
from pytest_django import DjangoAssertNumQueries

from dengta.access.actor import SYSTEM
from dengta.accounts.actions import forgetting, lifecycle, passwords, vpn
from dengta.accounts.actions.forgetting import LOCKED, WRONG, set_forgotten
from dengta.accounts.actions.sign_in import WRONG as NOT_SIGNED_IN
from dengta.accounts.actions.sign_in import WRONG_AGAIN as NOW_LOCKED
from dengta.accounts.actions.sign_in import sign_in
from dengta.accounts.models import Account
from dengta.accounts.queries.sessions import actor_of
from dengta.accounts.rules.passwords import Which
from dengta.accounts.rules.sessions import Ended
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.refusal import Refusal
from tests.accounts.builders import invented_id
from tests.accounts.people import (
    ADDRESS,
    PASSWORD,
    VPN_PASSWORD,
    activated,
    ask_for_forgotten,
    ask_for_sms,
    authorised,
    mobile_of,
)
from tests.world import NOON, Province

pytestmark = pytest.mark.django_db
NEW = "River-stone-7"
LATER = NOON + timedelta(minutes=2)


def forgotten(number: int, sms_code: str, **changed: str) -> None:
    typed = {
        "mobile": mobile_of(number),
        "id_number": invented_id(number),
        "sms_code": sms_code,
        "password": NEW,
        "again": NEW,
        **changed,
    }
    which = Which(typed.pop("which", Which.SYSTEM))
    set_forgotten(which=which, **typed, address=ADDRESS, at=LATER)


def told(number: int, sms_code: str, **changed: str) -> str:
    with pytest.raises(Refusal) as refused:
        forgotten(number, sms_code, **changed)
    return refused.value.sentence


def opens(password: str) -> bool:
    try:
        sign_in(user_name=mobile_of(1), password=password, address=ADDRESS, at=LATER)
    except Refusal as refusal:
        return refusal.sentence not in {NOT_SIGNED_IN, NOW_LOCKED}
    return True


@pytest.fixture
def su(province: Province) -> Account:
    """The active person with number 1."""
    return activated(province["B1"], 1)


@pytest.mark.spec("ACC-17")
def test_a_new_system_password_is_set_and_all_sessions_end(su: Account) -> None:
    session = sign_in(user_name=mobile_of(1), password=PASSWORD, address=ADDRESS, at=LATER)
    forgotten(1, ask_for_forgotten(1, at=LATER))
    assert actor_of(session, address=ADDRESS, request="", at=LATER) is Ended.PASSWORD
    assert not opens(PASSWORD)
    assert opens(NEW)
    line = Line.objects.get(event=Event.PASSWORD_SET_ANEW)
    assert (line.subject_uid, line.actor_uid) == (su.uid, su.uid)


@pytest.mark.spec("ACC-17")
def test_a_new_vpn_password_is_set_and_all_sessions_end(su: Account) -> None:
    session = sign_in(user_name=mobile_of(1), password=PASSWORD, address=ADDRESS, at=LATER)
    forgotten(1, ask_for_forgotten(1, at=LATER), which=Which.VPN)
    assert actor_of(session, address=ADDRESS, request="", at=LATER) is Ended.PASSWORD
    answers = [
        vpn.check(user=invented_id(1), password=each, address=ADDRESS, at=LATER).accepted
        for each in (VPN_PASSWORD, NEW)
    ]
    assert answers == [False, True]
    assert opens(PASSWORD)


@pytest.mark.spec("ACC-17", "ACC-09")
@pytest.mark.parametrize(
    "changed",
    [
        {"mobile": mobile_of(2)},
        {"mobile": "13800000999"},
        {"id_number": invented_id(9)},
        {"sms_code": "x"},
    ],
    ids=lambda changed: "-".join(changed),
)
def test_a_mismatch_does_not_tell_which_one_is_wrong(
    province: Province, su: Account, changed: dict[str, str]
) -> None:
    activated(province["B1"], 2)
    sms_code = ask_for_forgotten(1, at=LATER)
    typed = {"sms_code": sms_code, **changed}
    assert told(1, **typed) == WRONG
    assert opens(PASSWORD)
    forgotten(1, sms_code)


@pytest.mark.spec("ACC-17")
def test_an_account_that_waits_or_is_suspended_gets_no_password(
    province: Province, su: Account
) -> None:
    authorised(province["B1"], 2)
    assert told(2, ask_for_forgotten(2, at=LATER)) == WRONG
    sms_code = ask_for_forgotten(1, at=LATER)
    lifecycle.suspend(account=su, reason="离岗", by=SYSTEM, at=LATER)
    assert told(1, sms_code) == WRONG


@pytest.mark.spec("ACC-09")
def test_a_code_for_activation_sets_no_password(province: Province, su: Account) -> None:
    assert told(1, ask_for_sms(1, at=LATER)) == WRONG


@pytest.mark.spec("ACC-17")
@pytest.mark.parametrize("number", [1, 4], ids=["known", "unknown"])
def test_five_wrong_tries_lock_the_number(su: Account, number: int) -> None:
    assert [told(number, "x") for _ in range(5)] == [WRONG] * 5
    assert told(number, "x") == LOCKED


@pytest.mark.spec("ACC-17", "ACC-14")
def test_known_and_unknown_cost_the_same_password_work_and_queries(
    su: Account,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    done: list[str] = []

    def hashed(password: str | None) -> str:
        done.append("hash")
        return make_password(password)

    def checked(password: str, encoded: str) -> bool:
        done.append("check")
        return check_password(password, encoded)

    monkeypatch.setattr(forgetting, "make_password", hashed)
    monkeypatch.setattr(passwords, "check_password", checked)
    for number in (1, 4):
        done.clear()
        with django_assert_num_queries(QUERIES):
            assert told(number, "x") == WRONG
        assert done == ["hash"]


QUERIES = 20
"""Of one wrong try: counting, looking, logging."""


@pytest.mark.spec("ACC-16")
@pytest.mark.parametrize(
    ("which", "password", "part"),
    [
        (Which.SYSTEM, PASSWORD, "最近 5 次"),
        (Which.SYSTEM, VPN_PASSWORD, "不能与VPN 密码相同"),
        (Which.VPN, VPN_PASSWORD, "最近 5 次"),
        (Which.VPN, PASSWORD, "不能与管理员密码相同"),
    ],
)
def test_what_only_the_account_can_tell_is_told_to_him_who_knew_everything(
    su: Account, which: Which, password: str, part: str
) -> None:
    sms_code = ask_for_forgotten(1, at=LATER)
    assert told(1, "x", which=which, password=password, again=password) == WRONG
    assert part in told(1, sms_code, which=which, password=password, again=password)
    forgotten(1, sms_code, which=which)


@pytest.mark.spec("ACC-17", "ACC-15")
def test_a_new_password_opens_an_account_that_was_locked(su: Account) -> None:
    assert not any(opens("wrong") for _ in range(5))
    with pytest.raises(Refusal, match="30 分钟后"):
        sign_in(user_name=mobile_of(1), password=PASSWORD, address=ADDRESS, at=LATER)
    forgotten(1, ask_for_forgotten(1, at=LATER))
    assert opens(NEW)
