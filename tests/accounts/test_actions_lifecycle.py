"""What an officer does to an account, and to whose (ACC-03, ACC-05, ACC-21)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from dengta.access.actor import SYSTEM, Actor
from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.accounts.actions import lifecycle, tries, vpn
from dengta.accounts.actions.lifecycle import end, grant, resume, suspend, unlock
from dengta.accounts.actions.sign_in import sign_in
from dengta.accounts.models import Account, Authorisation, Message
from dengta.accounts.queries.locks import activation_key
from dengta.accounts.queries.sessions import actor_of, as_actor
from dengta.accounts.rules.sessions import Ended, Session
from dengta.accounts.rules.sets import READY_SETS, set_of
from dengta.accounts.rules.states import State
from dengta.audit.models import Line
from dengta.audit.queries import Question, page
from dengta.audit.rules.events import Event
from dengta.refusal import Denied, OutOfReach, Overtaken, Refusal, SeparationBroken
from tests.accounts.builders import account, invented_id
from tests.accounts.people import ADDRESS, PASSWORD, activated, authorised, mobile_of
from tests.world import NOON, Province

pytestmark = pytest.mark.django_db

Verb = Callable[..., Any]


def granting(*, account: Account, reason: str, by: Actor, at: datetime) -> None:
    grant(
        account=account,
        functions={Can.BROWSE_MEMBERS},
        reason=reason,
        seen=account.step,
        by=by,
        at=at,
    )


VERBS: list[Verb] = [granting, unlock, suspend, resume, end, lifecycle.reset_vpn]


def fresh(of: Account) -> Account:
    return Account.objects.select_related("organization").get(pk=of.pk)


def enter(number: int) -> Session:
    return sign_in(user_name=mobile_of(number), password=PASSWORD, address=ADDRESS, at=NOON)


def asked(session: Session) -> Actor | Ended:
    return actor_of(session, address=ADDRESS, request="", at=NOON)


@pytest.mark.spec("ACC-05", "ACC-21", "ACC-02")
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    ("place", "role", "said"),
    [
        ("T1", Role.OFFICER, Denied),
        ("D1", Role.ADMINISTRATOR, OutOfReach),
        ("T2", Role.ADMINISTRATOR, OutOfReach),
        ("B2", Role.OFFICER, OutOfReach),
    ],
)
def test_an_officer_touches_only_the_accounts_of_his_place(
    province: Province, verb: Verb, place: str, role: Role, said: type[Refusal]
) -> None:
    of = account(province[place], 1, role=role)
    with pytest.raises(said):
        verb(account=of, reason="核查", by=province.actor("T1", Role.OFFICER), at=NOON)
    assert fresh(of).step == 0


@pytest.mark.spec("ACC-01", "ACC-21")
@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_the_other_duties_touch_no_account(province: Province, verb: Verb, role: Role) -> None:
    of = account(province["B1"], 1)
    with pytest.raises(Denied):
        verb(account=of, reason="核查", by=province.actor("T1", role), at=NOON)


@pytest.mark.spec("ACC-03", "ACC-01")
@pytest.mark.parametrize("verb", VERBS)
def test_nobody_touches_his_own_account(province: Province, verb: Verb) -> None:
    own = account(province["T1"], 1, role=Role.OFFICER)
    with pytest.raises(SeparationBroken, match="自己"):
        verb(account=own, reason="核查", by=as_actor(own, at=NOON), at=NOON)


@pytest.mark.spec("ACC-21")
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_asks_for_a_reason(province: Province, verb: Verb) -> None:
    of = account(province["B1"], 1)
    with pytest.raises(Refusal, match="原因") as refused:
        verb(account=of, reason=" ", by=SYSTEM, at=NOON)
    assert refused.value.complaints[0].field == "reason"


@pytest.mark.spec("ACC-03", "ACC-21")
def test_functions_are_granted_and_taken_back_one_by_one(province: Province) -> None:
    of = account(province["B1"], 1, functions=[Can.BROWSE_MEMBERS])
    session = enter(1)
    officer = province.actor("T1", Role.OFFICER)
    grant(
        account=of,
        functions={Can.BROWSE_MEMBERS, Can.ENROL_MEMBER},
        seen=0,
        by=officer,
        at=NOON,
    )
    who = asked(session)
    assert isinstance(who, Actor)
    assert who.functions == {Can.BROWSE_MEMBERS, Can.ENROL_MEMBER}
    of = fresh(of)
    with pytest.raises(Refusal, match="原因"):
        grant(account=of, functions={Can.ENROL_MEMBER}, seen=1, by=officer, at=NOON)
    grant(
        account=of,
        functions={Can.ENROL_MEMBER},
        reason="岗位调整",
        seen=1,
        by=officer,
        at=NOON,
    )
    who = asked(session)
    assert isinstance(who, Actor)
    assert who.functions == {Can.ENROL_MEMBER}
    auditor = province.actor("T1", Role.AUDITOR)
    taken = next(
        each for each in page(auditor, Question()).rows if each.event == Event.FUNCTIONS_GRANTED
    )
    assert taken.reason == "岗位调整"
    assert (taken.changes[0].old, taken.changes[0].new) == ("党员浏览、补录", "补录")


@pytest.mark.spec("GEN-10")
def test_two_officers_do_not_overwrite_each_other(province: Province) -> None:
    of = account(province["B1"], 1, functions=[])
    grant(account=of, functions={Can.BROWSE_MEMBERS}, seen=0, by=SYSTEM, at=NOON)
    with pytest.raises(Overtaken):
        grant(account=of, functions={Can.ENROL_MEMBER}, seen=0, by=SYSTEM, at=NOON)
    assert fresh(of).functions == [Can.BROWSE_MEMBERS]


@pytest.mark.spec("ACC-01", "ACC-03")
@pytest.mark.parametrize(
    ("role", "functions"),
    [
        (Role.AUDITOR, {Can.BROWSE_MEMBERS}),
        (Role.OFFICER, {Can.BROWSE_MEMBERS}),
        (Role.ADMINISTRATOR, {Can.READ_LOG}),
        (Role.ADMINISTRATOR, {Can.MANAGE_ACCOUNTS}),
        (Role.ADMINISTRATOR, {Can.APPOINT_OFFICERS}),
    ],
)
def test_no_grant_joins_what_the_duties_keep_apart(
    province: Province, role: Role, functions: set[Can]
) -> None:
    of = account(province["B1"], 1, role=role, functions=[])
    with pytest.raises(SeparationBroken):
        grant(
            account=of,
            functions=functions,
            seen=0,
            by=province.actor("T1", Role.OFFICER),
            at=NOON,
        )
    assert fresh(of).functions == []


@pytest.mark.spec("ACC-03")
def test_the_same_functions_again_are_no_change(province: Province) -> None:
    of = account(province["B1"], 1, functions=[Can.ENROL_MEMBER])
    with pytest.raises(Refusal, match="没有变化"):
        grant(account=of, functions={Can.ENROL_MEMBER}, seen=0, by=SYSTEM, at=NOON)


@pytest.mark.spec("ACC-21", "ACC-15")
def test_a_suspended_account_is_out_at_once_and_comes_back_with_a_new_session(
    province: Province,
) -> None:
    of = activated(province["B1"], 1)
    session = enter(1)
    suspend(account=of, reason="离岗", by=province.actor("T1", Role.OFFICER), at=NOON)
    assert asked(session) is Ended.ACCOUNT
    with pytest.raises(Refusal, match="不正确"):
        enter(1)
    resume(account=fresh(of), reason="返岗", by=province.actor("T1", Role.OFFICER), at=NOON)
    assert asked(session) is Ended.ACCOUNT
    assert isinstance(asked(enter(1)), Actor)


@pytest.mark.spec("ACC-21")
def test_an_ended_account_is_ended_for_good_and_its_log_stays(province: Province) -> None:
    of = activated(province["B1"], 1)
    session = enter(1)
    before = Line.objects.count()
    end(account=of, reason="调离", by=province.actor("T1", Role.OFFICER), at=NOON)
    assert asked(session) is Ended.ACCOUNT
    assert Line.objects.count() == before + 1
    for verb in (suspend, resume, end):
        with pytest.raises(Refusal):
            verb(account=fresh(of), reason="核查", by=SYSTEM, at=NOON)
    with pytest.raises(Refusal, match="撤销"):
        granting(account=fresh(of), reason="核查", by=SYSTEM, at=NOON)
    assert authorised(province["B1b"], 1).state == State.WAITING


@pytest.mark.spec("ACC-21", "ACC-07")
def test_ending_a_waiting_account_voids_its_code(province: Province) -> None:
    of = authorised(province["B1"], 1)
    end(account=of, reason="录入错误", by=SYSTEM, at=NOON)
    assert not Authorisation.objects.filter(is_live=True).exists()
    assert Message.objects.get().text is None


@pytest.mark.spec("ACC-21")
@pytest.mark.parametrize(
    ("verb", "part"), [(suspend, "撤回授权"), (resume, "没有停用")], ids=["suspend", "resume"]
)
def test_a_verb_that_does_not_fit_the_state_is_refused(
    province: Province, verb: Verb, part: str
) -> None:
    of = authorised(province["B1"], 1)
    with pytest.raises(Refusal, match=part):
        verb(account=of, reason="核查", by=SYSTEM, at=NOON)


@pytest.mark.spec("ACC-21", "ACC-15")
def test_the_officer_unlocks_every_kind_of_lock(province: Province) -> None:
    of = activated(province["B1"], 1)
    for number in range(5):
        with pytest.raises(Refusal, match="没有锁定"):
            unlock(account=of, reason=f"输错 {number} 次", by=SYSTEM, at=NOON)
        with pytest.raises(Refusal):
            sign_in(user_name=mobile_of(1), password="wrong", address=ADDRESS, at=NOON)
        vpn.check(user=invented_id(1), password="wrong", address="10.99.8.7", at=NOON)
    with pytest.raises(Refusal, match="30 分钟后"):
        enter(1)
    unlock(account=of, reason="本人核实", by=province.actor("T1", Role.OFFICER), at=NOON)
    assert enter(1)
    assert not vpn.check(user=invented_id(1), password="wrong", address="", at=NOON).accepted
    assert Line.objects.filter(event=Event.ACCOUNT_UNLOCKED, subject_uid=of.uid).count() == 1


@pytest.mark.spec("ACC-10", "ACC-21")
def test_the_officer_unlocks_an_activation(province: Province) -> None:
    of = authorised(province["B1"], 1)
    key = activation_key(mobile_of(1))
    for _ in range(5):
        tries.claim(key, NOON)
    assert tries.is_locked(key, NOON)
    unlock(account=of, reason="本人核实", by=SYSTEM, at=NOON)
    assert not tries.is_locked(key, NOON)


@pytest.mark.spec("ACC-03")
def test_the_ready_sets_hold_functions_that_can_be_granted(province: Province) -> None:
    assert [each.label for each in READY_SETS] == ["基层管理员", "基层党委管理员", "区县管理员"]
    of = account(province["B1"], 1, functions=[])
    for number, each in enumerate(READY_SETS):
        assert set_of(each.key) is each
        grant(
            account=of,
            functions=each.functions,
            reason="按岗位",
            seen=number,
            by=province.actor("T1", Role.OFFICER),
            at=NOON,
        )
        of = fresh(of)
        assert frozenset(of.functions) == each.functions
    assert set_of("nobody") is None
