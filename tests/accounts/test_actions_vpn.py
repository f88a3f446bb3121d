"""The VPN credential: first password, own password, lock, reset (ACC-11, ACC-12, ACC-16)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from pytest_django import Settings

from dengta.access.actor import SYSTEM
from dengta.access.roles import Role
from dengta.accounts.actions import lifecycle, vpn
from dengta.accounts.actions.authorising import resend, withdraw
from dengta.accounts.actions.vpn import change_vpn_password, reset_vpn
from dengta.accounts.models import Account, VpnCredential
from dengta.accounts.queries.officer import account as card_of
from dengta.accounts.queries.sessions import as_actor
from dengta.accounts.rules.vpn import Verdict, VpnState, Why
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.refusal import Denied, Refusal
from tests.accounts.builders import invented_id
from tests.accounts.people import (
    ADDRESS,
    PASSWORD,
    VPN_PASSWORD,
    activated,
    authorised,
    texts_to,
    work,
)
from tests.world import NOON, Province

pytestmark = pytest.mark.django_db
NEW = "River-stone-7"


def check(
    number: int, password: str, *, address: str = ADDRESS, after: timedelta = timedelta(0)
) -> Verdict:
    return vpn.check(user=invented_id(number), password=password, address=address, at=NOON + after)


def first(number: int) -> str:
    """The last six characters of the ID number."""
    return invented_id(number)[-6:]


def move_back(age: timedelta) -> None:
    """Let the first password grow old in the database's time."""
    credential = VpnCredential.objects.get()
    assert credential.initial_until is not None
    VpnCredential.objects.update(initial_until=credential.initial_until - age)


@pytest.mark.spec("ACC-11")
def test_the_first_password_works_from_authorisation_and_is_stored_nowhere(
    province: Province,
) -> None:
    made = authorised(province["B1"], 1)
    answer = check(1, first(1))
    assert answer == Verdict(True, Why.ACCEPTED, made.uid, initial=True)
    assert VpnCredential.objects.get().password == ""
    assert check(1, first(1)[1:]).why is Why.WRONG
    assert check(1, "").why is Why.WRONG


@pytest.mark.spec("ACC-11")
def test_the_first_password_has_its_x_in_upper_case(province: Province) -> None:
    number = next(each for each in range(200) if invented_id(each).endswith("X"))
    authorised(province["B1"], number)
    assert check(number, first(number)).accepted
    assert not check(number, first(number).lower()).accepted
    lower = vpn.check(
        user=invented_id(number).lower(), password=first(number), address=ADDRESS, at=NOON
    )
    assert lower.accepted


@pytest.mark.spec("ACC-11")
@pytest.mark.parametrize(("seconds", "why"), [(-2, Why.ACCEPTED), (1, Why.EXPIRED)])
def test_the_first_password_ends_seven_days_after_the_code(
    province: Province, seconds: int, why: Why
) -> None:
    authorised(province["B1"], 1)
    move_back(timedelta(days=14, seconds=seconds))
    assert check(1, first(1)).why is why


@pytest.mark.spec("ACC-11")
def test_a_new_code_gives_the_first_password_new_time(province: Province) -> None:
    made = authorised(province["B1"], 1)
    move_back(timedelta(days=14, seconds=1))
    resend(account=made, by=SYSTEM, at=NOON)
    assert check(1, first(1)).accepted


@pytest.mark.spec("ACC-11")
def test_activation_replaces_the_first_password(province: Province) -> None:
    activated(province["B1"], 1)
    assert check(1, first(1)).why is Why.WRONG
    assert check(1, VPN_PASSWORD) == Verdict(True, Why.ACCEPTED, Account.objects.get().uid)


@pytest.mark.spec("ACC-11")
def test_a_withdrawn_authorisation_ends_the_first_password(province: Province) -> None:
    made = authorised(province["B1"], 1)
    withdraw(account=made, reason="录入错误", by=SYSTEM, at=NOON)
    assert check(1, first(1)).why is Why.UNKNOWN


@pytest.mark.spec("ACC-11")
def test_with_the_setting_a_random_password_is_sent_and_only_that_one_works(
    province: Province, settings: Settings
) -> None:
    settings.DENGTA_INITIAL_VPN_PASSWORD = "random"
    made = authorised(province["B1"], 1)
    work()
    sent = _password_in(texts_to(1)[-1], "初始密码是")
    assert not check(1, first(1)).accepted
    assert check(1, sent).initial
    resend(account=made, by=SYSTEM, at=NOON)
    work()
    assert not check(1, sent).accepted
    assert check(1, _password_in(texts_to(1)[-1], "初始密码是")).accepted


@pytest.mark.spec("ACC-12")
def test_suspended_and_ended_accounts_are_refused_at_once(province: Province) -> None:
    made = activated(province["B1"], 1)
    lifecycle.suspend(account=made, reason="离岗", by=SYSTEM, at=NOON)
    assert check(1, VPN_PASSWORD).why is Why.SUSPENDED
    made.refresh_from_db()
    lifecycle.resume(account=made, reason="返岗", by=SYSTEM, at=NOON)
    assert check(1, VPN_PASSWORD).accepted
    made.refresh_from_db()
    lifecycle.end(account=made, reason="调离", by=SYSTEM, at=NOON)
    assert check(1, VPN_PASSWORD).why is Why.UNKNOWN


@pytest.mark.spec("ACC-16", "ACC-12")
def test_a_password_of_ninety_days_is_refused(province: Province) -> None:
    activated(province["B1"], 1)
    assert check(1, VPN_PASSWORD, after=timedelta(days=89)).accepted
    assert check(1, VPN_PASSWORD, after=timedelta(days=90)).why is Why.EXPIRED


