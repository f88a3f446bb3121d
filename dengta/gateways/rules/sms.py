"""A message to a telephone, as this system sees it: a text goes out or it does not (ACC-07)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

SLOTS = ("mobile", "text", "id", "time", "sign")
"""What a service is told: number, text, our mark of the message, seconds since 1970, signature."""


class Driver(StrEnum):
    """Which way messages go; NONE is an installation that has none yet."""

    NONE = "none"
    OUTBOX = "outbox"
    HTTP = "http"


class Format(StrEnum):
    FORM = "form"
    JSON = "json"


class Signature(StrEnum):
    NONE = "none"
    HMAC_SHA256 = "hmac-sha256"
    HMAC_SM3 = "hmac-sm3"


@dataclass(frozen=True, slots=True, repr=False)
class HttpService:
    """A service that takes messages by POST.

    ``fields`` says what the service calls each of ``SLOTS``; slots that it does not name are not
    sent. ``fixed`` are fields of its own (an account, a template). ``success`` is the field of its
    JSON answer and the value that means accepted; ("", ""): any answer 2xx.
    """

    url: str
    format: Format = Format.FORM
    fields: Mapping[str, str] = field(default_factory=lambda: {"mobile": "mobile", "text": "text"})
    fixed: Mapping[str, str] = field(default_factory=dict)
    signature: Signature = Signature.NONE
    secret: str = ""
    success: tuple[str, str] = ("", "")

    def __repr__(self) -> str:
        """Never the secret: this may reach a log."""
        return f"HttpService({self.url})"


@dataclass(frozen=True, slots=True)
class Sent:
    """The service took the message."""


@dataclass(frozen=True, slots=True)
class NotSent:
    """``reason`` is the sentence that the officer reads; ``again``: a later try may succeed."""

    reason: str
    again: bool


Outcome = Sent | NotSent


class Sms(Protocol):
    """A driver. It never raises for what the service answers or fails to."""

    def send(self, *, uid: UUID, mobile: str, text: str, at: datetime) -> Outcome:
        """``uid`` marks the message: given again after a crash it is the same one."""
        ...


class NotConnected:
    """The driver of an installation that has none."""

    def send(self, *, uid: UUID, mobile: str, text: str, at: datetime) -> Outcome:  # noqa: ARG002
        return NotSent("短信服务尚未接入，请系统管理人员设置 DENGTA_SMS 后重新发送。", again=False)


def to_be_signed(fields: Mapping[str, str]) -> str:
    """What the signature covers: ``name=value`` joined by ``&``, in the order of the names."""
    return "&".join(f"{name}={fields[name]}" for name in sorted(fields))
