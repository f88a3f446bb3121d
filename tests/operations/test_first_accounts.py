"""``dengta bootstrap``, and the accounts of the demo that do not sign in."""

from __future__ import annotations

import pytest

from dengta.access.roles import Role
from dengta.accounts.models import Account, Authorisation
from dengta.accounts.queries.officer import account as card_of
from dengta.accounts.rules.codes import Delivery
from dengta.accounts.rules.states import State
from dengta.database import clock
from dengta.operations.cli import main
from dengta.operations.demo.accounts import OTHERS, open_others
from dengta.operations.job_table import DUTIES, TABLE
from tests.accounts.builders import account, invented_id
from tests.accounts.people import mobile_of, work
from tests.world import Province

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

INSTALL = ["install", "--name", "中共东平川省委员会", "--category", "111", "--stem", "037"]
FIRST = [
    "bootstrap",
    *("--officer", "秦岭安", invented_id(1), mobile_of(1)),
    *("--auditor", "沈知禾", invented_id(2), mobile_of(2)),
]


@pytest.mark.spec("ACC-04")
def test_the_first_two_are_appointed_once_after_the_root(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(FIRST) == 1
    assert "dengta install" in capsys.readouterr().err
    assert main(INSTALL) == 0
    assert main(FIRST) == 0
    said = capsys.readouterr().out
    assert "139****0001" in said
    assert mobile_of(1) not in said
    assert main(FIRST) == 1
    assert "已经设立过" in capsys.readouterr().err
    assert sorted(Account.objects.values_list("role", flat=True)) == [Role.AUDITOR, Role.OFFICER]
    assert main(["bootstrap", "--resend"]) == 0
    assert Authorisation.objects.filter(is_live=True).count() == 2


@pytest.mark.spec("ACC-04")
def test_what_is_not_given_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(INSTALL) == 0
    answers = iter(["秦岭安", invented_id(1), mobile_of(1), "沈知禾", invented_id(2)])

    def typed(_question: str) -> str:
        try:
            return next(answers)
        except StopIteration:
            raise EOFError from None

    monkeypatch.setattr("builtins.input", typed)
    assert main(["bootstrap"]) == 1
    assert "没有填写完" in capsys.readouterr().err
    assert not Account.objects.exists()


@pytest.mark.spec("GEN-08")
def test_the_worker_sends_messages_and_sweeps() -> None:
    assert "send_messages" in TABLE
    assert "sweep" in {duty.name for duty in DUTIES}


@pytest.mark.spec("ACC-07", "ACC-21")
def test_the_demo_holds_an_account_in_each_state(province: Province) -> None:
    account(province["D1"], 1, role=Role.OFFICER)
    made = {
        "东平川县": province["D1"],
        "青石镇": province["T1"],
        "云台镇": province["K1"],
        "云台镇西岭村": province["B1"],
    }
    open_others(made, clock.database_now())
    work()
    by_name = {each.name: each for each in Account.objects.all()}
    states = {state: by_name[name].state for _place, name, state in OTHERS}
    assert states == {
        "waiting": State.WAITING,
        "expired": State.WAITING,
        "suspended": State.SUSPENDED,
        "ended": State.ENDED,
    }
    officer = province.actor("D1", Role.OFFICER)
    shown = {
        state: card_of(officer, by_name[name].uid, clock.database_now()).row.code
        for _place, name, state in OTHERS[:2]
    }
    assert {state: code.delivery for state, code in shown.items() if code} == {
        "waiting": Delivery.SENT,
        "expired": Delivery.EXPIRED,
    }
