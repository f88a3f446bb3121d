"""Terms of office that have run out: into the data check day by day (ORG-14, MEM-24)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.timezone import localdate

from dengta.access.reach import ROOT_PATH, next_of
from dengta.database.batches import batches
from dengta.definitions.queries.rows import greatest, with_value_before
from dengta.definitions.rules.packaged import definition
from dengta.findings import effects as findings
from dengta.findings.models import Finding
from dengta.organizations.models import Organization
from dengta.organizations.queries.waiting import DUE
from dengta.organizations.rules.information import TERMS

RULE = "ORG-14.term"


def settle(organization: Organization, *, at: datetime) -> None:
    """Put ``organization`` into the data check when its latest 应换届日期 has passed, else take it
    out. Needs ``atomic()``; for every verb that changes its terms."""
    due = greatest(definition(TERMS), DUE, organization.uid)
    late = bool(due) and due < localdate(at).isoformat()
    found = {RULE: (TERMS, {"due": due})} if late else {}
    findings.set("organization", organization.uid, organization.path, found, [RULE], at)


@transaction.atomic
def look_for_overdue(at: datetime) -> int:
    """Put organisations whose 应换届日期 has passed into the data check, and take out those that
    have a new term since; a duty of the worker. Returns how many stand there now."""
    everywhere = (ROOT_PATH, next_of(ROOT_PATH))
    late = with_value_before(definition(TERMS), DUE, everywhere, localdate(at).isoformat())
    told: dict[UUID, str] = {
        uid: str(args.get("due", ""))
        for uid, args in Finding.objects.filter(kind="organization", rule=RULE).values_list(
            "subject_uid", "args"
        )
    }
    changed = [uid for uid in {*late, *told} if late.get(uid) != told.get(uid)]
    for some in batches(changed):
        standing = dict(
            Organization.objects.filter(uid__in=some, dissolved_at__isnull=True).values_list(
                "uid", "path"
            )
        )
        for uid in some:
            if uid in late and uid in standing:
                found = {RULE: (TERMS, {"due": late[uid]})}
                findings.set("organization", uid, standing[uid], found, [RULE], at)
            elif uid in told:
                findings.set("organization", uid, "", {}, [RULE], at)
    return Finding.objects.filter(kind="organization", rule=RULE).count()
