"""Deleting an organisation that was made by mistake (ORG-12)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localtime

from dengta.access.actor import Actor
from dengta.accounts import effects as accounts
from dengta.audit.actions import record
from dengta.audit.rules.events import Event
from dengta.audit.rules.lines import Changed, Subject
from dengta.codes.queries import tables
from dengta.counts import effects as counts
from dengta.counts.rules import ONE, Dimension
from dengta.definitions import effects as definitions
from dengta.findings import effects as findings
from dengta.organizations import effects as organizations
from dengta.organizations.models import FormerName, Organization, OrganizationChange
from dengta.organizations.rules.fields import LABELS, changed
from dengta.organizations.rules.preview import Verb
from dengta.reorganization.actions.taking import take, unchanged
from dengta.reorganization.models import Dissolution
from dengta.reorganization.queries.ends import deletion

NOTED = "%Y-%m-%d %H:%M"


@transaction.atomic
def delete(*, organization: Organization, seen: str, by: Actor, at: datetime) -> None:
    """Delete a subordinate with its own data, for good; the log keeps a full copy (ORG-12).

    ``seen`` is the digest of the preview that was shown. Refuses the own organisation, a world
    that has changed since (:class:`Overtaken`), and names each blocker. Ended accounts and units
    that only lay in its range go to the superior; its code and its path are never used again.
    """
    stands = take(organization, Verb.DELETE, by=by)
    unchanged(lambda: deletion(by, stands), seen)
    copy = [*_full_copy(stands), *definitions.drop(stands.uid)]
    superior = stands.parent
    assert superior is not None, "the root is nobody's subordinate"
    accounts.hand_over(stands, superior)
    organizations.hand_over_units(stands, superior)
    organizations.retire_code(stands, superior)
    findings.drop("organization", stands.uid)
    counts.add(stands.path, {(Dimension.ORGANIZATIONS, ONE): -1})
    counts.close(stands.path, superior.path)
    uid, name, path = stands.uid, stands.name, stands.path
    stands.delete()
    record(
        Event.ORGANIZATION_DELETED,
        subject=Subject("organization", uid, name),
        path=path,
        by=by,
        at=at,
        changes=copy,
    )


def _full_copy(row: Organization) -> list[Changed]:
    """Everything that goes, as values that became nothing."""
    yes = {True: "是", False: ""}
    values = {
        "name": row.name,
        "code": row.code,
        "category": tables.label("org_category", row.category),
        "secretary": row.secretary,
        "contact": row.contact,
        "phone": row.phone,
        "situation": tables.label("org_unit_situation", row.situation),
        "work_category": tables.label("unit_category", row.work_category),
        "county_level": yes[row.county_level],
        "is_transfer_node": yes[row.is_transfer_node],
        "can_transfer_directly": yes[row.can_transfer_directly],
        "auto_approve": yes[row.auto_approve],
        "letter_name": row.letter_name,
        "created": f"{localtime(row.created_at):{NOTED}}",
    }
    copy = [changed(field, value, "") for field, value in values.items() if value]
    for former in FormerName.objects.filter(organization=row).order_by("until", "pk"):
        days = f"{localtime(former.since):{NOTED}} 至 {localtime(former.until):{NOTED}}"
        copy.append(Changed("former_name", "曾用名", f"{former.name}（{days}）", ""))
    for each in OrganizationChange.objects.filter(organization=row).order_by("at", "pk"):
        label = each.label or LABELS.get(each.field, each.field)
        told = f"{localtime(each.at):{NOTED}} {each.by_name}：{label} {each.old} → {each.new}"
        secret = each.field == "phone"
        copy.append(Changed(f"history_{each.field}", "变更记录", told, "", secret=secret))
    for past in Dissolution.objects.filter(organization=row).order_by("at", "pk"):
        told = f"{past.number} {past.on:%Y-%m-%d} {past.reason}；恢复 {past.restored_number}"
        copy.append(Changed("dissolution", "撤销记录", told, ""))
    return copy
