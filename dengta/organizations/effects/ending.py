"""What an organisation that ends leaves behind."""

from __future__ import annotations

from django.db.models import F

from dengta.counts import effects as counts
from dengta.counts.rules import ONE, Dimension
from dengta.definitions import effects as definitions
from dengta.findings import effects as findings
from dengta.organizations.models import Organization, Unit
from dengta.organizations.rules import numbers


def hand_over_units(organization: Organization, to: Organization) -> int:
    """Let units that only lay in the range of ``organization`` lie in that of ``to`` (UNT-11);
    returns how many. Needs ``atomic()``."""
    lying_there = Unit.objects.filter(home=organization, awaiting=True)
    uids = list(lying_there.values_list("uid", flat=True))
    moved = Unit.objects.filter(home=organization).update(home=to, step=F("step") + 1)
    for uid in uids:
        findings.move("unit", uid, to.path)
        definitions.move(uid, to.path)
    if moved:
        counts.move(organization.path, to.path, {(Dimension.UNITS, ONE): moved})
    return moved


def retire_code(organization: Organization, superior: Organization) -> None:
    """Never give the code of ``organization`` again, not even when it came from another system
    and lies ahead of the superior's counter (ORG-05). Needs ``atomic()``."""
    last = organization.code[-numbers.DIGITS :]
    if organization.code[: -numbers.DIGITS] != superior.code or not last.isdigit():
        return
    Organization.objects.filter(pk=superior.pk, next_number__lte=int(last)).update(
        next_number=int(last) + 1
    )
