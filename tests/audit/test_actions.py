from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from dengta.access.actor import SYSTEM, Actor
from dengta.access.roles import Role
from dengta.audit import actions
from dengta.audit.models import LastLook, Line
from dengta.audit.queries import lines_about
from dengta.audit.queries.lines import LineRow, opened
from dengta.audit.rules.events import Event, Kind
from dengta.audit.rules.lines import ONE_LOOK, REFUSED_A_MINUTE, Changed, Happening, Subject
from dengta.database.uids import new_uid
from tests.audit.people import COUNTY, NOON, PROVINCE, actor

pytestmark = pytest.mark.django_db

NUMBER = "370999199001010012"


def member(name: str = "高远") -> Subject:
    return Subject("member", new_uid(), name)


def test_an_address_that_is_too_long_is_cut() -> None:
    clerk, subject = replace(actor(), request="GET /" + "a" * 300), member()
    actions.record(Event.MEMBER_EDITED, subject=subject, path=COUNTY, by=clerk, at=NOON)
    (line,) = lines_about(subject.uid)  # type: ignore[arg-type]
    assert line.request == clerk.request[:200]


@pytest.mark.spec("LOG-01")
def test_a_line_says_who_as_what_where_from_and_what_changed() -> None:
    clerk, subject = actor(), member()
    change = Changed("phone", "联系电话", "13900000000", "0699-8880011", secret=True)
    actions.record(
        Event.MEMBER_EDITED,
        subject=subject,
        path=COUNTY,
        by=clerk,
        at=NOON,
        changes=[change],
        reason="本人来函",
        detail={"tab": "基本信息"},
    )
    (line,) = lines_about(subject.uid)  # type: ignore[arg-type]
    assert (line.kind, line.event, line.at, line.path) == (
        Kind.BUSINESS,
        Event.MEMBER_EDITED,
        NOON,
        COUNTY,
    )
    assert (line.actor_name, line.duty, line.organization_name) == (
        "田小禾",
        "管理员",
        "东平川县委",
    )
    assert (line.address, line.request) == ("10.0.0.7", "r-1")
    assert (line.changes, line.reason, line.detail) == (
        (change,),
        "本人来函",
        {"tab": "基本信息"},
    )


