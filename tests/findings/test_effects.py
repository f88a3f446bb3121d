from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from dengta.database.uids import new_uid
from dengta.findings import actions, effects
from dengta.findings.models import Finding
from dengta.findings.rules import MEMBER, UNIT
from tests.audit.people import CITY, COUNTY, NOON, OTHER_CITY, actor
from tests.findings.broken import broken_by

pytestmark = pytest.mark.django_db

SEX, BORN, UNKNOWN = "MEM-02.sex", "MEM-02.birth_date", "MEM-03.unknown"
CHECKED = {SEX, BORN, UNKNOWN}
LATER = NOON + timedelta(days=1)


def check(uid: UUID, *rules: str, path: str = COUNTY, later: bool = False) -> None:
    effects.set(
        MEMBER,
        uid,
        path,
        {rule: (rule.partition(".")[2], {}) for rule in rules},
        CHECKED,
        LATER if later else NOON,
    )


@pytest.mark.spec("MEM-24")
def test_what_is_mended_leaves_at_once_and_what_stays_keeps_its_date() -> None:
    uid = new_uid()
    check(uid, SEX, BORN)
    check(uid, BORN, UNKNOWN, later=True)
    assert set(Finding.objects.values_list("rule", "since")) == {(BORN, NOON), (UNKNOWN, LATER)}
    check(uid)
    assert not Finding.objects.exists()


def test_only_the_rules_that_were_checked_are_replaced() -> None:
    uid, other = new_uid(), new_uid()
    check(uid, SEX)
    check(other, SEX)
    effects.set(MEMBER, uid, COUNTY, {"MEM-10": ("id_number", {})}, {"MEM-10"}, NOON)
    assert broken_by(uid) == {SEX, "MEM-10"}
    effects.set(MEMBER, uid, COUNTY, {}, {SEX}, NOON)
    assert broken_by(uid) == {"MEM-10"}
    assert broken_by(other) == {SEX}


def test_a_rule_found_without_being_checked_or_without_a_sentence_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="not checked"):
        effects.set(MEMBER, new_uid(), COUNTY, {"MEM-10": ("", {})}, {SEX}, NOON)
    with pytest.raises(KeyError, match="no sentence"):
        effects.set(MEMBER, new_uid(), COUNTY, {"XXX-99": ("", {})}, {"XXX-99"}, NOON)
    with pytest.raises(ValueError, match="without a sentence"):
        effects.set_each(MEMBER, {new_uid(): (COUNTY, {"XXX-99": ("", {})})}, {"XXX-99"}, NOON)


def test_a_clean_record_costs_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    uid = new_uid()
    with django_assert_num_queries(1):
        check(uid)
    with django_assert_num_queries(2):
        check(uid, SEX, BORN, UNKNOWN)
    with django_assert_num_queries(1):
        check(uid, SEX, BORN, UNKNOWN)


def test_a_batch_of_new_records_is_one_insert(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    one, other = new_uid(), new_uid()
    with django_assert_num_queries(1):
        effects.set_each(
            UNIT,
            {
                one: (COUNTY, {"UNT-04.length": ("code", {"length": 12})}),
                other: (CITY, {"UNT-04.kind": ("code", {}), "UNT-08": ("establishment", {})}),
                new_uid(): (CITY, {}),
            },
            {"UNT-04.length", "UNT-04.kind", "UNT-08"},
            NOON,
        )
    assert broken_by(other) == {"UNT-04.kind", "UNT-08"}
    assert Finding.objects.get(subject_uid=one).org_path == COUNTY


def test_the_database_holds_one_finding_a_rule_and_field() -> None:
    uid = new_uid()
    check(uid, SEX)
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.create(
            kind=MEMBER, subject_uid=uid, rule=SEX, field="sex", org_path=CITY, since=NOON
        )


def test_findings_move_with_their_record_and_go_with_it() -> None:
    uid, other = new_uid(), new_uid()
    check(uid, SEX, BORN)
    check(other, SEX)
    effects.move(MEMBER, uid, CITY)
    assert set(Finding.objects.filter(subject_uid=uid).values_list("org_path", flat=True)) == {CITY}
    assert Finding.objects.get(subject_uid=other).org_path == COUNTY
    effects.move_each(MEMBER, [uid, other], OTHER_CITY)
    assert set(Finding.objects.values_list("org_path", flat=True)) == {OTHER_CITY}
    effects.drop(MEMBER, uid)
    assert list(Finding.objects.values_list("subject_uid", flat=True)) == [other]


@pytest.mark.spec("MEM-24")
def test_an_acceptance_holds_while_the_arguments_are_the_same_and_lapses_when_not() -> None:
    uid = new_uid()

    def length(n: int) -> None:
        effects.set(
            UNIT, uid, COUNTY, {"UNT-04.length": ("code", {"length": n})}, {"UNT-04.length"}, NOON
        )

    length(12)
    actions.accept(Finding.objects.get().pk, why="历史代码", by=actor(), at=LATER)
    length(12)
    assert Finding.objects.get().accepted_why == "历史代码"
    length(13)
    finding = Finding.objects.get()
    assert (finding.accepted_at, finding.accepted_by, finding.accepted_why) == (None, "", "")
    assert (finding.args, finding.since) == ({"length": 13}, NOON)
