"""The first officer and auditor of the root (ACC-04)."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from dengta.access.actor import SYSTEM
from dengta.access.roles import Role
from dengta.accounts.actions.activating import activate
from dengta.accounts.actions.authorising import withdraw
from dengta.accounts.actions.bootstrap import Person, bootstrap, resend_first
from dengta.accounts.models import Account
from dengta.accounts.rules.states import State
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.refusal import Refusal
from tests.accounts.builders import invented_id
from tests.accounts.people import NAME, activation, ask_for_sms, code_of, mobile_of, work
from tests.world import NOON, root

pytestmark = pytest.mark.django_db

OFFICER = Person(NAME, invented_id(1), mobile_of(1))
AUDITOR = Person(NAME, invented_id(2), mobile_of(2))


@pytest.mark.spec("ACC-04", "ACC-08")
def test_the_first_two_are_authorised_and_activate_like_everybody() -> None:
    root()
    made = bootstrap(officer=OFFICER, auditor=AUDITOR, at=NOON)
    assert [each.role for each in made] == [Role.OFFICER, Role.AUDITOR]
    work()
    activate(**activation(1, code=code_of(1), sms_code=ask_for_sms(1)), at=NOON)
    assert Account.objects.get(role=Role.OFFICER).state == State.ACTIVE
    assert Line.objects.filter(event=Event.BOOTSTRAPPED).count() == 1


@pytest.mark.spec("ACC-04")
def test_it_refuses_before_the_root_is_installed() -> None:
    with pytest.raises(Refusal, match="install"):
        bootstrap(officer=OFFICER, auditor=AUDITOR, at=NOON)
    with pytest.raises(Refusal, match="install"):
        resend_first(at=NOON)


@pytest.mark.spec("ACC-04")
@pytest.mark.parametrize("meanwhile", ["nothing", "both ended"])
def test_it_refuses_a_second_time_whatever_became_of_the_first(meanwhile: str) -> None:
    root()
    made = bootstrap(officer=OFFICER, auditor=AUDITOR, at=NOON)
    if meanwhile == "both ended":
        for each in made:
            each.refresh_from_db()
            withdraw(account=each, reason="试用", by=SYSTEM, at=NOON)
    with pytest.raises(Refusal, match="已经设立过"):
        bootstrap(
            officer=Person(NAME, invented_id(3), mobile_of(3)),
            auditor=Person(NAME, invented_id(4), mobile_of(4)),
            at=NOON,
        )
    assert Account.objects.count() == 2


@pytest.mark.spec("ACC-01", "ACC-04")
def test_one_person_is_not_both() -> None:
    root()
    with pytest.raises(Refusal):
        bootstrap(officer=OFFICER, auditor=Person(NAME, invented_id(1), mobile_of(2)), at=NOON)
    assert not Account.objects.exists()


@pytest.mark.spec("ACC-04")
def test_without_a_way_for_messages_nothing_is_made(settings: Settings) -> None:
    settings.DENGTA_SMS = "none"
    root()
    with pytest.raises(Refusal, match="DENGTA_SMS"):
        bootstrap(officer=OFFICER, auditor=AUDITOR, at=NOON)
    assert not Account.objects.exists()


@pytest.mark.spec("ACC-04", "ACC-07")
def test_a_first_one_who_has_not_activated_gets_a_new_code() -> None:
    root()
    bootstrap(officer=OFFICER, auditor=AUDITOR, at=NOON)
    work()
    old = code_of(1)
    assert len(resend_first(at=NOON)) == 2
    work()
    assert code_of(1) != old
    for number in (1, 2):
        typed = activation(number, code=code_of(number), sms_code=ask_for_sms(number))
        activate(**typed, at=NOON)
    with pytest.raises(Refusal, match="已激活"):
        resend_first(at=NOON)
