"""What runs through an organisation: it can be neither deleted nor dissolved, nor change its
category (TRF-15). For verbs of rooms above; nobody is asked."""

from __future__ import annotations

from dengta.organizations.models import Organization
from dengta.transfers.models import Transfer


def running_through(organization: Organization) -> list[Transfer]:
    """The running transfers on whose path ``organization`` stands, with their members."""
    return list(
        Transfer.objects.filter(nodes__organization=organization, open=True)
        .select_related("member", "source", "target")
        .order_by("sent_at", "pk")
    )


def names_of_the_day(transfer: Transfer) -> dict[int, tuple[str, str]]:
    """Each letter's 由 and 去 as of its day, by serial: what was opened keeps its names."""
    return {
        letter.pk: (letter.wording["source"], letter.wording["target"])
        for letter in transfer.letters.order_by("pk")
    }
