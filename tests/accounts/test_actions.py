"""Signing in, sessions, passwords, and forms that are carried out once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.hashers import check_password
from pytest_django import DjangoAssertNumQueries

from dengta.access.actor import Actor
from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.accounts.actions import sign_in as verbs
from dengta.accounts.actions.once import KNOWN_FOR, once
from dengta.accounts.actions.passwords import change_password
from dengta.accounts.actions.sweeping import sweep
from dengta.accounts.models import Account, Once, SignIn
from dengta.accounts.queries.own import last_sign_ins
from dengta.accounts.queries.sessions import actor_of
from dengta.accounts.rules.sessions import Ended, Session
from dengta.audit.models import Line
from dengta.audit.queries.lines import opened
from dengta.audit.rules.events import Event
from dengta.organizations.actions.tree import install
from dengta.organizations.models import Organization
from dengta.refusal import Refusal
from tests.accounts.builders import PASSWORD, account, invented_id

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
DESK = "10.99.8.21"

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> Organization:
    return install(name="中共东平川县委员会", category="141", stem="037", at=NOON)


@pytest.fixture
def fang(root: Organization) -> Account:
    return account(root, 12)


def enter(
    user_name: str, password: str = PASSWORD, *, address: str = DESK, at: datetime = NOON
) -> Session:
    return verbs.sign_in(user_name=user_name, password=password, address=address, at=at)


def asked(session: Session, at: datetime = NOON) -> Actor | Ended:
    return actor_of(session, address=DESK, request="GET /", at=at)


def actor(session: Session, at: datetime = NOON) -> Actor:
    who = asked(session, at)
    assert isinstance(who, Actor)
    return who


@pytest.mark.spec("ACC-14")
@pytest.mark.parametrize(
    "user_name", [invented_id(12), "13900000012", f" {invented_id(12)} ", "１３９０００００012"]
)
def test_one_signs_in_with_id_or_mobile_number(fang: Account, user_name: str) -> None:
    who = actor(enter(user_name))
    assert (who.uid, who.name, who.role) == (fang.uid, "方云舟", Role.ADMINISTRATOR)
    assert who.organization_name == "中共东平川县委员会"
    assert Can.ENROL_MEMBER in who.functions


@pytest.mark.spec("ACC-14")
def test_a_wrong_login_does_not_tell_which_part_was_wrong(fang: Account) -> None:
    said = set()
    for user_name, password in [("13900000012", "wrong"), ("13900000099", PASSWORD), ("x", "y")]:
        with pytest.raises(Refusal) as refused:
            enter(user_name, password)
        said.add(refused.value.sentence)
    assert said == {verbs.WRONG}


@pytest.mark.spec("ACC-14")
def test_an_unknown_name_costs_the_same_password_work(
    fang: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    checks: list[str] = []

    def counted(password: str, hashed: str) -> bool:
        checks.append(hashed[:12])
        return check_password(password, hashed)

    monkeypatch.setattr(verbs, "check_password", counted)
    for user_name in ("13900000012", "13900000099"):
        with pytest.raises(Refusal):
            enter(user_name, "wrong")
    assert len(checks) == 2
    assert checks[0] == checks[1]


@pytest.mark.spec("ACC-15")
@pytest.mark.parametrize("user_name", ["13900000012", "13900000099"])
def test_five_wrong_passwords_lock_a_name_for_thirty_minutes(fang: Account, user_name: str) -> None:
    for said in [*["不正确"] * 4, "不正确.*现已锁定.*忘记密码"]:
        with pytest.raises(Refusal, match=said):
            enter(user_name, "wrong")
    with pytest.raises(Refusal, match="30 分钟后"):
        enter(user_name)
    with pytest.raises(Refusal, match="30 分钟后"):
        enter(user_name, at=NOON + timedelta(minutes=29, seconds=59))
    if user_name == "13900000012":
        with pytest.raises(Refusal, match="30 分钟后"):
            enter(invented_id(12))
        assert enter(user_name, at=NOON + timedelta(minutes=30, seconds=1))


@pytest.mark.spec("ACC-15")
def test_a_right_password_in_between_begins_the_count_anew(fang: Account) -> None:
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(Refusal):
                enter("13900000012", "wrong")
        assert enter("13900000012")


@pytest.mark.spec("ACC-15")
def test_fifty_wrong_passwords_from_one_address_refuse_it(fang: Account) -> None:
    for number in range(50):
        with pytest.raises(Refusal, match="不正确"):
            enter(f"1380000{number:04d}", "wrong")
    with pytest.raises(Refusal, match="网络"):
        enter("13900000012")
    assert enter("13900000012", address="10.99.8.22")
    assert enter("13900000012", at=NOON + timedelta(minutes=30, seconds=1))


@pytest.mark.spec("ACC-15")
def test_a_login_elsewhere_ends_the_older_session_and_says_why(fang: Account) -> None:
    older, newer = enter("13900000012"), enter("13900000012", address="10.99.8.40")
    assert asked(older) is Ended.ELSEWHERE
    assert actor(newer).uid == fang.uid


@pytest.mark.spec("ACC-15")
@pytest.mark.spec("LOG-01")
def test_the_line_of_a_sign_in_says_that_it_ended_an_earlier_one(fang: Account) -> None:
    enter("13900000012")
    verbs.sign_out(by=actor(enter("13900000012", at=NOON + timedelta(hours=7))), at=NOON)
    enter("13900000012", at=NOON + timedelta(hours=8))
    enter("13900000012", at=NOON + timedelta(hours=17))
    said = [
        opened(line).sentence.partition("管理员）")[2]
        for line in Line.objects.filter(event=Event.SIGNED_IN).order_by("pk")
    ]
    assert said == [
        "登录了系统",
        "登录了系统，此前的登录没有退出，随之失效",
        "登录了系统",  # left by itself
        "登录了系统",  # over by the clock
    ]


@pytest.mark.spec("ACC-15")
def test_an_idle_session_ends_after_thirty_minutes(fang: Account) -> None:
    session = enter("13900000012")
    assert actor(session, NOON + timedelta(minutes=29)).uid == fang.uid
    assert asked(session, NOON + timedelta(minutes=31)) is Ended.IDLE


def test_leaving_ends_the_session(fang: Account) -> None:
    session = enter("13900000012")
    verbs.sign_out(by=actor(session), at=NOON)
    assert asked(session) is Ended.LEFT


@pytest.mark.spec("ACC-15")
def test_asking_who_it_is_takes_one_query(
    fang: Account, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    session = enter("13900000012")
    with django_assert_num_queries(1):
        actor(session)


@pytest.mark.spec("ACC-19", "ACC-16")
def test_one_changes_the_own_password_and_signs_in_anew(fang: Account) -> None:
    session = enter("13900000012")
    change_password(
        old=PASSWORD, new="River-stone-7", again="River-stone-7", by=actor(session), at=NOON
    )
    assert asked(session) is Ended.PASSWORD
    with pytest.raises(Refusal, match="不正确"):
        enter("13900000012")
    assert enter("13900000012", "River-stone-7")
    assert Line.objects.filter(event=Event.PASSWORD_CHANGED).count() == 1


@pytest.mark.spec("ACC-16")
@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("wrong", "River-stone-7", "River-stone-7", "old"),
        (PASSWORD, "River-stone-7", "River-stone-8", "again"),
        (PASSWORD, "short", "short", "new"),
        (PASSWORD, PASSWORD, PASSWORD, "new"),
        (PASSWORD, "Stone-13900000012", "Stone-13900000012", "new"),
    ],
)
def test_what_a_new_password_may_not_be_is_said_beside_its_field(
    fang: Account, old: str, new: str, again: str, field: str
) -> None:
    who = actor(enter("13900000012"))
    with pytest.raises(Refusal) as refused:
        change_password(old=old, new=new, again=again, by=who, at=NOON)
    assert field in {complaint.field for complaint in refused.value.complaints}
    assert enter("13900000012", PASSWORD)


@pytest.mark.spec("ACC-16")
def test_none_of_the_last_five_passwords_comes_back(fang: Account) -> None:
    last = PASSWORD
    for number in range(5):
        new = f"River-stone-{number}x"
        change_password(old=last, new=new, again=new, by=actor(enter("13900000012", last)), at=NOON)
        last = new
    who = actor(enter("13900000012", last))
    with pytest.raises(Refusal, match="最近 5 次"):
        change_password(old=last, new="River-stone-0x", again="River-stone-0x", by=who, at=NOON)
    change_password(old=last, new=PASSWORD, again=PASSWORD, by=who, at=NOON)


@pytest.mark.spec("ACC-16")
def test_after_ninety_days_nothing_but_a_new_password_will_do(fang: Account) -> None:
    late = NOON + timedelta(days=91)
    assert actor(enter("13900000012", at=late), late).must_change_password
    assert not actor(enter("13900000012")).must_change_password


@pytest.mark.spec("ACC-01", "ACC-21")
@pytest.mark.parametrize("role", list(Role))
def test_one_person_has_one_account_and_one_duty(
    root: Organization, fang: Account, role: Role
) -> None:
    with pytest.raises(Refusal, match="已有账号"):
        account(root, 12, role=role)
    assert Account.objects.count() == 1


@pytest.mark.spec("ACC-01")
@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDITOR])
def test_only_an_administrator_holds_functions(root: Organization, role: Role) -> None:
    with pytest.raises(Refusal, match="没有业务功能"):
        account(root, 13, role=role, functions=[Can.ENROL_MEMBER])


@pytest.mark.spec("ACC-19")
def test_one_sees_the_own_last_logins_newest_first(fang: Account) -> None:
    for minute in range(3):
        session = enter(
            "13900000012", address=f"10.99.8.{minute}", at=NOON + timedelta(minutes=minute)
        )
    seen = last_sign_ins(actor(session, NOON + timedelta(minutes=3)), most=2)
    assert [each.address for each in seen] == ["10.99.8.2", "10.99.8.1"]
    assert SignIn.objects.count() == 3


@pytest.mark.spec("LOG-01")
def test_every_sign_in_and_every_failure_has_its_line(fang: Account) -> None:
    verbs.sign_out(by=actor(enter("13900000012")), at=NOON)
    for user_name in ("13900000012", "13900000099"):
        with pytest.raises(Refusal):
            enter(user_name, "wrong")
    events = Line.objects.order_by("pk").values_list("event", flat=True)
    assert list(events)[-4:] == [
        Event.SIGNED_IN,
        Event.SIGNED_OUT,
        Event.SIGN_IN_FAILED,
        Event.SIGN_IN_FAILED,
    ]


@pytest.mark.spec("ACC-14")
def test_a_picture_code_opens_the_door_once() -> None:
    verbs.use_picture(mark="a" * 32, at=NOON)
    with pytest.raises(Refusal, match="已经用过"):
        verbs.use_picture(mark="a" * 32, at=NOON)
    assert verbs.sweep(at=NOON + timedelta(minutes=6)) == 1


@pytest.mark.spec("GEN-11")
def test_a_form_that_arrives_twice_is_carried_out_once(fang: Account) -> None:
    done = []

    def do() -> str:
        done.append(1)
        return f"/made/{len(done)}"

    answers = [once(mark="m1", account_pk=fang.pk, do=do, at=NOON) for _ in range(2)]
    assert answers == ["/made/1", "/made/1"]
    assert once(mark="m2", account_pk=fang.pk, do=do, at=NOON) == "/made/2"


@pytest.mark.spec("GEN-11")
def test_marks_are_forgotten_when_no_draft_can_bring_them_any_more(fang: Account) -> None:
    once(mark="m1", account_pk=fang.pk, do=lambda: "/made", at=NOON)
    sweep(NOON + KNOWN_FOR - timedelta(seconds=1))
    assert once(mark="m1", account_pk=fang.pk, do=lambda: "/other", at=NOON) == "/made"
    sweep(NOON + KNOWN_FOR)
    assert not Once.objects.exists()


@pytest.mark.spec("GEN-11")
def test_a_refused_form_may_come_again_with_its_mark(fang: Account) -> None:
    def refuse() -> None:
        raise Refusal("请先填写基本信息")

    with pytest.raises(Refusal):
        once(mark="m1", account_pk=fang.pk, do=refuse, at=NOON)
    assert not Once.objects.exists()
    assert once(mark="m1", account_pk=fang.pk, do=lambda: "/made", at=NOON) == "/made"
