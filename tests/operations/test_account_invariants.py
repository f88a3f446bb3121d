"""``dengta check`` over accounts: silent over what the verbs made, loud over what breaks it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dengta.access.actor import SYSTEM
from dengta.accounts.actions.authorising import withdraw
from dengta.accounts.models import Account, Authorisation, Message
from dengta.accounts.rules.codes import Posting
from dengta.accounts.rules.states import State
from dengta.operations import check
from tests.accounts.people import activated, authorised
from tests.world import NOON, Province

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def busy(province: Province) -> Province:
    """One account that is active, one that waits, one that was withdrawn."""
    activated(province["B1"], 1)
    authorised(province["B1"], 2)
    withdraw(account=authorised(province["B1"], 3), reason="录入错误", by=SYSTEM, at=NOON)
    return province


def _path(province: Province) -> None:
    Account.objects.filter(state=State.ACTIVE).update(org_path=province["B2"].path)


def _no_code(_province: Province) -> None:
    Authorisation.objects.filter(is_live=True).update(is_live=False, outcome="void", ended_at=NOON)


def _code_too_many(_province: Province) -> None:
    Authorisation.objects.filter(outcome="activated").update(
        is_live=True, outcome="", ended_at=None
    )


def _text_kept(_province: Province) -> None:
    Message.objects.filter(state=Posting.WAITING).update(state=Posting.SENT)


BREAKS: list[tuple[Callable[[Province], None], str]] = [
    (_path, "账号的路径与所属党组织不符"),
    (_no_code, "授权码与账号状态不符"),
    (_code_too_many, "授权码与账号状态不符"),
    (_text_kept, "没有清除内容"),
]


@pytest.mark.spec("ACC-07", "ACC-21")
def test_nothing_is_broken_after_real_verbs(busy: Province) -> None:
    assert check.broken() == []


@pytest.mark.spec("ACC-07", "ACC-21")
@pytest.mark.parametrize(("break_it", "sentence"), BREAKS, ids=[b.__name__[1:] for b, _ in BREAKS])
def test_what_is_broken_is_found(
    busy: Province, break_it: Callable[[Province], None], sentence: str
) -> None:
    break_it(busy)
    assert any(sentence in each for each in check.broken())
