"""What ``dengta check`` finds wrong with organisations, each broken by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction

from dengta.findings import effects as findings
from dengta.operations import check
from dengta.organizations.models import Organization, Unit, UnitLink
from tests.world import NOON, Province, organization, unit

pytestmark = pytest.mark.django_db


def a_unit_of_a_dissolved_one(province: Province) -> None:
    Organization.objects.filter(pk=province["B1"].pk).update(dissolved_at=NOON)


def a_managing_one_that_is_dissolved(province: Province) -> None:
    Unit.objects.filter(pk=unit(province["B2"]).pk).update(managing=province["KB1"])
    UnitLink.objects.filter(organization=province["KB1"]).delete()
    Organization.objects.filter(pk=province["KB1"].pk).update(dissolved_at=NOON)


def another_unit_than_the_superiors(province: Province) -> None:
    follower = organization(province["G1"], "同村党支部", situation="1")
    UnitLink.objects.filter(organization=follower).update(unit=unit(province["B1"]))


def another_work_category(province: Province) -> None:
    Organization.objects.filter(pk=province["B1"].pk).update(work_category="4")


def a_linked_unit_that_waits(province: Province) -> None:
    Unit.objects.filter(pk=unit(province["B1"]).pk).update(awaiting=True)


def a_linked_unit_that_is_managed(province: Province) -> None:
    Unit.objects.filter(pk=unit(province["B1"]).pk).update(managing=province["G1"])


def a_finding_at_another_place(province: Province) -> None:
    with transaction.atomic():
        findings.set(
            "organization",
            province["B1"].uid,
            province["B2"].path,
            {"ORG-03.phone": ("phone", {})},
            ["ORG-03.phone"],
            NOON,
        )


@pytest.mark.spec("ORG-07", "ORG-09", "ORG-13", "UNT-02")
@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (a_unit_of_a_dissolved_one, "已撤销的党组织还有关联或管理的单位"),
        (a_unit_of_a_dissolved_one, "党组织撤销状态与撤销记录不符"),
        (a_managing_one_that_is_dissolved, "已撤销的党组织还有关联或管理的单位"),
        (another_unit_than_the_superiors, "“与上级党组织相同”的单位与上级不同"),
        (a_linked_unit_that_waits, "单位的种类与关联、管理情况不符"),
        (a_linked_unit_that_is_managed, "单位的种类与关联、管理情况不符"),
        (another_work_category, "党组织工作分类与默认单位不符"),
        (a_finding_at_another_place, "数据校核中有不存在或已撤销的党组织"),
    ],
)
def test_what_is_damaged_is_found(
    province: Province, damage: Callable[[Province], None], sentence: str
) -> None:
    assert check.broken() == []
    damage(province)
    assert any(each.startswith(sentence) for each in check.broken())
