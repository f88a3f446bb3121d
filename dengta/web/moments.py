"""A moment as the pages write it, where we are."""

from __future__ import annotations

from datetime import datetime

from django.utils.timezone import localtime


def moment(at: datetime) -> str:
    """“2026-11-23 17:34:05”."""
    return f"{localtime(at):%Y-%m-%d %H:%M:%S}"


def minute(at: datetime | None) -> str:
    """“2026-11-23 17:34”; "" for none."""
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else ""
