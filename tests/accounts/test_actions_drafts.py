from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID

import pytest
from django.db import connection

from dengta.accounts.actions.drafts import drop, forget, put
from dengta.accounts.actions.once import once
from dengta.accounts.actions.sweeping import sweep
from dengta.accounts.models import Account, Draft
from dengta.accounts.queries import drafts
from dengta.accounts.rules.drafts import (
    AN_ACCOUNT,
    CHARACTERS_AT_MOST,
    FIELDS_AT_MOST,
    LASTS,
    NEW,
    Form,
    Key,
    Values,
    fits,
)
from dengta.accounts.rules.states import State
from dengta.refusal import Refusal
from tests.accounts.builders import account
from tests.world import NOON, Province

SUBJECT = UUID("01920000-0000-7000-8000-000000000001")
KEY = Key(Form.ENROLMENT, SUBJECT)
TYPED: Values = (("name", "卢见溪"), ("unit", "一"), ("unit", "二"), ("address", "海岱省柳园路1号"))
MARK = "m" * 32


@pytest.fixture
def clerk(province: Province) -> Account:
    return account(province["T1"], 1)


def keep(clerk: Account, key: Key = KEY, values: Values = TYPED, mark: str = MARK) -> bool:
    return put(key=key, account_pk=clerk.pk, values=values, mark=mark, at=NOON)


@pytest.mark.spec("GEN-12")
@pytest.mark.django_db
def test_what_was_typed_comes_back_as_it_stood(clerk: Account) -> None:
    assert keep(clerk)
    kept = drafts.get(clerk.pk, KEY, NOON)
    assert kept is not None
    assert (kept.values, kept.saved_at) == (TYPED, NOON)
    later = NOON + timedelta(minutes=1)
    put(key=KEY, account_pk=clerk.pk, values=[("name", "卢见山")], mark=MARK, at=later)
    kept = drafts.get(clerk.pk, KEY, later)
    assert kept is not None
    assert (kept.values, kept.saved_at) == ((("name", "卢见山"),), later)
    assert Draft.objects.count() == 1


@pytest.mark.spec("GEN-12")
@pytest.mark.django_db
def test_a_draft_is_one_per_account_form_and_subject(clerk: Account, province: Province) -> None:
    other = account(province["T1"], 2)
    keys = [KEY, Key(Form.ENROLMENT, NEW), Key(Form.MEMBER, SUBJECT)]
    for key in keys:
        keep(clerk, key)
    assert {kept.key for kept in drafts.mine(clerk.pk, NOON)} == set(keys)
    assert drafts.mine(other.pk, NOON) == []
    assert drafts.get(other.pk, KEY, NOON) is None
    keep(other, KEY, [("name", "林晚秋")])
    kept = drafts.get(clerk.pk, KEY, NOON)
    assert kept is not None
    assert kept.values == TYPED


@pytest.mark.spec("GEN-12")
@pytest.mark.django_db
def test_a_draft_is_encrypted(clerk: Account) -> None:
    keep(clerk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM accounts_draft")
        (body,) = cursor.fetchone()
    for _, text in TYPED:
        assert text.encode() not in bytes(body)


@pytest.mark.spec("GEN-12")
@pytest.mark.django_db
def test_a_draft_lasts_seven_days(clerk: Account) -> None:
    keep(clerk)
    last = NOON + LASTS - timedelta(seconds=1)
    assert drafts.get(clerk.pk, KEY, last) is not None
    assert drafts.get(clerk.pk, KEY, NOON + LASTS) is None
    sweep(last)
    assert Draft.objects.count() == 1
    sweep(NOON + LASTS)
    assert not Draft.objects.exists()


@pytest.mark.spec("GEN-11", "GEN-12")
@pytest.mark.django_db
def test_a_form_that_was_carried_out_leaves_no_draft(clerk: Account) -> None:
    keep(clerk)
    once(mark=MARK, account_pk=clerk.pk, do=lambda: "/", at=NOON)
    assert drafts.get(clerk.pk, KEY, NOON) is None
    assert drafts.mine(clerk.pk, NOON) == []
    assert not keep(clerk)
    assert keep(clerk, mark="n" * 32)
    assert drafts.get(clerk.pk, KEY, NOON) is not None
    put(key=Key(Form.MEMBER), account_pk=clerk.pk, values=TYPED, mark="o" * 32, at=NOON)
    once(mark="o" * 32, account_pk=clerk.pk, do=lambda: "/", at=NOON)
    assert forget(NOON) == 1


@pytest.mark.spec("GEN-12")
@pytest.mark.django_db
def test_a_form_that_was_refused_keeps_its_draft(clerk: Account) -> None:
    def refuse() -> str:
        raise Refusal("请填写姓名。")

    keep(clerk)
    with pytest.raises(Refusal):
        once(mark=MARK, account_pk=clerk.pk, do=refuse, at=NOON)
    assert drafts.get(clerk.pk, KEY, NOON) is not None
    assert keep(clerk)


@pytest.mark.spec("GEN-12")
@pytest.mark.django_db
def test_a_draft_is_given_up(clerk: Account) -> None:
    keep(clerk)
    keep(clerk, Key(Form.MEMBER, SUBJECT))
    drop(key=KEY, account_pk=clerk.pk)
    assert [kept.key.form for kept in drafts.mine(clerk.pk, NOON)] == [Form.MEMBER]


@pytest.mark.django_db
def test_too_much_is_not_kept(clerk: Account) -> None:
    assert not keep(clerk, values=[("address", "海" * CHARACTERS_AT_MOST)])
    assert not keep(clerk, values=[("a", "")] * (FIELDS_AT_MOST + 1))
    assert not keep(clerk, mark="m" * 44)
    assert fits([("a", "海" * (CHARACTERS_AT_MOST - 1))])
    assert not Draft.objects.exists()
    for number in range(AN_ACCOUNT + 3):
        keep(clerk, Key(Form.MEMBER, UUID(int=number)))
    subjects = {kept.key.subject.int for kept in drafts.mine(clerk.pk, NOON)}
    assert subjects == set(range(3, AN_ACCOUNT + 3))


@pytest.mark.spec("GEN-12", "ACC-21")
@pytest.mark.django_db
def test_nothing_is_kept_for_an_account_that_may_not_sign_in(clerk: Account) -> None:
    assert drafts.may_keep(clerk.pk)
    assert not drafts.may_keep(clerk.pk + 1_000)
    Account.objects.filter(pk=clerk.pk).update(state=State.SUSPENDED)
    assert not drafts.may_keep(clerk.pk)


@pytest.mark.parametrize("text", ["", "enrolment", "enrolment/x", f"login/{SUBJECT}", "/", "a/b/c"])
def test_a_forged_key_is_none(text: str) -> None:
    assert Key.read(text) is None
    assert Key.read(str(KEY)) == KEY


@pytest.mark.spec("GEN-12")
@pytest.mark.django_db(transaction=True)
def test_two_windows_that_save_at_once_leave_one_draft(lasting_province: Province) -> None:
    clerk = account(lasting_province["T1"], 1)
    together = Barrier(4)

    def save(text: str) -> bool:
        together.wait(30)
        try:
            return keep(clerk, values=[("name", text)])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(save, "甲乙丙丁"))
    assert answers == [True] * 4
    (kept,) = drafts.mine(clerk.pk, NOON)
    assert dict(kept.values)["name"] in "甲乙丙丁"
