"""What of the organisations waits for an account: 换届 that is due (ORG-14, ACC-18)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Max, Q
from django.utils.timezone import localdate

from dengta.access.actor import Actor
from dengta.access.checks import holds
from dengta.access.permissions import Can
from dengta.access.waiting import WaitingLine
from dengta.definitions.models import SetValue
from dengta.organizations.models import Organization
from dengta.organizations.rules.information import TERMS
from dengta.refusal import Spot

DUE = "due_on"
AHEAD = timedelta(days=90)
"""How long before 应换届日期 the workbench begins to warn."""
MOST = 20


def waiting(actor: Actor, at: datetime) -> list[WaitingLine]:
    """The own organisation and its direct subordinates whose 应换届日期 has passed or comes within
    90 days, the earliest first; at most 20 lines. For accounts that may edit organisations."""
    if not holds(actor, Can.EDIT_ORGANIZATION):
        return []
    near = Organization.objects.filter(
        Q(path=actor.path) | Q(parent__path=actor.path), dissolved_at__isnull=True
    )
    today, until = localdate(at), (localdate(at) + AHEAD).isoformat()
    # the latest of each counts: who was elected since is not late with the term before
    rows = (
        SetValue.objects.filter(set=TERMS, field=DUE, org_path__in=near.values("path"))
        .values_list("org_path")
        .annotate(last=Max("value"))
        .filter(last__lte=until)
    )
    due = dict(rows.order_by("org_path"))
    first = sorted(due, key=lambda path: (due[path], path))[:MOST]
    named = {row.path: row for row in Organization.objects.filter(path__in=first)} if first else {}
    return [_line(named[path], date.fromisoformat(due[path]), today) for path in first]


def _line(organization: Organization, due: date, today: date) -> WaitingLine:
    said = "已过应换届日期" if due < today else "应换届日期"
    return WaitingLine(
        kind="换届",
        who=organization.name,
        what=f"{said} {due:%Y-%m-%d}，换届后请登记新的一届",
        deadline=due,
        spot=Spot("organization", organization.uid, TERMS),
        verb="去登记",
    )
