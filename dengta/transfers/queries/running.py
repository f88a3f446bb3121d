"""What runs: through an organisation, which can then be neither deleted nor dissolved nor change
its category (TRF-15), and for a member."""

from __future__ import annotations

from uuid import UUID

from dengta.access.actor import Actor
from dengta.organizations.models import Organization
from dengta.transfers.models import Transfer
from dengta.transfers.queries import seeing


def running_through(organization: Organization) -> list[Transfer]:
    """The running transfers on whose path ``organization`` stands, with their members; for verbs
    of rooms above, nobody is asked."""
    return list(
        Transfer.objects.filter(nodes__organization=organization, open=True)
        .select_related("member", "source", "target")
        .order_by("sent_at", "pk")
    )


def running_of(actor: Actor, member: UUID) -> UUID | None:
    """The running transfer of a member, where the actor can see it; None for none."""
    rows = seeing.visible(actor).filter(member__uid=member, open=True)
    return rows.values_list("uid", flat=True).first()
