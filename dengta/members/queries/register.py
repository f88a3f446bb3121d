"""What the register said to this account (MEM-09)."""

from __future__ import annotations

from datetime import datetime

from dengta.access.actor import Actor
from dengta.gateways.rules.population import Answer
from dengta.members.models import RegisterAnswer
from dengta.members.rules.register import asked_for, oldest
from dengta.vault.blind import blind_index

ASKED = "register_answer"
"""The kind of the blind index of name and number together."""


def blind_of(name: str, id_number: str) -> bytes:
    """The blind index of a name and a number in its normal form."""
    return blind_index(ASKED, asked_for(name, id_number))


def latest(actor: Actor, name: str, id_number: str, at: datetime) -> Answer | None:
    """The newest answer to ``actor`` about this name and number that still counts at ``at``."""
    row = (
        RegisterAnswer.objects.filter(
            by_uid=actor.uid,
            blind=blind_of(name, id_number),
            at__gte=oldest(at),
            at__lte=at,
        )
        .order_by("-at", "-id")
        .first()
    )
    return Answer(row.answer) if row is not None else None
