from __future__ import annotations

from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from dengta.access.roles import Role
from dengta.audit import actions, queries
from dengta.audit.rules.events import Event, Kind
from dengta.audit.rules.lines import Changed, Subject
from dengta.database.uids import new_uid
from dengta.refusal import Denied, OutOfReach
from tests.audit.people import CITY, COUNTY, NOON, OTHER_CITY, PROVINCE, actor

pytestmark = pytest.mark.django_db


def write(path: str, name: str, minutes: int = 0) -> None:
    actions.record(
        Event.ORGANIZATION_CREATED,
        subject=Subject("organization", new_uid(), name),
        path=path,
        by=actor(),
        at=NOON + timedelta(minutes=minutes),
        changes=[Changed("contact", "联系人", "", "高远")],
    )


def names(rows: list[queries.LineRow]) -> list[str]:
    return [row.subject_name for row in rows]


@pytest.mark.spec("LOG-02")
def test_an_auditor_reads_the_own_organisation_and_below_newest_first() -> None:
    for path, name in ((PROVINCE, "省"), (CITY, "市"), (COUNTY, "县"), (OTHER_CITY, "邻市")):
        write(path, name)
    assert names(queries.lines(actor(Role.AUDITOR, CITY))) == ["县", "市"]
    assert names(queries.lines(actor(Role.AUDITOR, COUNTY))) == ["县"]
    assert len(queries.lines(actor(Role.AUDITOR, PROVINCE))) == 4


@pytest.mark.spec("LOG-02")
@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.OFFICER])
def test_only_auditors_read(role: Role) -> None:
    with pytest.raises(Denied):
        queries.lines(actor(role, PROVINCE))


@pytest.mark.spec("LOG-02")
def test_a_line_out_of_range_does_not_exist() -> None:
    write(OTHER_CITY, "邻市")
    (row,) = queries.lines(actor(Role.AUDITOR, OTHER_CITY))
    assert queries.line(actor(Role.AUDITOR, PROVINCE), row.uid) == row
    with pytest.raises(OutOfReach):
        queries.line(actor(Role.AUDITOR, CITY), row.uid)


@pytest.mark.spec("LOG-02")
def test_lines_are_found_by_kind_time_person_and_object() -> None:
    write(COUNTY, "早", 0)
    write(COUNTY, "晚", 30)
    actions.record_sign_in(Event.SIGNED_IN, by=actor(name="江流"), at=NOON)
    auditor = actor(Role.AUDITOR, PROVINCE)
    assert names(queries.lines(auditor, kind=Kind.SIGN_IN)) == ["江流"]
    assert names(queries.lines(auditor, since=NOON + timedelta(minutes=1))) == ["晚"]
    until = NOON + timedelta(minutes=30)
    assert names(queries.lines(auditor, kind=Kind.BUSINESS, until=until)) == ["早"]
    assert names(queries.lines(auditor, person="江流")) == ["江流"]
    late = queries.lines(auditor, since=until)[0]
    assert names(queries.lines(auditor, subject_uid=late.subject_uid)) == ["晚"]


def test_paging_takes_one_query_for_one_row_and_for_three(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    auditor = actor(Role.AUDITOR, PROVINCE)
    write(COUNTY, "一")
    with django_assert_num_queries(1):
        first = queries.lines(auditor)
    assert first[0].sentence == "东平川县委管理员田小禾：新增党组织“一”，联系人填为“高远”。"
    write(COUNTY, "二")
    write(COUNTY, "三")
    with django_assert_num_queries(1):
        page = queries.lines(auditor, limit=2)
    assert names(page) == ["三", "二"]
    assert names(queries.lines(auditor, before=page[-1].pk)) == ["一"]
