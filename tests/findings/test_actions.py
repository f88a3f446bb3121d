from __future__ import annotations

from uuid import UUID

import pytest
from pytest_django import DjangoAssertNumQueries

from dengta.access.permissions import Can
from dengta.access.roles import Role
from dengta.audit.queries import lines_about
from dengta.audit.rules.events import Event
from dengta.database.uids import new_uid
from dengta.findings import actions, effects, queries
from dengta.findings.models import Finding
from dengta.findings.rules import MEMBER, ORGANIZATION
from dengta.refusal import Denied, OutOfReach, Overtaken, Refusal, Spot
from tests.audit.people import CITY, COUNTY, NOON, OTHER_CITY, PROVINCE, actor

pytestmark = pytest.mark.django_db


def found(path: str, rule: str = "MEM-02.sex", field: str = "sex") -> UUID:
    uid = new_uid()
    effects.set(MEMBER, uid, path, {rule: (field, {})}, {rule}, NOON)
    return uid


@pytest.mark.spec("MEM-24")
def test_the_list_shows_the_own_organisation_and_below_with_sentence_and_field() -> None:
    uid = found(COUNTY)
    found(OTHER_CITY)
    page = queries.findings_of(actor(path=CITY), CITY)
    (row,) = page.rows
    assert not page.more
    assert row.sentence == "性别与公民身份证号不一致，请核对后更正。"
    assert row.spot == Spot(MEMBER, uid, "sex")
    assert (row.path, row.since) == (COUNTY, NOON)
    assert len(queries.findings_of(actor(path=PROVINCE), PROVINCE).rows) == 2
    assert queries.findings_of(actor(path=PROVINCE), COUNTY).rows == [row]


@pytest.mark.spec("ACC-02")
def test_a_place_out_of_reach_does_not_exist_and_other_duties_may_not() -> None:
    clerk = actor(path=CITY)
    for path in (OTHER_CITY, PROVINCE):
        with pytest.raises(OutOfReach):
            queries.findings_of(clerk, path)
        with pytest.raises(OutOfReach):
            queries.about(clerk, MEMBER, new_uid(), path)
    for other in (
        actor(Role.OFFICER, CITY),
        actor(Role.AUDITOR, CITY),
        actor(path=CITY, functions=frozenset({Can.BROWSE_MEMBERS})),
    ):
        with pytest.raises(Denied):
            queries.findings_of(other, CITY)


def test_pages_follow_one_another_in_order_of_organisation() -> None:
    for path in (OTHER_CITY, COUNTY, CITY, COUNTY, PROVINCE):
        found(path)
    clerk = actor(path=PROVINCE)
    seen: list[queries.FindingRow] = []
    after = None
    while True:
        page = queries.findings_of(clerk, PROVINCE, after, limit=2)
        seen += page.rows
        if not page.more:
            break
        after = page.rows[-1].place
    assert [row.path for row in seen] == [PROVINCE, CITY, COUNTY, COUNTY, OTHER_CITY]
    assert len({row.pk for row in seen}) == 5


def test_a_page_is_one_query_for_one_row_and_for_three(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    clerk = actor(path=PROVINCE)
    found(COUNTY)
    with django_assert_num_queries(1):
        assert len(queries.findings_of(clerk, PROVINCE).rows) == 1
    found(COUNTY)
    found(CITY)
    with django_assert_num_queries(1):
        assert len(queries.findings_of(clerk, PROVINCE).rows) == 3


def test_the_list_narrows_to_kinds() -> None:
    uid = new_uid()
    effects.set(ORGANIZATION, uid, COUNTY, {"ORG-06.unit": ("units", {})}, {"ORG-06.unit"}, NOON)
    found(COUNTY)
    found(COUNTY)
    clerk = actor(path=COUNTY)
    only = queries.findings_of(clerk, COUNTY, kinds=[ORGANIZATION]).rows
    assert [row.subject_uid for row in only] == [uid]
    assert [row.rule for row in queries.about(clerk, ORGANIZATION, uid, COUNTY)] == ["ORG-06.unit"]


@pytest.mark.spec("MEM-24")
def test_what_is_accepted_leaves_the_list_with_reason_and_line() -> None:
    uid = found(COUNTY)
    clerk = actor(path=CITY)
    finding = actions.accept(Finding.objects.get().pk, why=" 证件有误，已核实 ", by=clerk, at=NOON)
    assert (finding.accepted_by, finding.accepted_why) == ("田小禾", "证件有误，已核实")
    assert not queries.findings_of(clerk, CITY).rows
    (row,) = queries.findings_of(clerk, CITY, accepted=True).rows
    assert row.accepted_why == "证件有误，已核实"
    (line,) = lines_about(uid)
    assert (line.event, line.path, line.reason) == (
        Event.FINDING_ACCEPTED,
        COUNTY,
        "证件有误，已核实",
    )


@pytest.mark.parametrize(("why", "words"), [("  ", "请填写"), ("长" * 401, "太长")])
def test_a_reason_is_asked_beside_its_field(why: str, words: str) -> None:
    found(COUNTY)
    with pytest.raises(Refusal, match=words) as refused:
        actions.accept(Finding.objects.get().pk, why=why, by=actor(), at=NOON)
    assert refused.value.complaints[0].field == "why"
    assert Finding.objects.get().accepted_at is None


def test_accepting_twice_out_of_reach_or_what_is_gone_is_refused() -> None:
    found(COUNTY)
    pk = Finding.objects.get().pk
    with pytest.raises(OutOfReach):
        actions.accept(pk, why="属实", by=actor(path=OTHER_CITY), at=NOON)
    with pytest.raises(OutOfReach):
        actions.accept(pk + 1, why="属实", by=actor(), at=NOON)
    actions.accept(pk, why="属实", by=actor(), at=NOON)
    with pytest.raises(Overtaken):
        actions.accept(pk, why="也属实", by=actor(), at=NOON)
    assert Finding.objects.get().accepted_why == "属实"


@pytest.mark.spec("ACC-18")
def test_what_is_to_be_corrected_waits_on_the_workbench_in_one_short_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    clerk = actor(path=CITY)
    assert queries.waiting(clerk, NOON) == []
    found(OTHER_CITY)
    assert queries.waiting(clerk, NOON) == []
    found(COUNTY)
    for _ in range(2):
        effects.set(
            ORGANIZATION, new_uid(), CITY, {"ORG-06.unit": ("units", {})}, {"ORG-06.unit"}, NOON
        )
    with django_assert_num_queries(1):
        lines = queries.waiting(clerk, NOON)
    assert [(line.spot, line.what) for line in lines] == [
        (Spot("finding"), "有 1 条需要核对更正"),
        (Spot("organization_finding"), "有 2 条需要核对更正"),
    ]
    for _ in range(queries.MANY):
        found(CITY)
    assert "条以上" in queries.waiting(clerk, NOON)[0].what
    assert queries.waiting(actor(Role.OFFICER, CITY), NOON) == []
