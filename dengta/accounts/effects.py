"""What is done to accounts on behalf of a room above."""

from __future__ import annotations

from django.db.models import F

from dengta.accounts.models import Account, Draft
from dengta.organizations.models import Organization


def hand_over(organization: Organization, to: Organization) -> int:
    """Keep the ended accounts of an organisation that is deleted with its superior ``to``; half-
    filled forms about it go. Returns how many accounts. Needs ``atomic()``."""
    Draft.objects.filter(subject=organization.uid).delete()
    return Account.objects.filter(organization=organization, is_live=False).update(
        organization=to, org_path=to.path, step=F("step") + 1
    )
