"""What of the members waits for an account (ACC-18)."""

from __future__ import annotations

from datetime import datetime

from dengta.access.actor import Actor
from dengta.access.waiting import WaitingLine


def waiting(_actor: Actor, _at: datetime) -> list[WaitingLine]:
    """Nothing yet: records to mend stand in the data check, and filings come with their page."""
    return []
