"""The officer's lists: whose accounts, in how many queries, with which numbers hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries, Settings

from dengta.access.actor import SYSTEM
from dengta.access.roles import Role
from dengta.accounts.actions import lifecycle
from dengta.accounts.actions.sign_in import sign_in
from dengta.accounts.queries import own
from dengta.accounts.queries.locks import Lock
from dengta.accounts.queries.officer import AccountPage, Filters, account, accounts, waiting
from dengta.accounts.queries.separation import attempts, violations
from dengta.accounts.queries.sessions import as_actor
from dengta.accounts.rules.codes import Delivery
from dengta.accounts.rules.limits import Locked
from dengta.accounts.rules.states import State
from dengta.audit.actions import record_refused
from dengta.audit.rules.events import Event
from dengta.database import clock
from dengta.refusal import Denied, OutOfReach, Refusal
from tests.accounts import builders
from tests.accounts.builders import invented_id
from tests.accounts.people import (
    ADDRESS,
    activated,
    authorised,
    let_code_age,
    mobile_of,
    work,
)
from tests.world import NOON, Province

pytestmark = pytest.mark.django_db


def page(
    province: Province,
    *,
    at: str = "T1",
    place: str = "T1",
    below: bool = True,
    filters: Filters | None = None,
    **more: str,
) -> AccountPage:
    return accounts(
        province.actor(at, Role.OFFICER),
        province[place].path,
        below,
        filters or Filters(),
        at=clock.database_now(),
        limit=2,
        **more,
    )


def names(found: AccountPage) -> list[str]:
    return [row.name for row in found.rows]


@pytest.mark.spec("ACC-02", "ACC-05")
def test_the_list_shows_own_and_below_and_says_which_may_be_managed(province: Province) -> None:
    for number, (place, role) in enumerate(
        [
            ("D1", Role.ADMINISTRATOR),
            ("T1", Role.OFFICER),
            ("T1", Role.AUDITOR),
            ("T2", Role.ADMINISTRATOR),
        ]
    ):
        builders.account(province[place], number, role=role, name=f"员{role}")
    rows = page(province).rows
    assert {(row.name, row.may_manage) for row in rows} == {
        ("员officer", False),
        ("员auditor", True),
    }
    for place in ("D1", "T2"):
        with pytest.raises(OutOfReach):
            page(province, place=place)
    for role in (Role.AUDITOR, Role.ADMINISTRATOR):
        with pytest.raises(Denied):
            accounts(province.actor("T1", role), province["T1"].path, True, Filters(), at=NOON)


@pytest.mark.spec("ACC-02")
def test_numbers_are_masked(province: Province) -> None:
    made = authorised(province["B1"], 1)
    card = account(province.actor("T1", Role.OFFICER), made.uid, NOON)
    told = repr(card)
    assert invented_id(1) not in told
    assert mobile_of(1) not in told
    assert card.row.mobile == "139****0001"


def test_the_list_walks_forward_and_back(province: Province) -> None:
    for number, place in enumerate(["B1", "B1", "B1b", "G1", "GB1"]):
        builders.account(province[place], number, name=f"员{'甲乙丙丁戊'[number]}")
    first = page(province)
    second = page(province, after=first.after)
    third = page(province, after=second.after)
    assert [len(each.rows) for each in (first, second, third)] == [2, 2, 1]
    assert (first.before, third.after) == ("", "")
    assert names(page(province, before=third.before)) == names(second)
    back = page(province, before=second.before)
    assert names(back) == names(first)
    assert (back.before, back.after) == ("", first.after)
    assert names(page(province, place="B1", below=False)) == names(first)


def test_the_list_takes_three_queries_for_one_row_and_for_three(
    province: Province, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    officer = province.actor("T1", Role.OFFICER)
    path = province["T1"].path
    for number in (1, 2, 3):
        authorised(province["B1"], number)
        if number == 2:
            continue
        with django_assert_num_queries(3):
            accounts(officer, path, True, Filters(), at=NOON)
    rows = accounts(officer, path, True, Filters(), at=NOON).rows
    assert len(rows) == 3
    with django_assert_num_queries(4):
        accounts(officer, path, True, Filters(), after=str(rows[0].uid), at=NOON)


@pytest.mark.spec("ACC-07")
def test_the_list_is_narrowed_by_state_duty_delivery_and_word(
    province: Province, settings: Settings
) -> None:
    activated(province["B1"], 1)
    sent = authorised(province["B1"], 2, role=Role.AUDITOR)
    expired = authorised(province["B1"], 3)
    work()
    let_code_age(expired, timedelta(days=7, seconds=1))
    settings.DENGTA_SMS = "none"
    failed = authorised(province["B1"], 4)
    work()
    waits = authorised(province["B1"], 5)
    void = authorised(province["B1"], 6)
    lifecycle.end(account=void, reason="录入错误", by=SYSTEM, at=NOON)
    found = {
        delivery: [row.uid for row in page(province, filters=Filters(delivery=delivery)).rows]
        for delivery in Delivery
    }
    assert found[Delivery.SENT] == [sent.uid]
    assert found[Delivery.EXPIRED] == [expired.uid]
    assert found[Delivery.FAILED] == [failed.uid]
    assert found[Delivery.WAITING] == [waits.uid]
    assert found[Delivery.VOID] == [void.uid]
    assert len(found[Delivery.ACTIVATED]) == 1
    for delivery in Delivery:
        (row,) = page(province, filters=Filters(delivery=delivery)).rows
        assert row.code is not None
        assert row.code.delivery is delivery
    for filters in (
        Filters(role=Role.AUDITOR),
        Filters(keyword=invented_id(2)),
        Filters(keyword=mobile_of(2)),
    ):
        assert [row.uid for row in page(province, filters=filters).rows] == [sent.uid]
    (only,) = page(province, filters=Filters(state=State.ENDED)).rows
    assert only.uid == void.uid
    assert len(page(province, filters=Filters(keyword="禾青")).rows) == 2
    assert page(province, filters=Filters(keyword="无此人")).rows == []


@pytest.mark.spec("ACC-15", "ACC-21")
def test_the_list_shows_a_lock_and_the_last_login(province: Province) -> None:
    builders.account(province["B1"], 1)
    sign_in(user_name=mobile_of(1), password=builders.PASSWORD, address=ADDRESS, at=NOON)
    for _ in range(5):
        with pytest.raises(Refusal):
            sign_in(user_name=mobile_of(1), password="wrong", address=ADDRESS, at=NOON)
    (row,) = accounts(
        province.actor("T1", Role.OFFICER), province["T1"].path, True, Filters(), at=NOON
    ).rows
    assert row.locks == (Lock(Locked.SIGN_IN, NOON + timedelta(minutes=30)),)
    assert row.last_login == NOON


@pytest.mark.spec("ACC-02")
def test_an_account_elsewhere_does_not_exist(province: Province) -> None:
    elsewhere = builders.account(province["B2"], 1)
    officer = province.actor("T1", Role.OFFICER)
    with pytest.raises(OutOfReach):
        account(officer, elsewhere.uid, NOON)
    with pytest.raises(OutOfReach):
        account(officer, province["B1"].uid, NOON)


@pytest.mark.spec("ACC-18")
def test_activations_about_to_expire_wait_on_the_officers_workbench(
    province: Province, settings: Settings
) -> None:
    soon = authorised(province["B1"], 1)
    over = authorised(province["B1"], 2)
    authorised(province["B1"], 3)
    officer = authorised(province["T1"], 4, role=Role.OFFICER)
    work()
    settings.DENGTA_SMS = "none"
    authorised(province["B1"], 5)
    work()
    let_code_age(soon, timedelta(days=6))
    let_code_age(over, timedelta(days=8))
    let_code_age(officer, timedelta(days=8))
    at = clock.database_now()
    lines = waiting(province.actor("T1", Role.OFFICER), at)
    assert [line.what for line in lines][:2] == [
        "授权码已过期，尚未激活",
        "授权码即将过期，尚未激活",
    ]
    assert "发送失败" in lines[2].what
    assert [line.spot.uid for line in lines][:2] == [over.uid, soon.uid]
    assert len(lines) == 3
    assert waiting(province.actor("T2", Role.OFFICER), at) == []
    assert waiting(province.actor("T1", Role.AUDITOR), at) == []


@pytest.mark.spec("ACC-16")
def test_one_sees_how_long_the_own_vpn_password_lasts(province: Province) -> None:
    who = as_actor(activated(province["B1"], 1), at=NOON)
    assert own.vpn_days_left(who, NOON + timedelta(days=60)) == 30
    assert own.vpn_days_left(who, NOON + timedelta(days=95)) == 0


@pytest.mark.spec("ACC-01")
def test_there_is_no_violation(province: Province) -> None:
    builders.account(province["B1"], 1)
    assert violations(province.actor("T1", Role.OFFICER)) == 0
    with pytest.raises(Denied):
        violations(province.actor("T1", Role.AUDITOR))


@pytest.mark.django_db(transaction=True)
@pytest.mark.spec("ACC-01", "LOG-01")
def test_every_refused_attempt_of_the_area_is_shown(lasting_province: Province) -> None:
    province = lasting_province
    for place in ("T1", "GB1", "T2"):
        record_refused(
            Event.REFUSED_SEPARATION,
            by=province.actor(place, Role.OFFICER),
            at=NOON,
            what="POST /zhanghaoguanli/zhanghao",
            sentence="一人只能担任一种角色。",
        )
    officer = province.actor("T1", Role.OFFICER)
    seen = attempts(officer)
    assert [each.organization for each in seen.rows] == ["GB1党支部", "T1镇党委"]
    assert seen.rows[0].sentence == "一人只能担任一种角色。"
    first = attempts(officer, limit=1)
    assert first.rows == seen.rows[:1]
    assert attempts(officer, before=first.before, limit=1) == replace(seen, rows=seen.rows[1:])
