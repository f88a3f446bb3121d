"""What the worker forgets from time to time: nothing of it decides anything any more."""

from __future__ import annotations

from datetime import datetime

from dengta.accounts.actions import drafts, once, sign_in, sms_codes


def sweep(at: datetime) -> int:
    """Old tries, pictures and failures, SMS codes with their messages, drafts, marks of
    forms; returns how many rows."""
    swept = sign_in.sweep(at=at) + sms_codes.forget(at=at)
    return swept + drafts.forget(at) + once.forget(at)