@pytest.mark.spec("LOG-01")
def test_no_value_and_no_reason_lies_open_in_the_table() -> None:
    actions.record(
        Event.MEMBER_EDITED,
        subject=member(),
        path=COUNTY,
        by=actor(),
        at=NOON,
        changes=[Changed("id_number", "公民身份证号", "", NUMBER)],
        reason=f"号码是{NUMBER}",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM audit_line")
        stored = b"".join(
            bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
            for value in cursor.fetchone()
        )
    assert NUMBER.encode() not in stored
    assert COUNTY.encode() in stored


@pytest.mark.spec("LOG-04")
@pytest.mark.django_db(transaction=True)
def test_outside_a_transaction_there_is_no_business_line() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        actions.record(Event.MEMBER_EDITED, subject=member(), path=COUNTY, by=actor(), at=NOON)
    assert not Line.objects.exists()


@pytest.mark.spec("LOG-04")
@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_takes_its_line_with_it() -> None:
    with transaction.atomic():
        actions.record(Event.MEMBER_EDITED, subject=member(), path=COUNTY, by=actor(), at=NOON)
        assert Line.objects.count() == 1
        transaction.set_rollback(True)
    assert not Line.objects.exists()


def _through_sql() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE audit_line SET path = '000'")


@pytest.mark.spec("LOG-03")
@pytest.mark.parametrize(
    "change",
    [
        lambda: Line.objects.update(actor_name="别人"),
        lambda: Line.objects.all().delete(),
        _through_sql,
    ],
    ids=["update", "delete", "sql"],
)
def test_the_database_refuses_to_change_or_remove_a_line(change: Callable[[], object]) -> None:
    actions.record(Event.MEMBER_EDITED, subject=member(), path=COUNTY, by=actor(), at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        change()
    assert Line.objects.get().actor_name == "田小禾"


def test_a_batch_writes_one_line_for_each() -> None:
    subjects = [member("高远"), member("白桦"), member("江流")]
    written = actions.record_each(
        [
            Happening(Event.MEMBER_ENROLLED, subject, COUNTY, reason="批量补录")
            for subject in subjects
        ],
        by=actor(),
        at=NOON,
    )
    assert written == 3
    for subject in subjects:
        (line,) = lines_about(subject.uid)  # type: ignore[arg-type]
        assert (line.subject_name, line.reason) == (subject.name, "批量补录")


def test_lines_of_one_transaction_carry_its_number() -> None:
    actions.record(Event.MEMBER_EDITED, subject=member(), path=COUNTY, by=actor(), at=NOON)
    actions.record_each([Happening(Event.MEMBER_ENROLLED, member(), COUNTY)], by=actor(), at=NOON)
    first, second = Line.objects.order_by("pk").values_list("transaction", flat=True)
    assert first == second
    assert (first > 0) is (connection.vendor == "postgresql")


@pytest.mark.spec("LOG-01")
def test_an_automatic_step_has_no_duty() -> None:
    subject = member()
    actions.record(Event.TRANSFER_PASSED, subject=subject, path=COUNTY, by=SYSTEM, at=NOON)
    (line,) = lines_about(subject.uid)  # type: ignore[arg-type]
    assert (line.actor_name, line.duty) == ("系统", "")


@pytest.mark.spec("LOG-01")
def test_looks_within_ten_minutes_are_one_line() -> None:
    clerk, subject = actor(), member()

    def look(after: timedelta) -> bool:
        return actions.record_look(subject, path=COUNTY, by=clerk, at=NOON + after)

    assert look(timedelta())
    assert not look(timedelta(minutes=9, seconds=59))
    assert look(ONE_LOOK)
    assert not look(ONE_LOOK + timedelta(minutes=1))
    lines = lines_about(subject.uid)  # type: ignore[arg-type]
    assert [line.at - NOON for line in lines] == [timedelta(), ONE_LOOK]
    assert {line.kind for line in lines} == {Kind.LOOK}


@pytest.mark.spec("LOG-01")
def test_another_account_another_record_and_a_print_are_looks_of_their_own() -> None:
    clerk, subject = actor(), member()
    look = actions.record_look
    assert look(subject, path=COUNTY, by=clerk, at=NOON)
    assert look(subject, path=COUNTY, by=actor(name="江流"), at=NOON)
    assert look(member("白桦"), path=COUNTY, by=clerk, at=NOON)
    assert look(subject, path=COUNTY, by=clerk, at=NOON, event=Event.LETTER_PRINTED)
    assert Line.objects.filter(kind=Kind.LOOK).count() == 4


def test_last_looks_are_swept_away_when_they_decide_nothing_more() -> None:
    clerk, subject = actor(), member()
    actions.record_look(subject, path=COUNTY, by=clerk, at=NOON)
    assert actions.forget_looks(NOON + timedelta(minutes=9)) == 0
    assert not actions.record_look(subject, path=COUNTY, by=clerk, at=NOON + timedelta(minutes=9))
    assert actions.forget_looks(NOON + ONE_LOOK) == 1
    assert not LastLook.objects.exists()
    assert actions.record_look(subject, path=COUNTY, by=clerk, at=NOON + ONE_LOOK)


@pytest.mark.spec("LOG-01")
@pytest.mark.django_db(transaction=True)
def test_a_refused_attempt_is_written_after_the_rollback_and_not_within() -> None:
    clerk = actor()
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.record_refused(Event.REFUSED_DENIED, by=clerk, at=NOON, what="GET /x")
    assert not Line.objects.exists()
    actions.record_refused(Event.REFUSED_DENIED, by=clerk, at=NOON, what="GET /x", sentence="不可")
    line = Line.objects.get()
    assert (line.kind, line.subject_name, line.path) == (Kind.REFUSED, "GET /x", COUNTY)


@pytest.mark.spec("LOG-01", "ACC-01")
def test_who_hammers_at_an_address_is_told_of_but_not_without_end() -> None:
    clerk, other = actor(), actor(name="江流")

    def refused(event: Event, by: Actor, after: int, what: str = "GET /dangyuan") -> int:
        at = NOON + timedelta(seconds=after)
        before = Line.objects.count()
        actions.record_refused(event, by=by, at=at, what=what)
        return Line.objects.count() - before

    denied = Event.REFUSED_DENIED
    assert sum(refused(denied, clerk, second) for second in range(50)) == REFUSED_A_MINUTE
    *before, last = (row.sentence for row in lines_of(clerk))
    assert "之后的同类被拒绝操作不再逐条记录" in last
    assert not any("不再逐条" in sentence for sentence in before)
    assert refused(denied, clerk, 50, what="GET /zuzhi") == 1
    assert refused(Event.REFUSED_OUT_OF_REACH, clerk, 50) == 1
    assert refused(denied, other, 50) == 1
    assert refused(denied, clerk, 90) == 1, "another minute"
    separation = Event.REFUSED_SEPARATION
    assert sum(refused(separation, clerk, second) for second in range(40)) == 40


def lines_of(who: Actor) -> list[LineRow]:
    """The lines of one account in full, oldest first."""
    return [opened(line) for line in Line.objects.filter(actor_uid=who.uid).order_by("pk")]


@pytest.mark.spec("LOG-01")
def test_what_exists_out_of_reach_and_what_does_not_give_the_equal_line() -> None:
    clerk = actor()
    for _ in ("exists elsewhere", "exists nowhere"):
        actions.record_refused(
            Event.REFUSED_OUT_OF_REACH, by=clerk, at=NOON, what="GET /dangyuan/member"
        )
    one, other = Line.objects.values_list(
        "kind", "event", "subject_noun", "subject_uid", "subject_name", "path", "actor_uid", "body"
    )
    assert [bytes(v) if isinstance(v, memoryview) else v for v in one] == [
        bytes(v) if isinstance(v, memoryview) else v for v in other
    ]
    assert one[3] is None


@pytest.mark.spec("LOG-01")
def test_signing_in_is_logged_with_the_account_and_a_stranger_lies_with_the_root() -> None:
    clerk = replace(actor(Role.OFFICER), address="10.0.0.9")
    actions.record_sign_in(Event.SIGNED_IN, by=clerk, at=NOON)
    actions.record_sign_in(
        Event.SIGN_IN_FAILED, by=None, at=NOON, address="10.0.0.66", request="r-9"
    )
    known, stranger = Line.objects.order_by("pk")
    assert {known.kind, stranger.kind} == {Kind.SIGN_IN}
    assert (known.subject_uid, known.path, known.actor_role) == (clerk.uid, COUNTY, Role.OFFICER)
    assert (stranger.subject_uid, stranger.path, stranger.address) == (
        None,
        PROVINCE,
        "10.0.0.66",
    )
    assert (stranger.actor_name, stranger.actor_role) == ("未知账号", "")
