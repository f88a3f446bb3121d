"""Authorising: codes, messages, resending, another number, withdrawing (ACC-05 … ACC-07)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from pytest_django import Settings

from dengta.access.actor import SYSTEM
from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.accounts.actions.authorising import (
    Entry,
    authorise,
    change_mobile,
    resend,
    withdraw,
)
from dengta.accounts.actions.entering import EntriesRefused, complaints_of
from dengta.accounts.actions.messages import send_messages
from dengta.accounts.models import Account, Authorisation, Message
from dengta.accounts.queries.officer import account as card_of
from dengta.accounts.rules.codes import ALPHABET, Delivery, Posting
from dengta.accounts.rules.states import State
from dengta.audit.models import Line
from dengta.audit.rules.events import Event
from dengta.database import clock
from dengta.gateways.models import OutboxMessage
from dengta.jobs.actions import Progress, take
from dengta.jobs.models import Job
from dengta.refusal import Denied, OutOfReach, Overtaken, Refusal, SeparationBroken
from tests.accounts.builders import account, invented_id
from tests.accounts.people import (
    NAME,
    activated,
    authorised,
    code_of,
    entry,
    let_code_age,
    mobile_of,
    texts_to,
    work,
)
from tests.world import NOON, Province

pytestmark = pytest.mark.django_db


def delivery(province: Province, of: Account) -> Delivery:
    code = card_of(province.actor("P", Role.OFFICER), of.uid, clock.database_now()).row.code
    assert code is not None
    return code.delivery


@pytest.mark.spec("ACC-07")
def test_each_person_gets_one_code_by_message_together_with_the_vpn_account(
    province: Province,
) -> None:
    one, other = authorise(
        entries=[entry(province["B1"], 1), entry(province["B1"], 2)],
        by=province.actor("T1", Role.OFFICER),
        at=NOON,
    )
    assert {one.state, other.state} == {State.WAITING}
    work()
    (text,) = texts_to(1)
    code = code_of(1)
    assert code != code_of(2)
    assert set(code) <= {*ALPHABET, "-"}
    assert len(code.replace("-", "")) * 5 >= 60
    assert "B1党支部" in text
    assert "VPN用户名是您的身份证号" in text
    assert "身份证号后六位" in text
    assert "/jihuo" in text
    assert invented_id(1) not in text


@pytest.mark.spec("ACC-07")
def test_the_code_is_kept_as_a_keyed_hash_and_the_message_is_wiped_once_sent(
    province: Province,
) -> None:
    made = authorised(province["B1"], 1)
    waiting = Message.objects.get()
    assert waiting.text is not None
    with connection.cursor() as cursor:
        cursor.execute("SELECT text, mobile FROM accounts_message")
        sealed = b"".join(bytes(value) for value in cursor.fetchone())
    work()
    code = code_of(1)
    assert code.encode() not in sealed
    assert mobile_of(1).encode() not in sealed
    sent = Message.objects.get()
    assert (sent.text, sent.mobile, sent.state) == (None, None, Posting.SENT)
    kept = bytes(Authorisation.objects.get(account=made).code_hash)
    assert len(kept) == 16
    assert code.replace("-", "").encode() not in kept


@pytest.mark.spec("ACC-07")
def test_a_repeat_after_a_crash_sends_the_same_message(province: Province) -> None:
    authorised(province["B1"], 1)
    job = take("dies", NOON)
    assert job is not None

    class Killed(BaseException):
        pass

    class Dying(Progress):
        def batch(self) -> object:  # type: ignore[override]
            raise Killed

    with pytest.raises(Killed):
        send_messages(Dying(job))
    assert len(texts_to(1)) == 1
    assert Message.objects.get().state == Posting.WAITING
    type(job).objects.update(lease_until=clock.database_now())
    assert work() == 1
    assert len(texts_to(1)) == 1
    assert Message.objects.get().state == Posting.SENT


@pytest.mark.spec("ACC-07")
def test_a_code_is_valid_for_seven_days_of_the_database(province: Province) -> None:
    made = authorised(province["B1"], 1)
    expires = Authorisation.objects.get(account=made).expires_at
    assert abs(expires - clock.database_now() - timedelta(days=7)) < timedelta(seconds=1)
    work()
    let_code_age(made, timedelta(days=7) - timedelta(seconds=2))
    assert delivery(province, made) is Delivery.SENT
    let_code_age(made, timedelta(seconds=2))
    assert delivery(province, made) is Delivery.EXPIRED


@pytest.mark.spec("ACC-07")
def test_the_officer_sees_what_became_of_each_code(province: Province, settings: Settings) -> None:
    made = authorised(province["B1"], 1)
    assert delivery(province, made) is Delivery.WAITING
    settings.DENGTA_SMS = "none"
    work()
    card = card_of(province.actor("T1", Role.OFFICER), made.uid, NOON)
    assert card.codes[0].delivery is Delivery.FAILED
    assert "尚未接入" in card.codes[0].failure
    settings.DENGTA_SMS = "outbox"
    resend(account=made, by=province.actor("T1", Role.OFFICER), at=NOON)
    work()
    card = card_of(province.actor("T1", Role.OFFICER), made.uid, NOON)
    assert [each.delivery for each in card.codes] == [Delivery.SENT, Delivery.VOID]
    assert delivery(province, activated(province["B1"], 2)) is Delivery.ACTIVATED


@pytest.mark.spec("ACC-07")
def test_a_new_code_voids_the_old_one_and_its_message(province: Province) -> None:
    made = authorised(province["B1"], 1)
    resend(account=made, by=SYSTEM, at=NOON)
    old, new = Authorisation.objects.order_by("pk")
    assert (old.is_live, new.is_live) == (False, True)
    assert old.message.text is None
    work()
    assert len(texts_to(1)) == 1


@pytest.mark.spec("ACC-07")
def test_the_database_holds_no_two_live_codes_of_one_person(province: Province) -> None:
    authorised(province["B1"], 1)
    live = Authorisation.objects.get()
    message = Message.objects.create(kind="authorisation", made_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Authorisation.objects.create(
            account_id=live.account_id,
            code_hash=b"0" * 16,
            message=message,
            is_live=True,
            made_at=NOON,
            expires_at=NOON,
            by_uid=live.by_uid,
            by_name="",
            by_organization="",
        )


@pytest.mark.spec("ACC-07", "ACC-21")
@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        (Account, {"is_live": False}),
        (Account, {"state": State.ENDED}),
        (Authorisation, {"is_live": False, "ended_at": NOON}),
        (Authorisation, {"outcome": "void"}),
        (Authorisation, {"is_live": False, "outcome": "void"}),
    ],
)
def test_the_database_holds_nothing_that_is_live_and_ended(
    province: Province, rows: type[Account | Authorisation], wrong: dict[str, object]
) -> None:
    authorised(province["B1"], 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.objects.filter(is_live=True).update(**wrong)


@pytest.mark.spec("ACC-07")
def test_another_number_before_activation_gets_a_new_code(province: Province) -> None:
    made = authorised(province["B1"], 1)
    change_mobile(account=made, mobile=mobile_of(77), seen=0, by=SYSTEM, at=NOON)
    work()
    assert texts_to(1) == []
    assert code_of(77)
    line = Line.objects.get(event=Event.MOBILE_CHANGED)
    assert mobile_of(77) not in line.subject_name


@pytest.mark.spec("ACC-07", "GEN-10")
@pytest.mark.parametrize(
    ("mobile", "seen", "part"),
    [
        (mobile_of(2), 0, "已有账号"),
        ("0699-8880011", 0, "手机号码"),
        ("", 0, "请填写手机号码"),
        (mobile_of(1), 0, "没有变化"),
        (mobile_of(3), 7, "刚刚有改动"),
    ],
)
def test_a_number_that_will_not_do_is_refused(
    province: Province, mobile: str, seen: int, part: str
) -> None:
    authorised(province["B1"], 2)
    made = authorised(province["B1"], 1)
    with pytest.raises(Refusal, match=part):
        change_mobile(account=made, mobile=mobile, seen=seen, by=SYSTEM, at=NOON)
    made = Account.objects.get(pk=made.pk)
    assert (made.mobile, made.step) == (mobile_of(1), 0)


@pytest.mark.spec("ACC-07")
def test_a_withdrawn_person_may_be_authorised_anew(province: Province) -> None:
    made = authorised(province["B1"], 1)
    with pytest.raises(Refusal, match="原因"):
        withdraw(account=made, reason=" ", by=SYSTEM, at=NOON)
    withdraw(account=made, reason="录入错误", by=SYSTEM, at=NOON)
    assert Account.objects.get(pk=made.pk).state == State.ENDED
    assert not Authorisation.objects.filter(is_live=True).exists()
    assert Message.objects.get().text is None
    assert authorised(province["B1b"], 1).state == State.WAITING


@pytest.mark.spec("ACC-07")
def test_an_active_account_gets_no_code(province: Province) -> None:
    active = activated(province["B1"], 1)
    with pytest.raises(Refusal, match="已经激活"):
        resend(account=active, by=SYSTEM, at=NOON)
    with pytest.raises(Refusal, match="已经激活"):
        withdraw(account=active, reason="离岗", by=SYSTEM, at=NOON)
    with pytest.raises(Refusal, match="已经激活"):
        change_mobile(account=active, mobile=mobile_of(8), seen=active.step, by=SYSTEM, at=NOON)


@pytest.mark.spec("ACC-07")
def test_two_officers_at_once_make_one_new_code(province: Province) -> None:
    made = authorised(province["B1"], 1)
    seen_by_the_other = Account.objects.select_related("organization").get(pk=made.pk)
    resend(account=made, by=SYSTEM, at=NOON)
    with pytest.raises(Overtaken):
        resend(account=seen_by_the_other, by=SYSTEM, at=NOON)


@pytest.mark.spec("ACC-06", "GEN-13")
def test_every_error_of_every_entry_is_said_at_once(province: Province) -> None:
    account(province["B1"], 5)
    branch = province["B1"]
    entries = [
        Entry(branch, "", "370999", "0699-8880011", Role.ADMINISTRATOR),
        entry(branch, 5),
        entry(branch, 6),
        entry(branch, 6),
        Entry(branch, NAME, invented_id(7), mobile_of(5), Role.ADMINISTRATOR),
    ]
    found = complaints_of(entries)
    assert {place: [each.field for each in found[place]] for place in found} == {
        0: ["name", "id_number", "mobile"],
        1: ["id_number", "mobile"],
        3: ["id_number"],
        4: ["mobile"],
    }
    with pytest.raises(EntriesRefused) as refused:
        authorise(entries=entries, by=SYSTEM, at=NOON)
    assert refused.value.by_place == found
    assert Account.objects.count() == 1
    assert not Message.objects.exists()


@pytest.mark.spec("ACC-05", "ACC-02")
@pytest.mark.parametrize(
    ("place", "role", "said"),
    [
        ("T1", Role.AUDITOR, None),
        ("T1", Role.ADMINISTRATOR, None),
        ("T1", Role.OFFICER, Denied),
        ("B1", Role.OFFICER, None),
        ("GB1", Role.AUDITOR, None),
        ("GB1", Role.ADMINISTRATOR, None),
        ("D1", Role.ADMINISTRATOR, OutOfReach),
        ("D1", Role.OFFICER, OutOfReach),
        ("T2", Role.ADMINISTRATOR, OutOfReach),
    ],
)
def test_whom_an_officer_may_appoint(
    province: Province, place: str, role: Role, said: type[Refusal] | None
) -> None:
    entries = [entry(province[place], 1, role=role)]
    officer = province.actor("T1", Role.OFFICER)
    if said is None:
        assert authorise(entries=entries, by=officer, at=NOON)[0].role == role
        return
    with pytest.raises(said):
        authorise(entries=entries, by=officer, at=NOON)
    assert not Account.objects.exists()


@pytest.mark.spec("ACC-01", "ACC-05")
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_the_other_duties_appoint_nobody(province: Province, role: Role) -> None:
    with pytest.raises(Denied):
        authorise(entries=[entry(province["B1"], 1)], by=province.actor("T1", role), at=NOON)


@pytest.mark.spec("ACC-01", "ACC-03")
@pytest.mark.parametrize(
    ("role", "functions"),
    [
        (Role.AUDITOR, {Can.ENROL_MEMBER}),
        (Role.OFFICER, {Can.ENROL_MEMBER}),
        (Role.ADMINISTRATOR, {Can.MANAGE_ACCOUNTS}),
        (Role.ADMINISTRATOR, {Can.READ_LOG}),
    ],
)
def test_functions_never_join_what_the_duties_keep_apart(
    province: Province, role: Role, functions: set[Can]
) -> None:
    entries = [entry(province["B1"], 1, role=role, functions=functions)]
    with pytest.raises(SeparationBroken):
        authorise(entries=entries, by=province.actor("T1", Role.OFFICER), at=NOON)
    assert not Account.objects.exists()


@pytest.mark.spec("ACC-01")
@pytest.mark.parametrize("held", list(Role))
@pytest.mark.parametrize("wanted", list(Role))
def test_a_second_duty_of_one_person_breaks_the_separation(
    province: Province, held: Role, wanted: Role
) -> None:
    account(province["B2"], 1, role=held)
    entries = [entry(province["B1"], 1, role=wanted)]
    with pytest.raises(Refusal, match="已有账号") as refused:
        authorise(entries=entries, by=province.actor("T1", Role.OFFICER), at=NOON)
    assert isinstance(refused.value, SeparationBroken) is (held is not wanted)
    assert Account.objects.count() == 1


@pytest.mark.spec("ACC-11")
def test_a_random_first_vpn_password_is_sent_when_the_setting_says_so(
    province: Province, settings: Settings
) -> None:
    settings.DENGTA_INITIAL_VPN_PASSWORD = "random"
    authorised(province["B1"], 1)
    work()
    (text,) = texts_to(1)
    assert "身份证号后六位" not in text
    assert "初始密码是" in text


@pytest.mark.spec("LOG-01", "LOG-04")
def test_every_step_has_its_line_and_no_line_a_plain_number(province: Province) -> None:
    made = authorised(province["B1"], 1, by=province.actor("T1", Role.OFFICER))
    work()
    resend(account=made, by=province.actor("T1", Role.OFFICER), at=NOON)
    withdraw(account=made, reason="离岗", by=province.actor("T1", Role.OFFICER), at=NOON)
    lines = Line.objects.filter(subject_uid=made.uid).order_by("pk")
    assert [line.event for line in lines] == [
        Event.AUTHORISED,
        Event.MESSAGE_SENT,
        Event.AUTHORISATION_RENEWED,
        Event.AUTHORISATION_WITHDRAWN,
    ]
    for line in lines:
        assert line.path == province["B1"].path
        assert invented_id(1).encode() not in bytes(line.body)


def test_a_message_that_may_come_through_later_is_tried_again_and_then_given_up(
    province: Province, settings: Settings
) -> None:
    blocker = settings.DENGTA_DATA / "outbox-blocked"
    blocker.write_text("a file where a folder should be")
    settings.DENGTA_DATA = blocker
    made = authorised(province["B1"], 1)
    work()
    message = Message.objects.get()
    assert (message.state, message.attempts) == (Posting.FAILED, 1)
    assert message.text is not None
    for attempt in (2, 3, 4):
        assert work() == 0
        Job.objects.filter(ended_at__isnull=True).update(lease_until=clock.database_now())
        assert work() == 1
        assert Message.objects.get().attempts == attempt
    assert Message.objects.get().text is None
    assert not Job.objects.filter(ended_at__isnull=True).exists()
    failures = Line.objects.filter(event=Event.MESSAGE_FAILED, subject_uid=made.uid)
    assert failures.count() == 1
    assert OutboxMessage.objects.count() == 1
