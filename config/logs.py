"""Where the server's own messages go, and what never stands in them.

This is the technical log on standard error. The log of what people did is the room ``audit``.
"""

from __future__ import annotations

import logging
import re
from typing import Any

ID_NUMBER = re.compile(r"(?<!\d)(\d{2})\d{15}[\dXx](?!\d)")
MOBILE_NUMBER = re.compile(r"(?<!\d)(1[3-9])\d{9}(?!\d)")
SECURITY = "django.security."
LONGEST = 120


def masked(text: str) -> str:
    """``text`` without identity and mobile numbers: their first two digits, then stars."""
    text = ID_NUMBER.sub(lambda found: found.group(1) + "*" * 16, text)
    return MOBILE_NUMBER.sub(lambda found: found.group(1) + "*" * 9, text)


class Masking(logging.Formatter):
    """A formatter whose lines, tracebacks included, hold no identity or mobile number."""

    def format(self, record: logging.LogRecord) -> str:
        return masked(super().format(record))


class Brief(logging.Filter):
    """What a stranger's request is refused for (a wrong Host header, a body too large) is one
    short line: it is no fault of ours that a traceback would explain."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith(SECURITY):
            record.msg, record.args = record.getMessage()[:LONGEST], None
            record.exc_info = record.exc_text = None
        return True


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
        "filters": {"brief": {"()": "config.logs.Brief"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "line",
                "filters": ["brief"],
            }
        },
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"level": "INFO"},
            "django.request": {"level": "ERROR"},
            "httpx": {"level": "WARNING"},
            "weasyprint": {"level": "ERROR"},
            "fontTools": {"level": "ERROR"},
        },
    }
