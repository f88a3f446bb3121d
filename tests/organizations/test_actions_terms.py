"""换届 that is due: on the workbench, and in the data check when it is late (ORG-14)."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import transaction

from dengta.definitions import effects as definitions
from dengta.definitions.rules.packaged import definition
from dengta.definitions.rules.shapes import Holder
from dengta.findings.models import Finding
from dengta.organizations.actions.terms import look_for_overdue
from dengta.organizations.models import Organization
from dengta.organizations.queries.waiting import waiting
from tests.reorganization.papers import dissolve, unlinked
from tests.world import NOON, Province

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


def term(row: Organization, due: date) -> UUID:
    """A term of office that runs out on ``due``."""
    typed = {
        "number": "第三届",
        "elected_on": f"{due.replace(year=due.year - 3):%Y-%m-%d}",
        "years": "3",
        "due_on": f"{due:%Y-%m-%d}",
    }
    holder = Holder("organization", row.uid, row.path)
    with transaction.atomic():
        return definitions.put(holder, definition("terms"), row.category, typed, at=NOON).uid


def listed() -> dict[UUID, str]:
    found = Finding.objects.filter(rule="ORG-14.term")
    return {each.subject_uid: each.args["due"] for each in found}


@pytest.mark.spec("ORG-14", "ACC-18")
@pytest.mark.parametrize(
    ("days", "said"), [(-1, "已过应换届日期"), (0, "应换届日期"), (90, "应换届日期"), (91, "")]
)
def test_the_workbench_warns_of_the_own_one_and_those_directly_below(
    province: Province, days: int, said: str
) -> None:
    due = TODAY + timedelta(days=days)
    for key in ("T1", "B1", "GB1", "T2"):
        term(province[key], due)
    lines = waiting(province.actor("T1"), NOON)
    assert [line.who for line in lines] == (["T1镇党委", "B1党支部"] if said else [])
    for line in lines:
        assert line.what.startswith(f"{said} {due:%Y-%m-%d}")
        assert line.deadline == due
    assert waiting(province.actor("T1", functions=()), NOON) == []


@pytest.mark.spec("ORG-14")
def test_a_new_term_ends_the_warning(province: Province) -> None:
    late, next_one = TODAY - timedelta(days=3), TODAY + timedelta(days=1000)
    term(province["B1"], late)
    assert look_for_overdue(NOON) == 1
    assert listed() == {province["B1"].uid: f"{late:%Y-%m-%d}"}
    assert look_for_overdue(NOON) == 1
    term(province["B1"], next_one)
    assert waiting(province.actor("B1"), NOON) == []
    assert look_for_overdue(NOON) == 0


@pytest.mark.spec("ORG-14", "ORG-13")
def test_a_dissolved_one_is_late_no_more(province: Province) -> None:
    term(province["B1"], TODAY - timedelta(days=3))
    dissolve(unlinked(province["B1"]), province.actor("P"))
    assert look_for_overdue(NOON) == 0
    assert waiting(province.actor("T1"), NOON) == []
