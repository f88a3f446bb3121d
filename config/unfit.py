"""What stops a start."""

from __future__ import annotations

from dengta.refusal import Refusal


class Unfit(Refusal):
    """The environment cannot be worked with; the sentence says what to change."""
