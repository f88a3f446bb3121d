"""What the data check is to show of an organisation, looked at anew."""

from __future__ import annotations

from datetime import datetime

from dengta.codes.queries import tables
from dengta.findings import effects as findings
from dengta.organizations.models import Organization, UnitLink
from dengta.organizations.rules import categories
from dengta.organizations.rules.seeds import ORGANIZATION_RULES


def broken(organization: Organization, links: int, defaults: int) -> dict[str, str]:
    """ORG-06 of an organisation with so many ``links``, ``defaults`` of them default units: the
    rules that it breaks, each with the field to open."""
    if not categories.needs_unit(organization.category):
        return {}
    if not links:
        return {"ORG-06.unit": "units"}
    found: dict[str, str] = {}
    if categories.is_joint(organization.category) and links < 2:
        found["ORG-06.units"] = "units"
    if defaults != 1:
        found["ORG-06.default"] = "default"
    return found


def recheck(organization: Organization, *, at: datetime) -> None:
    """Put into the data check what ``organization`` lacks of ORG-03, ORG-06, GEN-09, take out what
    is mended. Needs ``atomic()``."""
    links = list(
        UnitLink.objects.filter(organization=organization).values_list("is_default", flat=True)
    )
    found = broken(organization, len(links), sum(links))
    for rule, field in (
        ("ORG-03.secretary", "secretary"),
        ("ORG-03.contact", "contact"),
        ("ORG-03.phone", "phone"),
    ):
        if not getattr(organization, field):
            found[rule] = field
    told: dict[str, tuple[str, dict[str, str]]] = {
        rule: (field, {}) for rule, field in found.items()
    }
    if tables.choice_problem("org_category", organization.category) is not None:
        told["GEN-09.category"] = ("category", {"category": organization.category})
    findings.set(
        "organization",
        organization.uid,
        organization.path,
        told,
        ORGANIZATION_RULES,
        at,
    )
