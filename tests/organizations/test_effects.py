from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from dengta.organizations import effects
from dengta.organizations.models import Organization, OrganizationChange, UnitLink
from dengta.refusal import Refusal
from tests.world import NOON, Province, organization

pytestmark = pytest.mark.django_db


def test_pins_give_the_rows_by_key(
    province: Province, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    keys = [province["T2"].pk, province["T1"].pk, province["T1"].pk]
    with django_assert_num_queries(2):
        pinned = effects.pin(*keys)
    assert {pk: row.name for pk, row in pinned.items()} == {
        province["T1"].pk: "T1镇党委",
        province["T2"].pk: "T2镇党委",
    }
    assert effects.pin() == {}


@pytest.mark.spec("ORG-13")
def test_a_dissolved_one_receives_nothing_and_is_named(province: Province) -> None:
    Organization.objects.filter(pk=province["GB1"].pk).update(dissolved_at=NOON)
    with pytest.raises(Refusal, match="“GB1党支部”已撤销") as refusal:
        effects.pin(province["T1"].pk, province["GB1"].pk)
    assert len(refusal.value.complaints) == 1


def test_one_that_is_gone_is_told(province: Province) -> None:
    made = organization(province["D1"], "某工委", "241")
    OrganizationChange.objects.filter(organization=made).delete()
    UnitLink.objects.filter(organization=made).delete()
    Organization.objects.filter(pk=made.pk).delete()
    with pytest.raises(Refusal, match="已不存在"):
        effects.pin(made.pk)
