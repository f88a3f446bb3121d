"""What auditors find in the log: by screen, time, person, organisation, object, and ready made."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from dengta.access.actor import SYSTEM, Actor
from dengta.access.roles import Role
from dengta.audit import actions, queries
from dengta.audit.queries import Page, Question
from dengta.audit.rules.events import Event, Kind
from dengta.audit.rules.groups import MANY, Group, Ready
from dengta.audit.rules.lines import Changed, Subject
from dengta.audit.rules.sentences import text_of
from dengta.database.uids import new_uid
from dengta.refusal import Denied, OutOfReach
from tests.audit.people import CITY, COUNTY, NOON, OTHER_CITY, PROVINCE, actor

pytestmark = pytest.mark.django_db

NUMBER = "370999199001010012"
PHONE = Changed("phone", "联系电话", "13900000000", "13800000000", secret=True)


def write(path: str, name: str, minutes: int = 0, by: Actor | None = None) -> None:
    actions.record(
        Event.ORGANIZATION_CREATED,
        subject=Subject("organization", new_uid(), name),
        path=path,
        by=by or actor(),
        at=NOON + timedelta(minutes=minutes),
        changes=[Changed("contact", "联系人", "", "高远")],
    )


def found(auditor: Actor, question: Question | None = None) -> list[str]:
    """The names of what the first page is about."""
    return names(queries.page(auditor, question or Question()))


def names(page: Page) -> list[str]:
    return [row.subject_name for row in page.rows]


@pytest.mark.spec("LOG-02")
def test_an_auditor_reads_the_own_organisation_and_below_newest_first() -> None:
    for path, name in ((PROVINCE, "省"), (CITY, "市"), (COUNTY, "县"), (OTHER_CITY, "邻市")):
        write(path, name)
    assert found(actor(Role.AUDITOR, CITY)) == ["县", "市"]
    assert found(actor(Role.AUDITOR, COUNTY)) == ["县"]
    assert len(found(actor(Role.AUDITOR, PROVINCE))) == 4


@pytest.mark.spec("LOG-02")
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OFFICER])
def test_only_auditors_read(role: Role) -> None:
    other = actor(role, PROVINCE)
    for ask in (queries.page, queries.tally, queries.bursts):
        with pytest.raises(Denied):
            ask(other, Question())
    with pytest.raises(Denied):
        queries.standing(other)
    with pytest.raises(Denied):
        actions.reveal(uid=new_uid(), by=other, at=NOON)


@pytest.mark.spec("LOG-02")
def test_a_line_out_of_range_does_not_exist() -> None:
    write(OTHER_CITY, "邻市")
    (row,) = queries.page(actor(Role.AUDITOR, OTHER_CITY), Question()).rows
    assert queries.line(actor(Role.AUDITOR, PROVINCE), row.uid) == row
    stranger = actor(Role.AUDITOR, CITY)
    for ask in (queries.line, queries.proof):
        with pytest.raises(OutOfReach):
            ask(stranger, row.uid)
    with pytest.raises(OutOfReach):
        actions.reveal(uid=row.uid, by=stranger, at=NOON)


@pytest.mark.spec("LOG-02")
def test_lines_are_found_by_kind_time_person_organisation_and_object() -> None:
    write(COUNTY, "早", 0)
    write(OTHER_CITY, "晚", 30)
    actions.record_sign_in(Event.SIGNED_IN, by=actor(name="江流"), at=NOON)
    auditor = actor(Role.AUDITOR, PROVINCE)
    assert found(auditor, Question(kind=Kind.SIGN_IN)) == ["江流"]
    assert found(auditor, Question(since=NOON + timedelta(minutes=1))) == ["晚"]
    until = NOON + timedelta(minutes=30)
    assert found(auditor, Question(kind=Kind.BUSINESS, until=until)) == ["早"]
    assert found(auditor, Question(person="江")) == ["江流"]
    assert found(auditor, Question(org_path=OTHER_CITY)) == ["晚"]
    assert found(auditor, Question(subject="晚")) == ["晚"]
    (late,) = queries.page(auditor, Question(since=until)).rows
    assert found(auditor, Question(subject_uid=late.subject_uid)) == ["晚"]
    assert found(auditor, Question(actor_uid=late.actor_uid)) == ["晚"]
    assert found(auditor, Question(event=Event.SIGNED_IN)) == ["江流"]
    assert found(auditor, Question(group=Group.ORGANIZATIONS)) == ["晚", "早"]


@pytest.mark.spec("LOG-02")
def test_an_organisation_out_of_reach_does_not_exist_for_the_filter() -> None:
    with pytest.raises(OutOfReach):
        queries.page(actor(Role.AUDITOR, CITY), Question(org_path=OTHER_CITY))


def test_pages_turn_both_ways_and_cost_the_same_for_one_row_and_for_three(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    auditor = actor(Role.AUDITOR, PROVINCE)
    write(COUNTY, "一")
    cost = 5 if connection.vendor == "postgresql" else 1  # the time limit, in a savepoint here
    with django_assert_num_queries(cost):
        first = queries.page(auditor, Question())
    assert (first.older, first.newer) == ("", "")
    write(COUNTY, "二")
    write(COUNTY, "三", 1)
    with django_assert_num_queries(cost):
        newest = queries.page(auditor, Question(), limit=2)
    assert names(newest) == ["三", "二"]
    assert newest.newer == ""
    oldest = queries.page(auditor, Question(), older_than=newest.older, limit=2)
    assert (names(oldest), oldest.older) == (["一"], "")
    back = queries.page(auditor, Question(), newer_than=oldest.newer, limit=2)
    assert (names(back), back.newer) == (["三", "二"], "")
    assert names(queries.page(auditor, Question(), older_than=back.older)) == ["一"]


@pytest.mark.parametrize("cursor", ["x", "1-", "-1", "1-x", "９-９", "9" * 30 + "-1"])
def test_a_cursor_that_is_none_gives_the_first_page(cursor: str) -> None:
    write(COUNTY, "一")
    auditor = actor(Role.AUDITOR, PROVINCE)
    for page in (
        queries.page(auditor, Question(), older_than=cursor),
        queries.page(auditor, Question(), newer_than=cursor),
    ):
        assert names(page) == ["一"]


def test_lines_are_counted_by_group() -> None:
    write(COUNTY, "一")
    write(COUNTY, "二", by=SYSTEM)
    actions.record_sign_in(Event.SIGNED_IN, by=actor(), at=NOON)
    auditor = actor(Role.AUDITOR, PROVINCE)
    tally = queries.tally(auditor, Question(kind=Kind.BUSINESS, group=Group.TRANSFERS))
    assert (tally.total, tally.words(), tally.words(Group.AUTOMATIC)) == (2, "2", "1")
    assert tally.groups[Group.ORGANIZATIONS] == 2
    assert tally.groups[Group.AUTOMATIC] == 1
    assert tally.groups[Group.TRANSFERS] == 0
    assert found(auditor, Question(group=Group.AUTOMATIC)) == ["二"]


@pytest.mark.spec("LOG-01")
def test_numbers_are_masked_until_a_click_that_is_logged_shows_them() -> None:
    subject = Subject("member", new_uid(), "李禾")
    actions.record(
        Event.MEMBER_EDITED,
        subject=subject,
        path=COUNTY,
        by=actor(name="张麦"),
        at=NOON,
        changes=[PHONE],
        reason=f"号码应为{NUMBER}",
        detail={"来电": "13900000000"},
    )
    auditor = actor(Role.AUDITOR, CITY, name="沈知远")
    (row,) = queries.page(auditor, Question()).rows
    assert row.hides
    assert (row.changes[0].old, row.changes[0].new) == ("139****0000", "138****0000")
    assert row.reason == "号码应为37****************"
    assert row.facts == (("来电", "139****0000"),)
    assert row.sentence == (
        "2026-03-02 12:00 张麦（东平川县委，管理员）把 李禾 的 联系电话 由 139****0000 改为 "
        "138****0000，原因：号码应为37****************"
    )
    full = actions.reveal(uid=row.uid, by=auditor, at=NOON + timedelta(minutes=1))
    assert full.changes == (PHONE,)
    assert full.reason == f"号码应为{NUMBER}"
    actions.reveal(uid=row.uid, by=auditor, at=NOON + timedelta(minutes=2))
    (look,) = queries.page(auditor, Question(kind=Kind.LOOK)).rows
    assert (look.event, look.path, look.actor_name) == (Event.NUMBER_REVEALED, COUNTY, "沈知远")
    assert text_of(look.parts) == "沈知远 在日志中查看了 李禾 的完整号码。"


@pytest.mark.spec("LOG-01")
def test_a_line_without_numbers_hides_nothing() -> None:
    write(COUNTY, "一")
    (row,) = queries.page(actor(Role.AUDITOR, PROVINCE), Question()).rows
    assert not row.hides
    assert (row.label, row.group) == ("新增党组织", Group.ORGANIZATIONS)


def look(by: Actor, minutes: float, name: str = "李禾", uid: UUID | None = None) -> None:
    actions.record_look(
        Subject("member", uid or new_uid(), name),
        path=COUNTY,
        by=by,
        at=NOON + timedelta(minutes=minutes),
    )


@pytest.mark.spec("LOG-02")
def test_ready_questions_find_what_they_say() -> None:
    auditor = actor(Role.AUDITOR, PROVINCE)
    night = 10 * 60 + 1  # 22:01 in Beijing
    write(COUNTY, "夜里", night)
    write(COUNTY, "自动", night, by=SYSTEM)
    write(COUNTY, "早上", 18 * 60)
    look(actor(name="李禾"), 0, "李禾")
    look(actor(name="张麦"), 0, "李禾")
    actions.record(
        Event.LOG_EXPORTED,
        subject=Subject("log", None, "十月的日志"),
        path=COUNTY,
        by=actor(),
        at=NOON,
    )
    for changed in (PHONE, Changed("name", "姓名", "白桦", "白华")):
        actions.record(
            Event.MEMBER_EDITED,
            subject=Subject("member", new_uid(), changed.new[:2]),
            path=COUNTY,
            by=actor(),
            at=NOON,
            changes=[changed],
        )

    def ready(which: Ready) -> list[str]:
        return found(auditor, Question(ready=which))

    assert ready(Ready.AT_NIGHT) == ["夜里"]
    assert ready(Ready.EXPORTS) == ["十月的日志"]
    assert ready(Ready.OWN_RECORD) == ["李禾"]
    assert ready(Ready.IDENTITY) == ["白华"]
    assert ready(Ready.MANY_LOOKS) == ["李禾", "李禾"]


@pytest.mark.spec("LOG-02")
@pytest.mark.django_db(transaction=True)
def test_refused_attempts_stand_ready() -> None:
    actions.record_sign_in(Event.SIGNED_IN, by=actor(), at=NOON)
    actions.record_refused(Event.REFUSED_DENIED, by=actor(), at=NOON, what="GET /x")
    assert found(actor(Role.AUDITOR, PROVINCE), Question(ready=Ready.REFUSED)) == ["GET /x"]


@pytest.mark.spec("LOG-02")
def test_who_opens_many_records_within_an_hour_is_named() -> None:
    busy, quiet = actor(name="张麦"), actor(name="江流")
    for number in range(MANY + 2):
        look(busy, number)
    for number in range(MANY):
        look(quiet, number * 3)
    look(busy, 600)
    (burst,) = queries.bursts(actor(Role.AUDITOR, PROVINCE), Question())
    assert (burst.actor_uid, burst.actor_name, burst.records) == (busy.uid, "张麦", MANY + 2)
    assert (burst.since, burst.until) == (NOON, NOON + timedelta(minutes=MANY + 1))
    assert queries.bursts(actor(Role.AUDITOR, OTHER_CITY), Question()) == ()