@pytest.mark.spec("ACC-12", "ACC-15")
@pytest.mark.parametrize("number", [1, 4], ids=["known", "unknown"])
def test_five_wrong_passwords_lock_the_vpn_but_not_the_system(
    province: Province, number: int
) -> None:
    made = activated(province["B1"], 1)
    whys = [check(number, "wrong").why for _ in range(6)]
    assert set(whys[:5]) == {Why.WRONG if number == 1 else Why.UNKNOWN}
    assert whys[5] is Why.LOCKED
    if number == 1:
        assert check(1, VPN_PASSWORD).why is Why.LOCKED
        assert check(1, VPN_PASSWORD, after=timedelta(minutes=30)).accepted
        assert made.state == "active"


@pytest.mark.spec("ACC-12", "ACC-14")
def test_every_check_is_one_password_work(
    province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    activated(province["B1"], 1)
    authorised(province["B1"], 2)
    done: list[str] = []

    def counted(password: str, encoded: str) -> bool:
        done.append(encoded[:12])
        return check_password(password, encoded)

    monkeypatch.setattr(vpn, "check_password", counted)
    for number in (1, 2, 4):
        check(number, "wrong")
    assert len(done) == 3
    assert len(set(done)) == 1


@pytest.mark.spec("ACC-15")
def test_fifty_wrong_passwords_from_one_address_refuse_it(
    province: Province, settings: Settings
) -> None:
    settings.DENGTA_ADDRESS_TRIES = 6
    activated(province["B1"], 1)
    for number in range(20, 26):
        assert check(number, "wrong").why is Why.UNKNOWN
    assert check(1, VPN_PASSWORD).why is Why.ADDRESS
    assert check(1, VPN_PASSWORD, address="10.99.8.99").accepted


@pytest.mark.spec("ACC-19", "ACC-16")
def test_one_changes_the_own_vpn_password(province: Province) -> None:
    who = as_actor(activated(province["B1"], 1), at=NOON)
    for old, new, again, field in [
        ("wrong", NEW, NEW, "old"),
        (VPN_PASSWORD, NEW, NEW + "x", "again"),
        (VPN_PASSWORD, "short", "short", "new"),
        (VPN_PASSWORD, PASSWORD, PASSWORD, "new"),
        (VPN_PASSWORD, VPN_PASSWORD, VPN_PASSWORD, "new"),
    ]:
        with pytest.raises(Refusal) as refused:
            change_vpn_password(old=old, new=new, again=again, by=who, at=NOON)
        assert field in {each.field for each in refused.value.complaints}
    change_vpn_password(old=VPN_PASSWORD, new=NEW, again=NEW, by=who, at=NOON)
    assert not check(1, VPN_PASSWORD).accepted
    assert check(1, NEW).accepted
    assert Line.objects.filter(event=Event.VPN_PASSWORD_CHANGED).count() == 1


@pytest.mark.spec("ACC-16")
def test_none_of_the_last_five_vpn_passwords_comes_back(province: Province) -> None:
    who = as_actor(activated(province["B1"], 1), at=NOON)
    last = VPN_PASSWORD
    for number in range(5):
        new = f"River-stone-{number}x"
        change_vpn_password(old=last, new=new, again=new, by=who, at=NOON)
        last = new
    with pytest.raises(Refusal, match="最近 5 次"):
        change_vpn_password(old=last, new="River-stone-0x", again="River-stone-0x", by=who, at=NOON)
    change_vpn_password(old=last, new=VPN_PASSWORD, again=VPN_PASSWORD, by=who, at=NOON)


@pytest.mark.spec("ACC-21")
def test_the_officer_resets_a_vpn_password_by_message(province: Province) -> None:
    made = activated(province["B1"], 1)
    officer = province.actor("T1", Role.OFFICER)
    with pytest.raises(Refusal, match="原因"):
        reset_vpn(account=made, reason="", by=officer, at=NOON)
    assert [check(1, "wrong").why for _ in range(6)][-1] is Why.LOCKED
    reset_vpn(account=made, reason="本人忘记密码", by=officer, at=NOON)
    work()
    sent = _password_in(texts_to(1)[-1], "重设为 ")
    assert not check(1, VPN_PASSWORD).accepted
    assert check(1, sent).accepted
    assert card_of(officer, made.uid, NOON).vpn_state is VpnState.RESET
    line = Line.objects.get(event=Event.VPN_PASSWORD_RESET)
    assert sent.encode() not in bytes(line.body)
    with pytest.raises(Denied):
        reset_vpn(account=made, reason="x", by=province.actor("T1", Role.AUDITOR), at=NOON)


@pytest.mark.spec("ACC-21")
def test_a_waiting_account_has_no_vpn_password_to_reset(province: Province) -> None:
    with pytest.raises(Refusal, match="未激活"):
        reset_vpn(account=authorised(province["B1"], 1), reason="x", by=SYSTEM, at=NOON)


@pytest.mark.spec("LOG-01")
def test_every_answer_to_the_gateway_has_its_line(province: Province) -> None:
    activated(province["B1"], 1)
    check(1, VPN_PASSWORD)
    check(1, "wrong")
    check(4, "wrong")
    events = Line.objects.filter(event__startswith="vpn_sign").order_by("pk")
    assert [line.event for line in events] == [
        Event.VPN_SIGNED_IN,
        Event.VPN_SIGN_IN_FAILED,
        Event.VPN_SIGN_IN_FAILED,
    ]


def _password_in(text: str, after: str) -> str:
    found = re.search(re.escape(after) + r"([2-9A-Z]{12})", text)
    assert found is not None, text
    return found[1]
