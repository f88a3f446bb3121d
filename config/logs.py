"""Where the server's own messages go, and what never stands in them.

This is the technical log on standard error. The log of what people did is the room ``audit``.
"""

from __future__ import annotations

import logging
import re
from typing import Any

ID_NUMBER = re.compile(r"(?<!\d)(\d{2})\d{15}[\dXx](?!\d)")
MOBILE_NUMBER = re.compile(r"(?<!\d)(1[3-9])\d{9}(?!\d)")


def masked(text: str) -> str:
    """``text`` without identity and mobile numbers: their first two digits, then stars."""
    text = ID_NUMBER.sub(lambda found: found.group(1) + "*" * 16, text)
    return MOBILE_NUMBER.sub(lambda found: found.group(1) + "*" * 9, text)


class Masking(logging.Formatter):
    """A formatter whose lines, tracebacks included, hold no identity or mobile number."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


def configuration() -> dict[str, Any]:
    """The dictionary for ``logging.config``."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "config.logs.Masking",
                "format": "{asctime} {levelname} {name}: {message}",
                "style": "{",
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"level": "INFO"},
            "django.request": {"level": "ERROR"},
            "httpx": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
        },
    }
