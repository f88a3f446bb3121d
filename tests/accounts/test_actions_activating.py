"""<用户激活>: what it asks for, what it tells, and how often one may try (ACC-08 … ACC-10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import make_password
from pytest_django import DjangoAssertNumQueries, Settings

from dengta.access.roles import Role
from dengta.accounts.actions import activating, sms_codes, vpn
from dengta.accounts.actions.activating import WRONG, activate, send_sms_code
from dengta.accounts.actions.authorising import resend
from dengta.accounts.actions.forgetting import set_forgotten
from dengta.accounts.actions.sign_in import sign_in
from dengta.accounts.models import Account, Authorisation, Message, SmsCode
from dengta.accounts.rules.codes import Outcome, Posting
from dengta.accounts.rules.passwords import Which
from dengta.accounts.rules.states import State
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.refusal import Refusal
from tests.accounts.builders import account, invented_id
from tests.accounts.people import (
    ADDRESS,
    PASSWORD,
    VPN_PASSWORD,
    activated,
    activation,
    ask_for_sms,
    authorised,
    code_of,
    let_code_age,
    let_sms_code_age,
    mobile_of,
    texts_to,
    work,
)
from tests.world import NOON, Province

pytestmark = pytest.mark.django_db


def told(**typed: str) -> str:
    with pytest.raises(Refusal) as refused:
        activate(**typed, at=NOON)
    return refused.value.sentence


@pytest.mark.spec("ACC-08")
def test_both_new_passwords_work_at_once(province: Province) -> None:
    made = activated(province["B1"], 1)
    assert made.state == State.ACTIVE
    assert sign_in(user_name=mobile_of(1), password=PASSWORD, address=ADDRESS, at=NOON)
    answer = vpn.check(user=invented_id(1), password=VPN_PASSWORD, address=ADDRESS, at=NOON)
    assert answer.accepted
    assert not answer.initial
    assert Authorisation.objects.get().outcome == Outcome.ACTIVATED
    line = Line.objects.get(event=Event.ACCOUNT_ACTIVATED)
    assert (line.subject_uid, line.actor_uid, line.path) == (
        made.uid,
        made.uid,
        province["B1"].path,
    )


@pytest.mark.spec("ACC-08")
@pytest.mark.parametrize(
    "changed",
    [
        {"mobile": mobile_of(2)},
        {"mobile": "13800000999"},
        {"name": "苏禾清"},
        {"id_number": invented_id(9)},
        {"code": "22222-22222-22222"},
        {"sms_code": "000000"},
    ],
    ids=lambda changed: "-".join(changed),
)
def test_a_mismatch_does_not_tell_which_one_is_wrong(
    province: Province, changed: dict[str, str]
) -> None:
    authorised(province["B1"], 1)
    authorised(province["B1"], 2)
    sms_code = ask_for_sms(1)
    if changed.get("sms_code") == sms_code:
        changed = {"sms_code": "000001"}
    typed = activation(1, code=code_of(1), sms_code=sms_code)
    assert told(**{**typed, **changed}) == WRONG
    assert not Account.objects.filter(state=State.ACTIVE).exists()
    activate(**typed, at=NOON)


@pytest.mark.spec("ACC-08", "ACC-14")
def test_known_and_unknown_numbers_cost_the_same_password_work_and_queries(
    province: Province,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    authorised(province["B1"], 1)
    account(province["B1"], 3)
    ask_for_sms(1)
    hashed: list[str] = []

    def counted(password: str | None) -> str:
        hashed.append("")
        return make_password(password)

    monkeypatch.setattr(activating, "make_password", counted)
    work_done = []
    for number in (1, 3, 4):
        hashed.clear()
        typed = activation(number, code="22222-22222-22222", sms_code="000000")
        with django_assert_num_queries(QUERIES):
            assert told(**typed) == WRONG
        work_done.append(len(hashed))
    assert work_done == [2, 2, 2]


QUERIES = 20
"""Of one wrong try: counting, looking, logging."""


@pytest.mark.spec("ACC-08", "GEN-13", "ACC-16")
def test_what_is_wrong_with_the_words_is_said_beside_each_field_and_costs_no_try(
    province: Province,
) -> None:
    authorised(province["B1"], 1)
    typed = dict.fromkeys(activation(1, code="", sms_code=""), "")
    for _ in range(6):
        with pytest.raises(Refusal) as refused:
            activate(**typed, at=NOON)
    assert {each.field for each in refused.value.complaints} == {
        "mobile",
        "sms_code",
        "code",
        "password",
        "vpn_password",
        "name",
        "id_number",
    }
    right = activation(1, code=code_of_sent(1), sms_code=ask_for_sms(1))
    for changed, field in [
        ({"again": "Maple-hill-27"}, "again"),
        ({"vpn_again": "Maple-hill-27"}, "vpn_again"),
        ({"vpn_password": PASSWORD, "vpn_again": PASSWORD}, "vpn_password"),
        ({"password": "Maplehills", "again": "Maplehills"}, "password"),
        ({"password": f"Ab-{mobile_of(1)}", "again": f"Ab-{mobile_of(1)}"}, "password"),
    ]:
        with pytest.raises(Refusal) as refused:
            activate(**{**right, **changed}, at=NOON)
        assert {each.field for each in refused.value.complaints} == {field}
    activate(**right, at=NOON)


def code_of_sent(number: int) -> str:
    work()
    return code_of(number)


@pytest.mark.spec("ACC-10")
@pytest.mark.parametrize("number", [1, 4], ids=["known", "unknown"])
def test_five_wrong_tries_lock_the_activation_of_a_number(province: Province, number: int) -> None:
    authorised(province["B1"], 1)
    typed = activation(number, code=code_of_sent(1), sms_code=ask_for_sms(1))
    wrong = {**typed, "code": "22222-22222-22222"}
    assert [told(**wrong) for _ in range(5)] == [WRONG] * 5
    assert "30 分钟" in told(**typed)
    assert told(**typed) == activating.LOCKED
    if number == 1:
        assert activation_of_another(province)
        activate(**typed, at=NOON + timedelta(minutes=30))


def activation_of_another(province: Province) -> bool:
    return activated(province["B1"], 6).state == State.ACTIVE


@pytest.mark.spec("ACC-10")
def test_an_expired_code_is_called_expired_only_when_everything_matches(
    province: Province,
) -> None:
    made = authorised(province["B1"], 1, by=province.actor("T1", Role.OFFICER))
    typed = activation(1, code=code_of_sent(1), sms_code=ask_for_sms(1))
    let_code_age(made, timedelta(days=7, seconds=1))
    for changed in ({"name": "苏禾清"}, {"id_number": invented_id(9)}, {"sms_code": "x"}):
        assert told(**{**typed, **changed}) == WRONG
    said = told(**typed)
    assert "已过期" in said
    assert "T1镇党委" in said
    assert "李明禾" in said
    resend(account=made_anew(made), by=province.actor("T1", Role.OFFICER), at=NOON)
    later = NOON + timedelta(minutes=2)
    typed = activation(1, code=code_of_sent(1), sms_code=ask_for_sms(1, at=later))
    activate(**typed, at=later)


def made_anew(made: Account) -> Account:
    return Account.objects.select_related("organization").get(pk=made.pk)


@pytest.mark.spec("ACC-07")
@pytest.mark.parametrize(("age", "works"), [(-1, True), (1, False)])
def test_a_code_ends_after_seven_days_to_the_second(
    province: Province, age: int, works: bool
) -> None:
    made = authorised(province["B1"], 1)
    typed = activation(1, code=code_of_sent(1), sms_code=ask_for_sms(1))
    let_code_age(made, timedelta(days=7, seconds=age))
    if works:
        activate(**typed, at=NOON)
    else:
        assert "已过期" in told(**typed)


@pytest.mark.spec("ACC-07")
def test_a_code_opens_once_and_a_void_one_never(province: Province) -> None:
    made = authorised(province["B1"], 1)
    typed = activation(1, code=code_of_sent(1), sms_code=ask_for_sms(1))
    resend(account=made, by=province.actor("T1", Role.OFFICER), at=NOON)
    assert told(**typed) == WRONG
    typed["code"] = code_of_sent(1)
    activate(**typed, at=NOON)
    assert told(**typed) == WRONG


@pytest.mark.spec("ACC-08")
@pytest.mark.parametrize(
    "typed_as",
    [str.lower, lambda code: code.replace("-", ""), lambda code: f" {code} "],
    ids=["small", "joined", "blanks"],
)
def test_a_code_is_read_as_people_type_it(
    province: Province, typed_as: Callable[[str], str]
) -> None:
    authorised(province["B1"], 1)
    code = typed_as(code_of_sent(1))
    activate(**activation(1, code=code, sms_code=ask_for_sms(1)), at=NOON)


@pytest.mark.spec("ACC-09")
def test_an_sms_code_has_six_digits_lasts_five_minutes_and_opens_once(
    province: Province,
) -> None:
    authorised(province["B1"], 1)
    sms_code = ask_for_sms(1)
    assert len(sms_code) == 6
    assert sms_code.isdigit()
    typed = activation(1, code=code_of(1), sms_code=sms_code)
    let_sms_code_age(timedelta(minutes=5, seconds=1))
    assert told(**typed) == WRONG
    let_sms_code_age(-timedelta(seconds=2))
    activate(**typed, at=NOON)
    with pytest.raises(Refusal):
        set_forgotten(
            which=Which.SYSTEM,
            mobile=mobile_of(1),
            id_number=invented_id(1),
            sms_code=sms_code,
            password="River-stone-7",
            again="River-stone-7",
            address=ADDRESS,
            at=NOON,
        )


@pytest.mark.spec("ACC-09")
def test_only_the_newest_sms_code_of_a_number_counts(province: Province) -> None:
    authorised(province["B1"], 1)
    old = ask_for_sms(1)
    new = ask_for_sms(1, at=NOON + timedelta(minutes=1))
    if old != new:
        assert told(**activation(1, code=code_of(1), sms_code=old)) == WRONG
    activate(**activation(1, code=code_of(1), sms_code=new), at=NOON)


@pytest.mark.spec("ACC-09")
@pytest.mark.parametrize("number", [1, 4], ids=["known", "unknown"])
def test_one_code_a_minute_and_ten_a_day_for_a_number(province: Province, number: int) -> None:
    authorised(province["B1"], 1)
    at = NOON
    for _ in range(10):
        assert send_sms_code(mobile=mobile_of(number), address=ADDRESS, at=at) == sms_codes.SAID
        with pytest.raises(Refusal, match="1 分钟后"):
            send_sms_code(mobile=mobile_of(number), address=ADDRESS, at=at + timedelta(seconds=59))
        at += timedelta(minutes=1)
    with pytest.raises(Refusal, match="一天内"):
        send_sms_code(mobile=mobile_of(number), address=ADDRESS, at=at)
    tomorrow = NOON + timedelta(days=1)
    assert send_sms_code(mobile=mobile_of(number), address=ADDRESS, at=tomorrow)


@pytest.mark.spec("ACC-09")
def test_an_address_asks_for_no_more_than_the_setting_says(
    province: Province, settings: Settings
) -> None:
    settings.DENGTA_SMS_PER_ADDRESS_AN_HOUR = 3
    for number in range(3):
        send_sms_code(mobile=mobile_of(number), address=ADDRESS, at=NOON)
    with pytest.raises(Refusal, match="网络"):
        send_sms_code(mobile=mobile_of(9), address=ADDRESS, at=NOON)
    assert send_sms_code(mobile=mobile_of(9), address="10.99.8.99", at=NOON)
    assert send_sms_code(mobile=mobile_of(8), address=ADDRESS, at=NOON + timedelta(hours=1))


@pytest.mark.spec("ACC-09")
def test_to_a_number_that_nobody_holds_nothing_is_sent_and_the_page_says_the_same(
    province: Province, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    authorised(province["B1"], 1)
    suspended = account(province["B1"], 3)
    Account.objects.filter(pk=suspended.pk).update(state=State.SUSPENDED)
    account(province["B1"], 2)
    work()
    said = set()
    for number in (1, 2, 3, 4):
        with django_assert_num_queries(ASKING):
            said.add(send_sms_code(mobile=mobile_of(number), address=f"10.9.9.{number}", at=NOON))
    work()
    assert said == {sms_codes.SAID}
    sent = {number: "验证码" in "".join(texts_to(number)) for number in (1, 2, 3, 4)}
    assert sent == {1: True, 2: True, 3: False, 4: False}
    assert set(Message.objects.values_list("text", "mobile")) == {(None, None)}
    assert Message.objects.filter(state=Posting.VOID).count() == 2


ASKING = 26
"""Of one code that is asked for, whoever holds the number."""


@pytest.mark.spec("ACC-09")
def test_neither_code_nor_number_lies_open_in_the_tables(province: Province) -> None:
    authorised(province["B1"], 1)
    sms_code = ask_for_sms(1)
    kept = SmsCode.objects.get()
    assert sms_code.encode() not in bytes(kept.code_hash)
    assert mobile_of(1).encode() not in bytes(kept.key)


def test_old_sms_codes_are_swept_away(province: Province) -> None:
    authorised(province["B1"], 1)
    ask_for_sms(1)
    assert sms_codes.forget(at=NOON + timedelta(hours=23)) == 0
    assert sms_codes.forget(at=NOON + timedelta(hours=25)) > 0
    assert not SmsCode.objects.exists()
    assert Message.objects.filter(kind="sms_code").count() == 0


@pytest.mark.spec("LOG-01")
def test_a_failed_activation_has_its_line_at_the_place_of_the_account(
    province: Province,
) -> None:
    made = authorised(province["B1"], 1)
    told(**activation(1, code="22222-22222-22222", sms_code="000000"))
    told(**activation(4, code="22222-22222-22222", sms_code="000000"))
    known, unknown = Line.objects.filter(event=Event.ACTIVATION_FAILED).order_by("pk")
    assert (known.subject_uid, known.path) == (made.uid, province["B1"].path)
    assert (unknown.subject_uid, unknown.path) == (None, province["P"].path)
