"""The outbox of the embedded driver: what the demo's page shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from dengta.gateways.models import OutboxMessage
from dengta.gateways.rules.sms import Driver
from dengta.refusal import OutOfReach

DEMO = "demo"
SHOWN = 50


@dataclass(frozen=True, slots=True)
class OutboxRow:
    at: datetime
    mobile: str
    text: str


def is_connected() -> bool:
    """Whether messages can leave this installation at all."""
    return bool(settings.DENGTA_SMS != Driver.NONE)


def has_outbox() -> bool:
    """Whether there is a page that shows the messages of the embedded driver: in the demo alone."""
    return bool(settings.DENGTA_MODE == DEMO and settings.DENGTA_SMS == Driver.OUTBOX)


def outbox(*, most: int = SHOWN) -> list[OutboxRow]:
    """The newest messages of the embedded driver. There is such a page in the demo alone: it shows
    codes to everybody; elsewhere it does not exist (404)."""
    if not has_outbox():
        raise OutOfReach
    rows = OutboxMessage.objects.order_by("-at", "-pk")[:most]
    return [OutboxRow(row.at, row.mobile, row.text) for row in rows]
